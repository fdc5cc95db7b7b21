// SPDX-License-Identifier: GPL-2.0-only
/*
 * mark.c: takes a module's file; gives the markers in it.
 *
 * Their section has a block for each object file, and each entry points to a site, which points to
 * its name and format.  A module is not linked, so its pointers are relocations, which name section
 * and offset: SYM_PLACE().
 */
#include "translator/debuginfo/mark.h"

#include <stdlib.h>
#include <string.h>

#include "parser/base/arena.h"
#include "translator/debuginfo/elfmap.h"
#include "translator/debuginfo/kernel.h"
#include "translator/debuginfo/symlist.h"
#include "translator/debuginfo/symtab.h"

#define SECTION "__spile_markers"

/* As in runtime/include/spile/marker.h, where pointers have eight bytes. */
enum {
	BLOCK_SIZE = 16,
	BLOCK_VERSION = 8,
	BLOCK_ENTRY_SIZE = 10,
	BLOCK_COUNT = 12,
	ENTRY_SITE = 8,
	ENTRY_MIN = 24,
	SITE_NAME = 0,
	SITE_FORMAT = 8,
	VERSION = 1,
	TEXT_MAX = 1024,
};
static const char magic[8] = { 'p', 'i', 'l', 'e', 'm', 'a', 'r', 'k' };

/* What the relocations of one section fill in, in the order of places. */
struct fixups {
	fixup_list list;
	bool read;
};

struct reader {
	struct arena *arena;
	const struct elfmap *elf;
	struct symtab symtab;
	struct fixups *of; /* by the section's number */
	VEC(struct module_mark) marks;
};

static int by_place(const void *a, const void *b)
{
	const struct fixup *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

/* Where the pointer at PLACE will point to; 0: nowhere. */
static uint64_t pointer_at(struct reader *r, uint64_t place)
{
	const struct fixup key = { .at = (uint32_t)place }, *found;
	uint64_t number = place >> 32;
	struct fixups *f;

	if (number >= r->elf->nsections)
		return 0;
	f = &r->of[number];
	if (!f->read) {
		symtab_fixups(&r->symtab, r->arena,
			      elfmap_section_name(r->elf, &r->elf->sections[number]), &f->list);
		if (f->list.n)
			qsort(f->list.v, f->list.n, sizeof(*f->list.v), by_place);
		f->read = true;
	}
	found = f->list.n ? bsearch(&key, f->list.v, f->list.n, sizeof(*f->list.v), by_place) :
			    NULL;
	return found ? found->place : 0;
}

/* The text at PLACE, copied; NULL: there is none, or it has no end. */
static const char *text_at(struct reader *r, uint64_t place)
{
	size_t len, n, at = (uint32_t)place;
	const unsigned char *p;

	if (!place || place >> 32 >= r->elf->nsections)
		return NULL;
	p = elfmap_bytes(r->elf, &r->elf->sections[place >> 32], &len);
	if (!p || at >= len)
		return NULL;
	n = strnlen((const char *)p + at, len - at);
	return n < len - at && n <= TEXT_MAX ? arena_strndup(r->arena, (const char *)p + at, n) :
					       NULL;
}

static void add_site(struct reader *r, uint64_t site)
{
	struct module_mark m = {
		.name = text_at(r, pointer_at(r, site + SITE_NAME)),
		.format = text_at(r, pointer_at(r, site + SITE_FORMAT)),
	};

	if (site && m.name && *m.name && m.format)
		vec_push(r->arena, &r->marks, m);
}

/* False, with what is wrong. */
static bool read_blocks(struct reader *r, const Elf64_Shdr *s, const char **why)
{
	size_t len = 0, at = 0;
	const unsigned char *p = elfmap_bytes(r->elf, s, &len);
	uint64_t start = SYM_PLACE(s - r->elf->sections, 0);

	while (p && len - at >= BLOCK_SIZE) {
		uint16_t version, entry;
		uint32_t count;

		memcpy(&version, p + at + BLOCK_VERSION, sizeof(version));
		memcpy(&entry, p + at + BLOCK_ENTRY_SIZE, sizeof(entry));
		memcpy(&count, p + at + BLOCK_COUNT, sizeof(count));
		if (memcmp(p + at, magic, sizeof(magic)) != 0 || version != VERSION) {
			*why = "its markers are of another version of their header";
			return false;
		}
		at += BLOCK_SIZE;
		if (entry < ENTRY_MIN || count > (len - at) / entry) {
			*why = "its list of markers is damaged";
			return false;
		}
		for (; count; count--, at += entry)
			add_site(r, pointer_at(r, start + at + ENTRY_SITE));
	}
	return true;
}

static int by_name(const void *a, const void *b)
{
	const struct module_mark *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : strcmp(x->format, y->format);
}

const struct module_mark *module_marks(struct kernel *k, struct arena *a, const char *module,
				       size_t *n, const char **why)
{
	const char *path = kernel_module_elf(k, module, why);
	struct reader r = { .arena = a };
	const Elf64_Shdr *s;
	struct elfmap e;
	bool ok = true;

	*n = 0;
	if (!path || !elfmap_open(&e, a, path, why))
		return NULL;
	r.elf = &e;
	r.of = arena_array(a, struct fixups, e.nsections + 1);
	s = elfmap_section(&e, SECTION);
	if (s && symtab_open(&r.symtab, &e))
		ok = read_blocks(&r, s, why);
	elfmap_close(&e);
	if (!ok)
		return NULL;
	if (!r.marks.n)
		return arena_new(a, struct module_mark);
	qsort(r.marks.v, r.marks.n, sizeof(*r.marks.v), by_name);
	for (size_t i = 0; i < r.marks.n; i++)
		if (!i || by_name(&r.marks.v[i], &r.marks.v[*n - 1]) != 0)
			r.marks.v[(*n)++] = r.marks.v[i];
	return r.marks.v;
}
