/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stat_inline.h: adding a sample.  The description is a constant of the script, so of each
 * function only what the script reads is left.  Included by stat.h alone.
 */
#ifndef SPL_STAT_INLINE_H
#define SPL_STAT_INLINE_H

#include <linux/bitops.h>

/* The bucket of V: the power of two at or below its magnitude. */
static __always_inline u32 spl_log_bucket(s64 v)
{
	if (v >= 0)
		return SPL_LOG_ZERO + fls64(v);
	return SPL_LOG_ZERO - fls64(-(u64)v);
}

static __always_inline u32 spl_linear_bucket(const struct spl_stat_desc *d, s64 v)
{
	if (v < d->low)
		return 0;
	if (v > d->high)
		return d->buckets - 1;
	/* never past the end, whatever the constants are */
	return min_t(u64, 1 + ((u64)v - (u64)d->low) / (u64)d->step, d->buckets - 1);
}

/*
 * Adds one sample to a value in place (array elements, under the array's lock).  The count is
 * stored last: a reader that sees a sample counted sees it in the rest.
 */
static __always_inline void spl_statval_add(struct spl_statval *sv, const struct spl_stat_desc *d,
					    s64 v)
{
	const s64 n = sv->count + 1;

	if (d->ops & (SPL_STAT_SUM | SPL_STAT_VARIANCE))
		sv->sum = spl_add(sv->sum, v);
	if ((d->ops & SPL_STAT_MIN) && v < sv->min)
		sv->min = v;
	if ((d->ops & SPL_STAT_MAX) && v > sv->max)
		sv->max = v;
	if (d->ops & SPL_STAT_VARIANCE) {
		s64 x = spl_shl(v, d->shift);
		s64 delta = spl_sub(x, sv->mean);

		sv->mean = spl_add(sv->mean, delta / n);
		sv->m2 = spl_add(sv->m2, spl_mul(delta, spl_sub(x, sv->mean)));
	}
	if (d->ops & SPL_STAT_LOG)
		sv->buckets[spl_log_bucket(v)]++;
	if (d->ops & SPL_STAT_LINEAR)
		sv->buckets[spl_linear_bucket(d, v)]++;
	if (d->ops & (SPL_STAT_COUNT | SPL_STAT_MIN | SPL_STAT_MAX | SPL_STAT_VARIANCE))
		smp_store_release(&sv->count, n);
}

/* Adds one sample to the running CPU's and level's shard. */
static __always_inline void spl_stat_add(struct spl_context *c, struct spl_stat *s,
					 const struct spl_stat_desc *d, s64 v)
{
	struct spl_statval *sv = s->shards[c->cpu] + c->level * spl_stat_shard_size(d);
	u32 generation = READ_ONCE(s->generation);

	if (unlikely(sv->generation != generation))
		spl_stat_renew(sv, d, generation);
	spl_statval_add(sv, d, v);
	if (d->ops & SPL_STAT_QUANTILE)
		spl_quantile_add((void *)sv + spl_statval_size(d), v);
}

#endif
