/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * location.h: where a variable is at a place in the code, free of the format that told it: one or
 * more parts, each in memory, in a register, computed, constant, or nowhere.
 */
#ifndef SPILE_LOCATION_H
#define SPILE_LOCATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* A symbol of a module, by which a section of it is found where it was loaded. */
struct loc_anchor {
	const char *module, *symbol;
};

/* All values have 64 bits and wrap around. */
enum loc_op {
	LOC_NUMBER, /* number */
	LOC_REGISTER, /* number: as DWARF counts them, 0 to 16, as the probe found it */
	LOC_SAVED, /* number: of an argument, whose register is wanted as it was at the entry */
	LOC_ADDRESS, /* number: from _stext, or from the anchor */
	LOC_PERCPU, /* this processor's copy of the per-CPU variable at A */
	LOC_LOAD, /* SIZE bytes of the kernel's memory at A, with zeros above */
	LOC_SIGNED, /* the low SIZE bytes of A, with their sign above */
	LOC_UNSIGNED, /* the same, with zeros above */
	LOC_NEG,
	LOC_NOT, /* each bit */
	LOC_ADD, /* from here on A and B are operands */
	LOC_SUB,
	LOC_MUL,
	LOC_DIV, /* signed; like the next three, fails where B is 0 */
	LOC_UDIV,
	LOC_MOD,
	LOC_UMOD,
	LOC_AND,
	LOC_OR,
	LOC_XOR,
	LOC_SHL, /* a count of 64 or more shifts everything out */
	LOC_SHR,
	LOC_SAR, /* with the sign */
	LOC_EQ, /* 1 or 0 */
	LOC_NE,
	LOC_LT,
	LOC_LE,
	LOC_ULT,
	LOC_ULE,
	LOC_CHOOSE, /* A is not 0: B, else C */
};

struct loc_expr {
	enum loc_op op;
	unsigned int size; /* LOAD, SIGNED, UNSIGNED: bytes: 1, 2, 4, 8 */
	unsigned int nodes; /* of the tree, in all */
	uint64_t number;
	const struct loc_anchor *anchor; /* ADDRESS; NULL: the kernel's _stext */
	const struct loc_expr *a, *b, *c;
};

enum loc_kind {
	LOC_IN_MEMORY, /* at the address EXPR */
	LOC_IN_REGISTER, /* EXPR is a REGISTER */
	LOC_IS_VALUE, /* is EXPR, and nowhere */
	LOC_IS_BYTES, /* a constant */
	LOC_POINTS, /* is a pointer to an object that has no address: TO */
	LOC_MISSING, /* optimized out */
};

/* The first part has the lowest bytes. */
struct loc_part {
	enum loc_kind kind;
	uint64_t bits; /* of the object; LOC_ALL: to its end */
	uint64_t skip; /* bits of what is described here that are below those of the object */
	const struct loc_expr *expr;
	const uint8_t *bytes;
	size_t nbytes;
	const struct location *to; /* POINTS: the object that is pointed into, ... */
	int64_t offset; /* ... and how many bytes from its start */
};

#define LOC_ALL UINT64_MAX

struct location {
	const struct loc_part *parts;
	size_t n;
};

/* --- expressions; what is constant is computed at once --- */

const struct loc_expr *loc_number(struct arena *a, uint64_t n);
/* REGISTER or SAVED */
const struct loc_expr *loc_register(struct arena *a, enum loc_op op, unsigned int n);
const struct loc_expr *loc_address(struct arena *a, const struct loc_anchor *anchor, uint64_t n);
/* PERCPU, NEG, NOT; LOAD, SIGNED and UNSIGNED of SIZE bytes. */
const struct loc_expr *loc_unary(struct arena *a, enum loc_op op, unsigned int size,
				 const struct loc_expr *x);
const struct loc_expr *loc_binary(struct arena *a, enum loc_op op, const struct loc_expr *x,
				  const struct loc_expr *y);
const struct loc_expr *loc_choose(struct arena *a, const struct loc_expr *cond,
				  const struct loc_expr *yes, const struct loc_expr *no);

/* --- locations --- */

/* One part that is all of the object. */
const struct location *location_of(struct arena *a, enum loc_kind kind,
				   const struct loc_expr *expr);
/* The BITS from bit AT on of an object that is at L. */
const struct location *location_slice(struct arena *a, const struct location *l, uint64_t at,
				      uint64_t bits);
/* The address of its first byte, where all of it is in memory in one piece; else NULL. */
const struct loc_expr *location_address(struct arena *a, const struct location *l);
/* Whether some of it is optimized out. */
bool location_lacks(const struct location *l);
/* Whether it takes what an argument register held at the function's entry: SAVED. */
bool location_saved(const struct location *l);

#endif
