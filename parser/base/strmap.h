/* SPDX-License-Identifier: GPL-2.0-only */
/* strmap.h: names to pointers; walks in the order of insertion. */
#ifndef SPILE_STRMAP_H
#define SPILE_STRMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct strmap_entry {
	const char *key;
	void *value;
	uint32_t hash;
};

/* Lives in its arena; entries[0..n) may be read in order, a value may be NULL. */
struct strmap {
	struct arena *arena;
	struct strmap_entry *entries;
	uint32_t *slots;
	size_t n, room, nslots;
};

void strmap_init(struct strmap *m, struct arena *a);
void *strmap_get(const struct strmap *m, const char *key); /* NULL: not there */
bool strmap_has(const struct strmap *m, const char *key);
/* Sets or replaces; the key is not copied.  Returns the value that was there before, or NULL. */
void *strmap_set(struct strmap *m, const char *key, void *value);

/*
 * The nearest of the keys to NAME by edit distance (insert, delete, replace, swap of
 * neighbours), or NULL when none is near enough to be a likely slip.
 */
const char *strmap_nearest(const struct strmap *m, const char *name);
/* The same over a plain list; a NULL in LIST ends it. */
const char *str_nearest(const char *const *list, const char *name);
/* The distance that both use; LIMIT + 1 when it is over LIMIT. */
unsigned int str_distance(const char *a, const char *b, unsigned int limit);

#endif
