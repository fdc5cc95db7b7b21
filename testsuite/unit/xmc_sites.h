/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xmc_sites.h: functions of one instruction that is changed while they run.
 *
 * A shape is an instruction in two variants, with what is around it, and what the function returns
 * with each.  A site is a shape at a place: within a cache line, across two, across two pages.
 * Its versions are numbered; a version's number says which variant it is, whether a breakpoint
 * stays on it, and what its immediate is.
 */
#ifndef UNIT_XMC_SITES_H
#define UNIT_XMC_SITES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define PAGE 4096
#define TRAP 0xcc
#define HELPER_1 0x10 /* in the first page: returns 1 */
#define HELPER_2 0x20

enum fill {
	FILL_NOTHING,
	FILL_IMM, /* the version, at the end; it is returned */
	FILL_TWICE, /* the same, twice: 64 bits */
	FILL_HIGH, /* one byte, returned in bits 8 to 15 */
	FILL_PAIR, /* two moves of one byte, or one of both */
	FILL_CALL, /* variant 1 calls the first helper */
	FILL_CALLS, /* each calls one */
};

struct shape {
	const char *name;
	uint8_t before[10], length, after[10];
	uint8_t bytes[2][15];
	unsigned int before_n, after_n, result[2];
	enum fill fill;
};

#define ZERO .before = { 0x31, 0xc0 }, .before_n = 2 /* xor %eax,%eax: ZF */
#define FIVE .before = { 0xb8, 5 }, .before_n = 5 /* mov $5,%eax */
#define RETURN .after = { 0xc3 }, .after_n = 1
#define ONE_RETURN .after = { 0xb0, 1, 0xc3 }, .after_n = 3 /* mov $1,%al */
#define POP_RETURN .after = { 0x58, 0xc3 }, .after_n = 2
#define TWO_RETURN .after = { 0xb8, 2, 0, 0, 0, 0xc3 }, .after_n = 6
#define SETNE_RETURN .after = { 0x0f, 0x95, 0xc0, 0x0f, 0xb6, 0xc0, 0xc3 }, .after_n = 7

static const struct shape shapes[] = {
	{ "mov $imm8,%al", ZERO, RETURN, .length = 2, .fill = FILL_IMM,
	  .bytes = { { 0xb0 }, { 0xb0 } } },
	{ "mov $imm8,%ah", ZERO, RETURN, .length = 2, .fill = FILL_HIGH,
	  .bytes = { { 0xb4 }, { 0xb4 } } },
	{ "mov $imm16,%ax", ZERO, RETURN, .length = 4, .fill = FILL_IMM,
	  .bytes = { { 0x66, 0xb8 }, { 0x66, 0xb8 } } },
	{ "mov $imm32,%eax", RETURN, .length = 5, .fill = FILL_IMM,
	  .bytes = { { 0xb8 }, { 0xb8 } } },
	{ "mov $imm64,%rax", RETURN, .length = 10, .fill = FILL_TWICE,
	  .bytes = { { 0x48, 0xb8 }, { 0x48, 0xb8 } } },
	{ "two moves, and one of both", ZERO, RETURN, .length = 4, .fill = FILL_PAIR,
	  .bytes = { { 0xb0, 0, 0xb4, 0 }, { 0x66, 0xb8 } } },
	{ "nop, and a move", ZERO, RETURN, .length = 10, .result = { 0, 1 },
	  .bytes = { { 0x66, 0x2e, 0x0f, 0x1f, 0x84 }, { 0x48, 0xb8, 1 } } },
	{ "nop, and call", ZERO, RETURN, .length = 5, .result = { 0, 1 }, .fill = FILL_CALL,
	  .bytes = { { 0x0f, 0x1f, 0x44, 0, 0 }, { 0xe8 } } },
	{ "two calls", ZERO, RETURN, .length = 5, .result = { 1, 2 }, .fill = FILL_CALLS,
	  .bytes = { { 0xe8 }, { 0xe8 } } },
	{ "jmp rel32, and nop", ZERO, ONE_RETURN, .length = 5, .result = { 0, 1 },
	  .bytes = { { 0xe9, 2 }, { 0x0f, 0x1f, 0x44, 0, 0 } } },
	{ "jmp rel8, and nop", ZERO, ONE_RETURN, .length = 2, .result = { 0, 1 },
	  .bytes = { { 0xeb, 2 }, { 0x66, 0x90 } } },
	{ "jmp, and jnz", ZERO, ONE_RETURN, .length = 2, .result = { 0, 1 },
	  .bytes = { { 0xeb, 2 }, { 0x75, 2 } } },
	{ "jz, and jnz", ZERO, ONE_RETURN, .length = 2, .result = { 0, 1 },
	  .bytes = { { 0x74, 2 }, { 0x75, 2 } } },
	{ "jz to two places", ZERO, ONE_RETURN, .length = 2, .result = { 0, 1 },
	  .bytes = { { 0x74, 2 }, { 0x74, 0 } } },
	{ "jz and jnz rel32", ZERO, ONE_RETURN, .length = 6, .result = { 0, 1 },
	  .bytes = { { 0x0f, 0x84, 2 }, { 0x0f, 0x85, 2 } } },
	{ "jrcxz, and nop", ONE_RETURN, .before = { 0x31, 0xc0, 0x31, 0xc9 }, .before_n = 4,
	  .length = 2, .result = { 0, 1 }, .bytes = { { 0xe3, 2 }, { 0x66, 0x90 } } },
	{ "push of two registers", POP_RETURN, .before = { 0xb8, 5, 0, 0, 0, 0xb9, 6 },
	  .before_n = 10, .length = 1, .result = { 5, 6 }, .bytes = { { 0x50 }, { 0x51 } } },
	{ "push $imm8", POP_RETURN, .length = 2, .result = { 5, 6 },
	  .bytes = { { 0x6a, 5 }, { 0x6a, 6 } } },
	{ "push $imm32", POP_RETURN, .length = 5, .fill = FILL_IMM,
	  .bytes = { { 0x68 }, { 0x68 } } },
	{ "ret, and nop", FIVE, TWO_RETURN, .length = 1, .result = { 5, 2 },
	  .bytes = { { 0xc3 }, { 0x90 } } },
	{ "ret $0, and nop", FIVE, TWO_RETURN, .length = 3, .result = { 5, 2 },
	  .bytes = { { 0xc2 }, { 0x0f, 0x1f } } },
	{ "test $imm8,%al", FIVE, SETNE_RETURN, .length = 2, .result = { 1, 0 },
	  .bytes = { { 0xa8, 1 }, { 0xa8, 2 } } },
	{ "test $imm32,%eax", FIVE, SETNE_RETURN, .length = 5, .result = { 1, 0 },
	  .bytes = { { 0xa9, 1 }, { 0xa9, 2 } } },
	{ "test $imm8,%al, long", FIVE, SETNE_RETURN, .length = 3, .result = { 1, 0 },
	  .bytes = { { 0xf6, 0xc0, 1 }, { 0xf6, 0xc0, 2 } } },
	{ "cmp $imm8,%al", FIVE, SETNE_RETURN, .length = 2, .result = { 0, 1 },
	  .bytes = { { 0x3c, 5 }, { 0x3c, 6 } } },
	{ "cmp $imm32,%eax", FIVE, SETNE_RETURN, .length = 5, .result = { 0, 1 },
	  .bytes = { { 0x3d, 5 }, { 0x3d, 6 } } },
	{ "cmp $imm8,%eax", FIVE, SETNE_RETURN, .length = 3, .result = { 0, 1 },
	  .bytes = { { 0x83, 0xf8, 5 }, { 0x83, 0xf8, 6 } } },
	{ "test, and cmp", FIVE, SETNE_RETURN, .length = 2, .result = { 1, 0 },
	  .bytes = { { 0xa8, 5 }, { 0x3c, 5 } } },
};

#define SHAPES (sizeof(shapes) / sizeof(shapes[0]))
#define PLACES 4
#define SITES (SHAPES * PLACES)
#define CODE_SIZE ((SITES + 2) * PAGE) /* helpers, and where the last one reaches */

/* What the versions are, in turn: each variant becomes the other, armed or not. */
struct version_kind {
	uint8_t variant;
	bool armed;
};
static const struct version_kind version_kinds[8] = {
	{ 0, false }, { 1, false }, { 0, false }, { 0, true },
	{ 0, false }, { 1, true },  { 0, true },  { 1, false },
};

struct site {
	const struct shape *shape;
	unsigned int at; /* of the instruction, in the code */
	unsigned long (*run)(void);
	/* Versions: the last that was begun, and done; what the breakpoint means; seen by any. */
	_Alignas(64) _Atomic uint32_t begun, done, meaning, seen;
};

/* Each has a page; one that crosses its end takes some of the next, which is free there. */
static inline unsigned int site_place(unsigned int i)
{
	unsigned int length = shapes[i / PLACES].length, page = (i + 1) * PAGE;

	switch (i % PLACES) {
	case 0:
		return page + 0x110;
	case 1:
		return page + 0x140 - 1;
	case 2:
		return page + 0x140 - (length + 1) / 2;
	default:
		return page + PAGE - (length + 1) / 2;
	}
}

/* The site at offset AT, or NULL. */
static inline struct site *site_find(struct site *sites, unsigned long at)
{
	unsigned long i = at / PAGE - 1;

	return i < SITES && sites[i].at == at ? &sites[i] : NULL;
}

static inline struct version_kind version_kind(uint32_t version)
{
	return version_kinds[version % 8];
}

/* Of FILL_IMM, by the length. */
static inline unsigned int imm_size(const struct shape *shape)
{
	return shape->length == 2 ? 1 : shape->length == 4 ? 2 : 4;
}

/* The instruction in a version, with no breakpoint. */
static inline void site_bytes(const struct site *s, uint32_t version, uint8_t *code)
{
	unsigned int variant = version_kind(version).variant, length = s->shape->length;
	unsigned int imm = imm_size(s->shape);
	uint32_t to = 0;

	memcpy(code, s->shape->bytes[variant], length);
	switch (s->shape->fill) {
	case FILL_NOTHING:
		return;
	case FILL_IMM:
		memcpy(code + length - imm, &version, imm);
		return;
	case FILL_TWICE:
		memcpy(code + 2, &version, 4);
		memcpy(code + 6, &version, 4);
		return;
	case FILL_HIGH:
		code[1] = (uint8_t)version;
		return;
	case FILL_PAIR:
		code[variant ? 2 : 1] = (uint8_t)version;
		code[3] = (uint8_t)version;
		return;
	case FILL_CALL:
		to = variant ? HELPER_1 : 0;
		break;
	case FILL_CALLS:
		to = variant ? HELPER_2 : HELPER_1;
		break;
	}
	if (to) {
		to -= s->at + length;
		memcpy(code + 1, &to, 4);
	}
}

/* What the function returns in a version. */
static inline unsigned long site_result(const struct site *s, uint32_t version)
{
	uint8_t byte = (uint8_t)version;

	switch (s->shape->fill) {
	case FILL_IMM:
		return version & (0xffffffffu >> (32 - 8 * imm_size(s->shape)));
	case FILL_TWICE:
		return version | (unsigned long)version << 32;
	case FILL_HIGH:
		return (unsigned long)byte << 8;
	case FILL_PAIR:
		return byte | (unsigned long)byte << 8;
	default:
		return s->shape->result[version_kind(version).variant];
	}
}

/* Whether the result is the version's number itself. */
static inline bool site_tells(const struct site *s)
{
	return s->shape->fill == FILL_TWICE ||
	       (s->shape->fill == FILL_IMM && s->shape->length == 5);
}

static inline bool site_has_two(const struct site *s, uint32_t version)
{
	return s->shape->fill == FILL_PAIR && !version_kind(version).variant;
}

/* Writes the helpers and each site's first version to CODE, which is run at RUN. */
static inline void sites_make(struct site *sites, uint8_t *code, uint8_t *run)
{
	static const uint8_t helper_1[] = { 0xb8, 1, 0, 0, 0, 0xc3 };
	static const uint8_t helper_2[] = { 0xb8, 2, 0, 0, 0, 0xc3 };

	memset(code, 0xf4, CODE_SIZE); /* hlt: none of it is to be run */
	memcpy(code + HELPER_1, helper_1, sizeof(helper_1));
	memcpy(code + HELPER_2, helper_2, sizeof(helper_2));
	for (unsigned int i = 0; i < SITES; i++) {
		const struct shape *shape = &shapes[i / PLACES];
		uint8_t *start;

		sites[i] = (struct site){ .shape = shape, .at = site_place(i) };
		start = run + sites[i].at - shape->before_n;
		memcpy(&sites[i].run, &start, sizeof(start));
		memcpy(code + sites[i].at - shape->before_n, shape->before, shape->before_n);
		site_bytes(&sites[i], 0, code + sites[i].at);
		memcpy(code + sites[i].at + shape->length, shape->after, shape->after_n);
	}
}

#endif
