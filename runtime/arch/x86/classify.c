/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * classify.c: takes a decoded instruction; tells how a probe can complete it.
 *
 * The booster's question is whether a copy of it, followed by a jump back, does what the original
 * would.  It does where the instruction neither asks for nor sets the instruction pointer
 * (relocate.c mends operands that are relative to it), and where it does no harm that a trap may
 * come between the copy and the jump.  A bit for each opcode of the one-byte map and of the 0f
 * map says which those are; by Intel's manual, volume 2, appendix A, and by AMD's for what is
 * only there.  All of the maps 0f 38 and 0f 3a, and what VEX, EVEX and XOP reach, works on
 * registers and memory alone.
 */
#include "classify.h"

/*
 * Bit N of row R: opcode R * 16 + N may run in a copy.  Groups of which some members may not are
 * judged one by one before these are asked.
 */
static const uint16_t one_plain[16] = {
	0xffff, 0xffff, 0xffff, 0xffff, /* 00: arithmetic */
	0x0000, 0xffff, 0xffff, 0x0000, /* 40: REX; 50: push, pop; 60; 70: jcc */
	0xffff, 0xefff, 0xffff, 0xffff, /* 80; 90 without 9a; a0; b0 */
	0x03c3, 0xff8f, 0xf0f0, 0xf3e0, /* c0 shifts, mov, enter; d0; e0: in, out; f0 */
};

static const uint16_t two_plain[16] = {
	0xf75f, 0xffff, 0xffff, 0xff4f, /* 00 without syscall, sysret, ud2; 30: sysenter, getsec */
	0xffff, 0xffff, 0xffff, 0xffff, /* 40 */
	0x0000, 0xffff, 0xfbff, 0xfdfb, /* 80: jcc; a0 without rsm; b0 without lss, ud1 */
	0xffff, 0xffff, 0xffff, 0x7fff, /* c0; f0 without ud0 */
};

static bool is_in(const uint16_t *rows, uint8_t opcode)
{
	return rows[opcode >> 4] >> (opcode & 15) & 1;
}

static unsigned int reg_of(const struct spl_insn *insn)
{
	return insn->modrm >> 3 & 7;
}

static bool is_of_registers(const struct spl_insn *insn)
{
	return insn->modrm >> 6 == 3;
}

/* The operand size prefix counts: REX.W does not overrule it. */
static bool is_16_bits(const struct spl_insn *insn)
{
	return insn->prefixes & SPL_PREFIX_OPERAND && !(insn->rex & 8);
}

/* 0f 01 with registers: AMD, Intel and FRED share the second byte of what is no register. */
static enum spl_verdict judge_group7(const struct spl_insn *insn)
{
	if (!is_of_registers(insn))
		return SPL_IS_PLAIN;
	switch (insn->modrm) {
	case 0xc2: /* vmlaunch */
	case 0xc3: /* vmresume */
	case 0xc0: /* enclv */
	case 0xcd: /* seamret, seamops, seamcall; encls */
	case 0xce:
	case 0xcf:
	case 0xd4: /* vmfunc: the guest's memory is another */
	case 0xd7: /* enclu */
	case 0xd8: /* vmrun */
	case 0xde: /* skinit */
		return SPL_IS_GUEST_ENTRY;
	case 0xca: /* clac; erets, eretu */
	case 0xec: /* uiret */
		if (insn->prefixes & (SPL_PREFIX_REP | SPL_PREFIX_REPNE))
			return SPL_IS_FAR;
		return SPL_IS_PLAIN;
	case 0xc9: /* mwait; a step, with interrupts off, would wait for ever */
	case 0xfb: /* mwaitx */
		return SPL_IS_HALT;
	case 0xd5: /* xend */
		return SPL_IS_TRANSACTION;
	case 0xda: /* vmload: the base of gs as well */
	case 0xf8: /* swapgs */
		return SPL_SWAPS_GS;
	default:
		return SPL_IS_PLAIN;
	}
}

static enum spl_verdict judge_group5(const struct spl_insn *insn, const uint8_t *code)
{
	switch (reg_of(insn)) {
	case 0:
	case 1:
	case 6:
		return SPL_IS_PLAIN;
	case 2:
	case 4:
		break;
	case 3:
	case 5:
		return SPL_IS_FAR;
	default:
		return SPL_IS_UNKNOWN;
	}
	if (is_16_bits(insn))
		return SPL_BRANCHES_BY_16_BITS;
	if (reg_of(insn) == 4)
		return is_of_registers(insn) ? SPL_IS_JUMP_INDIRECT : SPL_IS_JUMP_VIA_MEMORY;
	if (!is_of_registers(insn) && spl_insn_segment(insn, code))
		return SPL_HAS_SEGMENT;
	return SPL_IS_CALL_INDIRECT;
}

static enum spl_verdict judge_branch(const struct spl_insn *insn, enum spl_verdict v)
{
	return is_16_bits(insn) ? SPL_BRANCHES_BY_16_BITS : v;
}

static enum spl_verdict judge_one(const struct spl_insn *insn, const uint8_t *code)
{
	switch (insn->opcode) {
	case 0x50 ... 0x57:
	case 0x68:
	case 0x6a:
		return is_16_bits(insn) ? SPL_IS_PLAIN : SPL_IS_PUSH;
	case 0x70 ... 0x7f:
		return judge_branch(insn, SPL_IS_JUMP_IF);
	case 0x8e: /* mov to a segment */
		if (reg_of(insn) == 2)
			return SPL_HOLDS_TRAPS_OFF;
		return reg_of(insn) == 5 ? SPL_SWAPS_GS : SPL_IS_PLAIN;
	case 0x90:
		return insn->rex & 1 || insn->prefixes & SPL_PREFIX_REP ? SPL_IS_PLAIN : SPL_IS_NOP;
	case 0x9c:
	case 0x9d:
		/* of 16 bits nobody has it; a step, with interrupts off, would show */
		return is_16_bits(insn) ? SPL_IS_UNKNOWN : SPL_IS_FLAGS;
	case 0xc2:
	case 0xc3:
		return judge_branch(insn, SPL_IS_RETURN);
	case 0xc6:
	case 0xc7:
		if (!reg_of(insn))
			return SPL_IS_PLAIN;
		return insn->modrm == 0xf8 ? SPL_IS_TRANSACTION : SPL_IS_UNKNOWN;
	case 0xca:
	case 0xcb:
	case 0xcf:
		return SPL_IS_FAR;
	case 0xcc:
	case 0xcd:
	case 0xf1:
		return SPL_IS_TRAP;
	case 0xe0: /* loopne, loope: f2 or f3 makes one of the other on some processors */
	case 0xe1:
		if (insn->prefixes & (SPL_PREFIX_REP | SPL_PREFIX_REPNE))
			return SPL_IS_UNKNOWN;
		return judge_branch(insn, SPL_IS_LOOP);
	case 0xe2:
	case 0xe3:
		return judge_branch(insn, SPL_IS_LOOP);
	case 0xe8:
		return judge_branch(insn, SPL_IS_CALL);
	case 0xe9:
	case 0xeb:
		return judge_branch(insn, SPL_IS_JUMP);
	case 0xf4:
		return SPL_IS_HALT;
	case 0xfa:
	case 0xfb:
		return SPL_IS_INTERRUPTS;
	case 0xfe:
		return reg_of(insn) < 2 ? SPL_IS_PLAIN : SPL_IS_UNKNOWN;
	case 0xff:
		return judge_group5(insn, code);
	default:
		return is_in(one_plain, insn->opcode) ? SPL_IS_PLAIN : SPL_IS_UNKNOWN;
	}
}

static enum spl_verdict judge_two(const struct spl_insn *insn)
{
	switch (insn->opcode) {
	case 0x01:
		return judge_group7(insn);
	case 0x05:
	case 0x0b:
	case 0xb9:
	case 0xff:
		return SPL_IS_TRAP;
	case 0x07:
	case 0x34:
	case 0x35:
	case 0x37:
	case 0xaa:
		return SPL_IS_FAR;
	case 0x1f:
		return reg_of(insn) ? SPL_IS_PLAIN : SPL_IS_NOP;
	case 0x80 ... 0x8f:
		return judge_branch(insn, SPL_IS_JUMP_IF);
	case 0xa9: /* pop gs */
	case 0xb5: /* lgs */
		return SPL_SWAPS_GS;
	case 0xae: /* wrgsbase among fences and the like */
		if (insn->prefixes & SPL_PREFIX_REP && is_of_registers(insn) && reg_of(insn) == 3)
			return SPL_SWAPS_GS;
		return SPL_IS_PLAIN;
	case 0xb2:
		return SPL_HOLDS_TRAPS_OFF;
	default:
		return is_in(two_plain, insn->opcode) ? SPL_IS_PLAIN : SPL_IS_UNKNOWN;
	}
}

/* What "lock" may stand before: it changes memory, by Intel's manual on LOCK. */
static bool takes_lock(const struct spl_insn *insn)
{
	uint8_t op = insn->opcode;
	unsigned int reg = reg_of(insn);

	if (!insn->modrm_at || is_of_registers(insn))
		return false;
	if (insn->map == SPL_MAP_0F)
		return op == 0xab || op == 0xb0 || op == 0xb1 || op == 0xb3 || op == 0xbb ||
		       op == 0xc0 || op == 0xc1 || (op == 0xba && reg > 4) ||
		       (op == 0xc7 && reg == 1);
	if (insn->map != SPL_MAP_ONE)
		return false;
	if (op >= 0x80 && op <= 0x83)
		return reg != 7; /* cmp */
	if (op == 0xf6 || op == 0xf7)
		return reg == 2 || reg == 3;
	if (op == 0xfe || op == 0xff)
		return reg < 2;
	return (op < 0x38 && (op & 7) < 2) || op == 0x86 || op == 0x87;
}

/* What a prefix that its kind does not take makes of an instruction. */
static enum spl_verdict judge_prefixes(const struct spl_insn *insn, enum spl_verdict v)
{
	const unsigned int both = SPL_PREFIX_REP | SPL_PREFIX_REPNE;
	bool bad_lock = insn->prefixes & SPL_PREFIX_LOCK && !takes_lock(insn);

	if (!bad_lock && (insn->prefixes & both) != both)
		return v;
	if (v == SPL_IS_PLAIN)
		return SPL_HAS_ODD_PREFIX;
	return bad_lock && spl_verdict_way(v) != SPL_WAY_REFUSE ? SPL_IS_UNKNOWN : v;
}

enum spl_verdict spl_insn_judge(const struct spl_insn *insn, const uint8_t *code)
{
	enum spl_verdict v = SPL_IS_PLAIN;

	/* With an address of 32 bits it wraps elsewhere when it is re-based. */
	if (insn->ip_relative && insn->prefixes & SPL_PREFIX_ADDRESS)
		return SPL_IS_UNKNOWN;
	if (insn->extended)
		return v;
	if (insn->map == SPL_MAP_ONE)
		v = judge_one(insn, code);
	else if (insn->map == SPL_MAP_0F)
		v = judge_two(insn);
	return judge_prefixes(insn, v);
}

struct word {
	enum spl_way way;
	const char *text;
};

static const struct word words[SPL_VERDICTS] = {
	[SPL_IS_PLAIN] = { SPL_WAY_BOOST, "it works on registers and memory alone" },
	[SPL_IS_JUMP_VIA_MEMORY] = { SPL_WAY_BOOST, "it jumps to what memory says" },
	[SPL_IS_NOP] = { SPL_WAY_EMULATE, "it does nothing" },
	[SPL_IS_JUMP] = { SPL_WAY_EMULATE, "it is a jump" },
	[SPL_IS_JUMP_IF] = { SPL_WAY_EMULATE, "it is a conditional jump" },
	[SPL_IS_LOOP] = { SPL_WAY_EMULATE, "it jumps by a count" },
	[SPL_IS_CALL] = { SPL_WAY_EMULATE, "it is a call" },
	[SPL_IS_CALL_INDIRECT] = { SPL_WAY_EMULATE, "it is an indirect call" },
	[SPL_IS_JUMP_INDIRECT] = { SPL_WAY_EMULATE, "it is an indirect jump" },
	[SPL_IS_RETURN] = { SPL_WAY_EMULATE, "it returns" },
	[SPL_IS_PUSH] = { SPL_WAY_EMULATE, "it is a push" },
	[SPL_IS_FLAGS] = { SPL_WAY_EMULATE, "it saves or loads the flags" },
	[SPL_IS_INTERRUPTS] = { SPL_WAY_EMULATE, "it turns interrupts on or off" },
	[SPL_HAS_ODD_PREFIX] = { SPL_WAY_STEP, "it has a prefix that its kind does not take" },
	[SPL_IS_TRAP] = { SPL_WAY_REFUSE, "it is a trap" },
	[SPL_IS_FAR] = { SPL_WAY_REFUSE, "it changes the code segment or the mode" },
	[SPL_IS_HALT] = { SPL_WAY_REFUSE, "it halts the processor" },
	[SPL_HOLDS_TRAPS_OFF] = { SPL_WAY_REFUSE, "it holds off the traps of the next one" },
	[SPL_IS_TRANSACTION] = { SPL_WAY_REFUSE, "a trap ends the transaction it belongs to" },
	[SPL_IS_GUEST_ENTRY] = { SPL_WAY_REFUSE, "it enters a guest or an enclave" },
	[SPL_SWAPS_GS] = { SPL_WAY_REFUSE, "it changes the base of gs, which a trap needs" },
	[SPL_BRANCHES_BY_16_BITS] = { SPL_WAY_REFUSE, "it is a branch of 16 bits" },
	[SPL_HAS_SEGMENT] = { SPL_WAY_REFUSE, "it calls by a pointer in a segment" },
	[SPL_IS_UNKNOWN] = { SPL_WAY_REFUSE, "it is not known" },
};

enum spl_way spl_verdict_way(enum spl_verdict v)
{
	return words[v].way;
}

const char *spl_verdict_text(enum spl_verdict v)
{
	return words[v].text;
}
