// SPDX-License-Identifier: GPL-2.0-only
/* callee.c: a copy has a name of its own, by which everything behind finds it as usual. */
#include "callee.h"

#include "binder.h"
#include "translator/session.h"

/* ---- who asks: found once, before the first copy is made ---- */

/* All that "name/arity" may call, and who calls it. */
struct callees {
	VEC(struct func *) funcs;
	VEC(struct func *) callers;
	bool asks;
};

struct search {
	struct session *s;
	struct func *func; /* whose body this is */
	VEC(struct callees *) work; /* those whose callers are to be told */
};

static const char *key_of(struct arena *a, const char *name, size_t arity)
{
	return arena_printf(a, "%s/%zu", name, arity);
}

static struct callees *callees_at(struct session *s, const char *name, size_t arity)
{
	const char *key = key_of(s->arena, name, arity);
	struct callees *k = strmap_get(&s->callees, key);

	if (!k) {
		k = arena_new(s->arena, struct callees);
		strmap_set(&s->callees, key, k);
	}
	return k;
}

static void mark(struct search *q, const struct func *f)
{
	struct callees *k = callees_at(q->s, f->name, f->params.n);

	if (k->asks)
		return;
	k->asks = true;
	vec_push(q->s->arena, &q->work, k);
}

static bool search_expr(struct walk *w, struct expr **ep)
{
	struct search *q = w->data;
	const struct expr *e = *ep;

	if (e->kind == EXPR_TARGET ||
	    (e->kind == EXPR_AT && (!strcmp(e->name, "@var") || !strcmp(e->name, "@entry"))))
		mark(q, q->func);
	if (e->kind == EXPR_CALL)
		vec_push(q->s->arena, &callees_at(q->s, e->name, e->args.n)->callers, q->func);
	return true;
}

static void search_all(struct session *s)
{
	struct search q = { .s = s };
	struct walk w = { .expr = search_expr, .data = &q };
	struct func *f;

	strmap_init(&s->callees, s->arena);
	vec_each(f, &s->script->funcs) {
		vec_push(s->arena, &callees_at(s, f->name, f->params.n)->funcs, f);
		q.func = f;
		if (f->body)
			walk_stmt(&w, &f->body);
	}
	while (q.work.n) {
		struct callees *k = q.work.v[--q.work.n];

		vec_each(f, &k->callers)
			mark(&q, f);
	}
}

static struct callees *callees_of(struct session *s, const char *key)
{
	if (!s->callees.arena)
		search_all(s);
	return strmap_get(&s->callees, key);
}

bool callee_asks(struct session *s, const struct expr *e)
{
	const struct callees *k = callees_of(s, key_of(s->arena, e->name, e->args.n));

	return k && k->asks;
}

/* ---- copies ---- */

enum {
	COPIES_MAX = 4096, /* in a script */
};

static const char *unused_name(struct session *s, const char *name)
{
	const char *text;
	struct func *f;

	if (!s->callee_names.arena) {
		strmap_init(&s->callee_names, s->arena);
		vec_each(f, &s->script->funcs)
			strmap_set(&s->callee_names, f->name, NULL);
	}
	/* a name's own entry says how many copies have been named after it */
	for (uintptr_t n = (uintptr_t)strmap_get(&s->callee_names, name) + 1;; n++) {
		text = arena_printf(s->arena, "%s__%zu", name, (size_t)n);
		if (strmap_has(&s->callee_names, text))
			continue;
		strmap_set(&s->callee_names, name, (void *)n);
		strmap_set(&s->callee_names, text, NULL);
		return text;
	}
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
	const char *key = key_of(s->arena, e->name, e->args.n);
	const char *name = strmap_get(b->copies, key);
	const struct func *f;

	if (!name) {
		name = unused_name(s, e->name);
		strmap_set(b->copies, key, (void *)name);
		vec_each(f, &callees_of(s, key)->funcs) {
			struct func *copy;

			if (s->ncopies++ == COPIES_MAX)
				binder_fail(
					b, e->span,
					"this makes more than %d copies of functions that name target variables",
					COPIES_MAX);
			if (s->ncopies > COPIES_MAX) {
				b->ok = false;
				break;
			}
			copy = func_copy(s->arena, f, name);
			vec_push(s->arena, &s->script->funcs, copy);
			if (copy->body)
				binder_stmt(b, &copy->body);
		}
	}
	e->name = name;
}
