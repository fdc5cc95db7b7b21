/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * quantile.h: what @quantile reads: how many samples fell into each of 7,424 buckets, which grow
 * with the distance from zero.
 *
 * From 2^e on a bucket is 2^(e-6) wide, so that its middle is off by 1/128 of any value in it at
 * most; the 128 numbers on either side of zero have a bucket each.  Buckets stand in the order of
 * their values, in pages of 64: a page for each power of two, of either sign.  Counts of the same
 * bucket add up, whichever CPU they are from.
 *
 * A shard of a scalar has all pages.  Entries of an array, of which there may be thousands, take
 * theirs from a pool of the array when a sample first falls into one, and give them back.
 */
#ifndef SPL_QUANTILE_H
#define SPL_QUANTILE_H

#include <linux/bitops.h>

#define SPL_QPAGE 64 /* buckets to a page */
#define SPL_QSIDE 58 /* pages of the numbers from 0 on, and of those below */
#define SPL_QPAGES (2 * SPL_QSIDE)
#define SPL_PERCENT 1000000 /* P is handed on in millionths of a percent */

/* A set of pages. */
struct spl_qmask {
	u64 bits[2];
};

/* Of a shard: 58 KiB. */
struct spl_quantiles {
	struct spl_qmask used; /* the other pages hold zeros */
	u64 count[SPL_QPAGES][SPL_QPAGE];
};

/* Of an entry: 480 bytes, and 512 for each page that it uses. */
struct spl_qdir {
	struct spl_qmask used;
	u32 page[SPL_QPAGES]; /* numbers in the pool, where used */
};

struct spl_qpool {
	u32 max; /* pages */
	/* from load on */
	u32 next; /* the first unused page plus 1; each begins with the next one's; 0: none */
	u64 (*pages)[SPL_QPAGE];
};

static __always_inline bool spl_qmask_has(const struct spl_qmask *m, u32 page)
{
	return READ_ONCE(m->bits[page / 64]) >> page % 64 & 1;
}

static __always_inline void spl_qmask_set(struct spl_qmask *m, u32 page)
{
	WRITE_ONCE(m->bits[page / 64], m->bits[page / 64] | 1ull << page % 64);
}

static __always_inline u32 spl_quantile_bucket(s64 v)
{
	const u64 far = v < 0 ? ~(u64)v : (u64)v; /* -1 is as far as 0, on the other side */
	u32 shift = 0, i = far;

	if (far >= SPL_QPAGE) {
		shift = fls64(far) - 7;
		i = (shift + 1) * SPL_QPAGE + (far >> shift) % SPL_QPAGE;
	}
	return v < 0 ? SPL_QSIDE * SPL_QPAGE - 1 - i : SPL_QSIDE * SPL_QPAGE + i;
}

s64 spl_quantile_value(u32 bucket); /* the middle of its values */

/* One sample more in a shard: one writer, any reader.  After the shard's other figures. */
static __always_inline void spl_quantile_add(struct spl_quantiles *q, s64 v)
{
	u32 bucket = spl_quantile_bucket(v), page = bucket / SPL_QPAGE;
	u64 *count = &q->count[page][bucket % SPL_QPAGE];

	if (unlikely(!spl_qmask_has(&q->used, page)))
		spl_qmask_set(&q->used, page);
	smp_store_release(count, *count + 1); /* pairs with the smp_rmb() in extremes() */
}

void spl_quantile_clear(struct spl_quantiles *q);

/*
 * Where an entry counts V.  Takes a page from the pool where need be; NULL: none is left.
 * Under the array's lock, as all that has a pool.
 */
u64 *spl_qdir_count(struct spl_qpool *pool, struct spl_qdir *dir, s64 v);
void spl_qdir_clear(struct spl_qpool *pool, struct spl_qdir *dir); /* its pages go back */

/* load and unload (may sleep) */
int spl_qpool_init(struct spl_qpool *pool);
void spl_qpool_free(struct spl_qpool *pool);

#endif
