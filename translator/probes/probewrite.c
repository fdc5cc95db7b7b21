// SPDX-License-Identifier: GPL-2.0-only
/* probewrite.c: looks for assignments to a name; done before names are bound to variables. */
#include "probewrite.h"

#include "fold.h"
#include "translator/session.h"

struct search {
	const struct expr *name;
	bool found;
};

static bool is_same(const struct expr *a, const struct expr *b)
{
	return a && a->kind == b->kind && (a->kind == EXPR_NAME || a->kind == EXPR_TARGET) &&
	       !strcmp(a->name, b->name);
}

static bool find_write(struct walk *w, struct expr **ep)
{
	struct search *q = w->data;
	const struct expr *e = *ep;

	if (e->kind == EXPR_ASSIGN || e->kind == EXPR_INCDEC)
		q->found |= is_same(e->a, q->name);
	return true;
}

static bool find_loop(struct walk *w, struct stmt **sp)
{
	struct search *q = w->data;
	const struct stmt *st = *sp;

	for (size_t i = 0; st->each && i < st->each->keys.n; i++)
		q->found |= is_same(st->each->keys.v[i], q->name);
	if (st->each)
		q->found |= is_same(st->each->value, q->name);
	if (st->kind == STMT_DELETE)
		q->found |= is_same(st->cond, q->name);
	if (st->kind == STMT_TRY && st->name && q->name->kind == EXPR_NAME)
		q->found |= !strcmp(st->name, q->name->name);
	return true;
}

struct settling {
	struct session *s;
	struct stmt *body;
	bool ok;
};

static bool settle(struct walk *w, struct expr **ep)
{
	struct settling *x = w->data;
	struct expr *e = *ep;
	struct search q;
	struct walk look = { .expr = find_write, .stmt = find_loop, .data = &q };

	if (e->kind != EXPR_AT || strcmp(e->name, "@probewrite") != 0)
		return true;
	q = (struct search){ .name = e->args.v[0] };
	if (q.name->kind != EXPR_NAME && q.name->kind != EXPR_TARGET) {
		diag_semantic(x->s->diag, q.name->span,
			      "@probewrite() needs the name of a variable");
		return x->ok = false;
	}
	walk_stmt(&look, &x->body);
	*ep = fold_number(x->s->arena, e->span, q.found);
	return false;
}

bool probewrite_settle(struct session *s, struct stmt **code, struct stmt *body)
{
	struct settling x = { s, body, true };
	struct walk w = { .expr = settle, .data = &x };

	walk_stmt(&w, code);
	return x.ok;
}
