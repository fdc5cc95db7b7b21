/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stat.c: statistics: the shards of a scalar as one set of samples, and the figures of a set.
 *
 * A shard is written by one level of one CPU alone.  Its generation tells whose samples it
 * holds: it is 0 while the writer clears it, so a reader that finds the same generation before
 * and after its copy has not seen a shard half cleared.
 */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "spl.h"

void spl_statval_clear(struct spl_statval *sv, const struct spl_stat_desc *d)
{
	sv->shift = d->shift;
	sv->count = sv->sum = 0;
	sv->min = S64_MAX;
	sv->max = S64_MIN;
	sv->mean = sv->m2 = 0;
	memset(sv->buckets, 0, d->buckets * sizeof(s64));
}

void spl_stat_renew(struct spl_statval *sv, const struct spl_stat_desc *d, u32 generation)
{
	WRITE_ONCE(sv->generation, 0);
	smp_wmb(); /* pairs with the second smp_rmb() in shard_read() */
	spl_statval_clear(sv, d);
	smp_store_release(&sv->generation, generation); /* pairs with the load in shard_read() */
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

/* The samples of one shard in TO; false when it holds none of GENERATION. */
static bool shard_read(struct spl_statval *to, const struct spl_statval *from,
		       const struct spl_stat_desc *d, u32 generation)
{
	u32 i;

	if (smp_load_acquire(&from->generation) != generation)
		return false;
	to->count = smp_load_acquire(&from->count); /* first: the writer stores it last */
	to->sum = READ_ONCE(from->sum);
	to->min = READ_ONCE(from->min);
	to->max = READ_ONCE(from->max);
	to->mean = READ_ONCE(from->mean);
	to->m2 = READ_ONCE(from->m2);
	for (i = 0; i < d->buckets; i++)
		to->buckets[i] = READ_ONCE(from->buckets[i]);
	smp_rmb();
	return READ_ONCE(from->generation) == generation;
}

static void merge(struct spl_statval *to, const struct spl_statval *from,
		  const struct spl_stat_desc *d)
{
	s64 n = to->count + from->count;
	u32 i;

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
	for (i = 0; i < d->buckets; i++)
		to->buckets[i] += from->buckets[i];
}

const struct spl_statval *spl_stat_read(struct spl_context *c, const struct spl_stat *s,
					const char *at)
{
	const struct spl_stat_desc *d = s->desc;
	const u32 size = spl_statval_size(d), generation = READ_ONCE(s->generation);
	char *start = PTR_ALIGN(c->str, __alignof__(struct spl_statval));
	struct spl_statval *all = (void *)start, *one = (void *)(start + size);
	int cpu, level;

	/* Room for the sum and, until the end of this function, for the shard at hand. */
	if (start > c->str_end || c->str_end - start < 2 * (s64)size) {
		spl_error(c, at, "string memory exhausted");
		return NULL;
	}
	c->str = start + size;
	spl_statval_clear(all, d);
	all->generation = generation;
	for_each_possible_cpu(cpu)
		for (level = 0; level < SPL_LEVELS; level++)
			if (shard_read(one, s->shards[cpu] + level * size, d, generation))
				merge(all, one, d);
	return all;
}

void spl_stat_clear(struct spl_stat *s)
{
	u32 next = s->generation + 1;

	WRITE_ONCE(s->generation, next ? next : 1);
}

s64 spl_stat_count(const struct spl_statval *sv)
{
	return sv ? sv->count : 0;
}

s64 spl_stat_sum(const struct spl_statval *sv)
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

s64 spl_stat_variance(struct spl_context *c, const struct spl_statval *sv, const char *at)
{
	s64 squares;

	if (empty(c, sv, at) || sv->count == 1)
		return 0;
	squares = squares_about(sv, true_mean(sv)) / (sv->count - 1);
	return spl_shr(squares, 2 * sv->shift); /* distances were scaled, squares are so twice */
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
		s->shards[cpu] = kvzalloc_node(SPL_LEVELS * (size_t)spl_statval_size(d), GFP_KERNEL,
					       cpu_to_node(cpu));
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
