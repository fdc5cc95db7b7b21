/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stat.c: statistics: the shards of a scalar as one set of samples, and the figures of a set.
 *
 * A shard is written by one level of one CPU alone.  Its generation tells whose samples it
 * holds: it is 0 while the writer clears it, so a reader that finds the same generation before
 * and after has not seen a shard half cleared; otherwise it begins anew.
 */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "spl.h"

#define READ_TRIES 4 /* of a reader that meets deletes */

static void figures_clear(struct spl_statval *sv, const struct spl_stat_desc *d)
{
	sv->shift = d->shift;
	sv->count = sv->sum = 0;
	sv->min = S64_MAX;
	sv->max = S64_MIN;
	sv->mean = sv->m2 = 0;
}

void spl_statval_clear(struct spl_statval *sv, const struct spl_stat_desc *d)
{
	figures_clear(sv, d);
	memset(sv->buckets, 0, d->buckets * sizeof(s64));
}

void spl_stat_renew(struct spl_statval *sv, const struct spl_stat_desc *d, u32 generation)
{
	WRITE_ONCE(sv->generation, 0);
	smp_wmb(); /* pairs with the smp_rmb() in shard_add() */
	spl_statval_clear(sv, d);
	if (d->ops & SPL_STAT_QUANTILE)
		spl_quantile_clear((void *)sv + spl_statval_size(d));
	smp_store_release(&sv->generation, generation); /* pairs with the load in shard_add() */
}

/* The sum of squares of the distances from the true mean, which integer steps only approach. */
static s64 squares_about(const struct spl_statval *sv, s64 mean)
{
	s64 off = spl_sub(sv->mean, mean);

	return spl_add(sv->m2, spl_mul(spl_mul(off, off), sv->count));
}

static s64 true_mean(const struct spl_statval *sv)
{
	return spl_shl(sv->sum, sv->shift) / sv->count;
}

/* Adds the figures FROM to those in TO; buckets are the caller's. */
static void merge(struct spl_statval *to, const struct spl_statval *from,
		  const struct spl_stat_desc *d)
{
	s64 n = to->count + from->count;

	if ((d->ops & SPL_STAT_VARIANCE) && from->count) {
		struct spl_statval both = { .count = n,
					    .sum = spl_add(to->sum, from->sum),
					    .shift = d->shift };
		s64 mean = true_mean(&both);

		to->m2 = spl_add(squares_about(to, mean), squares_about(from, mean));
		to->mean = mean;
	}
	to->count = n;
	to->sum = spl_add(to->sum, from->sum);
	to->min = min(to->min, from->min);
	to->max = max(to->max, from->max);
}

/* Figures and NBUCKETS buckets of one shard into TO; false: it was cleared meanwhile. */
static bool shard_add(struct spl_statval *to, const struct spl_statval *from,
		      const struct spl_stat_desc *d, u32 generation, u32 nbuckets)
{
	struct spl_statval one = { .shift = d->shift };
	u32 i;

	if (smp_load_acquire(&from->generation) != generation)
		return true;
	one.count = smp_load_acquire(&from->count); /* first: the writer stores it last */
	one.sum = READ_ONCE(from->sum);
	one.min = READ_ONCE(from->min);
	one.max = READ_ONCE(from->max);
	one.mean = READ_ONCE(from->mean);
	one.m2 = READ_ONCE(from->m2);
	merge(to, &one, d);
	for (i = 0; i < nbuckets; i++)
		to->buckets[i] += READ_ONCE(from->buckets[i]);
	smp_rmb();
	return READ_ONCE(from->generation) == generation;
}

static const struct spl_statval *shard(const struct spl_stat *s, int cpu, int level)
{
	return s->shards[cpu] + level * spl_stat_shard_size(s->desc);
}

/* False: a delete came between. */
static bool all_try(struct spl_statval *all, const struct spl_stat *s, u32 nbuckets)
{
	const u32 generation = READ_ONCE(s->generation);
	int cpu, level;

	figures_clear(all, s->desc);
	memset(all->buckets, 0, nbuckets * sizeof(s64));
	for_each_possible_cpu(cpu)
		for (level = 0; level < SPL_LEVELS; level++)
			if (!shard_add(all, shard(s, cpu, level), s->desc, generation, nbuckets))
				return false;
	return true;
}

static void all_add(struct spl_statval *all, const struct spl_stat *s, u32 nbuckets)
{
	int tries;

	for (tries = 0; tries < READ_TRIES; tries++)
		if (all_try(all, s, nbuckets))
			return;
	figures_clear(all, s->desc); /* it is deleted over and over */
	memset(all->buckets, 0, nbuckets * sizeof(s64));
}

const struct spl_statval *spl_stat_read(struct spl_context *c, const struct spl_stat *s,
					const char *at)
{
	struct spl_statval *all = (void *)PTR_ALIGN(c->str, __alignof__(struct spl_statval));
	const u32 size = spl_statval_size(s->desc);

	if ((char *)all > c->str_end || c->str_end - (char *)all < (s64)size) {
		spl_error(c, at, "string memory exhausted");
		return NULL;
	}
	c->str = (char *)all + size;
	all_add(all, s, s->desc->buckets);
	return all;
}

s64 spl_stat_figure(struct spl_context *c, const struct spl_stat *s, spl_figure *figure,
		    const char *at)
{
	struct spl_statval all;

	all_add(&all, s, 0);
	return figure(c, &all, at);
}

s64 spl_stat_bucket(struct spl_context *c, const struct spl_stat *s, s64 n, const char *at)
{
	const u32 generation = READ_ONCE(s->generation);
	s64 sum = 0;
	int cpu, level;

	if (!spl_hist_has(c, s->desc, n, at))
		return 0;
	for_each_possible_cpu(cpu)
		for (level = 0; level < SPL_LEVELS; level++)
			if (smp_load_acquire(&shard(s, cpu, level)->generation) == generation)
				sum += READ_ONCE(shard(s, cpu, level)->buckets[n]);
	return sum;
}

void spl_stat_clear(struct spl_stat *s)
{
	u32 next = s->generation + 1;

	WRITE_ONCE(s->generation, next ? next : 1);
}

s64 spl_stat_count(struct spl_context *c, const struct spl_statval *sv, const char *at)
{
	return sv ? sv->count : 0;
}

s64 spl_stat_sum(struct spl_context *c, const struct spl_statval *sv, const char *at)
{
	return sv ? sv->sum : 0;
}

static bool empty(struct spl_context *c, const struct spl_statval *sv, const char *at)
{
	if (likely(sv && sv->count))
		return false;
	spl_error(c, at, "empty aggregate");
	return true;
}

s64 spl_stat_min(struct spl_context *c, const struct spl_statval *sv, const char *at)
{
	return empty(c, sv, at) ? 0 : sv->min;
}

s64 spl_stat_max(struct spl_context *c, const struct spl_statval *sv, const char *at)
{
	return empty(c, sv, at) ? 0 : sv->max;
}

s64 spl_stat_avg(struct spl_context *c, const struct spl_statval *sv, const char *at)
{
	return empty(c, sv, at) ? 0 : sv->sum / sv->count;
}

s64 spl_statval_variance(const struct spl_statval *sv)
{
	if (sv->count < 2)
		return 0;
	/* distances were scaled, squares are so twice */
	return spl_shr(squares_about(sv, true_mean(sv)) / (sv->count - 1), 2 * sv->shift);
}

s64 spl_stat_variance(struct spl_context *c, const struct spl_statval *sv, const char *at)
{
	return empty(c, sv, at) ? 0 : spl_statval_variance(sv);
}

int spl_stat_init(struct spl_stat *s)
{
	const struct spl_stat_desc *d = s->desc;
	int cpu;

	s->generation = 1;
	s->shards = kcalloc(nr_cpu_ids, sizeof(*s->shards), GFP_KERNEL);
	if (!s->shards)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		s->shards[cpu] = kvzalloc_node(SPL_LEVELS * (size_t)spl_stat_shard_size(d),
					       GFP_KERNEL, cpu_to_node(cpu));
		if (!s->shards[cpu]) {
			spl_stat_free(s);
			return -ENOMEM;
		}
	}
	return 0;
}

void spl_stat_free(struct spl_stat *s)
{
	int cpu;

	if (!s->shards)
		return;
	for_each_possible_cpu(cpu)
		kvfree(s->shards[cpu]);
	kfree(s->shards);
	s->shards = NULL;
}
