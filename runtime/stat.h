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

/*
 * What is kept; only what the script reads.  @avg needs COUNT and SUM.  MIN, MAX and VARIANCE keep
 * the count as well, VARIANCE also the sum.  LOG or LINEAR, not both.
 */
#define SPL_STAT_COUNT 1
#define SPL_STAT_SUM 2
#define SPL_STAT_MIN 4
#define SPL_STAT_MAX 8
#define SPL_STAT_VARIANCE 16
#define SPL_STAT_LOG 32
#define SPL_STAT_LINEAR 64

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

/* One set of samples; buckets[] has desc->buckets. */
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
	void **shards; /* by CPU: SPL_LEVELS of spl_statval_size(); from load on */
	u32 generation; /* counts deletes; never 0; from load on */
};

static inline u32 spl_statval_size(const struct spl_stat_desc *d)
{
	return sizeof(struct spl_statval) + d->buckets * sizeof(s64);
}

/* No samples; the generation is left as it is. */
void spl_statval_clear(struct spl_statval *sv, const struct spl_stat_desc *d);
/* The first sample of a shard after load or delete: clears it for GENERATION. */
void spl_stat_renew(struct spl_statval *sv, const struct spl_stat_desc *d, u32 generation);

/* spl_stat_add(c, s, desc, v), spl_statval_add(sv, desc, v) */
#include "stat_inline.h"

/* All shards as one, in the context's arena; NULL with an error when that is used up. */
const struct spl_statval *spl_stat_read(struct spl_context *c, const struct spl_stat *s,
					const char *at);
void spl_stat_clear(struct spl_stat *s);

/*
 * SV may be NULL: no sample.  min, max, avg, variance of no sample fail: "empty aggregate".
 * avg rounds towards zero.  The variance is the sample's (n - 1), of one sample 0; numbers that
 * are too large for its fixed point wrap around.
 */
s64 spl_stat_count(const struct spl_statval *sv);
s64 spl_stat_sum(const struct spl_statval *sv);
s64 spl_stat_min(struct spl_context *c, const struct spl_statval *sv, const char *at);
s64 spl_stat_max(struct spl_context *c, const struct spl_statval *sv, const char *at);
s64 spl_stat_avg(struct spl_context *c, const struct spl_statval *sv, const char *at);
s64 spl_stat_variance(struct spl_context *c, const struct spl_statval *sv, const char *at);

/*
 * print(@hist_log(x)), print(@hist_linear(x, ...)): the picture, in the documented layout; of no
 * sample its first line alone.
 */
void spl_put_hist(struct spl_buf *b, const struct spl_statval *sv, const struct spl_stat_desc *d);
/* A bucket's count and the value it stands for; a number that is out of range fails. */
s64 spl_hist_bucket(struct spl_context *c, const struct spl_statval *sv,
		    const struct spl_stat_desc *d, s64 n, const char *at);
s64 spl_hist_value(const struct spl_stat_desc *d, u32 bucket);

/* load and unload (may sleep) */
int spl_stat_init(struct spl_stat *s);
void spl_stat_free(struct spl_stat *s);

#endif
