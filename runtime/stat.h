/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stat.h: statistics: what "<<<" adds to and @count ... @hist_log read.
 *
 * A scalar has a shard for every CPU and level, so adding takes no lock and needs no atomic.
 * delete starts a new generation: a shard of an old one is cleared by its own writer and
 * passed over by readers.  A sample that another CPU adds at the same moment may be missed by
 * a reader, or be in one of the figures and not yet in the other; it is never lost.
 */
#ifndef SPL_STAT_H
#define SPL_STAT_H

struct spl_map;

#include "quantile.h"

/*
 * What is kept; only what the script reads.  @avg needs COUNT and SUM.  MIN, MAX and VARIANCE keep
 * the count as well, VARIANCE also the sum.  QUANTILE needs MIN and MAX.  LOG or LINEAR, not both.
 */
#define SPL_STAT_COUNT 1
#define SPL_STAT_SUM 2
#define SPL_STAT_MIN 4
#define SPL_STAT_MAX 8
#define SPL_STAT_VARIANCE 16
#define SPL_STAT_LOG 32
#define SPL_STAT_LINEAR 64
#define SPL_STAT_QUANTILE 128

#define SPL_LOG_BUCKETS 128 /* powers of two: 64 below zero, zero, 63 above */
#define SPL_LOG_ZERO 64 /* the bucket of zero */

/* A constant of the script: passed by address to inline functions, so that it vanishes. */
struct spl_stat_desc {
	u32 ops; /* SPL_STAT_* */
	s64 low, high, step; /* LINEAR */
	/* LOG: SPL_LOG_BUCKETS; LINEAR: (high - low) / step + 1, and two for what is outside */
	u32 buckets;
	u32 shift; /* VARIANCE: bits of fixed point, 0 to 62 */
};

/*
 * One set of samples; buckets[] has desc->buckets.  QUANTILE: behind them a struct spl_quantiles
 * in a shard, a struct spl_qdir in an entry of an array.
 */
struct spl_statval {
	u32 generation; /* of scalars; 0: being cleared */
	u32 shift; /* desc->shift */
	s64 count, sum;
	s64 min, max; /* of no samples: S64_MAX, S64_MIN */
	s64 mean, m2; /* VARIANCE, by Welford's method, in fixed point */
	s64 buckets[];
};

struct spl_stat {
	const struct spl_stat_desc *desc;
	void **shards; /* by CPU: SPL_LEVELS of spl_stat_shard_size(); from load on */
	u32 generation; /* counts deletes; never 0; from load on */
};

static inline u32 spl_statval_size(const struct spl_stat_desc *d)
{
	return sizeof(struct spl_statval) + d->buckets * sizeof(s64);
}
static inline u32 spl_stat_shard_size(const struct spl_stat_desc *d)
{
	return spl_statval_size(d) +
	       (d->ops & SPL_STAT_QUANTILE ? sizeof(struct spl_quantiles) : 0);
}
static inline u32 spl_stat_entry_size(const struct spl_stat_desc *d)
{
	return spl_statval_size(d) + (d->ops & SPL_STAT_QUANTILE ? sizeof(struct spl_qdir) : 0);
}
static inline struct spl_qdir *spl_statval_qdir(const struct spl_statval *sv,
						const struct spl_stat_desc *d)
{
	return (void *)sv + spl_statval_size(d);
}

/* No samples; the generation and what is behind the buckets are left as they are. */
void spl_statval_clear(struct spl_statval *sv, const struct spl_stat_desc *d);
/* The first sample of a shard after load or delete: clears it for GENERATION. */
void spl_stat_renew(struct spl_statval *sv, const struct spl_stat_desc *d, u32 generation);

/* spl_stat_add(c, s, desc, v), spl_statval_add(sv, desc, v) */
#include "stat_inline.h"

/* All shards as one, in the context's arena; NULL with an error when that is used up. */
const struct spl_statval *spl_stat_read(struct spl_context *c, const struct spl_stat *s,
					const char *at);
void spl_stat_clear(struct spl_stat *s);
/* A figure of all shards, without their buckets: FIGURE is one of those below. */
typedef s64 spl_figure(struct spl_context *c, const struct spl_statval *sv, const char *at);
s64 spl_stat_figure(struct spl_context *c, const struct spl_stat *s, spl_figure *figure,
		    const char *at);

/*
 * SV may be NULL: no sample.  min, max, avg, variance of no sample fail: "empty aggregate".
 * avg rounds towards zero.  The variance is the sample's (n - 1), of one sample 0; numbers that
 * are too large for its fixed point wrap around.
 */
spl_figure spl_stat_count, spl_stat_sum, spl_stat_min, spl_stat_max, spl_stat_avg,
	spl_stat_variance;
s64 spl_statval_variance(const struct spl_statval *sv); /* of one sample or none: 0 */

/*
 * P in millionths of a percent, 0 to 100 percent; what spl_percent() makes of a whole number, which
 * fails when that is out of range.  Exact for the first and the last sample and within 128 of zero,
 * else off by 1/128 at most.  Of no sample (SV may be NULL): "empty aggregate".
 */
s64 spl_percent(struct spl_context *c, s64 p, const char *at);
s64 spl_stat_quantile(struct spl_context *c, const struct spl_stat *s, s64 p, const char *at);
s64 spl_map_quantile(struct spl_context *c, const struct spl_map *m, const struct spl_statval *sv,
		     s64 p, const char *at);

/*
 * print(@hist_log(x)), print(@hist_linear(x, ...)): the picture, in the documented layout; of no
 * sample its first line alone.
 */
void spl_put_hist(struct spl_buf *b, const struct spl_statval *sv, const struct spl_stat_desc *d);
/* The same of all shards of a scalar; takes nothing of the context's arena but for its time. */
void spl_stat_put_hist(struct spl_context *c, struct spl_buf *b, const struct spl_stat *s,
		       const char *at);
/* Whether there is a bucket N; an error when not. */
static inline bool spl_hist_has(struct spl_context *c, const struct spl_stat_desc *d, s64 n,
				const char *at)
{
	if (likely((u64)n < d->buckets))
		return true;
	spl_error(c, at, "histogram has no bucket %lld: they are 0 to %u", n, d->buckets - 1);
	return false;
}
/* A bucket's count and the value it stands for; a number that is out of range fails. */
s64 spl_hist_bucket(struct spl_context *c, const struct spl_statval *sv,
		    const struct spl_stat_desc *d, s64 n, const char *at);
s64 spl_stat_bucket(struct spl_context *c, const struct spl_stat *s, s64 n, const char *at);
s64 spl_hist_value(const struct spl_stat_desc *d, u32 bucket);
/*
 * The numbers of all buckets in the order of their counts, DIR 1 up, -1 down, equal ones by number;
 * in the context's arena.  SV may be NULL.  NULL with an error when memory or budget is used up.
 */
const u16 *spl_hist_order(struct spl_context *c, const struct spl_statval *sv,
			  const struct spl_stat_desc *d, int dir, const char *at);

/* load and unload (may sleep) */
int spl_stat_init(struct spl_stat *s);
void spl_stat_free(struct spl_stat *s);

#endif
