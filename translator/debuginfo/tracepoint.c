/* SPDX-License-Identifier: GPL-2.0-only */
/* tracepoint.c: tracepoints are found by the functions that call their handlers. */
#include "translator/debuginfo/tracepoint.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "parser/base/arena.h"
#include "translator/debuginfo/front.h"
#include "translator/debuginfo/trace_system.h"

#define CALLER "__traceiter_"

static int by_system(const void *a, const void *b)
{
	const struct tracepoint *x = a, *y = b;
	int order = strcmp(x->system ? x->system : "", y->system ? y->system : "");

	return order ? order : strcmp(x->name, y->name);
}

const struct tracepoint *tracepoints(struct debuginfo *d, struct arena *a, const char *pattern,
				     size_t *n)
{
	const char *colon = strchr(pattern, ':');
	const char *name = colon ? colon + 1 : pattern;
	const char *system = colon ? arena_strndup(a, pattern, (size_t)(colon - pattern)) : NULL;
	const struct kfunc *const *funcs;
	struct tracepoint *list;
	size_t nfuncs;

	funcs = debuginfo_functions(d, arena_printf(a, CALLER "%s", name), &nfuncs);
	list = arena_array(a, struct tracepoint, nfuncs + 1);
	*n = 0;
	for (size_t i = 0; i < nfuncs; i++) {
		struct tracepoint t = { .name = funcs[i]->name + strlen(CALLER) };

		t.system = trace_system(d, t.name);
		if (!system || !fnmatch(system, t.system ? t.system : "", 0))
			list[(*n)++] = t;
	}
	qsort(list, *n, sizeof(*list), by_system);
	return list;
}

bool tracepoint_prototype(struct debuginfo *d, const char *name, struct prototype *p)
{
	if (!debuginfo_prototype(d, arena_printf(d->arena, CALLER "%s", name), p))
		return false;
	if (p->nparams) { /* the cookie */
		p->params++;
		p->nparams--;
	}
	return true;
}

const char *tracepoint_text(struct arena *a, const struct tracepoint *t)
{
	return t->system ? arena_printf(a, "%s:%s", t->system, t->name) : t->name;
}

const char *tracepoint_nearest(struct debuginfo *d, const char *name)
{
	const char *near = debuginfo_nearest(d, arena_printf(d->arena, CALLER "%s", name));

	return near && !strncmp(near, CALLER, strlen(CALLER)) ? near + strlen(CALLER) : NULL;
}
