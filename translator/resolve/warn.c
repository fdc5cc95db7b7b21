// SPDX-License-Identifier: GPL-2.0-only
/*
 * warn.c: variables that are only read or only written, names that hide others, comparisons
 * and statements that do nothing or something else than they seem to.
 */
#include "warn.h"

#include "access.h"
#include "body.h"
#include "overload.h"
#include "tapset.h"
#include "translator/session.h"

struct warner {
	struct session *s;
	VEC(const struct foreach *) loops; /* around what is looked at */
};

static bool is_users(struct span at)
{
	return at.src && at.src->kind == SOURCE_SCRIPT;
}

#define WARN(w, at, ...) diag_warn((w)->s->diag, (at), __VA_ARGS__)
#define HINT(w, ...) diag_hint((w)->s->diag, __VA_ARGS__)

/* ---- expressions ---- */

static bool is_comparison(const struct expr *e)
{
	return e->kind == EXPR_BINARY && op_compares(e->op);
}

static bool is_ordering(const struct expr *e)
{
	return is_comparison(e) && e->op != OP_EQ && e->op != OP_NE;
}

static bool same_name(const struct expr *a, const struct expr *b)
{
	return a->kind == EXPR_NAME && b->kind == EXPR_NAME && a->var && a->var == b->var;
}

static void warn_comparison(struct warner *w, const struct expr *e)
{
	const struct expr *l = e->a, *r = e->b;

	if (is_comparison(l) && !l->parens && (is_ordering(e) || !is_ordering(l))) {
		WARN(w, e->span, "this compares with the outcome of a comparison, 0 or 1");
		HINT(w, "a test of three is written a < b && b < c");
	} else if (l->kind == EXPR_UNARY && l->op == OP_NOT && !l->parens &&
		   !(r->kind == EXPR_UNARY && r->op == OP_NOT) && !is_comparison(r)) {
		WARN(w, e->span, "'!' belongs to the left side alone");
		HINT(w, "did you mean !(...)?");
	} else if (same_name(l, r)) {
		WARN(w, e->span, "'%s' is compared with itself", l->name);
	}
}

/* "flags & 1 == 0" */
static void warn_bits(struct warner *w, const struct expr *e)
{
	const struct expr *inner = is_comparison(e->b) ? e->b : e->a;

	if (!is_comparison(inner) || inner->parens)
		return;
	WARN(w, e->span, "'%s' is done after '%s'", op_text(e->op), op_text(inner->op));
	HINT(w, "put the '%s' in parentheses", op_text(e->op));
}

static bool warn_expr(struct walk *walk, struct expr **ep)
{
	struct warner *w = walk->data;
	const struct expr *e = *ep;

	if (!is_users(e->span) || e->kind != EXPR_BINARY)
		return true;
	if (op_compares(e->op))
		warn_comparison(w, e);
	else if (e->op == OP_AND || e->op == OP_OR || e->op == OP_XOR)
		warn_bits(w, e);
	return true;
}

/* ---- statements ---- */

static void warn_condition(struct warner *w, const struct expr *e)
{
	if (!e || e->kind != EXPR_ASSIGN || e->op != OP_NONE || e->parens)
		return;
	WARN(w, e->op_span, "an assignment as a condition");
	HINT(w, "did you mean '=='?  If not, put it in parentheses");
}

static void warn_dropped(struct warner *w, struct expr *e)
{
	if (e->kind == EXPR_PRINT && e->print & PRINT_TO_STRING) {
		WARN(w, e->span, "the string that '%s' makes is dropped", e->name);
		HINT(w, "'%s' prints it", e->name + 1);
		return;
	}
	if (expr_acts(e) || expr_fails(e))
		return;
	if (e->kind == EXPR_BINARY && e->op == OP_EQ) {
		WARN(w, e->op_span, "the outcome of this comparison is dropped");
		HINT(w, "did you mean '='?");
	} else if (e->kind == EXPR_CALL) {
		WARN(w, e->span,
		     e->func->type == TYPE_VOID ?
			     "'%s' has no effect" :
			     "'%s' has no effect, and what it returns is dropped",
		     e->name);
	} else {
		WARN(w, e->span, "this statement has no effect");
	}
}

static const char *jump_name(const struct stmt *st)
{
	switch (st->kind) {
	case STMT_NEXT:
		return "next";
	case STMT_RETURN:
		return "return";
	case STMT_BREAK:
		return "break";
	case STMT_CONTINUE:
		return "continue";
	default:
		return NULL;
	}
}

static void warn_unreached(struct warner *w, const struct stmt *block)
{
	for (size_t i = 0; i + 1 < block->list.n; i++) {
		const char *jump = jump_name(block->list.v[i]);

		if (!jump || !is_users(block->list.v[i + 1]->span))
			continue;
		WARN(w, block->list.v[i + 1]->span, "this is never reached, behind '%s'", jump);
		return;
	}
}

static void warn_loop_names(struct warner *w, const struct foreach *f)
{
	const struct foreach *outer;
	const struct expr *k, *o;

	vec_each(outer, &w->loops)
		vec_each(k, &f->keys)
			vec_each(o, &outer->keys)
				if (k && o && same_name(k, o)) {
					WARN(w, k->span, "'%s' is a key of the outer loop as well",
					     k->name);
					diag_note(w->s->diag, o->span, "the outer loop sets it");
				}
}

static bool warn_stmt(struct walk *walk, struct stmt **sp)
{
	struct warner *w = walk->data;
	struct stmt *st = *sp;

	if (st->each && is_users(st->span)) {
		warn_loop_names(w, st->each);
		vec_push(w->s->arena, &w->loops, st->each);
	}
	if (st->kind == STMT_BLOCK)
		warn_unreached(w, st);
	if (!is_users(st->span))
		return true;
	switch (st->kind) {
	case STMT_EXPR:
		warn_dropped(w, st->cond);
		break;
	case STMT_IF:
	case STMT_WHILE:
	case STMT_FOR:
		warn_condition(w, st->cond);
		if (st->body->kind != STMT_EMPTY || (st->kind == STMT_IF && st->other))
			break;
		if (st->body->span.src && st->kind == STMT_IF) {
			WARN(w, st->body->span, "this ';' is all that the 'if' is about");
			HINT(w, "take it away");
		}
		break;
	default:
		break;
	}
	return true;
}

static void leave_stmt(struct walk *walk, struct stmt **sp)
{
	struct warner *w = walk->data;

	if ((*sp)->each && is_users((*sp)->span))
		w->loops.n--;
}

/* ---- variables ---- */

static const char *empty_value(const struct var *v)
{
	return v->type == TYPE_STRING ? "\"\"" : "0";
}

static void warn_unassigned(struct warner *w, const struct var *v)
{
	if (v->is_array || v->type == TYPE_STATS)
		WARN(w, v->span, "nothing is ever put into '%s'", v->name);
	else
		WARN(w, v->span, "'%s' is never assigned: it is always %s", v->name,
		     empty_value(v));
}

/*
 * One handler may be there several times, for places of several kinds, and use a variable in one of
 * them alone: what is said of it is said of all of them together.
 */
static void warn_locals(struct warner *w, const struct span *whole, const var_list *locals,
			bool unread)
{
	struct var *v;

	vec_each(v, locals) {
		bool own = is_users(v->span) && v->span.begin >= whole->begin &&
			   v->span.end <= whole->end && v->scope == VAR_LOCAL;

		if (!own)
			continue;
		if (v->reads && !v->writes)
			warn_unassigned(w, v);
		else if (unread && !v->reads && v->writes)
			WARN(w, v->span, "'%s' is assigned and never read", v->name);
	}
}

static bool is_read_elsewhere(const struct session *s, const struct body *b, const char *name)
{
	const struct body *other;
	const struct var *v;

	vec_each(other, &s->bodies) {
		if (other == b || other->span.src != b->span.src ||
		    other->span.begin != b->span.begin)
			continue;
		vec_each(v, &other->locals)
			if (v->reads && !strcmp(v->name, name))
				return true;
	}
	return false;
}

static void warn_body(struct warner *w, const struct body *b)
{
	const struct session *s = w->s;
	struct var *v;

	vec_each(v, &b->locals) {
		var_list one = { &v, 1, 1 };
		bool unread = !is_read_elsewhere(s, b, v->name);

		warn_locals(w, &b->span, &one, unread);
	}
}

static void warn_globals(struct warner *w)
{
	struct var *v;

	vec_each(v, &w->s->globals)
		if (is_users(v->span) && v->reads && !v->writes && !v->init)
			warn_unassigned(w, v);
}

/* ---- names that hide others ---- */

/* An overload that says "next", or that has other arguments, leaves the library's in reach. */
static bool hides_library(struct warner *w, struct func *f)
{
	const struct func *g;

	if (!tapset_defines(w->s, f->name) || overload_says_next(f))
		return false;
	vec_each(g, &tapset_funcs(w->s, f->name)->funcs)
		if (!g->is_private && g->params.n == f->params.n)
			return true;
	return false;
}

static void warn_func(struct warner *w, struct func *f)
{
	const struct var *p, *g;

	vec_each(p, &f->params)
		vec_each(g, &w->s->script->globals)
			if (!strcmp(p->name, g->name)) {
				WARN(w, p->span, "parameter '%s' hides the global", p->name);
				diag_note(w->s->diag, g->span, "this one");
			}
	if (hides_library(w, f))
		WARN(w, f->span, "function '%s' hides the library's", f->name);
}

void warn_script(struct session *s)
{
	struct warner w = { .s = s };
	struct walk walk = {
		.expr = warn_expr, .stmt = warn_stmt, .stmt_done = leave_stmt, .data = &w
	};
	struct body *b;
	struct func *f;

	warn_globals(&w);
	vec_each(f, &s->funcs) {
		if (!is_users(f->span))
			continue;
		warn_func(&w, f);
		if (!f->body)
			continue;
		walk_stmt(&walk, &f->body);
		warn_locals(&w, &f->body->span, &f->locals, true);
	}
	vec_each(b, &s->bodies) {
		walk_stmt(&walk, &b->stmt);
		warn_body(&w, b);
	}
}
