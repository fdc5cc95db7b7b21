/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * symbols.c: takes symbols from whoever has them; gives functions by name, from an index that
 * is kept as CACHE/index/BUILDID.sym, or variables, from one that is kept as BUILDID.data.
 *
 * The index is one block of bytes: the head, the functions by place, their numbers by name,
 * the names in that order (each once).  It is mapped and used as it is.
 */
#include "translator/debuginfo/symbols.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "parser/base/arena.h"
#include "parser/base/strmap.h"
#include "translator/debuginfo/elfmap.h"
#include "translator/debuginfo/kept.h"
#include "translator/debuginfo/kernel.h"
#include "translator/debuginfo/symlist.h"

enum {
	NEAR_MAX = 64, /* longest name for which a near one is looked for */
};

static const struct kept_kind func_kind = { .suffix = "sym", .version = 5 };
static const struct kept_kind data_kind = { .suffix = "data", .version = 1 };

struct head {
	uint32_t nfuncs;
	uint32_t names_len; /* the last byte is NUL */
};

struct func {
	uint32_t offset, size;
	uint32_t name, section; /* where in the names */
	uint32_t flags;
};

struct symbols {
	const struct head *head;
	const struct func *funcs;
	const uint32_t *by_name;
	const char *names;
	struct kept kept;
	const char *path; /* of what they were read from */
};

static size_t block_len(uint64_t nfuncs, uint64_t names_len)
{
	return sizeof(struct head) + nfuncs * (sizeof(struct func) + 4) + names_len;
}

static void set_parts(struct symbols *s)
{
	s->head = s->kept.body;
	s->funcs = (const struct func *)(s->head + 1);
	s->by_name = (const uint32_t *)(s->funcs + s->head->nfuncs);
	s->names = (const char *)(s->by_name + s->head->nfuncs);
}

/* Are the parts as long as the head says? */
static bool has_parts(const struct kept *kept)
{
	const struct head *head = kept->body;

	return kept->len >= sizeof(*head) && head->names_len &&
	       kept->len == block_len(head->nfuncs, head->names_len) &&
	       !((const char *)kept->body)[kept->len - 1];
}

/* ---- making it ---- */

static int by_name(const void *a, const void *b)
{
	const struct symbol *const *x = a, *const *y = b;
	int order = strcmp((*x)->name, (*y)->name);

	return order ? order : (*x > *y) - (*x < *y);
}

/* Section names go behind the functions' names; where each stands. */
static uint32_t *place_sections(const struct symlist *l, size_t *names_len)
{
	uint32_t *at = arena_array(l->arena, uint32_t, l->nsections + 1);

	for (size_t i = 0; i < l->nsections; i++) {
		at[i] = (uint32_t)*names_len;
		*names_len += strlen(l->sections[i]) + 1;
	}
	return at;
}

/* The index of a finished list; NULL: no memory. */
static void *make_block(const struct symlist *l, size_t *len)
{
	const struct symbol **order = arena_array(l->arena, const struct symbol *, l->syms.n + 1);
	size_t n = 0, names_len = 1, at = 1;
	uint32_t *section_at, *numbers, *perm;
	const char *was = "";
	struct head *head;
	struct func *f;
	char *names;

	/* Numbers are given by place, so before the order becomes that of names. */
	numbers = arena_array(l->arena, uint32_t, l->syms.n + 1);
	for (size_t i = 0; i < l->syms.n; i++) {
		if (l->syms.v[i].flags & SYM_HIDDEN)
			continue;
		numbers[i] = (uint32_t)n;
		order[n++] = &l->syms.v[i];
	}
	qsort(order, n, sizeof(*order), by_name);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(was, order[i]->name))
			names_len += strlen(order[i]->name) + 1;
		was = order[i]->name;
	}
	section_at = place_sections(l, &names_len);

	*len = block_len(n, names_len);
	head = kept_room(*len);
	if (!head)
		return NULL;
	head->nfuncs = (uint32_t)n;
	head->names_len = (uint32_t)names_len;
	f = (struct func *)(head + 1);
	perm = (uint32_t *)(f + n);
	names = (char *)(perm + n);

	for (size_t i = 0; i < n; i++) {
		const struct symbol *s = order[i];
		size_t number = numbers[s - l->syms.v], size = strlen(s->name) + 1;

		if (i && !strcmp(order[i - 1]->name, s->name))
			at -= size;
		memcpy(names + at, s->name, size);
		f[number] = (struct func){ .offset = (uint32_t)s->place,
					   .size = s->size,
					   .name = (uint32_t)at,
					   .flags = s->flags };
		if (l->nsections)
			f[number].section = section_at[s->place >> 32];
		perm[i] = (uint32_t)number;
		at += size;
	}
	for (size_t i = 0; i < l->nsections; i++)
		memcpy(names + section_at[i], l->sections[i], strlen(l->sections[i]) + 1);
	return head;
}

/* ---- reading the symbols ---- */

bool symbols_image(struct elfmap *e, struct arena *a, struct kernel *k, const char **why)
{
	const char *payload = kernel_payload(k, why);
	unsigned char id[sizeof(k->build_id)];
	size_t n;

	if (!payload || !elfmap_open(e, a, payload, why))
		return false;
	n = elfmap_build_id(e, id, sizeof(id));
	if (n == k->build_id_len && !memcmp(id, k->build_id, n))
		return true;
	*why = arena_printf(a, "%s is not the image of the kernel that runs", k->image);
	elfmap_close(e);
	return false;
}

static bool read_image(struct symlist *l, struct arena *a, struct kernel *k, const char **path,
		       const char **why)
{
	struct elfmap e;
	bool ok;

	if (!symbols_image(&e, a, k, why))
		return false;
	ok = kallsyms_read(l, &e, why);
	if (!ok)
		*why = arena_printf(a, "%s has no symbols: %s", k->image, *why);
	elfmap_close(&e);
	*path = k->image;
	return ok;
}

/* A running kernel tells faster than its image; the image, if it is there, tells all. */
static bool read_kernel(struct symlist *l, struct arena *a, struct kernel *k, const char **path,
			const char **why)
{
	struct symlist shown = { .arena = l->arena, .data = l->data };
	const char *unused;

	if (k->running && running_read(&shown, why)) {
		*l = shown;
		*path = "/proc/kallsyms";
		if (shown.data || !shown.partial || !k->image)
			return true;
		*l = (struct symlist){ .arena = l->arena };
		if (read_image(l, a, k, path, &unused))
			return true;
		*l = shown;
		*path = "/proc/kallsyms";
		return true;
	}
	if (k->running && !k->image) {
		*why = arena_printf(a, "%s, and there is no image of %s (/boot/vmlinuz-%s)", *why,
				    k->release, k->release);
		return false;
	}
	return read_image(l, a, k, path, why);
}

/* Makes the index of a finished list; it is kept where K is not NULL.  False: *why. */
static bool take_list(struct symbols *s, const struct symlist *l, struct arena *a, struct kernel *k,
		      const char **why)
{
	size_t len;
	void *block = make_block(l, &len);

	if (!block) {
		*why = "there is not enough memory";
		return false;
	}
	kept_take(&s->kept, block, len, a, k, l->data ? &data_kind : &func_kind);
	set_parts(s);
	return true;
}

static struct symbols *open_kernel(struct arena *a, struct kernel *k, bool data, const char **why)
{
	struct symbols *s = arena_new(a, struct symbols);
	struct symlist l = { .data = data };

	if (kept_open(&s->kept, a, k, data ? &data_kind : &func_kind)) {
		if (has_parts(&s->kept)) {
			s->path = s->kept.path;
			set_parts(s);
			return s;
		}
		kept_close(&s->kept);
	}
	l.arena = arena_open();
	if (!read_kernel(&l, a, k, &s->path, why)) {
		*why = arena_strdup(a, *why);
		s = NULL;
	} else if (!(data ? symlist_finish_data(&l) : symlist_finish_kernel(&l))) {
		*why = arena_printf(a, "%s has no _stext", s->path);
		s = NULL;
	} else if (!take_list(s, &l, a, l.partial && !data ? NULL : k, why)) {
		s = NULL;
	}
	arena_close(l.arena);
	return s;
}

static struct symbols *open_module(struct arena *a, struct kernel *k, const char *module,
				   const char **why)
{
	const char *path = kernel_module_elf(k, module, why);
	struct symbols *s = arena_new(a, struct symbols);
	struct symlist l = { 0 };
	struct elfmap e;

	if (!path || !elfmap_open(&e, a, path, why))
		return NULL;
	s->path = kernel_module_path(k, module);
	l.arena = arena_open();
	if (symtab_read(&l, &e, why)) {
		symlist_finish_module(&l);
		if (!take_list(s, &l, a, NULL, why))
			s = NULL;
	} else {
		*why = arena_printf(a, "%s can't be used: %s", s->path, *why);
		s = NULL;
	}
	arena_close(l.arena);
	elfmap_close(&e);
	return s;
}

struct symbols *symbols_open(struct arena *a, struct kernel *k, const char *module,
			     const char **why)
{
	return module ? open_module(a, k, module, why) : open_kernel(a, k, false, why);
}

struct symbols *symbols_open_data(struct arena *a, struct kernel *k, const char **why)
{
	return open_kernel(a, k, true, why);
}

void symbols_close(struct symbols *s)
{
	if (s)
		kept_close(&s->kept);
}

const char *symbols_path(const struct symbols *s)
{
	return s->path;
}

/* ---- asking ---- */

static const char *text_at(const struct symbols *s, uint32_t at)
{
	return at < s->head->names_len ? s->names + at : "";
}

static const char *nth_name(const struct symbols *s, size_t i)
{
	return text_at(s, s->funcs[s->by_name[i]].name);
}

/* The first in the order of names whose first N characters are not before PREFIX's. */
static size_t first_with(const struct symbols *s, const char *prefix, size_t n)
{
	size_t low = 0, high = s->head->nfuncs;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strncmp(nth_name(s, mid), prefix, n) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static int by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* A row of stars says no more than one, and takes far longer to match. */
static const char *without_double(struct arena *a, const char *pattern)
{
	char *text = arena_strdup(a, pattern), *to = text;

	for (const char *p = pattern; *p; p++) {
		if (p > pattern && *p == '*' && p[-1] == '*')
			continue;
		*to++ = *p;
	}
	*to = '\0';
	return text;
}

/* An exact name is compared with its NUL, so that it has no longer names behind it. */
const uint32_t *symbols_match(const struct symbols *s, struct arena *a, const char *pattern,
			      size_t *n)
{
	size_t literal = strcspn(pattern, "*?[\\");
	bool exact = !pattern[literal];
	const char *short_pattern = exact ? pattern : without_double(a, pattern);
	bool all_with = !strcmp(pattern + literal, "*");
	size_t prefix = exact ? literal + 1 : literal;
	size_t first = first_with(s, pattern, prefix), end = first;
	uint32_t *list;

	while (end < s->head->nfuncs && !strncmp(nth_name(s, end), pattern, prefix))
		end++;
	list = arena_array(a, uint32_t, end - first + 1);
	*n = 0;
	for (size_t i = first; i < end; i++) {
		uint32_t flags = s->funcs[s->by_name[i]].flags;
		bool named = flags & (SYM_INIT | SYM_PART);

		if (exact || (!named && (all_with || !fnmatch(short_pattern, nth_name(s, i), 0))))
			list[(*n)++] = s->by_name[i];
	}
	qsort(list, *n, sizeof(*list), by_number);
	return list;
}

bool symbols_any(const struct symbols *s)
{
	return s->head->nfuncs;
}

size_t symbols_count(const struct symbols *s, const char *name)
{
	size_t n = strlen(name) + 1, first = first_with(s, name, n), end = first;

	while (end < s->head->nfuncs && !strncmp(nth_name(s, end), name, n))
		end++;
	return end - first;
}

struct symbols_func symbols_func(const struct symbols *s, uint32_t number)
{
	const struct func *f = &s->funcs[number];

	return (struct symbols_func){
		.name = text_at(s, f->name),
		.section = f->section ? text_at(s, f->section) : NULL,
		.offset = f->offset,
		.size = f->size,
		.flags = f->flags,
	};
}

/* The numbers of a section's functions: [*first, *end); of all, when SECTION is NULL. */
static void section_range(const struct symbols *s, const char *section, uint32_t *first,
			  uint32_t *end)
{
	uint32_t n = s->head->nfuncs, i = 0;

	*first = 0;
	*end = n;
	if (!section)
		return;
	while (i < n && strcmp(text_at(s, s->funcs[i].section), section))
		i++;
	*first = i;
	while (i < n && s->funcs[i].section == s->funcs[*first].section)
		i++;
	*end = i;
}

/* The first of [first, end) that begins behind OFFSET, or END. */
static uint32_t first_behind(const struct symbols *s, uint32_t first, uint32_t end, uint32_t offset)
{
	while (first < end) {
		uint32_t mid = first + (end - first) / 2;

		if (s->funcs[mid].offset > offset)
			end = mid;
		else
			first = mid + 1;
	}
	return first;
}

bool symbols_before(const struct symbols *s, const char *section, uint32_t offset, uint32_t *number)
{
	uint32_t first, end, behind;

	section_range(s, section, &first, &end);
	behind = first_behind(s, first, end, offset);
	*number = behind - 1;
	return behind > first;
}

static bool is_anchor(const struct symbols *s, uint32_t number)
{
	return !(s->funcs[number].flags & SYM_SHARED);
}

/*
 * The nearest before the place; else, that nothing is left out, the nearest behind it, which the
 * runtime finds by a kprobe that may stand there.
 */
bool symbols_anchor(const struct symbols *s, const char *section, uint32_t offset,
		    struct symbols_anchor *anchor)
{
	uint32_t first, end, behind, i;

	section_range(s, section, &first, &end);
	behind = first_behind(s, first, end, offset);
	for (i = behind; i > first && !is_anchor(s, i - 1);)
		i--;
	if (i > first) {
		i--;
	} else {
		for (i = behind; i < end && (!is_anchor(s, i) || s->funcs[i].flags >= SYM_BARRED);)
			i++;
		if (i == end)
			return false;
	}
	anchor->name = text_at(s, s->funcs[i].name);
	anchor->offset = (uint64_t)offset - s->funcs[i].offset;
	return true;
}

/* The nearest of those in [first, end); *limit is the distance to beat, and gets its own. */
static const char *nearest_in(const struct symbols *s, size_t first, size_t end, const char *name,
			      unsigned int *limit)
{
	const char *best = NULL;
	size_t len = strlen(name);

	for (size_t i = first; *limit && i < end; i++) {
		const char *other = nth_name(s, i);
		size_t n = strlen(other);
		unsigned int d;

		if (n > len + *limit || len > n + *limit ||
		    s->funcs[s->by_name[i]].flags & (SYM_INIT | SYM_PART))
			continue;
		d = str_distance(name, other, *limit);
		if (d <= *limit) {
			best = other;
			*limit = d ? d - 1 : 0;
		}
	}
	return best;
}

const char *symbols_nearest(const struct symbols *s, const char *name)
{
	size_t len = strlen(name);
	unsigned int limit = len < 4 ? 1 : len < 10 ? 2 : 3;
	const char *best, *other;
	size_t first, end;

	if (!len || len > NEAR_MAX)
		return NULL;
	first = first_with(s, name, 1);
	for (end = first; end < s->head->nfuncs && nth_name(s, end)[0] == name[0];)
		end++;
	best = nearest_in(s, first, end, name, &limit);
	if (best)
		return best;
	best = nearest_in(s, 0, first, name, &limit);
	other = nearest_in(s, end, s->head->nfuncs, name, &limit);
	return other ? other : best;
}
