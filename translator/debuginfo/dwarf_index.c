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
#include "translator/debuginfo/elfmap.h"
#include "translator/debuginfo/front.h"
#include "translator/debuginfo/kernel.h"
#include "translator/debuginfo/stash.h"

enum { INDEX_VERSION = 1 /* of the format, and of what is put in it */ };

struct head {
	char magic[8];
	uint64_t sum; /* of the head behind it, and of the lengths */
	uint32_t version;
	uint32_t build_id_len;
	unsigned char build_id[64];
	uint64_t n[PARTS];
	uint64_t names_sum; /* of a sample of the rest */
};

static const char magic[8] = "spiledwf";

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

static uint64_t sum_of(const void *data, size_t len)
{
	const unsigned char *p = data;
	uint64_t sum = len, word;

	for (; len >= 8; p += 8, len -= 8) {
		memcpy(&word, p, 8);
		sum = (sum ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		sum ^= sum >> 29;
	}
	return sum;
}

/* Reading all of it would cost more than the questions do: a page here and there. */
static uint64_t sample_sum(const unsigned char *block, size_t len)
{
	enum { SAMPLE = 4096, STEP = 64 * SAMPLE };
	uint64_t sum = len;

	for (size_t at = 0; at < len; at += STEP)
		sum = sum * 31 + sum_of(block + at, len - at < SAMPLE ? len - at : SAMPLE);
	return sum;
}

static uint64_t head_sum(const struct head *h)
{
	return sum_of(&h->version, sizeof(*h) - offsetof(struct head, version));
}

static const char *index_name(struct debuginfo *d, const unsigned char *id, size_t len)
{
	char text[2 * 64 + 1] = "";

	for (size_t i = 0; i < len; i++)
		snprintf(text + 2 * i, 3, "%02x", id[i]);
	return arena_printf(d->arena, "%s.dwarf", text);
}

/*
 * What is in the file is followed by number without a look at each: so the sums tell whether it is
 * as it was written, and the sizes whether it is whole.
 */
static bool map_file(struct dwarf_index *x, const char *path, const unsigned char *id,
		     size_t id_len)
{
	const struct head *h;

	x->map = file_map(path, &x->len);
	if (!x->map)
		return false;
	h = (const struct head *)x->map;
	if (x->len >= sizeof(*h) && !memcmp(h->magic, magic, sizeof(magic)) &&
	    h->sum == head_sum(h) && h->version == INDEX_VERSION && h->build_id_len == id_len &&
	    !memcmp(h->build_id, id, id_len)) {
		for (int i = 0; i < PARTS; i++)
			x->n[i] = h->n[i];
		if (x->len == sizeof(*h) + index_len(x->n) &&
		    h->names_sum == sample_sum(x->map + sizeof(*h), x->len - sizeof(*h))) {
			set_parts(x, x->map + sizeof(*h));
			return true;
		}
	}
	file_unmap(x->map, x->len);
	x->map = NULL;
	return false;
}

/* Best effort: a cache that can't be written is none. */
static void keep(struct debuginfo *d, const struct dwarf_index *x, const char *name,
		 const unsigned char *id, size_t id_len)
{
	struct head h = { .version = INDEX_VERSION, .build_id_len = (uint32_t)id_len };
	struct stash f;

	memcpy(h.magic, magic, sizeof(magic));
	memcpy(h.build_id, id, id_len);
	for (int i = 0; i < PARTS; i++)
		h.n[i] = x->n[i];
	h.names_sum = sample_sum(x->block, x->len);
	h.sum = head_sum(&h);
	if (!stash_open(&f, d->arena, d->kernel->cache, "index", name))
		return;
	if (!f.path || !stash_write(&f, &h, sizeof(h)) || !stash_write(&f, x->block, x->len))
		stash_drop(&f);
	else
		stash_keep(&f);
}

bool dwarf_index_at_hand(struct debuginfo *d)
{
	struct dwarf_index *x;
	const unsigned char *id;
	const char *path;
	size_t len;

	if (!debuginfo_may(d, SOURCE_DWARF))
		return false;
	if (d->index || d->module)
		return d->index || dwarf_index_of(d);
	len = build_id(d, &id);
	if (!len)
		return false;
	path = stash_path(d->arena, d->kernel->cache, "index", index_name(d, id, len));
	x = arena_new(d->arena, struct dwarf_index);
	if (!path || !map_file(x, path, id, len))
		return false;
	d->index = x;
	return true;
}

const struct dwarf_index *dwarf_index_of(struct debuginfo *d)
{
	const unsigned char *id = NULL;
	struct dwarf_index *x;
	size_t len;

	if (d->index || (!d->module && dwarf_index_at_hand(d)))
		return d->index;
	if (!dwarf_of(d))
		return NULL;
	x = arena_new(d->arena, struct dwarf_index);
	len = build_id(d, &id);
	if (len && d->module) {
		const char *path =
			stash_path(d->arena, d->kernel->cache, "index", index_name(d, id, len));

		if (path && map_file(x, path, id, len))
			return d->index = x;
	}
	x->block = dwarf_scan(d, x->n, &x->len);
	if (!x->block)
		return NULL;
	set_parts(x, x->block);
	if (len)
		keep(d, x, index_name(d, id, len), id, len);
	return d->index = x;
}

void dwarf_index_close(struct debuginfo *d)
{
	if (d->index && d->index->map)
		file_unmap(d->index->map, d->index->len);
	if (d->index)
		free(d->index->block);
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

bool index_path_matches(const char *path, const char *pattern)
{
	for (const char *at = path; at; at = strchr(at, '/')) {
		at += at != path;
		if (!fnmatch(pattern, at, 0))
			return true;
	}
	return false;
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
