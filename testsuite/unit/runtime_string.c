/* SPDX-License-Identifier: GPL-2.0-only */
/* unit: runtime/number.c runtime/print.c runtime/string.c */
/* unit: runtime/global.c runtime/stat.c runtime/map.c runtime/sort.c runtime/quantile.c */
/* Strings in the arena; globals that are strings and counters; loading that fails. */
#define TEST_GLOBALS \
	.counters = counters, .strings = strings, .stats = stats, .maps = maps, .orders = orders
#include "runtime/spl.h"

static struct spl_counter hits = { .init = 5 };
static struct spl_gstr name = { .init = "first" }, blank;
static const struct spl_stat_desc desc = { .ops = SPL_STAT_COUNT };
static struct spl_stat lat = { .desc = &desc };
static const struct spl_map_shape shape = { .nkeys = 1 };
static struct spl_map seen = { .shape = &shape, .max = 10, .name = "seen" };
static struct spl_order order = { .map = &seen };
static struct spl_counter *const counters[] = { &hits, NULL };
static struct spl_gstr *const strings[] = { &name, &blank, NULL };
static struct spl_stat *const stats[] = { &lat, NULL };
static struct spl_map *const maps[] = { &seen, NULL };
static struct spl_order *const orders[] = { &order, NULL };

#include "testsuite/unit/runtime_test.h"

static const char long_text[] = "0123456789012345678901234567890123456789"
				"0123456789012345678901234567890123456789";
static const char cut_text[] = "012345678901234567890123456789012345678901234567890123456789012";

static void test_copies(struct spl_context *c)
{
	u64 cuts = spl_cut_total();
	struct spl_str s;

	test_rewind(c);
	check_str(spl_str_new(c, "hello", 5), "hello");
	check_str(spl_str_new(c, "hello", 3), "hel");
	check_str(spl_str_new(c, "hel\0lo", 6), "hel");
	check_str(spl_str_new(c, "", 0), "");
	check_str(spl_str_dup(c, SPL_LIT("x")), "x");
	check(spl_cut_total() == cuts);
	s = spl_str_new(c, long_text, 80);
	check(s.p != long_text);
	check_str(s, cut_text);
	check(spl_cut_total() == cuts + 1);
	shim_cpu = 3;
	check_str(spl_str_dup(c,
			      SPL_LIT("0123456789012345678901234567890123456789012345678901234567"
				      "89012")),
		  cut_text); /* just fits */
	check(spl_cut_total() == cuts + 1);
	check_str(spl_str_dup(c, SPL_LIT(long_text)), cut_text);
	check(spl_cut_total() == cuts + 2);
	shim_cpu = 0;
}

static void test_concat(struct spl_context *c)
{
	u64 cuts = spl_cut_total();
	struct spl_str s = SPL_EMPTY;

	test_rewind(c);
	check_str(spl_str_concat(c, SPL_LIT("ab"), SPL_LIT("cd")), "abcd");
	check_str(spl_str_concat(c, SPL_EMPTY, SPL_EMPTY), "");
	check_str(spl_str_concat(c, SPL_LIT("ab"), SPL_EMPTY), "ab");
	for (int i = 0; i < 8; i++)
		s = spl_str_concat(c, s, SPL_LIT("0123456789"));
	check_str(s, cut_text);
	check(spl_cut_total() == cuts + 2);
	check_str(spl_str_concat(c, SPL_LIT(long_text), SPL_LIT("x")), cut_text);
}

static void test_compare(void)
{
	static const char *const words[] = { "", "a", "ab", "abc", "b", "\x80", "\xff" };

	for (int i = 0; i < 7; i++)
		for (int j = 0; j < 7; j++) {
			struct spl_str a = { words[i], strlen(words[i]) };
			struct spl_str b = { words[j], strlen(words[j]) };
			int order_ab = spl_str_cmp(a, b);

			check((order_ab > 0) - (order_ab < 0) == (i > j) - (i < j));
			check(spl_str_eq(a, b) == (i == j));
		}
}

static void test_home(struct spl_context *c)
{
	struct spl_str s;
	char *home;

	test_rewind(c);
	home = spl_str_home(c);
	check(home && c->str == home + TEST_STRLEN);
	s = spl_str_keep(home, SPL_LIT("hello"));
	check(s.p == home);
	check_str(s, "hello");
	s = spl_str_keep(home, (struct spl_str){ s.p + 1, 3 }); /* from the same home */
	check_str(s, "ell");
	check_str(spl_str_keep(home, SPL_LIT(long_text)), cut_text);
	check_str(spl_str_keep(NULL, SPL_LIT("x")), "");
}

static void test_full_arena(struct spl_context *c)
{
	int n = 0;

	test_rewind(c);
	c->str_end = c->str + 1000;
	while (!c->failed) {
		struct spl_str s = spl_str_new(c, "0123456", 7);

		check(s.p[s.len] == '\0');
		n++;
	}
	check(n == 126 && c->str == c->str_end);
	check(test_failed(c, "string memory exhausted"));
	check(!spl_str_alloc(c, 0) && test_failed(c, "string memory exhausted"));
	check(!spl_str_home(c) && test_failed(c, "string memory exhausted"));
	check_str(spl_str_concat(c, SPL_LIT("a"), SPL_LIT("b")), "");
	check(test_failed(c, "string memory exhausted"));
}

static void test_globals(struct spl_context *c)
{
	test_rewind(c);
	check_str(spl_gstr_get(c, &name), "first");
	check_str(spl_gstr_get(c, &blank), "");
	spl_gstr_set(&blank, SPL_LIT(long_text));
	check_str(spl_gstr_get(c, &blank), cut_text);
	spl_gstr_set(&blank, SPL_EMPTY);
	check_str(spl_gstr_get(c, &blank), "");

	check(spl_counter_sum(&hits) == 5);
	for (shim_cpu = 0; shim_cpu < SHIM_CPUS; shim_cpu++)
		for (int i = 0; i <= shim_cpu; i++)
			spl_counter_add(&hits, i);
	shim_cpu = 0;
	check(spl_counter_sum(&hits) == 5 + 1 + 3 + 6);
	spl_counter_add(&hits, -15);
	check(spl_counter_sum(&hits) == 0);
}

/* Whichever allocation fails, nothing is kept and a second try works. */
static void test_no_memory(void)
{
	int n;

	spl_globals_free(&spl_script);
	for (n = 1; n < 100; n++) {
		shim_fail_in = n;
		if (!spl_globals_init(&spl_script))
			break;
	}
	check(n > 10 && n < 100 && shim_fail_in);
	shim_fail_in = 0;
	spl_globals_free(&spl_script);
	spl_globals_free(&spl_script);
	check(spl_counter_sum(&hits) == 5);
	check(spl_cut_total() == 0);
	check(!spl_globals_init(&spl_script));
}

int main(void)
{
	struct spl_context c;

	test_start(&c);
	test_copies(&c);
	test_concat(&c);
	test_compare();
	test_home(&c);
	test_full_arena(&c);
	test_globals(&c);
	test_no_memory();
	return test_done();
}
