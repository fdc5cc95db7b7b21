/* SPDX-License-Identifier: GPL-2.0-only */
/* ast.c: takes kinds and spans, gives nodes; copies and walks trees. */
#include "ast.h"

#include "base/arena.h"

struct expr *expr_new(struct arena *a, enum expr_kind kind, struct span span)
{
	struct expr *e = arena_new(a, struct expr);

	e->kind = kind;
	e->span = span;
	e->depth = 1;
	return e;
}

struct expr *expr_number(struct arena *a, struct span span, int64_t n)
{
	struct expr *e = expr_new(a, EXPR_NUMBER, span);

	e->number = n;
	return e;
}

struct expr *expr_string(struct arena *a, struct span span, const char *s)
{
	struct expr *e = expr_new(a, EXPR_STRING, span);

	e->text = s;
	return e;
}

struct expr *expr_binary(struct arena *a, struct expr *l, enum op op, struct span op_span,
			 struct expr *r)
{
	struct expr *e = expr_new(a, EXPR_BINARY, span_join(l->span, r->span));

	e->a = l;
	e->op = op;
	e->op_span = op_span;
	e->b = r;
	e->depth = (l->depth > r->depth ? l->depth : r->depth) + 1;
	return e;
}

bool expr_is_target(const struct expr *e)
{
	return e->kind == EXPR_TARGET || e->kind == EXPR_AT || e->kind == EXPR_DEREF;
}

struct stmt *stmt_new(struct arena *a, enum stmt_kind kind, struct span span)
{
	struct stmt *s = arena_new(a, struct stmt);

	s->kind = kind;
	s->span = span;
	s->depth = 1;
	return s;
}

static expr_list list_copy(struct arena *a, const expr_list *list)
{
	expr_list copy = { 0 };

	for (size_t i = 0; i < list->n; i++)
		vec_push(a, &copy, expr_copy(a, list->v[i]));
	return copy;
}

struct expr *expr_copy(struct arena *a, const struct expr *e)
{
	struct expr *copy;

	if (!e)
		return NULL;
	copy = expr_new(a, e->kind, e->span);
	copy->op = e->op;
	copy->op_span = e->op_span;
	copy->postfix = e->postfix;
	copy->address = e->address;
	copy->parens = e->parens;
	copy->depth = e->depth;
	copy->number = e->number;
	copy->text = e->text;
	copy->name = e->name;
	copy->name_span = e->name_span;
	copy->a = expr_copy(a, e->a);
	copy->b = expr_copy(a, e->b);
	copy->c = expr_copy(a, e->c);
	copy->args = list_copy(a, &e->args);
	for (size_t i = 0; i < e->path.n; i++) {
		struct step step = e->path.v[i];

		step.index = expr_copy(a, step.index);
		vec_push(a, &copy->path, step);
	}
	copy->stat = e->stat;
	copy->print = e->print;
	return copy;
}

static struct foreach *foreach_copy(struct arena *a, const struct foreach *f)
{
	struct foreach *copy = arena_new(a, struct foreach);

	*copy = *f;
	copy->value = expr_copy(a, f->value);
	copy->keys = list_copy(a, &f->keys);
	copy->slice = list_copy(a, &f->slice);
	copy->array = expr_copy(a, f->array);
	copy->limit = expr_copy(a, f->limit);
	copy->site = 0;
	return copy;
}

struct stmt *stmt_copy(struct arena *a, const struct stmt *s)
{
	struct stmt *copy;

	if (!s)
		return NULL;
	copy = stmt_new(a, s->kind, s->span);
	copy->depth = s->depth;
	copy->body = stmt_copy(a, s->body);
	copy->other = stmt_copy(a, s->other);
	copy->cond = expr_copy(a, s->cond);
	copy->init = expr_copy(a, s->init);
	copy->step = expr_copy(a, s->step);
	for (size_t i = 0; i < s->list.n; i++)
		vec_push(a, &copy->list, stmt_copy(a, s->list.v[i]));
	if (s->each)
		copy->each = foreach_copy(a, s->each);
	copy->name = s->name;
	copy->name_span = s->name_span;
	copy->text = s->text;
	return copy;
}

static void walk_list(struct walk *w, expr_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		walk_expr(w, &list->v[i]);
}

void walk_expr(struct walk *w, struct expr **at)
{
	struct expr *e;

	if (!*at || (w->expr && !w->expr(w, at)))
		return;
	e = *at;
	if (!e)
		return;
	walk_expr(w, &e->a);
	/* The bucket of a histogram comes after its parameters. */
	if (e->kind == EXPR_STAT)
		walk_list(w, &e->args);
	walk_expr(w, &e->b);
	walk_expr(w, &e->c);
	if (e->kind != EXPR_STAT)
		walk_list(w, &e->args);
	for (size_t i = 0; i < e->path.n; i++)
		walk_expr(w, &e->path.v[i].index);
	if (w->expr_done)
		w->expr_done(w, at);
}

static void walk_foreach(struct walk *w, struct foreach *f)
{
	walk_list(w, &f->slice);
	walk_expr(w, &f->limit);
	walk_expr(w, &f->array);
	walk_expr(w, &f->value);
	walk_list(w, &f->keys);
}

void walk_stmt(struct walk *w, struct stmt **at)
{
	struct stmt *s;

	if (!*at || (w->stmt && !w->stmt(w, at)))
		return;
	s = *at;
	if (!s)
		return;
	walk_expr(w, &s->init);
	walk_expr(w, &s->cond);
	if (s->each)
		walk_foreach(w, s->each);
	walk_stmt(w, &s->body);
	walk_expr(w, &s->step);
	walk_stmt(w, &s->other);
	for (size_t i = 0; i < s->list.n; i++)
		walk_stmt(w, &s->list.v[i]);
	if (w->stmt_done)
		w->stmt_done(w, at);
}
