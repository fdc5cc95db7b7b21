/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * engine_make.h: makes instructions at random, with registers and memory that let most of them run:
 * operands in memory are led into the arena, branches to pads.
 */
#ifndef ENGINE_MAKE_H
#define ENGINE_MAKE_H

#include "runtime/arch/x86/classify.h"
#include "testsuite/unit/engine_run.h"

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI };

struct sample {
	uint8_t code[32];
	struct spl_insn insn;
	enum spl_verdict verdict;
	uint64_t from, slot;
	uint64_t target; /* of a branch */
	struct run_regs regs;
	bool vectors;
};

/*
 * How many were run, and how many came to their end: by map, opcode, prefix (also of VEX and its
 * kin), REX.W, and whether ModRM names memory.
 */
#define MAKE_KINDS 32
static unsigned int make_tried[SPL_MAP_XOPA + 1][256][MAKE_KINDS];
static unsigned int make_done[SPL_MAP_XOPA + 1][256][MAKE_KINDS];
static uint64_t make_state = 1;

static uint64_t random64(void)
{
	make_state ^= make_state << 13;
	make_state ^= make_state >> 7;
	make_state ^= make_state << 17;
	return make_state * 0x2545f4914f6cdd1dull;
}

static uint64_t below(uint64_t n)
{
	return (random64() >> 32) % n;
}

static bool one_in(unsigned int n)
{
	return !below(n);
}

/* ---- what is not run, and why ---- */

struct left_out {
	uint8_t map, opcode;
	uint8_t mask, value; /* of ModRM */
	const char *name, *why;
};

static const struct left_out left_outs[] = {
	{ SPL_MAP_0F, 0x31, 0, 0, "rdtsc", "time goes on" },
	{ SPL_MAP_0F, 0x01, 0xff, 0xf9, "rdtscp", "time goes on" },
	{ SPL_MAP_0F, 0x33, 0, 0, "rdpmc", "it counts what runs" },
	{ SPL_MAP_0F, 0x01, 0xff, 0xfd, "rdpru", "it counts what runs" },
	{ SPL_MAP_0F, 0xc7, 0xf0, 0xf0, "rdrand, rdseed, senduipi", "random; it interrupts" },
	{ SPL_MAP_0F, 0xa2, 0, 0, "cpuid", "a hypervisor may give what changes" },
	{ SPL_MAP_0F, 0x01, 0xff, 0xc1, "vmcall", "the hypervisor's" },
	{ SPL_MAP_0F, 0x01, 0xff, 0xd9, "vmmcall", "the hypervisor's" },
	{ SPL_MAP_0F, 0x01, 0xff, 0xef, "wrpkru", "it takes the test's own memory" },
	{ SPL_MAP_0F, 0x01, 0xff, 0xfa, "monitorx", "mwaitx waits for what it names" },
	{ SPL_MAP_0F, 0x01, 0xff, 0xee, "rdpkru, clui", "it turns interrupts of the user's off" },
	{ SPL_MAP_0F, 0xae, 0xf8, 0xf0, "umonitor, umwait, tpause", "it waits" },
	{ SPL_MAP_0F, 0xae, 0xf8, 0xd0, "wrfsbase", "the test's own thread data" },
	{ SPL_MAP_0F, 0x00, 0x30, 0x00, "sldt, str", "Linux does them, and logs it" },
	{ SPL_MAP_0F, 0x01, 0x30, 0x00, "sgdt, sidt and the like", "Linux does them, and logs it" },
	{ SPL_MAP_0F, 0x01, 0x38, 0x20, "smsw", "Linux does it, and logs it" },
	{ SPL_MAP_0F, 0xa1, 0, 0, "pop %fs", "the test's own thread data" },
	{ SPL_MAP_0F, 0xb4, 0, 0, "lfs", "the test's own thread data" },
	{ SPL_MAP_ONE, 0x8e, 0x38, 0x20, "mov to %fs", "the test's own thread data" },
	{ SPL_MAP_0F, 0xae, 0x38, 0x30, "xsaveopt", "it leaves out what has not changed since" },
	{ SPL_MAP_ONE, 0xfa, 0, 0, "cli", "of ring 0: engine_privileged.c" },
	{ SPL_MAP_ONE, 0xfb, 0, 0, "sti", "of ring 0: engine_privileged.c" },
};

static unsigned long left_count[sizeof(left_outs) / sizeof(left_outs[0])];

static bool is_left_out(const struct spl_insn *insn)
{
	if (insn->extended)
		return false;
	for (size_t i = 0; i < sizeof(left_outs) / sizeof(left_outs[0]); i++) {
		const struct left_out *l = &left_outs[i];

		if (l->map == insn->map && l->opcode == insn->opcode &&
		    (insn->modrm & l->mask) == l->value) {
			left_count[i]++;
			return true;
		}
	}
	return false;
}

/* ---- bytes ---- */

static uint8_t *random_prefixes(uint8_t *p)
{
	static const uint8_t prefixes[] = { 0x66, 0x66, 0x66, 0x67, 0x67, 0xf2, 0xf2, 0xf3,
					    0xf3, 0xf0, 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65 };

	while (one_in(2) && !one_in(4))
		*p++ = prefixes[below(sizeof(prefixes))];
	if (one_in(2))
		*p++ = 0x40 | (uint8_t)below(16);
	return p;
}

static uint8_t *random_legacy(uint8_t *p)
{
	static const uint8_t often[] = { 0xff, 0xff, 0xff, 0xff, 0xe8, 0xf6, 0xf7, 0x80, 0x83 };
	unsigned int which = (unsigned int)below(20);

	p = random_prefixes(p);
	if (which < 10) {
		*p++ = one_in(8) ? often[below(sizeof(often))] : (uint8_t)below(256);
		return p;
	}
	*p++ = 0x0f;
	if (which < 17) {
		*p++ = (uint8_t)below(256);
		return p;
	}
	*p++ = which < 19 ? 0x38 : 0x3a;
	*p++ = (uint8_t)below(256);
	return p;
}

/* VEX, EVEX and XOP have payloads alike: the register vvvv is none when all its bits are set. */
static uint8_t *random_extended(uint8_t *p)
{
	uint8_t v = one_in(2) ? 0x78 : (uint8_t)below(16) << 3, w = (uint8_t)below(2) << 7;
	uint8_t map = 1 + (uint8_t)below(3), pp = (uint8_t)below(4);
	unsigned int which = (unsigned int)below(10);

	if (one_in(8))
		*p++ = one_in(2) ? 0x67 : 0x65;
	if (which < 2) {
		*p++ = 0xc5;
		map = SPL_MAP_0F;
		*p++ = w | v | (uint8_t)below(2) << 2 | pp;
	} else if (which < 5) {
		*p++ = 0xc4;
		*p++ = (uint8_t)below(8) << 5 | map;
		*p++ = w | v | (uint8_t)below(2) << 2 | pp;
	} else if (which < 9) {
		*p++ = 0x62;
		*p++ = (uint8_t)below(16) << 4 | map;
		*p++ = w | v | 4 | pp;
		*p++ = (one_in(2) ? 0 : (uint8_t)below(2) << 7) | (uint8_t)below(3) << 5 |
		       (one_in(4) ? 0x10 : 0) | (one_in(4) ? 0 : 8) | (uint8_t)below(8);
	} else {
		map = SPL_MAP_XOP8 + (uint8_t)below(3);
		*p++ = 0x8f;
		*p++ = (uint8_t)below(8) << 5 | map;
		*p++ = w | v | (uint8_t)below(2) << 2 | (one_in(4) ? pp : 0);
	}
	*p++ = (uint8_t)below(256);
	return p;
}

static void random_code(uint8_t *code)
{
	uint8_t *p = one_in(4) ? random_extended(code) : random_legacy(code);

	while (p < code + SPL_INSN_MAX + 8)
		*p++ = (uint8_t)below(256);
}

/* ---- registers ---- */

/* Nothing is mapped there, or the arena; what lies between may be anybody's. */
static bool is_harmless(uint64_t at)
{
	return at < 0x70000000 || at >> 47 || at - RUN_HIGH + (1ul << 34) < 1ul << 35;
}

static uint64_t random_register(void)
{
	uint64_t v = random64();

	switch (below(8)) {
	case 0:
	case 1:
		return is_harmless(v) ? v : ~v;
	case 2:
		return below(256);
	case 3:
		return RUN_HIGH + below(RUN_ARENA) / 16 * 16;
	case 4:
		return RUN_HIGH + below(RUN_ARENA);
	case 5:
		return RUN_LOW + below(RUN_ARENA);
	case 6:
		v = 1ull << below(64);
		return one_in(2) || !is_harmless(v) ? -below(3) : v;
	default:
		return below(1 << 28);
	}
}

static void random_registers(struct sample *s)
{
	uint64_t f = random64() & 0xcd5; /* CF PF AF ZF SF DF OF */

	for (int i = 0; i < 16; i++)
		s->regs.r[i] = random_register();
	s->regs.r[RSP] = RUN_HIGH + 256 + below(RUN_ARENA - 512) / 8 * 8;
	s->regs.flags = f | 0x202 | (one_in(8) ? 0x200000 : 0);
}

/* The low 32 bits lead to the arena; what is above them is not looked at. */
static uint64_t narrow_pointer(void)
{
	return (random64() & ~0xffffffffull) | (RUN_LOW + below(RUN_ARENA));
}

/* ---- operands in memory ---- */

/* By Intel's manual, volume 2, tables 2-1 to 2-3, with REX as VEX and its kin hold it. */
struct operand {
	int base, index; /* -1: none */
	unsigned int shift;
};

static unsigned int high_bits(const struct sample *s) /* 1: base, 2: index */
{
	const uint8_t *p = s->code;

	if (!s->insn.extended)
		return s->insn.rex & 3;
	while (*p == 0x67 || *p == 0x65)
		p++;
	return *p == 0xc5 ? 0 : ~(p[1] >> 5) & 3;
}

static struct operand operand_of(const struct sample *s)
{
	unsigned int high = high_bits(s), rm = s->insn.modrm & 7, sib;
	struct operand o = { -1, -1, 0 };

	if (s->insn.ip_relative)
		return o;
	if (rm != 4) {
		o.base = (int)(rm | (high & 1) << 3);
		return o;
	}
	sib = s->code[s->insn.modrm_at + 1];
	if ((sib & 7) != 5 || s->insn.modrm >> 6)
		o.base = (int)((sib & 7) | (high & 1) << 3);
	o.index = (int)((sib >> 3 & 7) | (high & 2) << 2);
	if (o.index == 4)
		o.index = -1;
	o.shift = sib >> 6;
	return o;
}

static uint64_t segment_base(const struct sample *s)
{
	uint8_t segment = spl_insn_segment(&s->insn, s->code);

	return segment == 0x64 ? run_fs : segment == 0x65 ? RUN_GS : 0;
}

static int64_t displacement(const struct sample *s)
{
	int32_t four;

	if (s->insn.disp_size == 1)
		return (int8_t)s->code[s->insn.disp_at];
	if (!s->insn.disp_size)
		return 0;
	memcpy(&four, s->code + s->insn.disp_at, 4);
	return four;
}

static uint64_t address(const struct sample *s)
{
	struct operand o = operand_of(s);
	uint64_t at = (uint64_t)displacement(s);

	if (s->insn.ip_relative)
		at += s->from + s->insn.length;
	if (o.base >= 0)
		at += s->regs.r[o.base];
	if (o.index >= 0)
		at += s->regs.r[o.index] << o.shift;
	if (s->insn.prefixes & SPL_PREFIX_ADDRESS)
		at = (uint32_t)at;
	return at + segment_base(s);
}

static bool is_memory(const struct spl_insn *insn)
{
	return insn->modrm_at && insn->modrm >> 6 != 3 &&
	       !(insn->map == SPL_MAP_0F && !insn->extended && insn->opcode >= 0x20 &&
		 insn->opcode <= 0x23);
}

/* Gathers and scatters: the index is a vector. */
static bool is_vector_indexed(const struct spl_insn *insn)
{
	return insn->extended && insn->map == SPL_MAP_0F38 &&
	       ((insn->opcode >= 0x90 && insn->opcode <= 0x93) ||
		(insn->opcode >= 0xa0 && insn->opcode <= 0xa3) || (insn->opcode & 0xfe) == 0xc6);
}

static void set_displacement(struct sample *s, int64_t d)
{
	int32_t four = (int32_t)d;

	if (s->insn.disp_size == 1)
		s->code[s->insn.disp_at] = (uint8_t)d;
	else if (s->insn.disp_size == 4)
		memcpy(s->code + s->insn.disp_at, &four, 4);
}

/* The operand is led into the arena, by displacement or by a register. */
static void lead_operand(struct sample *s)
{
	bool narrow = s->insn.prefixes & SPL_PREFIX_ADDRESS, low = narrow || one_in(16);
	uint64_t want = (low ? RUN_LOW : RUN_HIGH) + 128 + below(RUN_ARENA - 256);
	struct operand o = operand_of(s);

	if (!one_in(4))
		want &= ~63ull;
	if (s->insn.ip_relative) {
		want = RUN_HIGH + want % RUN_ARENA;
		set_displacement(s, (int64_t)(want - segment_base(s) - s->from - s->insn.length));
		return;
	}
	if (s->insn.disp_size == 4)
		set_displacement(s, o.base < 0 && o.index < 0 ? (int64_t)(RUN_LOW + 1024) :
								(int64_t)below(2048) - 1024);
	else if (s->code[0] == 0x62 || s->code[1] == 0x62) /* EVEX scales it */
		set_displacement(s, (int64_t)below(9) - 4);
	if (is_vector_indexed(&s->insn))
		o.index = -1;
	if (o.base >= 0 && o.base != RSP)
		s->regs.r[o.base] += want - address(s);
	else if (o.base < 0 && o.index >= 0 && s->insn.disp_size == 4)
		set_displacement(s, displacement(s) + (int64_t)(want - address(s)));
	if (narrow && o.base >= 0 && o.base != RSP && one_in(2))
		s->regs.r[o.base] ^= random64() << 32;
}

/* ---- branches ---- */

static void set_immediate(struct sample *s, int64_t v)
{
	memcpy(s->code + s->insn.imm_at, &v, s->insn.imm_size);
}

static void lead_branch(struct sample *s)
{
	unsigned int length = s->insn.length;
	int64_t to = one_in(2) ? RUN_PAD_SIZE + (int64_t)below(122) :
				 -(int64_t)length - RUN_PAD_SIZE - (int64_t)below(100);

	if (s->insn.imm_size == 4 && one_in(2))
		to = (int64_t)(RUN_FAR_PAD - s->from - length);
	set_immediate(s, to);
	s->target = s->from + length + (uint64_t)to;
}

/* The word at an address of the arena. */
static void put_word(uint64_t at, uint64_t v)
{
	if (run_is_arena(at, 8))
		memcpy(run_arena + at % RUN_ARENA, &v, 8);
}

static void lead_indirect(struct sample *s)
{
	if (s->verdict == SPL_IS_JUMP_INDIRECT ||
	    (s->verdict == SPL_IS_CALL_INDIRECT && !is_memory(&s->insn)))
		s->regs.r[(s->insn.modrm & 7) | (s->insn.rex & 1) << 3] = RUN_FAR_PAD;
	s->target = RUN_FAR_PAD;
}

/* ---- all of it ---- */

static bool is_string(const struct spl_insn *insn)
{
	uint8_t op = insn->opcode;

	return !insn->extended && insn->map == SPL_MAP_ONE &&
	       ((op >= 0xa4 && op <= 0xa7) || (op >= 0xaa && op <= 0xaf) || op == 0xd7);
}

/* Integers alone are worked on: the other registers need not be looked at. */
static bool is_of_integers(const struct spl_insn *insn)
{
	uint8_t op = insn->opcode;

	if (insn->extended)
		return false;
	if (insn->map == SPL_MAP_ONE)
		return op != 0x9b && (op & 0xf8) != 0xd8;
	return insn->map == SPL_MAP_0F &&
	       ((op >= 0x40 && op < 0x50) || (op >= 0x80 && op < 0xae) ||
		(op >= 0xaf && op < 0xc2) || op >= 0xc8) &&
	       op < 0xd0;
}

/* bt and its kin: a register may count bits up to 2^60 bytes from the operand's address. */
static bool is_far_bit(const struct spl_insn *insn)
{
	return !insn->extended && insn->map == SPL_MAP_0F && (insn->opcode & 0xe7) == 0xa3;
}

static int64_t bit_distance(const struct sample *s)
{
	uint64_t v = s->regs.r[(s->insn.modrm >> 3 & 7) | (s->insn.rex & 4) << 1];

	if (s->insn.rex & 8)
		return ((int64_t)v >> 6) * 8;
	return s->insn.prefixes & SPL_PREFIX_OPERAND ? ((int16_t)v >> 4) * 2 :
						       ((int32_t)v >> 5) * 4;
}

/* What might reach memory that is not the test's. */
static bool is_wild(const struct sample *s)
{
	const struct spl_insn *insn = &s->insn;
	bool narrow = insn->prefixes & SPL_PREFIX_ADDRESS, moffs, odd;
	uint8_t segment = spl_insn_segment(insn, s->code);

	moffs = !insn->extended && insn->map == SPL_MAP_ONE && (insn->opcode & 0xfc) == 0xa0;
	odd = is_memory(insn) && (is_far_bit(insn) || is_vector_indexed(insn));
	if ((narrow || segment == 0x64) && odd)
		return true;
	if (segment == 0x64)
		return narrow || moffs || !is_memory(insn) || !run_is_arena(address(s), 64);
	if (odd && is_far_bit(insn))
		return !is_harmless(address(s) + (uint64_t)bit_distance(s));
	return is_memory(insn) && !is_vector_indexed(insn) && !run_is_arena(address(s), 64) &&
	       (narrow || !is_harmless(address(s)));
}

static void lead_implicit(struct sample *s)
{
	static const uint8_t regs[] = { RAX, RBX, RSI, RDI };
	const struct spl_insn *insn = &s->insn;

	if (insn->prefixes & SPL_PREFIX_ADDRESS && !is_memory(insn))
		for (size_t i = 0; i < sizeof(regs); i++)
			s->regs.r[regs[i]] = narrow_pointer();
	else if (is_string(insn) && !one_in(4))
		for (size_t i = 1; i < sizeof(regs); i++)
			s->regs.r[regs[i]] = RUN_HIGH + below(RUN_ARENA);
	if (is_string(insn) && !one_in(8))
		s->regs.r[RCX] &= insn->prefixes & SPL_PREFIX_ADDRESS ? ~0xffffff00ull : 0xff;
	if (!insn->extended && insn->map == SPL_MAP_ONE && (insn->opcode & 0xfc) == 0xa0)
		set_immediate(s, (int64_t)((insn->imm_size == 4 || one_in(2) ? RUN_LOW : RUN_HIGH) +
					   below(RUN_ARENA - 8) - segment_base(s)));
}

/* What memory must hold for a sample to come to its end. */
static void lead_memory(const struct sample *s)
{
	const struct spl_insn *insn = &s->insn;

	if (s->verdict == SPL_IS_RETURN)
		put_word(s->regs.r[RSP], RUN_FAR_PAD);
	else if (s->target == RUN_FAR_PAD && is_memory(insn))
		put_word(address(s), RUN_FAR_PAD);
	/* a trap flag that is popped traps behind the next instruction, a jump of ours */
	if (!insn->extended && insn->map == SPL_MAP_ONE && insn->opcode == 0x9d)
		run_arena[s->regs.r[RSP] % RUN_ARENA + 1] &= 0xfe;
}

static unsigned int kind_of(const struct sample *s)
{
	const struct spl_insn *insn = &s->insn;
	const uint8_t *p = s->code;
	unsigned int kind = is_memory(insn) ? 0 : 1;

	if (!insn->extended)
		return kind | (insn->rex & 8 ? 2 : 0) |
		       (insn->prefixes & SPL_PREFIX_OPERAND ? 4 : 0) |
		       (insn->prefixes & SPL_PREFIX_REPNE ? 8 : 0) |
		       (insn->prefixes & SPL_PREFIX_REP ? 16 : 0);
	while (*p == 0x67 || *p == 0x65)
		p++;
	if (*p == 0xc5)
		return kind | (p[1] & 3u) << 2;
	return kind | (p[2] >> 7) << 1 | (p[2] & 3u) << 2 | (*p == 0xc4 ? 0 : 16);
}

static void make_count(const struct sample *s, bool done)
{
	make_tried[s->insn.map][s->insn.opcode][kind_of(s)]++;
	make_done[s->insn.map][s->insn.opcode][kind_of(s)] += done;
}

/* What never came to its end: a fault takes longer than all else. */
static bool is_tired(const struct sample *s)
{
	unsigned int kind = kind_of(s);

	return make_tried[s->insn.map][s->insn.opcode][kind] > 16 &&
	       !make_done[s->insn.map][s->insn.opcode][kind] && !one_in(64);
}

/*
 * An instruction and its state; false: it is none, or one that is left out.  Whether it can be
 * probed at all its verdict says.
 */
static bool sample_make(struct sample *s)
{
	enum spl_way way;

	random_code(s->code);
	if (!spl_insn_decode(&s->insn, s->code, SPL_INSN_MAX))
		return false;
	s->verdict = spl_insn_judge(&s->insn, s->code);
	way = spl_verdict_way(s->verdict);
	if (way == SPL_WAY_REFUSE)
		return true;
	random_registers(s);
	s->from = RUN_CODE + 0x400 + below(RUN_CODE_SIZE - 0x800);
	s->slot = (one_in(2) ? RUN_SLOTS : RUN_SLOTS_BELOW) + below(RUN_CODE_SIZE - 64);
	s->target = 0;
	s->vectors = way != SPL_WAY_EMULATE && !is_of_integers(&s->insn);
	if (is_left_out(&s->insn) || is_tired(s))
		return false;
	if (is_memory(&s->insn) && !one_in(32))
		lead_operand(s);
	lead_implicit(s);
	if (is_wild(s))
		return false;
	if (s->insn.branch)
		lead_branch(s);
	else if (s->verdict == SPL_IS_CALL_INDIRECT || s->verdict == SPL_IS_JUMP_INDIRECT ||
		 s->verdict == SPL_IS_JUMP_VIA_MEMORY || s->verdict == SPL_IS_RETURN)
		lead_indirect(s);
	if (way == SPL_WAY_BOOST && one_in(32))
		s->regs.flags |= 0x40000; /* AC: alignment is checked */
	return true;
}

#endif
