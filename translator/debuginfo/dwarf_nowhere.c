// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_nowhere.c: takes a question for places that found none, and says which part of it is
 * wrong: the function, its file, the label, the line.
 */
#include <fnmatch.h>
#include <string.h>

#include "parser/base/arena.h"
#include "translator/debuginfo/dwarf.h"
#include "translator/debuginfo/dwarf_index.h"
#include "translator/debuginfo/front.h"
#include "translator/debuginfo/kernel.h"
#include "translator/debuginfo/place.h"

enum {
	LABELS_SHOWN = 4,
};

/* What there is of a function's name. */
struct known {
	const struct index_func *anywhere; /* in any file */
	const struct index_func *here; /* in one that is asked for */
};

static struct known look(const struct dwarf_index *x, const struct place_query *q)
{
	const struct index_func *funcs = x->part[PART_FUNCS];
	struct known known = { 0 };
	size_t first, end;

	index_range(x, PART_FUNCS, q->func, &first, &end);
	for (size_t i = first; i < end && !known.here; i++) {
		if (fnmatch(q->func, index_text(x, funcs[i].name), 0))
			continue;
		known.anywhere = &funcs[i];
		if (!q->file || place_path_matches(index_file(x, funcs[i].file), q->file))
			known.here = &funcs[i];
	}
	return known;
}

static bool has_file(const struct dwarf_index *x, const char *pattern)
{
	for (size_t i = 0; i < x->n[PART_FILES]; i++)
		if (place_path_matches(index_file(x, (uint32_t)i), pattern))
			return true;
	return false;
}

/* "; it has 'out', 'again' ...", or "" */
static const char *labels_of(struct arena *a, const struct dwarf_index *x,
			     const struct index_func *func)
{
	uint32_t number = (uint32_t)(func - (const struct index_func *)x->part[PART_FUNCS]);
	const struct index_label *labels = x->part[PART_LABELS];
	const char *text = "", *last = "";
	size_t shown = 0;

	for (size_t i = 0; i < x->n[PART_LABELS]; i++) {
		const char *name = index_text(x, labels[i].name);

		if (labels[i].func != number || !strcmp(name, last))
			continue;
		last = name;
		if (shown == LABELS_SHOWN)
			return arena_printf(a, "%s ...", text);
		text = arena_printf(a, "%s%s'%s'", text, shown++ ? ", " : "; it has ", name);
	}
	return text;
}

void dwarf_say_beyond(struct debuginfo *d, int line, const char *what, int last)
{
	debuginfo_fail(d, "line %d is beyond the last code of %s, at line %d", line, what, last);
}

/* Not around a line: where the function begins or, for what is behind it, ends. */
static void say_not_around(struct debuginfo *d, const struct dwarf_index *x,
			   const struct place_query *q, const struct index_func *func)
{
	int line = q->first + (q->lines == LINES_AFTER ? index_line(func) : 0), last = 0;
	const struct code_place *const *list;
	struct place_query all = *q;
	size_t n = 0;

	all.kinds = PLACE_STATEMENT;
	all.lines = LINES_ALL;
	list = line > index_line(func) ? debuginfo_places(d, &all, &n) : NULL;
	for (size_t i = 0; i < n; i++)
		last = list[i]->line > last ? list[i]->line : last;
	if (last && line > last)
		dwarf_say_beyond(d, line, q->func, last);
	else
		debuginfo_fail(d, "line %d is not in %s, which begins at line %d of %s", line,
			       q->func, index_line(func), index_file(x, func->file));
}

void dwarf_say_nowhere(struct debuginfo *d, const struct dwarf_index *x,
		       const struct place_query *q)
{
	const char *in = d->module ? d->module : d->kernel->release;
	struct known known = look(x, q);
	bool wild = strpbrk(q->func, "*?[");

	if (q->file && !has_file(x, q->file))
		debuginfo_fail(d, "no function of %s is in a file that '%s' means%s", in, q->file,
			       !wild && known.anywhere ?
				       arena_printf(d->arena, "; %s is in %s", q->func,
						    index_file(x, known.anywhere->file)) :
				       "");
	else if (!wild && known.anywhere && !known.here)
		debuginfo_fail(d, "no function '%s' is in '%s'; one is in %s", q->func, q->file,
			       index_file(x, known.anywhere->file));
	else if (!known.here)
		debuginfo_fail(d, "no such function is in the debug information of %s", in);
	else if (q->kinds & PLACE_LABEL && wild)
		debuginfo_fail(d, "no function that matches has a label '%s'", q->label);
	else if (q->kinds & PLACE_LABEL)
		debuginfo_fail(d, "%s has no label '%s'%s", q->func, q->label,
			       labels_of(d->arena, x, known.here));
	else if (q->lines == LINES_RANGE && wild)
		debuginfo_fail(d, "no function that matches is around line %d", q->first);
	else if (q->lines == LINES_RANGE || q->lines == LINES_AFTER)
		say_not_around(d, x, q, known.here);
	else if (q->kinds == PLACE_INLINE)
		debuginfo_fail(d, "no call of %s was inlined", wild ? "what matches" : q->func);
	else if (q->kinds == PLACE_CALL)
		debuginfo_fail(d, "every call of %s was inlined", wild ? "what matches" : q->func);
	else
		debuginfo_fail(d, "no such function is in the debug information of %s", in);
}
