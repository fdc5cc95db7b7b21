// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_place.c: takes functions, files and lines as a pattern names them; gives instructions.
 * Functions and labels come from the index alone; lines need the line tables of their units, which
 * are in dwarf_line.c.
 */
#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "parser/base/arena.h"
#include "parser/base/vec.h"
#include "translator/debuginfo/dwarf.h"
#include "translator/debuginfo/dwarf_index.h"
#include "translator/debuginfo/dwarf_line.h"
#include "translator/debuginfo/front.h"
#include "translator/debuginfo/kernel.h"
#include "translator/debuginfo/place.h"

struct finder {
	struct debuginfo *d;
	const struct dwarf_index *x;
	const struct place_query *q;
	unsigned char *file_is; /* by number: 0: not asked yet, FILE_IN, FILE_OUT */
	VEC(uint32_t) funcs; /* those that match */
	int *last_line; /* of each function, where lines are asked for */
	VEC(struct code_place *) found;
};

enum { FILE_IN = 1, FILE_OUT = 2 };

static const struct index_func *func_at(const struct finder *f, size_t n)
{
	return index_func(f->x, n);
}

static const struct index_instance *instance_at(const struct finder *f, size_t n)
{
	return (const struct index_instance *)f->x->part[PART_INSTANCES] + n;
}

static bool file_matches(struct finder *f, uint32_t file)
{
	if (file >= f->x->n[PART_FILES])
		return false;
	if (!f->q->file)
		return true;
	if (!f->file_is[file])
		f->file_is[file] =
			place_path_matches(index_file(f->x, file), f->q->file) ? FILE_IN : FILE_OUT;
	return f->file_is[file] == FILE_IN;
}

static void find_funcs(struct finder *f)
{
	size_t first, end;

	f->file_is = arena_alloc(f->d->arena, f->x->n[PART_FILES] + 1);
	index_range(f->x, PART_FUNCS, f->q->func, &first, &end);
	for (size_t i = first; i < end; i++) {
		const struct index_func *fn = func_at(f, i);

		if (file_matches(f, fn->file) &&
		    !fnmatch(f->q->func, index_text(f->x, fn->name), 0))
			vec_push(f->d->arena, &f->funcs, (uint32_t)i);
	}
}

/* NULL: it is in nothing that the kernel loads. */
static struct code_place *place_new(struct finder *f, enum place_kind kind, uint64_t pc,
				    uint32_t func)
{
	const struct index_func *fn = func_at(f, func);
	struct code_place *p = arena_new(f->d->arena, struct code_place);

	if (!index_place(f->x, pc, &p->section, &p->offset))
		return NULL;
	p->kind = kind;
	p->pc = pc;
	p->func = index_text(f->x, fn->name);
	p->file = index_file(f->x, fn->file);
	p->line = index_line(fn);
	p->symbol = debuginfo_symbol_at(f->d, p->section, p->offset);
	return p;
}

static void add_place(struct finder *f, struct code_place *p)
{
	if (p)
		vec_push(f->d->arena, &f->found, p);
}

static enum place_kind instance_kind(const struct index_instance *one)
{
	return one->flags & INSTANCE_INLINE ? PLACE_INLINE : PLACE_CALL;
}

static struct code_place *instance_place(struct finder *f, enum place_kind kind,
					 const struct index_instance *one)
{
	struct code_place *p = place_new(f, kind, one->pc, one->func);

	if (p) {
		p->unit = one->unit;
		p->scope = one->die;
	}
	return p;
}

const struct code_place *index_instance_place(struct debuginfo *d, const struct index_instance *one)
{
	struct finder f = { .d = d, .x = d->index };

	return instance_place(&f, instance_kind(one), one);
}

bool place_is_split_off(const struct code_place *p)
{
	const char *dot = p->symbol ? strchr(p->symbol, '.') : NULL;

	return dot && (strstr(dot, ".part.") || strstr(dot, ".cold"));
}

static void add_instances(struct finder *f, uint32_t func)
{
	const struct index_func *fn = func_at(f, func);
	bool statement = f->q->kinds & PLACE_STATEMENT;

	for (size_t i = fn->first; i < index_instances_end(f->x, fn); i++) {
		const struct index_instance *one = instance_at(f, i);
		enum place_kind kind = instance_kind(one);
		struct code_place *p;

		if (!statement && !(f->q->kinds & kind))
			continue;
		p = instance_place(f, statement ? PLACE_STATEMENT : kind, one);
		if (!p || (fn->n > 1 && kind == PLACE_CALL && place_is_split_off(p)))
			continue;
		add_place(f, p);
	}
}

static bool has_func(const struct finder *f, uint32_t func)
{
	size_t low = 0, high = f->funcs.n; /* they are in order */

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (f->funcs.v[middle] < func)
			low = middle + 1;
		else
			high = middle;
	}
	return low < f->funcs.n && f->funcs.v[low] == func;
}

static void add_labels(struct finder *f)
{
	const struct index_label *labels = f->x->part[PART_LABELS];
	size_t first, end;

	index_range(f->x, PART_LABELS, f->q->label, &first, &end);
	for (size_t i = first; i < end; i++) {
		const struct index_label *l = &labels[i];
		const char *name = index_text(f->x, l->name);
		struct code_place *p;

		if (!has_func(f, l->func) || fnmatch(f->q->label, name, 0))
			continue;
		p = place_new(f, PLACE_LABEL, l->pc, l->func);
		if (!p)
			continue;
		p->label = name;
		p->line = (int)l->line;
		p->unit = l->unit;
		p->scope = l->die;
		add_place(f, p);
	}
}

/* ---- lines ---- */

static int by_file_and_line(const void *a, const void *b, void *data)
{
	const struct finder *f = data;
	const struct index_func *x = func_at(f, *(const uint32_t *)a);
	const struct index_func *y = func_at(f, *(const uint32_t *)b);

	if (x->file != y->file)
		return (x->file > y->file) - (x->file < y->file);
	return (x->line > y->line) - (x->line < y->line);
}

/*
 * Of each function its last line: a function ends before the next one of its file begins.  Those
 * that can't have the lines of the query are left out.
 */
static void find_spans(struct finder *f)
{
	unsigned char *wanted = arena_alloc(f->d->arena, f->x->n[PART_FILES] + 1);
	size_t n = f->x->n[PART_FUNCS], m = 0, kept = 0;
	uint32_t *all = arena_array(f->d->arena, uint32_t, n + 1), func;

	f->last_line = arena_array(f->d->arena, int, n + 1);
	vec_each(func, &f->funcs)
		wanted[func_at(f, func)->file] = 1;
	for (size_t i = 0; i < n; i++) {
		uint32_t file = func_at(f, i)->file;

		if (file < f->x->n[PART_FILES] && wanted[file])
			all[m++] = (uint32_t)i;
	}
	qsort_r(all, m, sizeof(*all), by_file_and_line, f);
	for (size_t i = m; i--;) {
		const struct index_func *fn = func_at(f, all[i]);
		const struct index_func *next = i + 1 < m ? func_at(f, all[i + 1]) : NULL;

		if (!next || next->file != fn->file)
			f->last_line[all[i]] = INT32_MAX;
		else if (index_line(next) == index_line(fn))
			f->last_line[all[i]] = f->last_line[all[i + 1]];
		else
			f->last_line[all[i]] = index_line(next) - 1;
	}
	if (f->q->lines != LINES_RANGE)
		return;
	vec_each(func, &f->funcs)
		if (index_line(func_at(f, func)) <= f->q->last && f->last_line[func] >= f->q->first)
			f->funcs.v[kept++] = func;
	f->funcs.n = kept;
}

/* The lines of the query that FUNC has; ALL: whatever they are. */
static struct line_query wanted_lines(const struct finder *f, uint32_t func, bool all)
{
	const struct index_func *fn = func_at(f, func);
	struct line_query lq = {
		.func = func,
		.file = index_file(f->x, fn->file),
		.first = index_line(fn),
		.last = f->last_line[func],
	};

	if (f->q->lines == LINES_RANGE && !all) {
		lq.first = f->q->first > lq.first ? f->q->first : lq.first;
		lq.last = f->q->last < lq.last ? f->q->last : lq.last;
	} else if (f->q->lines == LINES_AFTER && !all) {
		lq.first += f->q->first;
		lq.last = lq.first < lq.last ? lq.first : lq.last;
	}
	return lq;
}

static int by_unit(const void *a, const void *b)
{
	const struct line_query *x = a, *y = b;

	if (x->unit != y->unit)
		return (x->unit > y->unit) - (x->unit < y->unit);
	return (x->die > y->die) - (x->die < y->die);
}

/* The nearest line to the one that is wanted; 0: nothing has code. */
static int nearest_line(const struct line_hit *hits, size_t n, const struct finder *f)
{
	int best = 0, best_gap = INT32_MAX;

	for (size_t i = 0; i < n; i++) {
		int want = f->q->first, gap;

		if (f->q->lines == LINES_AFTER)
			want += index_line(func_at(f, hits[i].func));
		gap = abs(hits[i].line - want);
		if (gap < best_gap) {
			best_gap = gap;
			best = hits[i].line;
		}
	}
	return best;
}

static struct line_hit *hits_of(struct finder *f, bool all, size_t *n)
{
	VEC(struct line_query) ask = { 0 };
	uint32_t func;

	vec_each(func, &f->funcs) {
		const struct index_func *fn = func_at(f, func);

		for (size_t i = fn->first; i < index_instances_end(f->x, fn); i++) {
			struct line_query lq = wanted_lines(f, func, all);

			lq.unit = instance_at(f, i)->unit;
			lq.die = instance_at(f, i)->die;
			vec_push(f->d->arena, &ask, lq);
		}
	}
	if (ask.n)
		qsort(ask.v, ask.n, sizeof(*ask.v), by_unit);
	return dwarf_lines(f->d, ask.v, ask.n, n);
}

static bool declared_at(const struct finder *f, uint32_t func, int line)
{
	int at = index_line(func_at(f, func));

	return f->q->lines == LINES_AFTER ? !f->q->first : line == at;
}

/*
 * The line of a declaration stands for the function's start, whether or not the line table has it:
 * listings show it.
 */
static bool add_declared(struct finder *f)
{
	bool found = false;
	uint32_t func;

	if (f->q->lines == LINES_ALL || f->q->first != f->q->last)
		return false;
	vec_each(func, &f->funcs)
		if (declared_at(f, func, f->q->first)) {
			add_instances(f, func);
			found = true;
		}
	return found;
}

/* Nothing has the line: where the next one is that has code. */
static void say_near(struct finder *f, const struct line_hit *hits, size_t n, int near)
{
	const struct index_func *fn = func_at(f, hits[0].func);
	const char *file = index_file(f->x, fn->file);
	bool wild = strpbrk(f->q->func, "*?["), ends = true;
	int line = f->q->first, last = 0;

	if (f->q->lines == LINES_AFTER)
		line += index_line(fn);
	for (size_t i = 0; i < n; i++) {
		last = hits[i].line > last ? hits[i].line : last;
		/* of a file, the end is that of the last function in it */
		ends &= !wild || f->last_line[hits[i].func] == INT32_MAX;
	}
	if (line > last && ends)
		dwarf_say_beyond(f->d, line, wild ? file : f->q->func, last);
	else
		debuginfo_fail(f->d,
			       "there is no code at line %d of %s; the nearest that has is %d",
			       line, file, near);
}

/* Nothing has the line: the nearest one is taken, or told. */
static struct line_hit *near_hits(struct finder *f, size_t *n)
{
	struct line_hit *hits = hits_of(f, true, n);
	int near = nearest_line(hits, *n, f);
	size_t kept = 0;

	if (!near)
		return NULL;
	if (!f->q->nearest) {
		say_near(f, hits, *n, near);
		*n = 0;
		return NULL;
	}
	for (size_t i = 0; i < *n; i++)
		if (hits[i].line == near)
			hits[kept++] = hits[i];
	*n = kept;
	return hits;
}

static void add_statements(struct finder *f)
{
	size_t n;
	struct line_hit *hits;

	find_spans(f);
	hits = hits_of(f, false, &n);
	if (!n && add_declared(f))
		return;
	if (!n)
		hits = near_hits(f, &n);
	for (size_t i = 0; i < n; i++) {
		struct code_place *p = place_new(f, PLACE_STATEMENT, hits[i].pc, hits[i].func);

		if (!p)
			continue;
		p->line = hits[i].line;
		p->unit = hits[i].unit;
		p->scope = hits[i].die;
		add_place(f, p);
	}
}

/* The functions around a line, which may be one without code, but not one behind the last. */
static void add_around_lines(struct finder *f)
{
	uint32_t done = UINT32_MAX;
	struct line_hit *hits;
	size_t n;

	find_spans(f);
	if (add_declared(f))
		return;
	hits = hits_of(f, true, &n);
	for (size_t i = 0; i < n; i++) {
		if (hits[i].func == done ||
		    hits[i].line < wanted_lines(f, hits[i].func, false).first)
			continue;
		done = hits[i].func;
		add_instances(f, done);
	}
}

/* ---- the question ---- */

static int by_address(const void *a, const void *b)
{
	const struct code_place *const *x = a, *const *y = b;

	if ((*x)->pc != (*y)->pc)
		return ((*x)->pc > (*y)->pc) - ((*x)->pc < (*y)->pc);
	return ((*x)->scope > (*y)->scope) - ((*x)->scope < (*y)->scope);
}

/*
 * The same instruction of the same line, in a copy that is inside of another of that function, as
 * where a part of it was split off and came back: the inner one, which has its variables.
 */
static bool is_in_a_copy(struct code_place *const *list, size_t n)
{
	for (size_t i = 1; i < n && list[i]->pc == list[0]->pc; i++)
		if (list[0]->kind == PLACE_STATEMENT && list[i]->kind == PLACE_STATEMENT &&
		    list[i]->line == list[0]->line && list[i]->scope != list[0]->scope &&
		    !strcmp(list[i]->func, list[0]->func))
			return true;
	return false;
}

/* One instruction may be found twice: a function's units may be asked one by one. */
static size_t drop_doubles(struct code_place **list, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (!is_in_a_copy(list + i, n - i) && (!kept || list[kept - 1]->pc != list[i]->pc ||
						       list[kept - 1]->scope != list[i]->scope ||
						       list[kept - 1]->line != list[i]->line))
			list[kept++] = list[i];
	return kept;
}

const struct code_place *const *debuginfo_places(struct debuginfo *d, const struct place_query *q,
						 size_t *n)
{
	struct finder f = { .d = d, .x = dwarf_index_of(d), .q = q };
	uint32_t func;

	*n = 0;
	if (!f.x)
		return NULL;
	d->why = NULL;
	find_funcs(&f);
	if (q->kinds & PLACE_LABEL)
		add_labels(&f);
	else if (q->lines != LINES_ANY && q->kinds & PLACE_STATEMENT)
		add_statements(&f);
	else if (q->lines != LINES_ANY)
		add_around_lines(&f);
	else
		vec_each(func, &f.funcs)
			add_instances(&f, func);
	if (f.found.n)
		qsort(f.found.v, f.found.n, sizeof(*f.found.v), by_address);
	*n = drop_doubles(f.found.v, f.found.n);
	if (!*n && !d->why)
		dwarf_say_nowhere(d, f.x, q);
	return (const struct code_place *const *)f.found.v;
}

bool debuginfo_has_places(struct debuginfo *d)
{
	const char *why = d->why, *none = d->no_dwarf;
	bool has;

	if (d->index)
		return true;
	d->stay_local = true;
	has = dwarf_index_of(d);
	d->stay_local = false;
	d->why = why;
	d->no_dwarf = none;
	return has;
}

/* The innermost function or copy of one around an address. */
static bool innermost(struct debuginfo *d, Dwarf_Addr pc, Dwarf_Die *unit, Dwarf_Die *scope)
{
	Dwarf_Addr bias;
	Dwarf_Die *cu = dwfl_module_addrdie(d->dwarf->module, pc, &bias), *scopes = NULL;
	int n = cu ? dwarf_getscopes(cu, pc, &scopes) : 0;
	bool found = false;

	for (int i = 0; i < n && !found; i++) {
		int tag = dwarf_tag(&scopes[i]);

		found = tag == DW_TAG_inlined_subroutine || tag == DW_TAG_subprogram;
		if (found)
			*scope = scopes[i];
	}
	if (found)
		*unit = *cu;
	free(scopes);
	return found;
}

/* Its instance in the index, by which it has a name, a file and a line; -1: none. */
static ptrdiff_t instance_of(const struct finder *f, const char *name, uint64_t die)
{
	size_t first, end;

	index_range(f->x, PART_FUNCS, name, &first, &end);
	for (size_t i = first; i < end; i++) {
		const struct index_func *fn = func_at(f, i);

		for (size_t k = fn->first; k < index_instances_end(f->x, fn); k++)
			if (instance_at(f, k)->die == die)
				return (ptrdiff_t)k;
	}
	return -1;
}

const struct code_place *debuginfo_place_at(struct debuginfo *d, const char *section,
					    uint64_t offset, bool start)
{
	struct finder f = { .d = d, .x = dwarf_index_of(d) };
	enum place_kind kind = PLACE_STATEMENT;
	const struct index_instance *one;
	struct code_place *p;
	Dwarf_Die unit, scope;
	ptrdiff_t at = -1;
	Dwarf_Line *line;
	uint64_t pc;

	if (!f.x || !dwarf_of(d))
		return NULL;
	pc = index_address(f.x, section, offset);
	if (innermost(d, pc, &unit, &scope) && dwarf_diename(&scope))
		at = instance_of(&f, dwarf_diename(&scope), dwarf_dieoffset(&scope));
	if (at < 0) {
		debuginfo_fail(d, "no function at this address is in the debug information of %s",
			       d->module ? d->module : d->kernel->release);
		return NULL;
	}
	one = instance_at(&f, (size_t)at);
	if (start) {
		pc = one->pc;
		kind = one->flags & INSTANCE_INLINE ? PLACE_INLINE : PLACE_CALL;
	}
	p = place_new(&f, kind, pc, one->func);
	if (!p)
		return NULL;
	p->unit = one->unit;
	p->scope = one->die;
	line = start ? NULL : dwarf_getsrc_die(&unit, pc);
	if (line)
		dwarf_lineno(line, &p->line);
	return p;
}

const struct code_place *debuginfo_place_of(struct debuginfo *d, const struct kfunc *fn)
{
	struct finder f = { .d = d, .x = dwarf_index_of(d) };
	char *name = arena_strdup(d->arena, fn->name);
	size_t first, end;
	uint32_t entry;
	uint64_t pc;

	if (!f.x)
		return NULL;
	name[strcspn(name, ".")] = '\0';
	pc = index_address(f.x, fn->section, fn->offset);
	index_range(f.x, PART_FUNCS, name, &first, &end);
	for (size_t i = first; i < end; i++) {
		const struct index_func *one = func_at(&f, i);

		for (size_t k = one->first; k < index_instances_end(f.x, one); k++) {
			const struct index_instance *at = instance_at(&f, k);
			const struct code_place *p;

			if (at->pc != pc || at->flags & INSTANCE_INLINE)
				continue;
			p = instance_place(&f, PLACE_CALL, at);
			if (p)
				return p;
		}
	}
	/* a system call is called otherwise in the symbol table */
	if (index_entry(d, pc, &entry))
		return instance_place(&f, PLACE_CALL, instance_at(&f, entry));
	debuginfo_fail(d, "'%s' is not in the debug information of %s", fn->name,
		       d->module ? d->module : d->kernel->release);
	return NULL;
}

const char *debuginfo_unit_file(struct debuginfo *d, const struct code_place *p)
{
	const struct index_unit *units = d->index->part[PART_UNITS];
	size_t low = 0, high = d->index->n[PART_UNITS];

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (units[middle].die < p->unit)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < d->index->n[PART_UNITS] && units[low].die == p->unit)
		return index_file(d->index, units[low].file);
	return p->file;
}

bool debuginfo_linked_at(struct debuginfo *d, uint64_t address, const char **section,
			 uint64_t *offset)
{
	const struct dwarf_index *x = dwarf_index_of(d);

	return x && (index_place(x, address, section, offset) ||
		     debuginfo_fail(d, "nothing is at this address"));
}
