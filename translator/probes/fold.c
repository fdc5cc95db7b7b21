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

/* Whether it follows from what @defined() became. */
static bool is_known(const struct expr *e, bool *value)
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

bool fold_expr(struct arena *a, struct walk *w, struct expr **e)
{
	struct expr *x = *e;
	bool value;

	if (x->kind != EXPR_TERNARY &&
	    (x->kind != EXPR_BINARY || (x->op != OP_ANDAND && x->op != OP_OROR)))
		return true;
	walk_expr(w, &x->a);
	if (!is_known(x->a, &value)) {
		walk_expr(w, &x->b);
		walk_expr(w, &x->c);
	} else if (x->kind == EXPR_TERNARY) {
		*e = value ? x->b : x->c;
		walk_expr(w, e);
	} else if (value == (x->op == OP_OROR)) {
		*e = fold_number(a, x->span, value);
	} else {
		walk_expr(w, &x->b);
	}
	return false;
}

bool fold_stmt(struct arena *a, struct walk *w, struct stmt **at)
{
	struct stmt *st = *at;
	bool value;

	if (st->kind == STMT_WHILE) {
		walk_expr(w, &st->cond);
		if (!is_known(st->cond, &value) || value)
			walk_stmt(w, &st->body);
		else
			*at = stmt_new(a, STMT_EMPTY, st->span);
		return false;
	}
	if (st->kind != STMT_IF)
		return true;
	walk_expr(w, &st->cond);
	if (!is_known(st->cond, &value)) {
		walk_stmt(w, &st->body);
		walk_stmt(w, &st->other);
		return false;
	}
	*at = value ? st->body : st->other;
	if (!*at)
		*at = stmt_new(a, STMT_EMPTY, st->span);
	walk_stmt(w, at);
	return false;
}
