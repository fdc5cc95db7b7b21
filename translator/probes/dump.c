// SPDX-License-Identifier: GPL-2.0-only
/* dump.c: takes the library and the list of families; writes functions, aliases and patterns. */
#include "dump.h"

#include <stdlib.h>

#include "pattern.h"
#include "provider.h"
#include "translator/resolve/embed.h"
#include "translator/resolve/infer.h"
#include "translator/resolve/print.h"
#include "translator/resolve/symbols.h"
#include "translator/resolve/tapset.h"
#include "translator/session.h"

typedef VEC(const char *) line_list;

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void write_sorted(const line_list *lines)
{
	if (lines->n)
		qsort(lines->v, lines->n, sizeof(*lines->v), by_text);
	for (size_t i = 0; i < lines->n; i++)
		if (!i || strcmp(lines->v[i], lines->v[i - 1]) != 0)
			puts(lines->v[i]);
}

/* ---- functions ---- */

/* What its author marks a function with that is written in C. */
static const char *marks(struct arena *a, const struct func *f)
{
	static const char *const known[] = { "guru", "unprivileged", "myproc-unprivileged" };
	const char *text = "";

	for (size_t i = 0; f->embed && i < sizeof(known) / sizeof(*known); i++)
		if (embed_marked(f->embed, known[i]))
			text = arena_printf(a, "%s /* %s */", text, known[i]);
	return text;
}

/* Names of the library's own begin so. */
static bool is_hidden(const struct session *s, const char *name, bool is_private)
{
	return !s->options.verbose && (is_private || name[0] == '_');
}

/* One that can't be bound, as it names what only a probe has, keeps the types that it is given. */
static void use(struct session *s, struct func *f)
{
	size_t before = s->funcs.n;

	if (f->used)
		return;
	f->used = true;
	vec_push(s->arena, &s->funcs, f);
	if (!symbols_bind(s, s->bodies.n))
		s->funcs.n = before;
}

void dump_functions(struct session *s)
{
	line_list lines = { 0 };
	struct func_list all = { 0 };
	struct func *f;

	tapset_all(s, &all);
	diag_hold(s->diag);
	vec_each(f, &all.funcs)
		use(s, f);
	infer_types(s);
	diag_drop(s->diag);
	vec_each(f, &all.funcs)
		if (!is_hidden(s, f->name, f->is_private))
			vec_push(s->arena, &lines,
				 arena_printf(s->arena, "%s%s", print_func_head(s, f),
					      marks(s->arena, f)));
	write_sorted(&lines);
}

/* ---- aliases ---- */

void dump_aliases(struct session *s)
{
	const struct alias_list *all = tapset_aliases(s, "*");
	line_list lines = { 0 };
	struct alias *al;

	vec_each(al, &all->aliases) {
		const char *text = point_text(s->arena, al->name, false);
		struct point *p;

		if (is_hidden(s, text, false))
			continue;
		text = arena_printf(s->arena, "%s %s", text, al->epilogue ? "+=" : "=");
		vec_each(p, &al->points)
			text = arena_printf(s->arena, "%s%s %s", text, p_i ? "," : "",
					    point_text(s->arena, p, true));
		vec_push(s->arena, &lines, text);
	}
	write_sorted(&lines);
}

/* ---- points ---- */

void dump_points(struct session *s)
{
	line_list lines = { 0 };

	for (size_t i = 0; providers[i]; i++)
		for (const char *const *p = providers[i]->patterns; providers[i]->derive && *p; p++)
			vec_push(s->arena, &lines, pattern_text(s->arena, *p, "number", "string"));
	write_sorted(&lines);
}
