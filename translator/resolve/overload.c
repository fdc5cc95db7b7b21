// SPDX-License-Identifier: GPL-2.0-only
/* overload.c: the functions that a call may reach, in their order. */
#include "overload.h"

#include <stdlib.h>

#include "embed.h"
#include "tapset.h"
#include "translator/session.h"

/* Where none is written: what a script defines comes before what the library does. */
enum { PRIORITY_SCRIPT = 0, PRIORITY_LIBRARY = 1 };

static int64_t priority(const struct func *f)
{
	if (f->priority)
		return f->priority->number;
	return f->span.src && f->span.src->kind == SOURCE_TAPSET ? PRIORITY_LIBRARY :
								   PRIORITY_SCRIPT;
}

const struct func_list *overload_named(struct session *s, const char *name)
{
	static const struct func_list none;
	const struct func_list *found;

	if (!s->funcs_named.arena)
		strmap_init(&s->funcs_named, s->arena);
	for (; s->nfuncs_named < s->script->funcs.n; s->nfuncs_named++) {
		struct func *f = s->script->funcs.v[s->nfuncs_named];
		struct func_list *list = strmap_get(&s->funcs_named, f->name);

		if (!list) {
			list = arena_new(s->arena, struct func_list);
			strmap_set(&s->funcs_named, f->name, list);
		}
		vec_push(s->arena, &list->funcs, f);
	}
	found = strmap_get(&s->funcs_named, name);
	return found ? found : &none;
}

static bool find_next(struct walk *w, struct stmt **st)
{
	if ((*st)->kind == STMT_NEXT)
		*(bool *)w->data = true;
	return true;
}

bool overload_says_next(struct func *f)
{
	struct walk w = { .stmt = find_next, .data = &f->says_next };

	if (f->next_known)
		return f->says_next;
	f->next_known = true;
	if (f->embed)
		f->says_next = embed_says(f->embed, "STAP_NEXT");
	else
		walk_stmt(&w, &f->body);
	return f->says_next;
}

bool overload_is_closed(const struct func_list *all, unsigned int n)
{
	struct func *f;

	vec_each(f, &all->funcs)
		if (f->params.n == n && priority(f) <= PRIORITY_LIBRARY && !overload_says_next(f))
			return true;
	return false;
}

struct ranked {
	struct func *func;
	int64_t priority;
	size_t at; /* in the list of all */
};

static int by_rank(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->priority != y->priority)
		return x->priority < y->priority ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

struct func *overload_chain(struct session *s, const struct func_list *all, unsigned int n)
{
	struct ranked *list = arena_array(s->arena, struct ranked, all->funcs.n + 1);
	struct func *first = NULL, *last = NULL, *f;
	size_t nlist = 0;

	vec_each(f, &all->funcs)
		if (f->params.n == n)
			list[nlist++] = (struct ranked){ f, priority(f), f_i };
	qsort(list, nlist, sizeof(*list), by_rank);
	for (size_t i = 0; i < nlist; i++) {
		f = list[i].func;
		if (!f->used) {
			f->used = true;
			vec_push(s->arena, &s->funcs, f);
		}
		if (last)
			last->next = f;
		last = f;
		if (!first)
			first = f;
		if (!overload_says_next(f))
			break;
	}
	return first;
}

/* The smallest number of parameters that is over LEAST, or -1. */
static long next_arity(const struct func_list *all, long least)
{
	const struct func *f;
	long next = -1;

	vec_each(f, &all->funcs)
		if ((long)f->params.n > least && (next < 0 || (long)f->params.n < next))
			next = (long)f->params.n;
	return next;
}

const char *overload_arities(struct session *s, const struct func_list *all, bool *one)
{
	long n = next_arity(all, -1), after = next_arity(all, n), last = n;
	const char *text = arena_printf(s->arena, "%ld", n);

	for (; after >= 0; after = n) {
		n = next_arity(all, after);
		text = arena_printf(s->arena, "%s%s%ld", text, n < 0 ? " or " : ", ", after);
		last = after;
	}
	*one = last == 1;
	return last ? text : NULL;
}
