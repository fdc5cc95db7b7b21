/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sort.c: the entries of a map in the order that a loop asks for.
 *
 * 1. A heap of at most LIMIT entries, the last of them in that order at its root, takes in the
 *    entries one by one; a full heap takes one in for its root, or not at all.
 * 2. The root changes places with the heap's last entry and leaves the heap, until none is left.
 *
 * Entries that are equal are ordered by age, so no two compare as equal and the outcome is that
 * of a stable sort.  No recursion, no memory but the order's own.
 */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "spl.h"

/* What is compared. */
struct sort {
	struct spl_map *m;
	u32 *nodes;
	u32 field; /* enum spl_field */
	u32 at; /* index into data[] */
	int stat, dir;
};

static struct spl_node *node_number(struct spl_map *m, u32 number)
{
	return m->memory + (size_t)number * m->node_size;
}

/* Entries with no samples have no figure: they count as 0. */
static s64 stat_figure(const struct spl_statval *sv, int stat)
{
	if (!sv->count && stat != SPL_STAT_SUM)
		return 0;
	switch (stat) {
	case SPL_STAT_COUNT:
		return sv->count;
	case SPL_STAT_SUM:
		return sv->sum;
	case SPL_STAT_MIN:
		return sv->min;
	case SPL_STAT_MAX:
		return sv->max;
	case SPL_STAT_VARIANCE:
		return spl_statval_variance(sv);
	default:
		return sv->sum / sv->count;
	}
}

static int compare_long(s64 a, s64 b)
{
	return a < b ? -1 : a > b;
}

/* Whether A comes after B. */
static bool after(const struct sort *s, u32 a, u32 b)
{
	const struct spl_node *na = node_number(s->m, a), *nb = node_number(s->m, b);
	const u64 *da = &na->data[s->at], *db = &nb->data[s->at];
	int order;

	switch (s->field) {
	case SPL_FIELD_STRING:
		order = spl_str_cmp(spl_field_get(da), spl_field_get(db));
		break;
	case SPL_FIELD_STAT:
		order = compare_long(stat_figure((const struct spl_statval *)da, s->stat),
				     stat_figure((const struct spl_statval *)db, s->stat));
		break;
	default:
		order = compare_long(*da, *db);
	}
	if (order)
		return s->dir < 0 ? order < 0 : order > 0;
	return na->born > nb->born;
}

/* Entry I of a heap of N goes down to where no later one is below it. */
static void sift_down(const struct sort *s, u32 i, u32 n)
{
	const u32 moved = s->nodes[i];
	u64 child;

	while ((child = 2 * (u64)i + 1) < n) {
		if (child + 1 < n && after(s, s->nodes[child + 1], s->nodes[child]))
			child++;
		if (!after(s, s->nodes[child], moved))
			break;
		s->nodes[i] = s->nodes[child];
		i = child;
	}
	s->nodes[i] = moved;
}

static void sift_up(const struct sort *s, u32 i)
{
	const u32 moved = s->nodes[i];

	for (; i; i = (i - 1) / 2) {
		u32 parent = s->nodes[(i - 1) / 2];

		if (!after(s, moved, parent))
			break;
		s->nodes[i] = parent;
	}
	s->nodes[i] = moved;
}

int spl_map_sort(struct spl_context *c, struct spl_order *o, int key, int stat, int dir, s64 limit,
		 const union spl_key *slice, u32 mask, const char *at)
{
	struct spl_map *m = o->map;
	const struct spl_map_shape *shape = m->shape;
	const struct sort s = {
		.m = m,
		.nodes = o->nodes,
		.field = key < 0 ? shape->value : shape->key[key],
		.at = key < 0 ? m->value_at : spl_map_key_at(m, shape, key),
		.stat = stat,
		.dir = dir,
	};
	struct spl_node *node;
	u32 n = 0, i;

	if (o->busy++) {
		spl_error(c, at, "a sorted loop over '%s' can't run again inside itself", m->name);
		return -1;
	}
	if (limit <= 0)
		return 0;
	if (!spl_map_spend(c, m, at))
		return -1;
	list_for_each_entry(node, &m->by_age, age) {
		if (mask && !spl_node_in_slice(m, node, slice, mask))
			continue;
		if (n < limit) {
			s.nodes[n] = node->number;
			sift_up(&s, n++);
		} else if (after(&s, s.nodes[0], node->number)) {
			s.nodes[0] = node->number;
			sift_down(&s, 0, n);
		}
	}
	for (i = n; i > 1; i--) {
		swap(s.nodes[0], s.nodes[i - 1]);
		sift_down(&s, 0, i - 1);
	}
	return n;
}

int spl_order_init(struct spl_order *o)
{
	o->nodes = kvmalloc_array(o->map->max, sizeof(*o->nodes), GFP_KERNEL | __GFP_NOWARN);
	o->busy = 0;
	return o->nodes ? 0 : -ENOMEM;
}

void spl_order_free(struct spl_order *o)
{
	kvfree(o->nodes);
	o->nodes = NULL;
}
