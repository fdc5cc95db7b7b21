/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * map_lookup.h: finding an entry by its keys.  The shape is a constant, so the loops over the
 * keys unroll and the tests of their kinds vanish.  Included by map_inline.h alone.
 */
#ifndef SPL_MAP_LOOKUP_H
#define SPL_MAP_LOOKUP_H

/* Odd numbers with no pattern in their bits. */
#define SPL_MIX_STEP 0x9e3779b97f4a7c15ull
#define SPL_MIX_LAST 0xd6e8feb86659fd93ull

/* One round: every bit of V reaches the upper half, which then reaches the lower one. */
static __always_inline u64 spl_map_mix(u64 h, u64 v)
{
	h = (h ^ v) * SPL_MIX_STEP;
	return h ^ (h >> 32);
}

static __always_inline u32 spl_map_hash(const struct spl_map *m, const struct spl_map_shape *shape,
					const union spl_key *keys)
{
	u64 h = m->seed;
	u32 i;

#pragma GCC unroll 9
	for (i = 0; i < shape->nkeys; i++) {
		if (shape->key[i] == SPL_FIELD_STRING)
			h = spl_map_mix_str(m, h, keys[i].s);
		else
			h = spl_map_mix(h, keys[i].l);
	}
	return (h * SPL_MIX_LAST) >> 32;
}

/* Where key KEY begins in data[]. */
static __always_inline u32 spl_map_key_at(const struct spl_map *m,
					  const struct spl_map_shape *shape, u32 key)
{
	u32 longs = 0, strings = 0, i;

#pragma GCC unroll 9
	for (i = 0; i < key; i++) {
		if (shape->key[i] == SPL_FIELD_STRING)
			strings++;
		else
			longs++;
	}
	return longs + strings * m->str_words;
}

static __always_inline struct spl_str spl_field_get(const u64 *at)
{
	const struct spl_field_str *f = (const struct spl_field_str *)at;

	return (struct spl_str){ f->text, f->len };
}

/* What a field keeps of S. */
static __always_inline struct spl_str spl_field_cut(const struct spl_map *m, struct spl_str s)
{
	return (struct spl_str){ s.p, min(s.len, m->str_max) };
}

static __always_inline bool spl_node_matches(const struct spl_map *m,
					     const struct spl_map_shape *shape,
					     const struct spl_node *n, const union spl_key *keys)
{
	u32 i;

#pragma GCC unroll 9
	for (i = 0; i < shape->nkeys; i++) {
		const u64 *at = &n->data[spl_map_key_at(m, shape, i)];

		if (shape->key[i] == SPL_FIELD_STRING) {
			if (!spl_str_eq(spl_field_get(at), spl_field_cut(m, keys[i].s)))
				return false;
		} else if (*(const s64 *)at != keys[i].l) {
			return false;
		}
	}
	return true;
}

static __always_inline struct spl_node *spl_map_find_hash(struct spl_map *m,
							  const struct spl_map_shape *shape,
							  const union spl_key *keys, u32 hash)
{
	struct spl_node *n;

	hlist_for_each_entry(n, &m->buckets[hash & m->hash_mask], chain)
		if (n->hash == hash && spl_node_matches(m, shape, n, keys))
			return n;
	return NULL;
}

/* The entry, or NULL when there is none.  KEYS has shape->nkeys; SHAPE is the map's. */
static __always_inline struct spl_node *
spl_map_find(struct spl_map *m, const struct spl_map_shape *shape, const union spl_key *keys)
{
	return spl_map_find_hash(m, shape, keys, spl_map_hash(m, shape, keys));
}

/* The entry, made where there is none; NULL with an error when the map is full. */
static __always_inline struct spl_node *spl_map_at(struct spl_context *c, struct spl_map *m,
						   const struct spl_map_shape *shape,
						   const union spl_key *keys, const char *at)
{
	u32 hash = spl_map_hash(m, shape, keys);
	struct spl_node *n = spl_map_find_hash(m, shape, keys, hash);

	return likely(n) ? n : spl_map_add(c, m, keys, hash, at);
}

static __always_inline s64 spl_node_key_long(struct spl_map *m, const struct spl_map_shape *shape,
					     struct spl_node *n, u32 key)
{
	return n->data[spl_map_key_at(m, shape, key)];
}

/* A copy. */
static __always_inline struct spl_str spl_node_key_str(struct spl_context *c, struct spl_map *m,
						       const struct spl_map_shape *shape,
						       struct spl_node *n, u32 key)
{
	return spl_str_dup(c, spl_field_get(&n->data[spl_map_key_at(m, shape, key)]));
}

#endif
