// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_seen.c: takes any number of places; gives the names and types of what can be read at each.
 *
 * All that is read and made for them would add up.  So the places are visited in the order of their
 * units, with an arena for some of these at a time; the pages of the file are given back behind
 * them, and what libdw keeps of it goes at the end, for the file is opened once more.
 */
#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "parser/base/arena.h"
#include "translator/debuginfo/dwarf.h"
#include "translator/debuginfo/dwarf_index.h"
#include "translator/debuginfo/dwarf_type.h"
#include "translator/debuginfo/front.h"
#include "translator/debuginfo/place.h"

enum {
	UNITS = 32, /* after which all is dropped */
	TEXTS = 1024, /* of types that are remembered */
};

struct sight {
	struct debuginfo own; /* who asked, but for the arena and the file */
	Dwarf_Die scope; /* of the place at hand */
	struct {
		uint64_t die;
		const char *text;
	} texts[TEXTS];
};

struct order {
	const struct code_place *place;
	size_t which;
};

static void forget(struct sight *s)
{
	arena_close(s->own.arena);
	s->own.arena = arena_open();
	memset(s->texts, 0, sizeof(s->texts));
	s->own.dwarf->types = NULL; /* those that were made went with the arena */
	dwarf_forget(s->own.dwarf);
}

/* A value has no qualifiers of its own. */
static bool bare_type(struct debuginfo *d, Dwarf_Die *of, Dwarf_Die *type)
{
	enum dwarf_ref ref = dwarf_ref(d, of, DW_AT_type, type);

	for (int i = 0; i < TYPE_DEPTH && ref == REF_FOUND && dwarf_is_qualifier(dwarf_tag(type));
	     i++)
		ref = dwarf_ref(d, type, DW_AT_type, type);
	return ref == REF_FOUND;
}

/* NULL: it is void, or not known. */
static const char *type_text(struct sight *s, Dwarf_Die *of)
{
	struct dwarf_spot spot = { .dim = 0 };
	uint64_t die;
	size_t slot;

	if (!bare_type(&s->own, of, &spot.die))
		return NULL;
	die = dwarf_dieoffset(&spot.die);
	slot = (size_t)(die * UINT64_C(0x9e3779b97f4a7c15) >> 32) % TEXTS;
	if (s->texts[slot].die != die || !s->texts[slot].text) {
		s->texts[slot].die = die;
		s->texts[slot].text = dwarf_listed(&s->own, &spot);
	}
	return s->texts[slot].text;
}

static void see_place(struct sight *s, const struct order *at, const struct viewer *v)
{
	struct debuginfo *d = &s->own;
	struct variable *list;
	struct seen *seen;
	Dwarf_Die die;
	size_t n, kept = 0;

	if (!dwarf_offdie(d->dwarf->handle, at->place->scope, &s->scope))
		return;
	n = dwarf_visible(d, at->place, &list);
	seen = arena_array(d->arena, struct seen, n + 1);
	for (size_t i = 0; i < n; i++) {
		if (!dwarf_offdie(d->dwarf->handle, list[i].die, &die) ||
		    !dwarf_can_read(d, &s->scope, at->place->pc, &die))
			continue;
		seen[kept++] = (struct seen){ list[i].name, type_text(s, &die), list[i].is_param };
	}
	v->tell(v->data, at->which, seen, kept, s);
}

bool sight_prototype(struct sight *s, struct prototype *p)
{
	return !dwarf_is_rearranged(&s->scope) && dwarf_prototype_of(&s->own, &s->scope, p);
}

const char *sight_returns(struct sight *s)
{
	return type_text(s, &s->scope);
}

static int by_unit(const void *a, const void *b)
{
	const struct order *x = a, *y = b;

	if (x->place->unit != y->place->unit)
		return x->place->unit < y->place->unit ? -1 : 1;
	if (x->place->scope != y->place->scope)
		return x->place->scope < y->place->scope ? -1 : 1;
	return (x->which > y->which) - (x->which < y->which);
}

static void see_all(struct sight *s, const struct order *order, size_t n, const struct viewer *v)
{
	uint64_t unit = 0;
	size_t units = 0;

	for (size_t i = 0; i < n; i++) {
		if (!v->wants(v->data, order[i].which))
			continue;
		if (order[i].place->unit != unit && units++ == UNITS) {
			forget(s);
			units = 1;
		}
		unit = order[i].place->unit;
		see_place(s, &order[i], v);
	}
}

bool debuginfo_see(struct debuginfo *d, const struct code_place *const *places, size_t n,
		   const struct viewer *v)
{
	struct dwarf *w = dwarf_index_of(d) ? dwarf_open(d) : NULL;
	struct order *order;
	struct sight *s;

	if (!w)
		return false;
	debuginfo_has_functions(d); /* what is opened on the way is opened in its own arena */
	s = calloc(1, sizeof(*s));
	order = calloc(n + 1, sizeof(*order));
	if (!s || !order)
		abort(); /* as the arena does */
	for (size_t i = 0; i < n; i++)
		order[i] = (struct order){ places[i], i };
	qsort(order, n, sizeof(*order), by_unit);
	s->own = *d;
	s->own.arena = arena_open();
	s->own.dwarf = w;
	see_all(s, order, n, v);
	dwarf_drop(w);
	arena_close(s->own.arena);
	free(order);
	free(s);
	return true;
}
