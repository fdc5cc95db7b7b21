// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_index.c: keeps what dwarf_scan() found under the build-id, maps it the next time, and
 * looks names up in it.
 */
#include "translator/debuginfo/dwarf_index.h"

#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "parser/base/arena.h"
#include "translator/debuginfo/dwarf.h"
#include "translator/debuginfo/front.h"
#include "translator/debuginfo/kernel.h"
#include "translator/debuginfo/place.h"

enum { INDEX_VERSION = 3 /* of the format, and of what is put in it */ };

size_t index_element(enum index_part part)
{
	static const size_t sizes[PARTS] = {
		[PART_FILES] = sizeof(uint32_t),
		[PART_UNITS] = sizeof(struct index_unit),
		[PART_FUNCS] = sizeof(struct index_func),
		[PART_INSTANCES] = sizeof(struct index_instance),
		[PART_LABELS] = sizeof(struct index_label),
		[PART_GLOBALS] = sizeof(struct index_global),
		[PART_TYPES] = sizeof(struct index_type),
		[PART_SECTIONS] = sizeof(struct index_section),
		[PART_NAMES] = 1,
	};

	return sizes[part];
}

size_t index_len(const size_t n[PARTS])
{
	size_t len = 0;

	for (int i = 0; i < PARTS; i++)
		len += (n[i] * index_element((enum index_part)i) + 7) / 8 * 8;
	return len;
}

static void set_parts(struct dwarf_index *x, const void *block)
{
	const unsigned char *at = block;

	for (int i = 0; i < PARTS; i++) {
		x->part[i] = at;
		at += (x->n[i] * index_element((enum index_part)i) + 7) / 8 * 8;
	}
}

/* ---- keeping it ---- */

/* The build-id of what is asked about; 0: it has none, and nothing is kept. */
static size_t build_id(struct debuginfo *d, const unsigned char **id)
{
	const char *why;
	GElf_Addr at;
	int n;

	if (!d->module) {
		*id = d->kernel->build_id;
		return kernel_build_id(d->kernel, &why) ? d->kernel->build_id_len : 0;
	}
	/* a module's file is small, and has to be opened for its build-id anyway */
	if (!dwarf_of(d))
		return 0;
	n = dwfl_module_build_id(d->dwarf->module, id, &at);
	return n > 0 && n <= 64 ? (size_t)n : 0;
}

/* False: there is no build-id, and nothing is kept. */
static bool index_kind(struct debuginfo *d, struct kept_kind *kind)
{
	*kind = (struct kept_kind){ .suffix = "dwarf", .version = INDEX_VERSION, .sampled = true };
	kind->id_len = build_id(d, &kind->id);
	return kind->id_len;
}

/* The body is the lengths, then the parts. */
static bool set_body(struct dwarf_index *x)
{
	const char *names;

	if (x->kept.len < sizeof(x->n))
		return false;
	memcpy(x->n, x->kept.body, sizeof(x->n));
	for (int i = 0; i < PARTS; i++)
		if (x->n[i] > x->kept.len)
			return false;
	if (x->kept.len != sizeof(x->n) + index_len(x->n))
		return false;
	set_parts(x, (const unsigned char *)x->kept.body + sizeof(x->n));
	names = x->part[PART_NAMES];
	return x->n[PART_NAMES] && !names[x->n[PART_NAMES] - 1];
}

static bool open_kept(struct debuginfo *d, const struct kept_kind *kind)
{
	struct dwarf_index *x = arena_new(d->arena, struct dwarf_index);

	if (!kept_open(&x->kept, d->arena, d->kernel, kind))
		return false;
	if (set_body(x)) {
		x->arena = d->arena;
		d->index = x;
		return true;
	}
	kept_close(&x->kept);
	return false;
}

bool dwarf_index_at_hand(struct debuginfo *d)
{
	struct kept_kind kind;

	if (d->index || !debuginfo_may(d, SOURCE_DWARF))
		return d->index;
	return index_kind(d, &kind) && open_kept(d, &kind);
}

const struct dwarf_index *dwarf_index_of(struct debuginfo *d)
{
	struct dwarf_index *x;
	struct kept_kind kind;
	size_t len;
	void *body;

	if (dwarf_index_at_hand(d))
		return d->index;
	body = dwarf_of(d) ? dwarf_scan(d, &len) : NULL;
	if (!body)
		return NULL;
	x = arena_new(d->arena, struct dwarf_index);
	x->arena = d->arena;
	kept_take(&x->kept, body, len, d->arena, index_kind(d, &kind) ? d->kernel : NULL, &kind);
	set_body(x);
	return d->index = x;
}

void dwarf_index_close(struct debuginfo *d)
{
	if (d->index)
		kept_close(&d->index->kept);
	d->index = NULL;
}

/* ---- addresses ---- */

bool index_place(const struct dwarf_index *x, uint64_t pc, const char **section, uint64_t *offset)
{
	const struct index_section *s = x->part[PART_SECTIONS];

	for (size_t i = 0; i < x->n[PART_SECTIONS]; i++)
		if (pc >= s[i].start && pc < s[i].end) {
			*section = s[i].name ? index_text(x, s[i].name) : NULL;
			*offset = pc - s[i].start;
			return true;
		}
	return false;
}

uint64_t index_address(const struct dwarf_index *x, const char *section, uint64_t offset)
{
	const struct index_section *s = x->part[PART_SECTIONS];

	for (size_t i = 0; i < x->n[PART_SECTIONS]; i++)
		if (section ? !strcmp(index_text(x, s[i].name), section) : !s[i].name)
			return s[i].start + offset;
	return 0;
}

static int by_pc(const void *a, const void *b, void *data)
{
	const struct index_instance *all = data;
	const struct index_instance *x = &all[*(const uint32_t *)a],
				    *y = &all[*(const uint32_t *)b];

	if (x->pc != y->pc)
		return x->pc < y->pc ? -1 : 1;
	return (x > y) - (x < y);
}

static void sort_entries(struct dwarf_index *x)
{
	const struct index_instance *all = x->part[PART_INSTANCES];

	for (size_t i = 0; i < x->n[PART_INSTANCES]; i++)
		x->nentries += !(all[i].flags & INSTANCE_INLINE);
	x->entries = arena_array(x->arena, uint32_t, x->nentries + 1);
	x->nentries = 0;
	for (size_t i = 0; i < x->n[PART_INSTANCES]; i++)
		if (!(all[i].flags & INSTANCE_INLINE))
			x->entries[x->nentries++] = (uint32_t)i;
	qsort_r(x->entries, x->nentries, sizeof(*x->entries), by_pc, (void *)all);
}

bool index_entry(struct debuginfo *d, uint64_t pc, uint32_t *instance)
{
	struct dwarf_index *x = d->index;
	const struct index_instance *all = x->part[PART_INSTANCES];
	size_t low = 0, high;

	if (!x->entries)
		sort_entries(x);
	high = x->nentries;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (all[x->entries[middle]].pc < pc)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == x->nentries || all[x->entries[low]].pc != pc)
		return false;
	*instance = x->entries[low];
	return true;
}

/* ---- names ---- */

static const char *name_at(const struct dwarf_index *x, enum index_part part, size_t i)
{
	uint32_t at = 0;

	switch (part) {
	case PART_FUNCS:
		at = ((const struct index_func *)x->part[part])[i].name;
		break;
	case PART_LABELS:
		at = ((const struct index_label *)x->part[part])[i].name;
		break;
	case PART_GLOBALS:
		at = ((const struct index_global *)x->part[part])[i].name;
		break;
	case PART_TYPES:
		at = ((const struct index_type *)x->part[part])[i].name;
		break;
	default:
		break;
	}
	return index_text(x, at);
}

/* The first whose name is not before the N bytes of NAME, or, where PAST, is behind all such. */
static size_t bound(const struct dwarf_index *x, enum index_part part, const char *name, size_t n,
		    bool past)
{
	size_t low = 0, high = x->n[part];

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int c = strncmp(name_at(x, part, middle), name, n);

		if (c < 0 || (past && !c))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void index_range(const struct dwarf_index *x, enum index_part part, const char *name, size_t *first,
		 size_t *end)
{
	size_t n = strcspn(name, "*?[\\");

	if (!name[n])
		n++; /* the NUL too: the name and no more */
	*first = bound(x, part, name, n, false);
	*end = bound(x, part, name, n, true);
}

bool place_path_matches(const char *path, const char *pattern)
{
	const char *at = path;

	while (fnmatch(pattern, at, 0)) {
		at = strchr(at, '/');
		if (!at)
			return false;
		at++;
	}
	return true;
}

/* ---- types ---- */

static bool type_die(Dwarf *dw, const struct index_type *t, Dwarf_Die *die)
{
	if (t->tag & TYPE_SECTION)
		return dwarf_offdie_types(dw, t->die, die);
	if (t->tag & TYPE_SHARED)
		dw = dwarf_getalt(dw);
	return dw && dwarf_offdie(dw, t->die, die);
}

static bool named(struct debuginfo *d, int tag, const char *name, Dwarf_Die *die)
{
	const struct dwarf_index *x = dwarf_index_of(d);
	const struct index_type *t;
	size_t first, end;

	if (!x)
		return false;
	t = x->part[PART_TYPES];
	first = bound(x, PART_TYPES, name, strlen(name) + 1, false);
	end = bound(x, PART_TYPES, name, strlen(name) + 1, true);
	for (size_t i = first; i < end; i++)
		if ((t[i].tag & 0xffff) == (uint32_t)tag)
			return dwarf_of(d) && type_die(d->dwarf->handle, &t[i], die);
	return debuginfo_fail(d, "there is no '%s' in the debug information of %s", name,
			      d->module ? d->module : d->kernel->release);
}

bool dwarf_named_type(struct debuginfo *d, int tag, const char *name, Dwarf_Die *die)
{
	return named(d, tag, name, die);
}

bool dwarf_named_enumerator(struct debuginfo *d, const char *name, Dwarf_Die *enumeration)
{
	return named(d, DW_TAG_enumerator, name, enumeration);
}
