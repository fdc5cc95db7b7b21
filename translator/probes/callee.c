// SPDX-License-Identifier: GPL-2.0-only
/* callee.c: a copy has a name of its own, by which everything behind finds it as usual. */
#include "callee.h"

#include "binder.h"
#include "translator/session.h"

struct search {
	struct session *s;
	VEC(const struct func *) seen;
	bool found;
};

static bool is_called(const struct func *f, const struct expr *e)
{
	return f->params.n == e->args.n && !strcmp(f->name, e->name);
}

static bool was_seen(const struct search *q, const struct func *f)
{
	const struct func *had;

	vec_each(had, &q->seen)
		if (had == f)
			return true;
	return false;
}

static void search_call(struct search *q, const struct expr *e);

static bool search_expr(struct walk *w, struct expr **ep)
{
	struct search *q = w->data;
	const struct expr *e = *ep;

	if (e->kind == EXPR_TARGET ||
	    (e->kind == EXPR_AT && (!strcmp(e->name, "@var") || !strcmp(e->name, "@entry"))))
		q->found = true;
	if (e->kind == EXPR_CALL)
		search_call(q, e);
	return !q->found;
}

static void search_call(struct search *q, const struct expr *e)
{
	struct walk w = { .expr = search_expr, .data = q };
	struct func *f;

	vec_each(f, &q->s->script->funcs) {
		if (!is_called(f, e) || was_seen(q, f))
			continue;
		vec_push(q->s->arena, &q->seen, f);
		if (f->body)
			walk_stmt(&w, &f->body);
	}
}

bool callee_asks(struct session *s, const struct expr *e)
{
	struct search q = { .s = s };

	search_call(&q, e);
	return q.found;
}

static const char *unused_name(struct session *s, const char *name)
{
	const char *text = NULL;
	bool taken = true;
	struct func *f;

	for (unsigned int n = 1; taken; n++) {
		text = arena_printf(s->arena, "%s__%u", name, n);
		taken = false;
		vec_each(f, &s->script->funcs)
			taken |= !strcmp(f->name, text);
	}
	return text;
}

static struct func *func_copy(struct arena *a, const struct func *f, const char *name)
{
	struct func *copy = arena_new(a, struct func);
	struct var *v;

	*copy = *f;
	copy->name = name;
	copy->placed = true;
	memset(&copy->params, 0, sizeof(copy->params));
	vec_each(v, &f->params) {
		struct var *p = arena_new(a, struct var);

		*p = *v;
		vec_push(a, &copy->params, p);
	}
	copy->body = f->body ? stmt_copy(a, f->body) : NULL;
	return copy;
}

void callee_bind(struct binder *b, struct expr *e)
{
	struct session *s = b->s;
	const char *key = arena_printf(s->arena, "%s/%zu", e->name, e->args.n);
	const char *name = strmap_get(b->copies, key);
	size_t n = s->script->funcs.n; /* the copies go behind them */

	if (!name) {
		name = unused_name(s, e->name);
		strmap_set(b->copies, key, (void *)name);
		for (size_t i = 0; i < n; i++) {
			const struct func *f = s->script->funcs.v[i];
			struct func *copy;

			if (!is_called(f, e))
				continue;
			copy = func_copy(s->arena, f, name);
			vec_push(s->arena, &s->script->funcs, copy);
			if (copy->body)
				binder_stmt(b, &copy->body);
		}
	}
	e->name = name;
}
