// SPDX-License-Identifier: GPL-2.0-only
/* dwarf_line.c: takes functions and lines; gives the first address of each line in each. */
#include "translator/debuginfo/dwarf_line.h"

#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "parser/base/arena.h"
#include "parser/base/vec.h"
#include "translator/debuginfo/dwarf.h"
#include "translator/debuginfo/front.h"

struct range {
	Dwarf_Addr start, end;
};

typedef VEC(struct range) range_list;
typedef VEC(struct line_hit) hit_list;

/* A unit's lines, and whose file the last one that was asked about is in. */
struct unit_lines {
	Dwarf_Lines *lines;
	size_t n;
	const char *path; /* libdw's text of it */
	const char *file;
	bool same;
};

static void add_ranges(struct arena *a, range_list *list, Dwarf_Die *die)
{
	struct range r;
	Dwarf_Addr base;

	for (ptrdiff_t at = 0; (at = dwarf_ranges(die, at, &base, &r.start, &r.end)) > 0;)
		if (r.start < r.end)
			vec_push(a, list, r);
}

/* Whether a line table's path is the one that the index has. */
static bool same_file(const char *path, const char *file)
{
	size_t n = strlen(file), len = strlen(path);

	if (len >= n && !strcmp(path + len - n, file) && (len == n || path[len - n - 1] == '/'))
		return true;
	/* with a detour in it: "a/../b.h" */
	return strstr(path, "./") && !strcmp(strrchr(path, '/'), strrchr(file, '/') ?: "");
}

static bool is_of(struct unit_lines *u, Dwarf_Line *line, const char *file)
{
	const char *path = dwarf_linesrc(line, NULL, NULL);

	if (!path)
		return false;
	if (path != u->path || file != u->file) {
		u->path = path;
		u->file = file;
		u->same = same_file(path, file);
	}
	return u->same;
}

/* The first line at or behind an address: they are in its order. */
static size_t line_from(const struct unit_lines *u, Dwarf_Addr pc)
{
	size_t low = 0, high = u->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		Dwarf_Addr at;

		if (!dwarf_lineaddr(dwarf_onesrcline(u->lines, middle), &at) && at < pc)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * The lowest address of each line of a function is kept: of those that the compiler recommends for
 * a stop, if there are any.
 */
static void add_hit(struct arena *a, hit_list *hits, size_t from, const struct line_hit *hit)
{
	for (size_t i = from; i < hits->n; i++) {
		struct line_hit *has = &hits->v[i];

		if (has->line != hit->line)
			continue;
		if (hit->is_start > has->is_start ||
		    (hit->is_start == has->is_start && hit->pc < has->pc))
			*has = *hit;
		return;
	}
	vec_push(a, hits, *hit);
}

static void lines_of(struct debuginfo *d, struct unit_lines *u, const struct line_query *q,
		     hit_list *hits)
{
	range_list own = { 0 };
	size_t from = hits->n;
	struct range r;
	Dwarf_Die die;

	if (!dwarf_offdie(d->dwarf->handle, q->die, &die))
		return;
	add_ranges(d->arena, &own, &die);
	vec_each(r, &own) {
		for (size_t i = line_from(u, r.start); i < u->n; i++) {
			Dwarf_Line *line = dwarf_onesrcline(u->lines, i);
			struct line_hit hit = { .unit = q->unit, .die = q->die, .func = q->func };
			bool past;

			if (dwarf_lineaddr(line, &hit.pc) || hit.pc >= r.end)
				break;
			if (dwarf_lineno(line, &hit.line) || hit.line < q->first ||
			    hit.line > q->last || !hit.line)
				continue;
			if (dwarf_linebeginstatement(line, &hit.is_start) ||
			    dwarf_lineendsequence(line, &past) || past)
				continue;
			if (!is_of(u, line, q->file))
				continue;
			add_hit(d->arena, hits, from, &hit);
		}
	}
}

struct line_hit *dwarf_lines(struct debuginfo *d, const struct line_query *ask, size_t n,
			     size_t *nhits)
{
	struct unit_lines u = { 0 };
	hit_list hits = { 0 };
	uint32_t unit = 0;
	Dwarf_Die cu;

	*nhits = 0;
	if (!dwarf_of(d))
		return NULL;
	for (size_t i = 0; i < n; i++) {
		if (ask[i].unit != unit) {
			unit = ask[i].unit;
			u = (struct unit_lines){ 0 };
			if (!dwarf_offdie(d->dwarf->handle, unit, &cu) ||
			    dwarf_getsrclines(&cu, &u.lines, &u.n))
				u.n = 0;
		}
		if (u.n)
			lines_of(d, &u, &ask[i], &hits);
	}
	*nhits = hits.n;
	return hits.v;
}
