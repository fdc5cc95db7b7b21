/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * classify.h: how an instruction that a breakpoint stands on can be completed.
 *
 * Pure, for the kernel and for user space alike: any context.  What is judged is the instruction
 * alone; refuse.c judges the place.
 */
#ifndef SPL_CLASSIFY_H
#define SPL_CLASSIFY_H

#include "decode.h"

enum spl_way {
	SPL_WAY_BOOST, /* a copy runs in a slot, and jumps back */
	SPL_WAY_EMULATE, /* emulate.c does what it does; no slot and no second trap */
	SPL_WAY_STEP, /* a copy runs with interrupts off, up to a second breakpoint */
	SPL_WAY_REFUSE, /* no probe can stand on it */
};

/* Why it is that way: spl_verdict_text() has the words. */
enum spl_verdict {
	/* boost */
	SPL_IS_PLAIN, /* it touches registers and memory, and goes on behind itself */
	SPL_IS_JUMP_VIA_MEMORY, /* it leaves the slot by itself */
	/* emulate */
	SPL_IS_NOP,
	SPL_IS_JUMP,
	SPL_IS_JUMP_IF,
	SPL_IS_LOOP, /* jrcxz too */
	SPL_IS_CALL,
	SPL_IS_CALL_INDIRECT,
	SPL_IS_JUMP_INDIRECT,
	SPL_IS_RETURN,
	SPL_IS_PUSH,
	SPL_IS_FLAGS, /* pushf and popf: the slot's flags must be the code's */
	SPL_IS_INTERRUPTS, /* cli and sti */
	/* step */
	SPL_HAS_ODD_PREFIX, /* of which the tables can't say what it does to this opcode */
	/* refuse */
	SPL_IS_TRAP, /* int, int3, int1, ud, syscall */
	SPL_IS_FAR, /* a far jump, call or return; iret and its kin */
	SPL_IS_HALT,
	SPL_HOLDS_TRAPS_OFF, /* mov and pop of ss: the next instruction traps late */
	SPL_IS_TRANSACTION, /* a trap would abort it */
	SPL_IS_GUEST_ENTRY, /* vmlaunch and its kin: it goes on elsewhere */
	SPL_SWAPS_GS, /* what a trap needs to find the CPU's data */
	SPL_BRANCHES_BY_16_BITS, /* processors differ in what it does */
	SPL_HAS_SEGMENT, /* the target of a call is read by a segment */
	SPL_IS_UNKNOWN,
	SPL_VERDICTS,
};

/* CODE: what INSN was decoded of. */
enum spl_verdict spl_insn_judge(const struct spl_insn *insn, const uint8_t *code);
enum spl_way spl_verdict_way(enum spl_verdict v);
const char *spl_verdict_text(enum spl_verdict v); /* a clause: "it is a jump" */

#endif
