/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * map.c: arrays: memory at load, entries made and removed, walks by age.  Lookups are inline, in
 * map_lookup.h; sorted walks in sort.c.  All but load and unload run under the map's lock.
 */
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "global.h"
#include "spl.h"

/* Eight bytes a round; the length keeps "a" and "a\0" apart. */
u64 spl_map_mix_str(const struct spl_map *m, u64 h, struct spl_str s)
{
	const char *p = s.p;
	u32 n = min(s.len, m->str_max);
	u64 word = 0;

	h = spl_map_mix(h, n);
	for (; n >= sizeof(word); p += sizeof(word), n -= sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		h = spl_map_mix(h, word);
	}
	if (!n)
		return h;
	for (word = 0; n; n--)
		word = word << 8 | (u8)p[n - 1];
	return spl_map_mix(h, word);
}

static struct spl_node *node_number(struct spl_map *m, u32 number)
{
	return m->memory + (size_t)number * m->node_size;
}

static struct spl_qdir *node_qdir(struct spl_map *m, struct spl_node *n)
{
	return spl_statval_qdir(spl_node_stat(m, n), m->shape->stat);
}

static void field_set(struct spl_map *m, u64 *at, struct spl_str s)
{
	struct spl_field_str *f = (struct spl_field_str *)at;
	struct spl_str cut = spl_field_cut(m, s);

	if (unlikely(cut.len < s.len))
		spl_count_cut(NULL);
	memmove(f->text, cut.p, cut.len);
	f->text[cut.len] = '\0';
	f->len = cut.len;
}

static void node_fill(struct spl_map *m, struct spl_node *n, const union spl_key *keys)
{
	const struct spl_map_shape *shape = m->shape;
	u64 *at = n->data;
	u32 i;

	for (i = 0; i < shape->nkeys; i++) {
		if (shape->key[i] == SPL_FIELD_STRING) {
			field_set(m, at, keys[i].s);
			at += m->str_words;
		} else {
			*at++ = keys[i].l;
		}
	}
	switch (shape->value) {
	case SPL_FIELD_STRING:
		field_set(m, at, SPL_EMPTY);
		break;
	case SPL_FIELD_STAT:
		spl_statval_clear((struct spl_statval *)at, shape->stat);
		break;
	default:
		*at = 0;
	}
}

struct spl_node *spl_map_add(struct spl_context *c, struct spl_map *m, const union spl_key *keys,
			     u32 hash, const char *at)
{
	struct spl_node *n;

	if (list_empty(&m->unused)) {
		if (!m->wrap) {
			spl_error(c, at, "Array overflow, check MAXMAPENTRIES: '%s' has %u entries",
				  m->name, m->max);
			return NULL;
		}
		spl_map_remove(m, list_first_entry(&m->by_age, struct spl_node, age));
		spl_count_evicted();
	}
	n = list_first_entry(&m->unused, struct spl_node, age);
	node_fill(m, n, keys);
	n->hash = hash;
	n->born = m->births++;
	hlist_add_head(&n->chain, &m->buckets[hash & m->hash_mask]);
	list_move_tail(&n->age, &m->by_age);
	m->n++;
	return n;
}

void spl_map_remove(struct spl_map *m, struct spl_node *n)
{
	if (hlist_unhashed(&n->chain))
		return;
	if (m->pool.max)
		spl_qdir_clear(&m->pool, node_qdir(m, n));
	hlist_del_init(&n->chain);
	list_move(&n->age, &m->unused); /* to the front: it is in the cache */
	m->n--;
}

bool spl_node_in_slice(struct spl_map *m, struct spl_node *n, const union spl_key *keys, u32 mask)
{
	const struct spl_map_shape *shape = m->shape;
	const u64 *at = n->data;
	u32 i;

	for (i = 0; i < shape->nkeys; i++) {
		bool matters = mask & (1u << i);

		if (shape->key[i] == SPL_FIELD_STRING) {
			if (matters && !spl_str_eq(spl_field_get(at), spl_field_cut(m, keys[i].s)))
				return false;
			at += m->str_words;
		} else {
			if (matters && (s64)*at != keys[i].l)
				return false;
			at++;
		}
	}
	return true;
}

void spl_map_clear(struct spl_map *m, const union spl_key *keys, u32 mask)
{
	struct spl_node *n, *next;

	list_for_each_entry_safe(n, next, &m->by_age, age)
		if (!mask || spl_node_in_slice(m, n, keys, mask))
			spl_map_remove(m, n);
}

struct spl_node *spl_map_first(struct spl_map *m)
{
	return list_first_entry_or_null(&m->by_age, struct spl_node, age);
}

struct spl_node *spl_map_next(struct spl_map *m, struct spl_node *n)
{
	if (hlist_unhashed(&n->chain) || list_is_last(&n->age, &m->by_age))
		return NULL;
	return list_next_entry(n, age);
}

struct spl_node *spl_order_node(struct spl_order *o, int i)
{
	return node_number(o->map, o->nodes[i]);
}

struct spl_str spl_node_str(struct spl_context *c, struct spl_map *m, struct spl_node *n)
{
	return spl_str_dup(c, spl_field_get(&n->data[m->value_at]));
}

void spl_node_set_str(struct spl_map *m, struct spl_node *n, struct spl_str s)
{
	field_set(m, &n->data[m->value_at], s);
}

bool spl_map_count(struct spl_context *c, struct spl_map *m, struct spl_statval *sv, s64 v,
		   const char *at)
{
	u64 *count = spl_qdir_count(&m->pool, spl_statval_qdir(sv, m->shape->stat), v);

	if (unlikely(!count)) {
		spl_error(c, at, "Too many quantiles, check QUANTILEPAGES: '%s' has %u pages",
			  m->name, m->pool.max);
		return false;
	}
	++*count;
	return true;
}

/* Sizes of fields and nodes, from the shape. */
static void lay_out(struct spl_map *m)
{
	const struct spl_map_shape *shape = m->shape;
	u32 value_size = sizeof(u64);

	m->str_max = spl_script.limits.maxstringlen - 1;
	m->str_words = DIV_ROUND_UP(sizeof(struct spl_field_str) + m->str_max + 1, sizeof(u64));
	m->value_at = spl_map_key_at(m, shape, shape->nkeys);
	if (shape->value == SPL_FIELD_STRING)
		value_size = m->str_words * sizeof(u64);
	else if (shape->value == SPL_FIELD_STAT)
		value_size = spl_stat_entry_size(shape->stat);
	m->node_size = sizeof(struct spl_node) + m->value_at * sizeof(u64) + value_size;
}

int spl_map_init(struct spl_map *m)
{
	const gfp_t gfp = GFP_KERNEL | __GFP_NOWARN | __GFP_RETRY_MAYFAIL;
	u32 i, nbuckets;
	size_t size;

	if (!m->max || m->max > INT_MAX)
		return -EINVAL;
	lay_out(m);
	nbuckets = roundup_pow_of_two(m->max);
	m->hash_mask = nbuckets - 1;
	get_random_bytes(&m->seed, sizeof(m->seed));
	INIT_LIST_HEAD(&m->by_age);
	INIT_LIST_HEAD(&m->unused);
	if (check_mul_overflow((size_t)m->max, (size_t)m->node_size, &size))
		return -ENOMEM;
	m->buckets = __vmalloc(nbuckets * sizeof(*m->buckets), gfp | __GFP_ZERO);
	m->memory = __vmalloc(size, gfp | __GFP_ZERO);
	if (!m->buckets || !m->memory || (m->pool.max && spl_qpool_init(&m->pool))) {
		spl_map_free(m);
		return -ENOMEM;
	}
	for (i = 0; i < m->max; i++) {
		struct spl_node *n = node_number(m, i);

		n->number = i;
		list_add_tail(&n->age, &m->unused);
	}
	return 0;
}

void spl_map_free(struct spl_map *m)
{
	spl_qpool_free(&m->pool);
	vfree(m->memory);
	vfree(m->buckets);
	m->memory = NULL;
	m->buckets = NULL;
}
