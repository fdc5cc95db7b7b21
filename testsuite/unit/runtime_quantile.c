/* SPDX-License-Identifier: GPL-2.0-only */
/* unit: runtime/number.c runtime/print.c runtime/string.c */
/* unit: runtime/global.c runtime/stat.c runtime/map.c runtime/sort.c runtime/quantile.c */
/* Percentiles against exact ones of sorted samples: at most 1 % off, over many distributions. */
#include "runtime/spl.h"

#define SAMPLES 20000
#define OPS (SPL_STAT_MIN | SPL_STAT_MAX | SPL_STAT_QUANTILE)

static const struct spl_stat_desc desc = { .ops = OPS };
static const struct spl_map_shape shape = { .nkeys = 1,
					    .key = { SPL_FIELD_LONG },
					    .value = SPL_FIELD_STAT,
					    .stat = &desc };
static struct spl_stat scalar = { .desc = &desc };
static struct spl_stat *const stats[] = { &scalar, NULL };
static struct spl_map map = { .shape = &shape, .max = 8, .name = "a", .pool.max = 8 * 8 + 108 };
static struct spl_map wrapped = { .shape = &shape,
				  .max = 2,
				  .name = "w",
				  .wrap = true,
				  .pool.max = SPL_QPAGES };
static struct spl_map *const maps[] = { &map, &wrapped, NULL };

#define TEST_GLOBALS .stats = stats, .maps = maps
#include "testsuite/unit/runtime_test.h"

/* ---- distributions ---- */

static double unit(void)
{
	return (double)(test_random() >> 11) / (double)(1ull << 53);
}

/* The natural logarithm of a number from 0 to 1. */
static double ln(double x)
{
	double y, sum = 0, halves = 0;

	for (; x < 0.7; x *= 2)
		halves++;
	y = (x - 1) / (x + 1);
	for (int i = 1; i < 30; i += 2) {
		sum += 2 * y / i;
		y *= (x - 1) / (x + 1) * ((x - 1) / (x + 1));
	}
	return sum - halves * 0.69314718055994531;
}

static s64 uniform_small(int i)
{
	return test_random() % 100;
}
static s64 uniform(int i)
{
	return test_random() % 1000000;
}
static s64 exponential(int i)
{
	return (s64)(-50000 * ln(1 - unit()));
}
static s64 log_normal(int i)
{
	return (s64)(1e9 * unit() * unit() * unit() * unit() * unit() * unit());
}
static s64 pareto(int i)
{
	double u = 1 - unit();

	return (s64)(100 / (u * u + 1e-16));
}
static s64 zero(int i)
{
	return 0;
}
static s64 constant(int i)
{
	return 123456789;
}
static s64 huge(int i)
{
	return S64_MAX - test_random() % 1000;
}
static s64 tiny(int i)
{
	return S64_MIN + test_random() % 1000;
}
static s64 negative(int i)
{
	return -exponential(i) - 1;
}
static s64 mixed(int i)
{
	return (s64)(test_random() % 2000000) - 1000000;
}
static s64 anything(int i)
{
	return (s64)test_random() >> test_random() % 64;
}
static s64 powers(int i)
{
	u64 v = 1ull << test_random() % 63;

	return test_random() % 2 ? v : v - 1;
}
static s64 outlier(int i)
{
	return i == 777 ? 1000000000 : 1000;
}
static s64 rising(int i)
{
	return i;
}
static s64 two_humps(int i)
{
	return test_random() % 100 < 98 ? 900 + test_random() % 200 :
					  5000000 + test_random() % 100000;
}

static const struct distribution {
	const char *name;
	s64 (*next)(int i);
} distributions[] = {
	{ "uniform_small", uniform_small },
	{ "uniform", uniform },
	{ "exponential", exponential },
	{ "log_normal", log_normal },
	{ "pareto", pareto },
	{ "zero", zero },
	{ "constant", constant },
	{ "huge", huge },
	{ "tiny", tiny },
	{ "negative", negative },
	{ "mixed", mixed },
	{ "anything", anything },
	{ "powers", powers },
	{ "outlier", outlier },
	{ "rising", rising },
	{ "two_humps", two_humps },
};

/* In millionths of a percent. */
static const s64 percents[] = {
	0,	  1,	    1000000,  5000000,	10000000, 25000000, 33333333, 50000000,	 66000000,
	75000000, 90000000, 95000000, 99000000, 99900000, 99990000, 99999999, 100000000,
};

/* ---- the exact answer ---- */

static int compare(const void *a, const void *b)
{
	s64 x = *(const s64 *)a, y = *(const s64 *)b;

	return x < y ? -1 : x > y;
}

static s64 exact(const s64 *sorted, int n, s64 p)
{
	s64 rank = (p * n + 99999999) / 100000000;

	return sorted[rank ? rank - 1 : 0];
}

static void check_close(const char *name, s64 p, s64 got, s64 want)
{
	long double off = __builtin_fabsl((long double)got - (long double)want);

	if (off <= 0.01L * __builtin_fabsl((long double)want))
		return;
	printf("%s: percentile %g: got %lld, wanted %lld\n", name, p / 1e6, got, want);
	test_failures++;
}

/* N samples over all shards; in a scalar, or in entry KEY of the map. */
static void fill(struct spl_context *c, s64 *v, int n, s64 (*next)(int), s64 key, bool in_map)
{
	struct spl_node *node = NULL;

	if (in_map)
		node = spl_map_at(c, &map, &shape, (union spl_key[]){ SPL_L(key) }, "x:1:1");
	for (int i = 0; i < n; i++) {
		v[i] = next(i);
		shim_cpu = c->cpu = test_random() % SHIM_CPUS;
		c->level = test_random() % SPL_LEVELS;
		if (!in_map)
			spl_stat_add(c, &scalar, &desc, v[i]);
		else
			check(spl_map_sample(c, &map, spl_node_stat(&map, node), &desc, v[i], ""));
	}
	qsort(v, n, sizeof(*v), compare);
}

static s64 read_one(struct spl_context *c, s64 key, bool in_map, s64 p)
{
	struct spl_node *node;

	test_rewind(c);
	if (!in_map)
		return spl_stat_quantile(c, &scalar, p, "x:1:1");
	node = spl_map_find(&map, &shape, (union spl_key[]){ SPL_L(key) });
	return spl_map_quantile(c, &map, node ? spl_node_stat(&map, node) : NULL, p, "x:1:1");
}

static void test_distributions(struct spl_context *c, bool in_map)
{
	static const int sizes[] = { 1, 2, 3, 10, 99, 100, 101, 1000, SAMPLES };
	static s64 v[SAMPLES];

	for (size_t d = 0; d < sizeof(distributions) / sizeof(*distributions); d++) {
		for (size_t k = 0; k < sizeof(sizes) / sizeof(*sizes); k++) {
			int n = sizes[k];

			fill(c, v, n, distributions[d].next, 7, in_map);
			for (size_t i = 0; i < sizeof(percents) / sizeof(*percents); i++)
				check_close(distributions[d].name, percents[i],
					    read_one(c, 7, in_map, percents[i]),
					    exact(v, n, percents[i]));
			check(read_one(c, 7, in_map, 0) == v[0]);
			check(read_one(c, 7, in_map, 100000000) == v[n - 1]);
			check(!c->failed);
			spl_stat_clear(&scalar);
			spl_map_clear(&map, NULL, 0);
		}
	}
}

/* ---- buckets ---- */

static void test_buckets(void)
{
	s64 last = S64_MIN;

	check(spl_quantile_bucket(S64_MIN) == 0);
	check(spl_quantile_bucket(S64_MAX) == SPL_QPAGES * SPL_QPAGE - 1);
	for (u32 b = 0; b < SPL_QPAGES * SPL_QPAGE; b++) {
		s64 v = spl_quantile_value(b);

		check(spl_quantile_bucket(v) == b);
		check(v > last);
		last = v;
	}
	for (s64 v = -128; v < 128; v++)
		check(spl_quantile_value(spl_quantile_bucket(v)) == v);
	for (int i = 0; i < 300000; i++) {
		s64 v = anything(i);
		long double off = (long double)v - spl_quantile_value(spl_quantile_bucket(v));

		check(__builtin_fabsl(off) * 128 <= __builtin_fabsl((long double)v));
	}
}

/* ---- what else can happen ---- */

static void test_errors(struct spl_context *c)
{
	test_rewind(c);
	check(spl_percent(c, 0, "") == 0 && spl_percent(c, 100, "") == 100000000 && !c->failed);
	spl_percent(c, 101, "x:1:1");
	check(test_failed(c, "there is no percentile 101: they are 0 to 100"));
	spl_percent(c, -1, "x:1:1");
	check(test_failed(c, "there is no percentile -1: they are 0 to 100"));
	read_one(c, 0, false, 50000000);
	check(test_failed(c, "empty aggregate"));
	read_one(c, 1, true, 50000000);
	check(test_failed(c, "empty aggregate"));
	spl_map_at(c, &map, &shape, (union spl_key[]){ SPL_L(1) }, "x:1:1");
	read_one(c, 1, true, 50000000);
	check(test_failed(c, "empty aggregate"));
	spl_map_clear(&map, NULL, 0);
	shim_cpu = c->cpu = 0;
	spl_stat_add(c, &scalar, &desc, 5);
	c->str = c->str_end - 100;
	spl_stat_quantile(c, &scalar, 50000000, "x:1:1");
	check(test_failed(c, "string memory exhausted"));
	spl_stat_clear(&scalar);
}

/* All pages for one entry and none for another, until the first one goes. */
static void test_pool(struct spl_context *c)
{
	static s64 v[SAMPLES];
	struct spl_node *node;
	int i;

	test_rewind(c);
	fill(c, v, SAMPLES, anything, 1, true);
	for (s64 key = 2; key < 9; key++) {
		node = spl_map_at(c, &map, &shape, (union spl_key[]){ SPL_L(key) }, "x:1:1");
		for (i = 0; i < 8; i++)
			spl_map_sample(c, &map, spl_node_stat(&map, node), &desc, 100ll << i, "");
	}
	check(!c->failed);
	for (; i < 60 && !c->failed; i++)
		spl_map_sample(c, &map, spl_node_stat(&map, node), &desc, 100ll << i, "");
	check(test_failed(c, "Too many quantiles, check QUANTILEPAGES: 'a' has 172 pages"));
	check(spl_node_stat(&map, node)->max == 100ll << (i - 2)); /* not counted in part */
	spl_map_remove(&map, spl_map_find(&map, &shape, (union spl_key[]){ SPL_L(1) }));
	check(spl_map_sample(c, &map, spl_node_stat(&map, node), &desc, 100ll << i, ""));
	check(read_one(c, 8, true, 100000000) == 100ll << i);
	spl_map_clear(&map, NULL, 0);

	/* The oldest of a full array that wraps makes room, and leaves no samples behind. */
	for (s64 key = 0; key < 100; key++) {
		node = spl_map_at(c, &wrapped, &shape, (union spl_key[]){ SPL_L(key) }, "x:1:1");
		for (i = 0; i < 50; i++)
			check(spl_map_sample(c, &wrapped, spl_node_stat(&wrapped, node), &desc,
					     1ll << i, ""));
		check(spl_map_quantile(c, &wrapped, spl_node_stat(&wrapped, node), 10000000, "") ==
		      1 << 4);
	}
	check(!c->failed);
}

int main(void)
{
	struct spl_context c;

	test_start(&c);
	test_buckets();
	test_errors(&c);
	test_distributions(&c, false);
	test_distributions(&c, true);
	test_pool(&c);
	return test_done();
}
