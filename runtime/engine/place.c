/* SPDX-License-Identifier: GPL-2.0-only */
/* place.c: the table of places, by address. */
#include "engine/place.h"

#include <linux/hash.h>
#include <linux/rculist.h>

#define SPL_PLACES_BITS 12

static struct hlist_head spl_stops[1 << SPL_PLACES_BITS];

static struct hlist_head *spl_stops_of(unsigned long addr)
{
	return &spl_stops[hash_long(addr, SPL_PLACES_BITS)];
}

void spl_stop_publish(struct spl_stop *s)
{
	hlist_add_head_rcu(&s->node, spl_stops_of(s->addr));
}

void spl_stop_hide(struct spl_stop *s)
{
	hlist_del_rcu(&s->node);
}

/* Where traps come from RCU is watching, and hidden ones are not freed before CPUs have synced. */
struct spl_stop *spl_stop_find(unsigned long addr)
{
	struct spl_stop *s;

	hlist_for_each_entry_rcu_notrace(s, spl_stops_of(addr), node) if (s->addr == addr) return s;
	return NULL;
}

struct spl_place *spl_place_around(unsigned long addr)
{
	unsigned int back;
	struct spl_stop *s;

	for (back = 0; back < SPL_INSN_MAX; back++) {
		s = spl_stop_find(addr - back);
		if (s && !s->resumes)
			return s->place->length > back ? s->place : NULL;
	}
	return NULL;
}
