/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * quantile.c: the P-th percentile of N samples: the smallest one that at least P percent of all
 * are not above, so number P * N / 100 in order, rounded up, and at least the first.
 *
 * 1. The samples of each page are added up over all shards: their total says which number is
 *    looked for, and the pages before it are passed over.
 * 2. The counts of that page's buckets are added up over all shards.
 * 3. The bucket that the number is in gives its middle, within the smallest and largest sample.
 *
 * Samples may be added meanwhile: counts only grow, so step 2 always finds what step 1 saw.
 */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "spl.h"

/* What is read: a scalar, or an entry of an array. */
struct view {
	const struct spl_stat *s;
	u32 generation;
	const struct spl_map *m;
	const struct spl_statval *entry;
};

/* The counts of one shard, or those of the entry. */
struct bank {
	const struct spl_statval *sv;
	const struct spl_quantiles *all;
	const struct spl_qdir *dir;
	const struct spl_qpool *pool;
};

struct sums {
	u64 page[SPL_QPAGES], bucket[SPL_QPAGE];
	s64 min, max;
};

s64 spl_quantile_value(u32 bucket)
{
	bool below = bucket < SPL_QSIDE * SPL_QPAGE;
	u32 i = below ? SPL_QSIDE * SPL_QPAGE - 1 - bucket : bucket - SPL_QSIDE * SPL_QPAGE;
	u64 far = i;

	if (i >= SPL_QPAGE) {
		u32 shift = i / SPL_QPAGE - 1;

		far = (u64)(SPL_QPAGE + i % SPL_QPAGE) << shift;
		far += ((1ull << shift) - 1) / 2;
	}
	return below ? ~far : far;
}

/* ---- counts ---- */

void spl_quantile_clear(struct spl_quantiles *q)
{
	u32 page;

	for (page = 0; page < SPL_QPAGES; page++)
		if (spl_qmask_has(&q->used, page))
			memset(q->count[page], 0, sizeof(q->count[page]));
	q->used = (struct spl_qmask){ 0 };
}

static void page_give(struct spl_qpool *pool, u32 page)
{
	pool->pages[page][0] = pool->next;
	pool->next = page + 1;
}

u64 *spl_qdir_count(struct spl_qpool *pool, struct spl_qdir *dir, s64 v)
{
	u32 bucket = spl_quantile_bucket(v), page = bucket / SPL_QPAGE, got;

	if (unlikely(!spl_qmask_has(&dir->used, page))) {
		if (!pool->next)
			return NULL;
		got = pool->next - 1;
		pool->next = pool->pages[got][0];
		memset(pool->pages[got], 0, sizeof(pool->pages[got]));
		dir->page[page] = got;
		spl_qmask_set(&dir->used, page);
	}
	return &pool->pages[dir->page[page]][bucket % SPL_QPAGE];
}

void spl_qdir_clear(struct spl_qpool *pool, struct spl_qdir *dir)
{
	u32 page;

	for (page = 0; page < SPL_QPAGES; page++)
		if (spl_qmask_has(&dir->used, page))
			page_give(pool, dir->page[page]);
	dir->used = (struct spl_qmask){ 0 };
}

int spl_qpool_init(struct spl_qpool *pool)
{
	const gfp_t gfp = GFP_KERNEL | __GFP_NOWARN | __GFP_RETRY_MAYFAIL;
	u32 page;

	pool->next = 0;
	pool->pages = __vmalloc((size_t)pool->max * sizeof(*pool->pages), gfp);
	if (!pool->pages)
		return -ENOMEM;
	for (page = pool->max; page > 0; page--)
		page_give(pool, page - 1);
	return 0;
}

void spl_qpool_free(struct spl_qpool *pool)
{
	vfree(pool->pages);
	pool->pages = NULL;
}

/* ---- reading ---- */

static u32 banks(const struct view *v)
{
	return v->s ? nr_cpu_ids * SPL_LEVELS : 1;
}

/* Bank I; false: it holds none of the samples. */
static bool bank_get(const struct view *v, u32 i, struct bank *b)
{
	const struct spl_stat_desc *d;

	if (!v->s) {
		*b = (struct bank){ .sv = v->entry,
				    .dir = spl_statval_qdir(v->entry, v->m->shape->stat),
				    .pool = &v->m->pool };
		return true;
	}
	d = v->s->desc;
	if (!v->s->shards[i / SPL_LEVELS])
		return false;
	b->sv = v->s->shards[i / SPL_LEVELS] + i % SPL_LEVELS * spl_stat_shard_size(d);
	b->all = (const void *)b->sv + spl_statval_size(d);
	b->dir = NULL;
	return smp_load_acquire(&b->sv->generation) == v->generation;
}

/* NULL: all zeros. */
static const u64 *bank_page(const struct bank *b, u32 page)
{
	const struct spl_qmask *used = b->dir ? &b->dir->used : &b->all->used;

	if (!spl_qmask_has(used, page))
		return NULL;
	return b->dir ? b->pool->pages[b->dir->page[page]] : b->all->count[page];
}

/* *SPENT: actions that it is worth. */
static u64 sum_pages(const struct view *v, struct sums *sums, int *spent)
{
	const u64 *count;
	struct bank b;
	u32 i, page, k, npages = 0;
	u64 total = 0;

	memset(sums->page, 0, sizeof(sums->page));
	for (i = 0; i < banks(v); i++) {
		if (!bank_get(v, i, &b))
			continue;
		for (page = 0; page < SPL_QPAGES; page++) {
			u64 sum = 0;

			count = bank_page(&b, page);
			if (!count)
				continue;
			npages++;
			for (k = 0; k < SPL_QPAGE; k++)
				sum += READ_ONCE(count[k]);
			sums->page[page] += sum;
			total += sum;
		}
	}
	*spent = (npages + banks(v)) / SPL_WALK;
	return total;
}

static void sum_buckets(const struct view *v, struct sums *sums, u32 page)
{
	const u64 *count;
	struct bank b;
	u32 i, k;

	memset(sums->bucket, 0, sizeof(sums->bucket));
	for (i = 0; i < banks(v); i++) {
		count = bank_get(v, i, &b) ? bank_page(&b, page) : NULL;
		for (k = 0; count && k < SPL_QPAGE; k++)
			sums->bucket[k] += READ_ONCE(count[k]);
	}
}

static void extremes(const struct view *v, struct sums *sums)
{
	struct bank b;
	u32 i;

	smp_rmb(); /* a sample that was seen in its bucket is seen here */
	sums->min = S64_MAX;
	sums->max = S64_MIN;
	for (i = 0; i < banks(v); i++) {
		if (!bank_get(v, i, &b))
			continue;
		sums->min = min(sums->min, READ_ONCE(b.sv->min));
		sums->max = max(sums->max, READ_ONCE(b.sv->max));
	}
}

/* P * TOTAL / 100, rounded up, without overflow. */
static u64 rank_of(u64 p, u64 total)
{
	const u64 whole = 100ull * SPL_PERCENT;

	return max(1ull, total / whole * p + DIV_ROUND_UP(total % whole * p, whole));
}

static s64 find(struct spl_context *c, const struct view *v, s64 p, const char *at)
{
	struct sums *sums = (void *)PTR_ALIGN(c->str, __alignof__(struct sums));
	u64 total, rank, left;
	u32 page, k;
	int spent;

	if ((char *)(sums + 1) > c->str_end) {
		spl_error(c, at, "string memory exhausted");
		return 0;
	}
	total = sum_pages(v, sums, &spent);
	if (!spl_spend(c, spent, at)) /* of many processors */
		return 0;
	extremes(v, sums);
	if (!total || sums->min > sums->max) { /* the latter where a delete comes between */
		spl_error(c, at, "empty aggregate");
		return 0;
	}
	rank = rank_of(p, total);
	if (rank == 1)
		return sums->min;
	if (rank >= total)
		return sums->max;
	left = rank;
	for (page = 0; page < SPL_QPAGES - 1 && left > sums->page[page]; page++)
		left -= sums->page[page];
	sum_buckets(v, sums, page);
	for (k = 0; k < SPL_QPAGE - 1 && left > sums->bucket[k]; k++)
		left -= sums->bucket[k];
	return clamp(spl_quantile_value(page * SPL_QPAGE + k), sums->min, sums->max);
}

s64 spl_percent(struct spl_context *c, s64 p, const char *at)
{
	if (p >= 0 && p <= 100)
		return p * SPL_PERCENT;
	spl_error(c, at, "there is no percentile %lld: they are 0 to 100", p);
	return 0;
}

s64 spl_stat_quantile(struct spl_context *c, const struct spl_stat *s, s64 p, const char *at)
{
	const struct view v = { .s = s, .generation = READ_ONCE(s->generation) };

	return c->failed ? 0 : find(c, &v, p, at);
}

s64 spl_map_quantile(struct spl_context *c, const struct spl_map *m, const struct spl_statval *sv,
		     s64 p, const char *at)
{
	const struct view v = { .m = m, .entry = sv };

	if (sv)
		return c->failed ? 0 : find(c, &v, p, at);
	spl_error(c, at, "empty aggregate");
	return 0;
}
