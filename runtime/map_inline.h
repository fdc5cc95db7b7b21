/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * map_inline.h: arrays of a script: keys of numbers and strings to a number, a string or
 * statistics.
 *
 * Nodes are given out from memory that is taken at load; they never move, and hang both in a
 * hash chain and in a list by age.  Who calls holds the map's lock.  find and at are inline
 * and take the shape by the address of a constant, so that the compiler leaves no trace of it.
 *
 * A loop may meet an entry that its own body has removed: its memory stays, so nothing breaks;
 * a loop by age ends there, a sorted one sees the old keys.
 */
#ifndef SPL_MAP_INLINE_H
#define SPL_MAP_INLINE_H

#include <linux/list.h>

#define SPL_MAP_KEYS 9 /* most keys an array has */

enum spl_field {
	SPL_FIELD_LONG, /* s64 */
	SPL_FIELD_STRING, /* u32 length, then MAXSTRINGLEN bytes */
	SPL_FIELD_STAT, /* struct spl_statval: values only */
};

union spl_key {
	s64 l;
	struct spl_str s;
};
#define SPL_L(v) ((union spl_key){ .l = (v) })
#define SPL_S(v) ((union spl_key){ .s = (v) })

struct spl_map_shape {
	u8 nkeys;
	u8 key[SPL_MAP_KEYS]; /* enum spl_field */
	u8 value;
	const struct spl_stat_desc *stat; /* where value is SPL_FIELD_STAT */
};

struct spl_node {
	struct hlist_node chain; /* unhashed: the node holds no entry */
	struct list_head age; /* oldest first */
	u64 born; /* counts up: the order of age as a number */
	u32 hash;
	u32 number; /* of the node in the map's memory */
	u64 data[]; /* keys, then the value, each on 8 bytes; strings of the map's string size */
};

struct spl_field_str {
	u32 len;
	char text[]; /* len bytes and a NUL */
};

struct spl_map {
	struct spl_lock lock;
	const struct spl_map_shape *shape;
	u32 max; /* entries */
	bool wrap; /* when full, the oldest entry goes */
	const char *name; /* for messages */
	struct spl_qpool pool; /* of statistics that @quantile reads */
	/* from load on */
	u32 n; /* entries in use */
	u32 hash_mask;
	u64 seed;
	u64 births;
	u32 str_max; /* longest string in a field: MAXSTRINGLEN - 1 */
	u32 str_words; /* of data[], that a string field takes */
	u32 node_size, value_at; /* value_at: index into data[] */
	struct hlist_head *buckets;
	struct list_head by_age, unused;
	void *memory;
};

/* Where a sorted loop keeps its order: one for every such loop in the script. */
struct spl_order {
	struct spl_map *map;
	u32 *nodes; /* map->max numbers; from load on */
	u32 busy; /* tries to run it: a function that calls itself can't enter again */
};

/*
 * Makes an entry where there is none: value 0, "" or no samples.  A full map that does not wrap
 * fails with "Array overflow, check MAXMAPENTRIES", and NULL.  HASH is that of KEYS.
 */
struct spl_node *spl_map_add(struct spl_context *c, struct spl_map *m, const union spl_key *keys,
			     u32 hash, const char *at);
u64 spl_map_mix_str(const struct spl_map *m, u64 h, struct spl_str s);

/* spl_map_find(m, shape, keys), spl_map_at(c, m, shape, keys, at), keys of an entry */
#include "map_lookup.h"

/* Values of an entry. */
static inline s64 *spl_node_long(struct spl_map *m, struct spl_node *n)
{
	return (s64 *)&n->data[m->value_at];
}
static inline struct spl_statval *spl_node_stat(struct spl_map *m, struct spl_node *n)
{
	return (struct spl_statval *)&n->data[m->value_at];
}
/* Counts V for @quantile in the entry SV; false, with an error: the array's pages are used up. */
bool spl_map_count(struct spl_context *c, struct spl_map *m, struct spl_statval *sv, s64 v,
		   const char *at);
/* The same and all else that D keeps; D is that of the map, and a constant. */
static __always_inline bool spl_map_sample(struct spl_context *c, struct spl_map *m,
					   struct spl_statval *sv, const struct spl_stat_desc *d,
					   s64 v, const char *at)
{
	if (!spl_map_count(c, m, sv, v, at))
		return false;
	spl_statval_add(sv, d, v);
	return true;
}
/* A copy. */
struct spl_str spl_node_str(struct spl_context *c, struct spl_map *m, struct spl_node *n);
void spl_node_set_str(struct spl_map *m, struct spl_node *n, struct spl_str s);

void spl_map_remove(struct spl_map *m, struct spl_node *n); /* a removed one: nothing */
/* Removes what the slice matches; KEYS[i] counts where bit i of MASK is set.  MASK 0: all. */
void spl_map_clear(struct spl_map *m, const union spl_key *keys, u32 mask);

/* foreach in order of age: NULL at the end. */
struct spl_node *spl_map_first(struct spl_map *m);
struct spl_node *spl_map_next(struct spl_map *m, struct spl_node *n);
/* Whether an entry is in a slice. */
bool spl_node_in_slice(struct spl_map *m, struct spl_node *n, const union spl_key *keys, u32 mask);
#define SPL_WALK 64 /* entries that are looked at for one action */

/* What a walk over all entries spends. */
static inline bool spl_map_spend(struct spl_context *c, const struct spl_map *m, const char *at)
{
	return spl_spend(c, m->n / SPL_WALK, at);
}
/* Whether any entry is. */
static inline bool spl_map_any(struct spl_context *c, struct spl_map *m, const union spl_key *keys,
			       u32 mask, const char *at)
{
	struct spl_node *n;

	if (!spl_map_spend(c, m, at))
		return false;
	for (n = spl_map_first(m); n; n = spl_map_next(m, n))
		if (spl_node_in_slice(m, n, keys, mask))
			return true;
	return false;
}

/*
 * Sorts the entries' numbers into o->nodes, DIR 1 up, -1 down: by key KEY, or by value where KEY
 * is -1 (of statistics by STAT: one of SPL_STAT_COUNT SUM MIN MAX VARIANCE, or 0 for avg); equal
 * ones by age, the oldest first.  At most LIMIT (negative: none; no limit: S64_MAX).  The number of
 * entries; -1 with an error when the loop runs already.  Every call, a failed one too, is
 * followed by one of spl_order_done(), whichever way the loop is left; the order is the loop's
 * until then.
 */
int spl_map_sort(struct spl_context *c, struct spl_order *o, int key, int stat, int dir, s64 limit,
		 const union spl_key *slice, u32 mask, const char *at);
struct spl_node *spl_order_node(struct spl_order *o, int i); /* I from 0; never NULL */
static inline void spl_order_done(struct spl_order *o)
{
	if (o->busy)
		o->busy--;
}
/* For __cleanup(): every way out of the loop, errors too, lets the next one in. */
static inline void spl_order_release(struct spl_order **o)
{
	spl_order_done(*o);
}

/* load and unload (may sleep) */
int spl_map_init(struct spl_map *m);
void spl_map_free(struct spl_map *m);
int spl_order_init(struct spl_order *o); /* after its map's */
void spl_order_free(struct spl_order *o);

#endif
