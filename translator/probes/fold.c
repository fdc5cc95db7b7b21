// SPDX-License-Identifier: GPL-2.0-only
/*
 * fold.c: an arm that a script's own number makes dead stays, so that what is wrong in it is
 * told; one that @defined() makes dead is there for other kernels.
 */
#include "fold.h"

enum known {
	OPEN,
	FALSE_LITERAL, /* of the script */
	TRUE_LITERAL,
	FALSE_DECIDED, /* by @defined() */
	TRUE_DECIDED,
};

static bool is_true(enum known k)
{
	return k == TRUE_LITERAL || k == TRUE_DECIDED;
}

static bool is_decided(enum known k)
{
	return k == FALSE_DECIDED || k == TRUE_DECIDED;
}

static enum known known(const struct expr *e)
{
	enum known a, b;
	bool end;

	if (e->kind == EXPR_NUMBER && e->decided)
		return e->number ? TRUE_DECIDED : FALSE_DECIDED;
	if (e->kind == EXPR_NUMBER)
		return e->number ? TRUE_LITERAL : FALSE_LITERAL;
	if (e->kind == EXPR_UNARY && e->op == OP_NOT) {
		a = known(e->a);
		if (is_decided(a))
			return is_true(a) ? FALSE_DECIDED : TRUE_DECIDED;
		return a == OPEN ? OPEN : is_true(a) ? FALSE_LITERAL : TRUE_LITERAL;
	}
	if (e->kind != EXPR_BINARY || (e->op != OP_ANDAND && e->op != OP_OROR))
		return OPEN;
	end = e->op == OP_OROR; /* the value of one side that decides alone */
	a = known(e->a);
	if (a == OPEN)
		return OPEN;
	if (is_true(a) == end)
		return a;
	b = known(e->b);
	return b == OPEN || is_decided(b) || !is_decided(a) ? b :
	       is_true(b)				    ? TRUE_DECIDED :
							      FALSE_DECIDED;
}

bool fold_known(const struct expr *e, bool *value)
{
	enum known k = known(e);

	*value = is_true(k);
	return is_decided(k);
}

struct expr *fold_number(struct arena *a, struct span at, bool value)
{
	struct expr *e = expr_number(a, at, value);

	e->type = TYPE_LONG;
	e->decided = true;
	return e;
}
