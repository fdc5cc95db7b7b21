/* SPDX-License-Identifier: GPL-2.0-only */
/* strmap.c: takes names and pointers; finds them by name, or the name that is nearest. */
#include "base/strmap.h"

#include <string.h>

#include "base/arena.h"

enum {
	DISTANCE_MAX = 64, /* longer names are not compared */
};

void strmap_init(struct strmap *m, struct arena *a)
{
	memset(m, 0, sizeof(*m));
	m->arena = a;
}

static uint32_t hash_text(const char *s)
{
	uint32_t h = 2166136261u; /* FNV-1a */

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h;
}

/* The slot that holds KEY, or the empty one where it belongs; a slot is an index + 1. */
static uint32_t *slot_find(const struct strmap *m, const char *key, uint32_t hash)
{
	size_t i = hash & (m->nslots - 1);

	for (; m->slots[i]; i = (i + 1) & (m->nslots - 1)) {
		const struct strmap_entry *e = &m->entries[m->slots[i] - 1];

		if (e->hash == hash && !strcmp(e->key, key))
			break;
	}
	return &m->slots[i];
}

static void strmap_grow(struct strmap *m)
{
	size_t room = m->room ? m->room * 2 : 8;
	struct strmap_entry *entries = arena_array(m->arena, struct strmap_entry, room);

	if (m->n)
		memcpy(entries, m->entries, m->n * sizeof(*entries));
	m->entries = entries;
	m->room = room;
	m->nslots = room * 2;
	m->slots = arena_array(m->arena, uint32_t, m->nslots);
	for (size_t i = 0; i < m->n; i++)
		*slot_find(m, entries[i].key, entries[i].hash) = (uint32_t)i + 1;
}

static struct strmap_entry *entry_find(const struct strmap *m, const char *key)
{
	uint32_t slot;

	if (!m->n)
		return NULL;
	slot = *slot_find(m, key, hash_text(key));
	return slot ? &m->entries[slot - 1] : NULL;
}

void *strmap_get(const struct strmap *m, const char *key)
{
	const struct strmap_entry *e = entry_find(m, key);

	return e ? e->value : NULL;
}

bool strmap_has(const struct strmap *m, const char *key)
{
	return entry_find(m, key);
}

void *strmap_set(struct strmap *m, const char *key, void *value)
{
	struct strmap_entry *e = entry_find(m, key);
	uint32_t hash;

	if (e) {
		void *old = e->value;

		e->value = value;
		return old;
	}
	if (m->n == m->room)
		strmap_grow(m);
	hash = hash_text(key);
	m->entries[m->n++] = (struct strmap_entry){ key, value, hash };
	*slot_find(m, key, hash) = (uint32_t)m->n;
	return NULL;
}

static unsigned int min3(unsigned int a, unsigned int b, unsigned int c)
{
	if (b < a)
		a = b;
	return c < a ? c : a;
}

/* Edit distance by rows of the usual table; of the last three rows only. */
unsigned int str_distance(const char *a, const char *b, unsigned int limit)
{
	unsigned int rows[3][DISTANCE_MAX + 1];
	unsigned int *before = rows[0], *last = rows[1], *now = rows[2];
	size_t na = strlen(a), nb = strlen(b);

	if (na > DISTANCE_MAX || nb > DISTANCE_MAX)
		return strcmp(a, b) ? limit + 1 : 0;
	if ((na > nb ? na - nb : nb - na) > limit)
		return limit + 1;
	for (size_t j = 0; j <= nb; j++)
		last[j] = (unsigned int)j;
	for (size_t i = 1; i <= na; i++) {
		unsigned int *free_row = before;
		unsigned int least = now[0] = (unsigned int)i;

		for (size_t j = 1; j <= nb; j++) {
			now[j] = min3(last[j] + 1, now[j - 1] + 1,
				      last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = min3(now[j], before[j - 2] + 1, now[j]);
			if (now[j] < least)
				least = now[j];
		}
		/* One more row is looked at: a swap of neighbours reaches over two. */
		if (least > limit + 1)
			return limit + 1;
		before = last;
		last = now;
		now = free_row;
	}
	return last[nb] > limit ? limit + 1 : last[nb];
}

/* A slip is up to a third of the letters, and at most three of them. */
static unsigned int slip_limit(const char *name)
{
	size_t n = strlen(name) / 3;

	if (n < 1)
		n = 1;
	return n > 3 ? 3 : (unsigned int)n;
}

struct nearest {
	const char *name, *best;
	unsigned int limit, distance;
};

static struct nearest nearest_start(const char *name)
{
	unsigned int limit = slip_limit(name);

	return (struct nearest){ name, NULL, limit, limit + 1 };
}

static void nearest_try(struct nearest *s, const char *key)
{
	unsigned int d = str_distance(key, s->name, s->limit);

	/* Names of which nothing is left are not near. */
	if (d < s->distance && d < strlen(s->name)) {
		s->distance = d;
		s->best = key;
	}
}

const char *strmap_nearest(const struct strmap *m, const char *name)
{
	struct nearest s = nearest_start(name);

	for (size_t i = 0; i < m->n; i++)
		nearest_try(&s, m->entries[i].key);
	return s.best;
}

const char *str_nearest(const char *const *list, const char *name)
{
	struct nearest s = nearest_start(name);

	for (; *list; list++)
		nearest_try(&s, *list);
	return s.best;
}
