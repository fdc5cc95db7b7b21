// SPDX-License-Identifier: GPL-2.0-only
/*
 * location.c: builds the trees by which values are found, computing what is constant; cuts an
 * object's location down to a part of the object.
 */
#include "translator/debuginfo/location.h"

#include "parser/base/vec.h"

/* ---- expressions ---- */

static struct loc_expr *node_new(struct arena *a, enum loc_op op)
{
	struct loc_expr *e = arena_new(a, struct loc_expr);

	e->op = op;
	e->nodes = 1;
	return e;
}

const struct loc_expr *loc_number(struct arena *a, uint64_t n)
{
	struct loc_expr *e = node_new(a, LOC_NUMBER);

	e->number = n;
	return e;
}

const struct loc_expr *loc_register(struct arena *a, enum loc_op op, unsigned int n)
{
	struct loc_expr *e = node_new(a, op);

	e->number = n;
	return e;
}

const struct loc_expr *loc_address(struct arena *a, const struct loc_anchor *anchor, uint64_t n)
{
	struct loc_expr *e = node_new(a, LOC_ADDRESS);

	e->anchor = anchor;
	e->number = n;
	return e;
}

static uint64_t extend(enum loc_op op, unsigned int size, uint64_t v)
{
	unsigned int left = 64 - 8 * size;

	if (op == LOC_SIGNED)
		return (uint64_t)((int64_t)(v << left) >> left);
	return v << left >> left;
}

static uint64_t unary_value(enum loc_op op, unsigned int size, uint64_t v)
{
	switch (op) {
	case LOC_NEG:
		return -v;
	case LOC_NOT:
		return ~v;
	default:
		return extend(op, size, v);
	}
}

const struct loc_expr *loc_unary(struct arena *a, enum loc_op op, unsigned int size,
				 const struct loc_expr *x)
{
	struct loc_expr *e;

	if ((op == LOC_SIGNED || op == LOC_UNSIGNED) && size == 8)
		return x;
	if (x->op == LOC_NUMBER && op != LOC_LOAD && op != LOC_PERCPU)
		return loc_number(a, unary_value(op, size, x->number));
	e = node_new(a, op);
	e->size = size;
	e->a = x;
	e->nodes += x->nodes;
	return e;
}

/* False: it can't be computed here. */
static bool binary_value(enum loc_op op, uint64_t x, uint64_t y, uint64_t *v)
{
	int64_t sx = (int64_t)x, sy = (int64_t)y;
	bool divides = op == LOC_DIV || op == LOC_MOD;

	if (!y && (divides || op == LOC_UDIV || op == LOC_UMOD))
		return false;
	if (divides && sy == -1) { /* of the smallest number it would trap */
		*v = op == LOC_DIV ? -x : 0;
		return true;
	}
	switch (op) {
	case LOC_ADD:
		*v = x + y;
		return true;
	case LOC_SUB:
		*v = x - y;
		return true;
	case LOC_MUL:
		*v = x * y;
		return true;
	case LOC_DIV:
		*v = (uint64_t)(sx / sy);
		return true;
	case LOC_UDIV:
		*v = x / y;
		return true;
	case LOC_MOD:
		*v = (uint64_t)(sx % sy);
		return true;
	case LOC_UMOD:
		*v = x % y;
		return true;
	case LOC_AND:
		*v = x & y;
		return true;
	case LOC_OR:
		*v = x | y;
		return true;
	case LOC_XOR:
		*v = x ^ y;
		return true;
	case LOC_SHL:
		*v = y > 63 ? 0 : x << y;
		return true;
	case LOC_SHR:
		*v = y > 63 ? 0 : x >> y;
		return true;
	case LOC_SAR:
		*v = (uint64_t)(sx >> (y > 63 ? 63 : y));
		return true;
	case LOC_EQ:
		*v = x == y;
		return true;
	case LOC_NE:
		*v = x != y;
		return true;
	case LOC_LT:
		*v = sx < sy;
		return true;
	case LOC_LE:
		*v = sx <= sy;
		return true;
	case LOC_ULT:
		*v = x < y;
		return true;
	case LOC_ULE:
		*v = x <= y;
		return true;
	default:
		return false;
	}
}

/* X plus a number: what X adds itself is joined with it. */
static const struct loc_expr *add_number(struct arena *a, const struct loc_expr *x, uint64_t n)
{
	struct loc_expr *e;

	if (!n)
		return x;
	if (x->op == LOC_ADDRESS)
		return loc_address(a, x->anchor, x->number + n);
	if (x->op == LOC_ADD && x->b->op == LOC_NUMBER)
		return add_number(a, x->a, x->b->number + n);
	e = node_new(a, LOC_ADD);
	e->a = x;
	e->b = loc_number(a, n);
	e->nodes += x->nodes + 1;
	return e;
}

const struct loc_expr *loc_binary(struct arena *a, enum loc_op op, const struct loc_expr *x,
				  const struct loc_expr *y)
{
	struct loc_expr *e;
	uint64_t v;

	if (x->op == LOC_NUMBER && y->op == LOC_NUMBER &&
	    binary_value(op, x->number, y->number, &v))
		return loc_number(a, v);
	if (op == LOC_ADD && x->op == LOC_NUMBER)
		return add_number(a, y, x->number);
	if (op == LOC_ADD && y->op == LOC_NUMBER)
		return add_number(a, x, y->number);
	if (op == LOC_SUB && y->op == LOC_NUMBER)
		return add_number(a, x, -y->number);
	e = node_new(a, op);
	e->a = x;
	e->b = y;
	e->nodes += x->nodes + y->nodes;
	return e;
}

const struct loc_expr *loc_choose(struct arena *a, const struct loc_expr *cond,
				  const struct loc_expr *yes, const struct loc_expr *no)
{
	struct loc_expr *e;

	if (cond->op == LOC_NUMBER)
		return cond->number ? yes : no;
	if (yes == no)
		return yes;
	e = node_new(a, LOC_CHOOSE);
	e->a = cond;
	e->b = yes;
	e->c = no;
	e->nodes += cond->nodes + yes->nodes + no->nodes;
	return e;
}

/* ---- locations ---- */

const struct location *location_of(struct arena *a, enum loc_kind kind, const struct loc_expr *expr)
{
	struct location *l = arena_new(a, struct location);
	struct loc_part *part = arena_new(a, struct loc_part);

	part->kind = kind;
	part->bits = LOC_ALL;
	part->expr = expr;
	l->parts = part;
	l->n = 1;
	return l;
}

/* The BITS of a part that begin AT bits into it. */
static struct loc_part cut(struct arena *a, const struct loc_part *from, uint64_t at, uint64_t bits)
{
	struct loc_part p = *from;

	p.bits = bits;
	p.skip += at;
	if (p.kind == LOC_IN_MEMORY) {
		p.expr = add_number(a, p.expr, p.skip / 8);
		p.skip %= 8;
	}
	if (p.kind == LOC_POINTS && (p.skip || bits < 64)) /* a piece of an address says nothing */
		p.kind = LOC_MISSING;
	if ((p.kind == LOC_IN_REGISTER || p.kind == LOC_IS_VALUE) &&
	    (p.skip > 63 || (bits != LOC_ALL && p.skip + bits > 64)))
		p.kind = LOC_MISSING; /* it has no more than 64 */
	return p;
}

const struct location *location_slice(struct arena *a, const struct location *l, uint64_t at,
				      uint64_t bits)
{
	struct location *slice = arena_new(a, struct location);
	VEC(struct loc_part) parts = { 0 };

	for (size_t i = 0; i < l->n && bits; i++) {
		const struct loc_part *p = &l->parts[i];
		uint64_t take;

		if (p->bits != LOC_ALL && at >= p->bits) {
			at -= p->bits;
			continue;
		}
		take = p->bits == LOC_ALL || bits < p->bits - at ? bits : p->bits - at;
		vec_push(a, &parts, cut(a, p, at, take));
		at = 0;
		bits -= bits == LOC_ALL ? 0 : take;
	}
	if (bits && bits != LOC_ALL)
		vec_push(a, &parts, ((struct loc_part){ .kind = LOC_MISSING, .bits = bits }));
	slice->parts = parts.v;
	slice->n = parts.n;
	return slice;
}

const struct loc_expr *location_address(struct arena *a, const struct location *l)
{
	if (l->n != 1 || l->parts->kind != LOC_IN_MEMORY || l->parts->skip % 8)
		return NULL;
	return add_number(a, l->parts->expr, l->parts->skip / 8);
}

bool location_lacks(const struct location *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->parts[i].kind == LOC_MISSING)
			return true;
	return !l->n;
}

static bool expr_saved(const struct loc_expr *x)
{
	return x &&
	       (x->op == LOC_SAVED || expr_saved(x->a) || expr_saved(x->b) || expr_saved(x->c));
}

bool location_saved(const struct location *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (expr_saved(l->parts[i].expr) ||
		    (l->parts[i].to && location_saved(l->parts[i].to)))
			return true;
	return false;
}
