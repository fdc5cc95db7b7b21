/* SPDX-License-Identifier: GPL-2.0-only */
/* unit: runtime/hist.c runtime/number.c runtime/print.c runtime/string.c */
/* unit: runtime/global.c runtime/stat.c runtime/map.c runtime/sort.c runtime/quantile.c */
/* Histograms: the language reference's two pictures, and what these do not show. */
#include "testsuite/unit/runtime_test.h"

static const struct spl_stat_desc d_log = { .ops = SPL_STAT_LOG, .buckets = SPL_LOG_BUCKETS };
static union {
	struct spl_statval sv;
	char room[sizeof(struct spl_statval) + 200 * sizeof(s64)];
} val;

static void fill(const struct spl_stat_desc *d, s64 v, int n)
{
	while (n--)
		spl_statval_add(&val.sv, d, v);
}

#define HEAD "value |-------------------------------------------------- count\n"
#define BAR50 "@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@"
#define BAR49 "@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@ "
#define BAR0 "                                                  "

static void test_linear_reference(struct spl_context *c)
{
	static const struct spl_stat_desc d = {
		.ops = SPL_STAT_LINEAR, .low = 0, .high = 10240, .step = 200, .buckets = 54
	};

	spl_statval_clear(&val.sv, &d);
	fill(&d, 150, 1650);
	fill(&d, 399, 8);
	fill(&d, 1400, 1);
	spl_put_hist(test_print(c), &val.sv, &d);
	check_printed(&c->out, HEAD "    0 |" BAR50 " 1650\n"
				    "  200 |" BAR0 "    8\n"
				    "  400 |" BAR0 "    0\n"
				    "  600 |" BAR0 "    0\n"
				    "      ~\n"
				    " 1000 |" BAR0 "    0\n"
				    " 1200 |" BAR0 "    0\n"
				    " 1400 |" BAR0 "    1\n"
				    " 1600 |" BAR0 "    0\n"
				    " 1800 |" BAR0 "    0\n");
}

static void test_log_reference(struct spl_context *c)
{
	static const struct {
		s64 v;
		int n;
	} samples[] = { { 32, 254 }, { 100, 3 },  { 128, 2 },
			{ 300, 2 },  { 1023, 4 }, { 1024, 16689 } };

	spl_statval_clear(&val.sv, &d_log);
	for (int i = 0; i < 6; i++)
		fill(&d_log, samples[i].v, samples[i].n);
	spl_put_hist(test_print(c), &val.sv, &d_log);
	check_printed(&c->out, HEAD "    8 |" BAR0 "     0\n"
				    "   16 |" BAR0 "     0\n"
				    "   32 |" BAR0 "   254\n"
				    "   64 |" BAR0 "     3\n"
				    "  128 |" BAR0 "     2\n"
				    "  256 |" BAR0 "     2\n"
				    "  512 |" BAR0 "     4\n"
				    " 1024 |" BAR49 " 16689\n"
				    " 2048 |" BAR0 "     0\n"
				    " 4096 |" BAR0 "     0\n");
}

/* What is outside of the range; empty rows up to it; the manual's buckets. */
static void test_outside(struct spl_context *c)
{
	static const struct spl_stat_desc d = {
		.ops = SPL_STAT_LINEAR, .low = 1, .high = 3, .step = 1, .buckets = 5
	};
	static const struct spl_stat_desc wide = {
		.ops = SPL_STAT_LINEAR, .low = -100, .high = 100000, .step = 10000, .buckets = 13
	};
	static const s64 samples[] = { -100, 1, 2, 3, 100 };

	spl_statval_clear(&val.sv, &d);
	for (int i = 0; i < 5; i++)
		fill(&d, samples[i], 1);
	for (int i = 0; i < 5; i++)
		check(spl_hist_bucket(c, &val.sv, &d, i, "x:1:1") == 1);
	check(!spl_hist_bucket(c, NULL, &d, 0, "x:1:1") && !c->failed);
	check(!spl_hist_bucket(c, &val.sv, &d, 5, "x:1:1") && test_failed(c, "histogram has no"));
	check(!spl_hist_bucket(c, &val.sv, &d, -1, "x:1:1") && test_failed(c, "histogram has no"));
	spl_put_hist(test_print(c), &val.sv, &d);
	check_printed(&c->out,
		      HEAD "   <1 |@                                                  1\n"
			   "    1 |@                                                  1\n"
			   "    2 |@                                                  1\n"
			   "    3 |@                                                  1\n"
			   "   >3 |@                                                  1\n");

	spl_statval_clear(&val.sv, &wide);
	fill(&wide, -101, 25);
	fill(&wide, 100001, 75);
	spl_put_hist(test_print(c), &val.sv, &wide);
	check_printed(&c->out,
		      "  " HEAD "  <-100 |@@@@@@@@@@@@                                       25\n"
		      "   -100 |" BAR0 "  0\n"
		      "   9900 |" BAR0 "  0\n"
		      "        ~\n"
		      "  89900 |" BAR0 "  0\n"
		      "  99900 |" BAR0 "  0\n"
		      ">100000 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@              75\n");
}

static void test_edges(struct spl_context *c)
{
	static const struct spl_stat_desc d = {
		.ops = SPL_STAT_LINEAR, .low = 0, .high = 9, .step = 1, .buckets = 12
	};

	/* No samples. */
	spl_statval_clear(&val.sv, &d);
	spl_put_hist(test_print(c), &val.sv, &d);
	check_printed(&c->out, HEAD);
	spl_put_hist(test_print(c), NULL, &d_log);
	check_printed(&c->out, HEAD);

	/* A run of four empty rows stays, one of five does not. */
	fill(&d, 0, 2);
	fill(&d, 5, 1);
	spl_put_hist(test_print(c), &val.sv, &d);
	check_printed(&c->out, HEAD "    0 |@@                                                 2\n"
				    "    1 |" BAR0 " 0\n"
				    "    2 |" BAR0 " 0\n"
				    "    3 |" BAR0 " 0\n"
				    "    4 |" BAR0 " 0\n"
				    "    5 |@                                                  1\n"
				    "    6 |" BAR0 " 0\n"
				    "    7 |" BAR0 " 0\n");
	spl_statval_clear(&val.sv, &d);
	fill(&d, 3, 1);
	fill(&d, 9, 1);
	spl_put_hist(test_print(c), &val.sv, &d);
	check_printed(&c->out,
		      HEAD "    1 |" BAR0 " 0\n"
			   "    2 |" BAR0 " 0\n"
			   "    3 |@                                                  1\n"
			   "    4 |" BAR0 " 0\n"
			   "    5 |" BAR0 " 0\n"
			   "      ~\n"
			   "    7 |" BAR0 " 0\n"
			   "    8 |" BAR0 " 0\n"
			   "    9 |@                                                  1\n");

	/* The ends of the logarithmic one. */
	spl_statval_clear(&val.sv, &d_log);
	fill(&d_log, S64_MIN, 1);
	fill(&d_log, S64_MAX, 1);
	spl_put_hist(test_print(c), &val.sv, &d_log);
	check_printed(
		&c->out,
		"               " HEAD
		"-9223372036854775808 |@                                                  1\n"
		"-4611686018427387904 |" BAR0 " 0\n"
		"-2305843009213693952 |" BAR0 " 0\n"
		"                     ~\n"
		" 1152921504606846976 |" BAR0 " 0\n"
		" 2305843009213693952 |" BAR0 " 0\n"
		" 4611686018427387904 |@                                                  1\n");
	spl_statval_clear(&val.sv, &d_log);
	fill(&d_log, -3, 1);
	fill(&d_log, 0, 1);
	spl_put_hist(test_print(c), &val.sv, &d_log);
	check_printed(&c->out, HEAD "   -8 |" BAR0 " 0\n"
				    "   -4 |" BAR0 " 0\n"
				    "   -2 |@                                                  1\n"
				    "   -1 |" BAR0 " 0\n"
				    "    0 |@                                                  1\n"
				    "    1 |" BAR0 " 0\n"
				    "    2 |" BAR0 " 0\n");
}

/* A bucket's own value falls into it. */
static void test_values(void)
{
	static const struct spl_stat_desc d = {
		.ops = SPL_STAT_LINEAR, .low = -7, .high = 50, .step = 5, .buckets = 14
	};

	for (u32 i = 0; i < SPL_LOG_BUCKETS; i++)
		check(spl_log_bucket(spl_hist_value(&d_log, i)) == i);
	for (u32 i = 1; i < d.buckets - 1; i++)
		check(spl_linear_bucket(&d, spl_hist_value(&d, i)) == i);
	check(spl_linear_bucket(&d, -8) == 0 && spl_linear_bucket(&d, S64_MIN) == 0);
	check(spl_linear_bucket(&d, 51) == 13 && spl_linear_bucket(&d, S64_MAX) == 13);
	check(spl_linear_bucket(&d, 50) == 12);
}

/* Numbers of buckets by their counts, both ways, equal ones by number. */
static void test_order(struct spl_context *c)
{
	static const struct spl_stat_desc d = {
		.ops = SPL_STAT_LINEAR, .low = 0, .high = 150, .step = 1, .buckets = 153
	};

	for (int i = 0; i < 2000; i++) {
		int dir = i % 2 ? 1 : -1, most = 1 + test_random() % 300;
		bool seen[153] = { false };
		const u16 *order;

		test_rewind(c);
		spl_statval_clear(&val.sv, &d);
		for (int n = test_random() % 500; n > 0; n--)
			fill(&d, (s64)(test_random() % most) - 1, 1);
		order = spl_hist_order(c, i % 100 ? &val.sv : NULL, &d, dir, "x:1:1");
		for (int k = 0; k < 153; k++) {
			s64 now = i % 100 ? val.sv.buckets[order[k]] : 0, before;

			check(order[k] < 153 && !seen[order[k]]);
			seen[order[k]] = true;
			if (!k)
				continue;
			before = i % 100 ? val.sv.buckets[order[k - 1]] : 0;
			check(dir > 0 ? before <= now : before >= now);
			check(before != now || order[k - 1] < order[k]);
		}
	}
	check(!c->failed);
	c->str = c->str_end - 100;
	check(!spl_hist_order(c, NULL, &d, 1, "x:1:1") &&
	      test_failed(c, "string memory exhausted"));
	test_rewind(c);
	c->actions = 1;
	check(!spl_hist_order(c, NULL, &d, 1, "x:1:1") && test_failed(c, "MAXACTION exceeded"));
	test_rewind(c);
}

int main(void)
{
	struct spl_context c;

	test_start(&c);
	test_linear_reference(&c);
	test_log_reference(&c);
	test_outside(&c);
	test_edges(&c);
	test_values();
	test_order(&c);
	return test_done();
}
