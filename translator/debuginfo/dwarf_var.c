// SPDX-License-Identifier: GPL-2.0-only
/* dwarf_var.c: takes a place; gives the variables that its source sees there. */
#include <dwarf.h>
#include <string.h>

#include "parser/base/arena.h"
#include "parser/base/strmap.h"
#include "parser/base/vec.h"
#include "translator/debuginfo/dwarf.h"
#include "translator/debuginfo/dwarf_index.h"
#include "translator/debuginfo/front.h"
#include "translator/debuginfo/kernel.h"
#include "translator/debuginfo/place.h"

enum { DEPTH = 256 };

struct search {
	struct debuginfo *d;
	uint64_t pc;
	const char *name; /* that is looked for; NULL: all */
	VEC(struct variable) found;
};

static bool scope_of(struct debuginfo *d, const struct code_place *at, Dwarf_Die *die)
{
	if (!dwarf_of(d))
		return false;
	if (dwarf_offdie(d->dwarf->handle, at->scope, die))
		return true;
	return debuginfo_fail(d, "%s is damaged", d->dwarf->path);
}

static void add(struct search *s, Dwarf_Die *die, bool is_param)
{
	struct variable v = {
		.name = dwarf_diename(die),
		.is_param = is_param,
		.die = dwarf_dieoffset(die),
	};

	if (!v.name || (s->name && strcmp(s->name, v.name) != 0))
		return;
	for (size_t i = 0; i < s->found.n; i++)
		if (!strcmp(s->found.v[i].name, v.name)) { /* an inner one hides it */
			s->found.v[i] = v;
			return;
		}
	vec_push(s->d->arena, &s->found, v);
}

/* Those of a block and of the blocks in it that the place is in. */
static void look(struct search *s, Dwarf_Die *block, int depth)
{
	Dwarf_Die die;

	if (depth > DEPTH || dwarf_child(block, &die))
		return;
	do {
		switch (dwarf_tag(&die)) {
		case DW_TAG_formal_parameter:
		case DW_TAG_variable:
			add(s, &die, dwarf_tag(&die) == DW_TAG_formal_parameter);
			break;
		case DW_TAG_lexical_block:
			if (dwarf_haspc(&die, s->pc) > 0)
				look(s, &die, depth + 1);
			break;
		default:
			break;
		}
	} while (!dwarf_siblingof(&die, &die));
}

/* What a copy has nothing to say of is described where it was copied from. */
static void look_in_origin(struct search *s, Dwarf_Die *scope)
{
	Dwarf_Attribute attr;
	Dwarf_Die origin, die;

	if (!dwarf_attr(scope, DW_AT_abstract_origin, &attr) ||
	    !dwarf_formref_die(&attr, &origin) || dwarf_child(&origin, &die))
		return;
	do {
		const char *name = dwarf_diename(&die);
		int tag = dwarf_tag(&die);
		bool known = false;

		if (!name || (tag != DW_TAG_formal_parameter && tag != DW_TAG_variable))
			continue;
		for (size_t i = 0; i < s->found.n; i++)
			known |= !strcmp(s->found.v[i].name, name);
		if (!known)
			add(s, &die, tag == DW_TAG_formal_parameter);
	} while (!dwarf_siblingof(&die, &die));
}

/* Where the function that was copied declares a parameter. */
static uint64_t declared_at(const struct search *s, const struct variable *v)
{
	Dwarf_Attribute attr;
	Dwarf_Die die, origin;

	if (dwarf_offdie(s->d->dwarf->handle, v->die, &die) &&
	    dwarf_attr(&die, DW_AT_abstract_origin, &attr) && dwarf_formref_die(&attr, &origin))
		return dwarf_dieoffset(&origin);
	return v->die;
}

/* Parameters come first, in the order of their declaration, which copies of a function mix up. */
static size_t sort(struct search *s, struct variable **list)
{
	uint64_t *at = arena_array(s->d->arena, uint64_t, s->found.n + 1), here;
	size_t n = 0, k;

	*list = arena_array(s->d->arena, struct variable, s->found.n + 1);
	for (size_t i = 0; i < s->found.n; i++) {
		if (!s->found.v[i].is_param)
			continue;
		here = declared_at(s, &s->found.v[i]);
		for (k = n++; k > 0 && at[k - 1] > here; k--) {
			at[k] = at[k - 1];
			(*list)[k] = (*list)[k - 1];
		}
		at[k] = here;
		(*list)[k] = s->found.v[i];
	}
	for (size_t i = 0; i < s->found.n; i++)
		if (!s->found.v[i].is_param)
			(*list)[n++] = s->found.v[i];
	return n;
}

static void set_types(struct debuginfo *d, struct variable *list, size_t n)
{
	Dwarf_Die die;

	for (size_t i = 0; i < n; i++)
		if (dwarf_offdie(d->dwarf->handle, list[i].die, &die))
			list[i].type = dwarf_type_of(d, &die);
}

static size_t finish(struct search *s, struct variable **list)
{
	size_t n = sort(s, list);

	set_types(s->d, *list, n);
	return n;
}

size_t dwarf_visible(struct debuginfo *d, const struct code_place *at, struct variable **list)
{
	struct search s = { .d = d, .pc = at->pc };
	Dwarf_Die scope;

	*list = NULL;
	if (!scope_of(d, at, &scope))
		return 0;
	look(&s, &scope, 0);
	look_in_origin(&s, &scope);
	return sort(&s, list);
}

size_t debuginfo_variables(struct debuginfo *d, const struct code_place *at, struct variable **list)
{
	size_t n = dwarf_visible(d, at, list);

	set_types(d, *list, n);
	return n;
}

/* A global that the unit of the place has, or else one that any has. */
static bool find_global(struct debuginfo *d, const struct code_place *at, const char *name,
			struct variable *v)
{
	struct search s = { .d = d, .pc = at->pc, .name = name };
	struct variable *list;
	Dwarf_Die unit, die;

	if (!dwarf_offdie(d->dwarf->handle, at->unit, &unit) || dwarf_child(&unit, &die))
		return false;
	do {
		if (dwarf_tag(&die) == DW_TAG_variable &&
		    (dwarf_hasattr(&die, DW_AT_location) || dwarf_hasattr(&die, DW_AT_const_value)))
			add(&s, &die, false);
	} while (!dwarf_siblingof(&die, &die));
	if (finish(&s, &list)) {
		*v = list[0];
		v->is_global = true;
		return true;
	}
	return false;
}

bool debuginfo_variable(struct debuginfo *d, const struct code_place *at, const char *name,
			struct variable *v)
{
	struct search s = { .d = d, .pc = at->pc, .name = name };
	struct variable *list;
	Dwarf_Die scope;

	if (!scope_of(d, at, &scope))
		return false;
	look(&s, &scope, 0);
	if (!s.found.n)
		look_in_origin(&s, &scope);
	if (finish(&s, &list)) {
		*v = list[0];
		return true;
	}
	return find_global(d, at, name, v) || debuginfo_global(d, name, NULL, v) ||
	       debuginfo_fail(d, "nothing called '%s' can be seen there", name);
}

bool debuginfo_global(struct debuginfo *d, const char *name, const char *file, struct variable *v)
{
	const struct dwarf_index *x = dwarf_index_of(d);
	const char *what = d->module ? d->module : d->kernel->release;
	const struct index_global *g;
	size_t first, end;
	Dwarf_Die die;

	if (!x || !dwarf_of(d))
		return false;
	g = x->part[PART_GLOBALS];
	index_range(x, PART_GLOBALS, name, &first, &end);
	for (size_t i = first; i < end; i++) {
		if ((file && !place_path_matches(index_file(x, g[i].file), file)) ||
		    !dwarf_offdie(d->dwarf->handle, g[i].die, &die))
			continue;
		*v = (struct variable){
			.name = index_text(x, g[i].name),
			.type = dwarf_type_of(d, &die),
			.is_global = true,
			.die = g[i].die,
		};
		return true;
	}
	if (file && end > first)
		return debuginfo_fail(d, "no unit of %s that '%s' means has a global '%s'; %s has",
				      what, file, name, index_file(x, g[first].file));
	return debuginfo_fail(d, "no global '%s' is in the debug information of %s", name, what);
}

const char *debuginfo_nearest_global(struct debuginfo *d, const char *name)
{
	const struct dwarf_index *x = dwarf_index_of(d);
	const struct index_global *g = x ? x->part[PART_GLOBALS] : NULL;
	const char **names;
	size_t n = 0;

	if (!x)
		return NULL;
	names = arena_array(d->arena, const char *, x->n[PART_GLOBALS] + 1);
	for (size_t i = 0; i < x->n[PART_GLOBALS]; i++)
		names[n++] = index_text(x, g[i].name);
	return str_nearest(names, name);
}

bool debuginfo_location(struct debuginfo *d, const struct code_place *at, const struct variable *v,
			struct location *loc)
{
	Dwarf_Die scope, die;

	if (!dwarf_of(d) || !dwarf_offdie(d->dwarf->handle, v->die, &die))
		return false;
	if (!at || v->is_global)
		return dwarf_locate(d, NULL, 0, &die, loc);
	return scope_of(d, at, &scope) && dwarf_locate(d, &scope, at->pc, &die, loc);
}

const struct ctype *debuginfo_returns(struct debuginfo *d, const struct code_place *at)
{
	Dwarf_Attribute attr;
	Dwarf_Die scope;

	if (!scope_of(d, at, &scope) || !dwarf_attr_integrate(&scope, DW_AT_type, &attr))
		return NULL;
	return dwarf_type_of(d, &scope);
}
