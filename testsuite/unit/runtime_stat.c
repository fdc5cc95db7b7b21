/* SPDX-License-Identifier: GPL-2.0-only */
/* unit: runtime/number.c runtime/print.c runtime/string.c */
/* unit: runtime/global.c runtime/stat.c runtime/map.c runtime/sort.c runtime/quantile.c */
/* Statistics against exact figures: shards of CPUs and levels, deletes, samples in place. */
#include "runtime/spl.h"

#define ALL_OPS (SPL_STAT_COUNT | SPL_STAT_SUM | SPL_STAT_MIN | SPL_STAT_MAX | SPL_STAT_VARIANCE)

static const struct spl_stat_desc d_all = { .ops = ALL_OPS | SPL_STAT_LOG,
					    .buckets = SPL_LOG_BUCKETS };
static const struct spl_stat_desc d_fine = { .ops = ALL_OPS | SPL_STAT_LINEAR,
					     .shift = 20,
					     .low = -10,
					     .high = 30,
					     .step = 4,
					     .buckets = 13 };
static const struct spl_stat_desc d_sum = { .ops = SPL_STAT_SUM };
static struct spl_stat s_all = { .desc = &d_all }, s_fine = { .desc = &d_fine },
		       s_sum = { .desc = &d_sum };
static struct spl_stat *const stats[] = { &s_all, &s_fine, &s_sum, NULL };

#define TEST_GLOBALS .stats = stats
#include "testsuite/unit/runtime_test.h"

/* The next sample comes from here. */
static void move(struct spl_context *c, int cpu, int level)
{
	shim_cpu = c->cpu = cpu;
	c->level = level;
}

static void test_empty(struct spl_context *c)
{
	const struct spl_statval *sv = spl_stat_read(c, &s_all, "x:1:1");

	check(spl_stat_count(c, sv, "x:1:1") == 0 && spl_stat_sum(c, sv, "x:1:1") == 0);
	check(spl_stat_count(c, NULL, "x:1:1") == 0 && spl_stat_sum(c, NULL, "x:1:1") == 0);
	check(spl_stat_min(c, sv, "x:1:1") == 0 && test_failed(c, "empty aggregate"));
	check(spl_stat_max(c, sv, "x:1:1") == 0 && test_failed(c, "empty aggregate"));
	check(spl_stat_avg(c, NULL, "x:1:1") == 0 && test_failed(c, "empty aggregate"));
	check(spl_stat_variance(c, sv, "x:1:1") == 0 && test_failed(c, "empty aggregate"));
}

/* The manual's example: samples 1 to 5 have variance 12 with no fraction bits, 2 with one. */
static void test_variance_example(struct spl_context *c)
{
	static const struct {
		u32 shift;
		s64 variance;
	} cases[] = { { 0, 12 }, { 1, 2 }, { 10, 2 }, { 20, 2 } };

	for (int i = 0; i < 4; i++) {
		const struct spl_stat_desc d = { .ops = SPL_STAT_VARIANCE,
						 .shift = cases[i].shift };
		struct spl_statval *sv = calloc(1, spl_statval_size(&d_all));

		spl_statval_clear(sv, &d);
		for (int v = 1; v <= 5; v++) {
			spl_statval_add(sv, &d, v);
			if (v == 1)
				check(spl_stat_variance(c, sv, "x:1:1") == 0);
		}
		check(spl_stat_variance(c, sv, "x:1:1") == cases[i].variance);
		free(sv);
	}
	check(!c->failed);
}

static void test_wild_samples(struct spl_context *c)
{
	const s64 wild[] = { S64_MIN, S64_MAX, S64_MIN, 0, -1, 1 };
	struct spl_statval *sv = calloc(1, spl_statval_size(&d_all));

	spl_statval_clear(sv, &d_all);
	for (int i = 0; i < 6; i++)
		spl_statval_add(sv, &d_all, wild[i]);
	check(sv->min == S64_MIN && sv->max == S64_MAX && sv->count == 6);
	check(sv->sum == S64_MAX); /* wrapped around */
	spl_stat_avg(c, sv, "x:1:1");
	spl_stat_variance(c, sv, "x:1:1");
	check(sv->buckets[0] == 2 && sv->buckets[SPL_LOG_BUCKETS - 1] == 1);
	free(sv);
}

/* Random samples in all shards, read now and then, deleted now and then. */
static void test_model(struct spl_context *c, struct spl_stat *s, const struct spl_stat_desc *d)
{
	double sum_sq = 0;
	s64 n = 0, sum = 0, min = 0, max = 0, buckets[SPL_LOG_BUCKETS] = { 0 };

	for (int i = 0; i < 30000; i++) {
		s64 v = (s64)(test_random() % 100) - 40;

		move(c, test_random() % SHIM_CPUS, test_random() % SPL_LEVELS);
		if (test_random() % 300 == 0) {
			spl_stat_clear(s);
			n = sum = sum_sq = 0;
			memset(buckets, 0, sizeof(buckets));
		}
		spl_stat_add(c, s, d, v);
		min = n && min < v ? min : v;
		max = n && max > v ? max : v;
		n++;
		sum += v;
		sum_sq += (double)v * v;
		buckets[d->ops & SPL_STAT_LOG ? spl_log_bucket(v) : spl_linear_bucket(d, v)]++;
		if (i % 7 == 0) {
			const struct spl_statval *sv;
			double exact = n > 1 ? (sum_sq - (double)sum * sum / n) / (n - 1) : 0;
			s64 variance;

			test_rewind(c);
			spl_str_new(c, "odd", test_random() % 4); /* so that it has to align */
			sv = spl_stat_read(c, s, "x:1:1");
			variance = spl_stat_variance(c, sv, "x:1:1");
			check(spl_stat_count(c, sv, "x:1:1") == n &&
			      spl_stat_sum(c, sv, "x:1:1") == sum);
			check(spl_stat_min(c, sv, "x:1:1") == min);
			check(spl_stat_max(c, sv, "x:1:1") == max);
			check(spl_stat_avg(c, sv, "x:1:1") == sum / n);
			check(!memcmp(sv->buckets, buckets, d->buckets * sizeof(s64)));
			check(spl_stat_figure(c, s, spl_stat_count, "x:1:1") == n);
			check(spl_stat_figure(c, s, spl_stat_max, "x:1:1") == max);
			check(spl_stat_figure(c, s, spl_stat_variance, "x:1:1") == variance);
			check(spl_stat_bucket(c, s, i % d->buckets, "x:1:1") ==
			      buckets[i % d->buckets]);
			if (d->shift)
				check(variance >= exact - 1.01 && variance <= exact + 0.01);
			check(!c->failed);
		}
	}
}

static void test_sum_alone(struct spl_context *c)
{
	const struct spl_statval *sv;

	move(c, 1, SPL_LEVEL_NMI);
	spl_stat_add(c, &s_sum, &d_sum, 40);
	move(c, 2, SPL_LEVEL_TASK);
	spl_stat_add(c, &s_sum, &d_sum, 2);
	test_rewind(c);
	sv = spl_stat_read(c, &s_sum, "x:1:1");
	check(spl_stat_sum(c, sv, "x:1:1") == 42 && spl_stat_count(c, sv, "x:1:1") == 0);
}

/* The count of deletes wraps around past 0, which means that a shard is being cleared. */
static void test_generations(struct spl_context *c)
{
	move(c, 0, 0);
	s_sum.generation = 0xffffffff;
	spl_stat_add(c, &s_sum, &d_sum, 7);
	test_rewind(c);
	check(spl_stat_sum(c, spl_stat_read(c, &s_sum, "x:1:1"), "x:1:1") == 7);
	spl_stat_clear(&s_sum);
	check(s_sum.generation == 1);
	spl_stat_clear(&s_sum);
	check(spl_stat_sum(c, spl_stat_read(c, &s_sum, "x:1:1"), "x:1:1") == 0);
}

static void test_no_room(struct spl_context *c)
{
	test_rewind(c);
	c->str = c->str_end - 100;
	check(!spl_stat_read(c, &s_all, "x:1:1") && test_failed(c, "string memory exhausted"));
	c->str = c->str_end;
	check(!spl_stat_read(c, &s_sum, "x:1:1") && test_failed(c, "string memory exhausted"));
}

int main(void)
{
	struct spl_context c;

	test_start(&c);
	test_empty(&c);
	test_variance_example(&c);
	test_wild_samples(&c);
	test_model(&c, &s_all, &d_all);
	test_model(&c, &s_fine, &d_fine);
	test_sum_alone(&c);
	test_generations(&c);
	test_no_room(&c);
	return test_done();
}
