/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * emulate.h: instructions that are done by changing saved registers, as if they had run.
 *
 * What was decoded once is kept in a struct spl_emulation, so that a trap has little to do.
 * Pure, for the kernel and for tests in user space; any context, NMI too.
 */
#ifndef SPL_EMULATE_H
#define SPL_EMULATE_H

#include <linux/ptrace.h>

#include "decode.h"

enum spl_emulated {
	SPL_DO_NOTHING, /* nop of any length */
	SPL_DO_JUMP,
	SPL_DO_JUMP_IF,
	SPL_DO_LOOP, /* loopne, loope, loop, jrcxz: CONDITION 0 to 3 */
	SPL_DO_CALL,
	SPL_DO_CALL_REG,
	SPL_DO_CALL_MEM,
	SPL_DO_JUMP_REG,
	SPL_DO_RETURN, /* IMM: bytes that are taken off the stack as well */
	SPL_DO_PUSH_REG,
	SPL_DO_PUSH_IMM,
	SPL_DO_PUSH_FLAGS,
	SPL_DO_POP_FLAGS,
	SPL_DO_CLI,
	SPL_DO_STI,
	SPL_DO_MOV_IMM,
	SPL_DO_TEST_IMM,
	SPL_DO_CMP_IMM,
};

#define SPL_NO_REG 0xff

/* Registers by the number that instructions have for them: 0 is rax, 1 rcx, ..., 15 r15. */
struct spl_emulation {
	u8 what; /* enum spl_emulated */
	u8 length; /* of the instruction, bytes */
	u8 size; /* of the operand, or of a loop's count: 1, 2, 4 or 8 bytes */
	u8 condition; /* of a jump, as in the opcode */
	u8 reg; /* the operand */
	bool high; /* it is ah, ch, dh or bh, and reg rax to rbx */
	u8 base, index; /* of a memory operand; SPL_NO_REG: none */
	u8 shift; /* of the index */
	bool narrow; /* the address is cut to 32 bits */
	bool ip_relative; /* the displacement counts from the next instruction */
	s32 disp; /* of a memory operand */
	s64 imm; /* the distance of a jump from the instruction's start; a value */
};

/* False: INSN (of the bytes CODE) is none that can be done. */
bool spl_emulation_make(struct spl_emulation *e, const struct spl_insn *insn, const u8 *code);

/*
 * Does it.  REGS->ip is the instruction's address.  False: memory that it needs can't be read,
 * nothing was changed.  In the kernel REGS are those of a trap from the kernel that left room for
 * a word on the interrupted stack, as int3's entry does.
 */
bool spl_emulate(const struct spl_emulation *e, struct pt_regs *regs);

#endif
