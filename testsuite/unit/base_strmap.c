/* SPDX-License-Identifier: GPL-2.0-only */
/* A map finds what was set, in the order of insertion; slips of the pen are near. */
#include "parser/base/arena.h"
#include "parser/base/strmap.h"
#include "test.h"

static void test_map(void)
{
	struct arena *a = arena_open();
	struct strmap m;
	int values[1000];

	strmap_init(&m, a);
	check(!strmap_get(&m, "x") && !strmap_has(&m, "x"));
	for (int i = 0; i < 1000; i++)
		check(!strmap_set(&m, arena_printf(a, "key%d", i), &values[i]));
	for (int i = 0; i < 1000; i++) {
		check(strmap_get(&m, arena_printf(a, "key%d", i)) == &values[i]);
		check(m.entries[i].value == &values[i]);
	}
	check(strmap_set(&m, "key7", NULL) == &values[7]);
	check(m.n == 1000);
	check(strmap_has(&m, "key7") && !strmap_get(&m, "key7"));
	check(!strmap_has(&m, "key") && !strmap_has(&m, ""));
	arena_close(a);
}

static void test_distance(void)
{
	check(str_distance("", "", 3) == 0);
	check(str_distance("count", "count", 0) == 0);
	check(str_distance("cuont", "count", 3) == 1);
	check(str_distance("count", "coun", 3) == 1);
	check(str_distance("kitten", "sitting", 3) == 3);
	check(str_distance("kitten", "sitting", 2) == 3);
	check(str_distance("abc", "xyz", 2) == 3);
	check(str_distance("ab", "ba", 1) == 1);
	check(str_distance("", "abc", 3) == 3);
}

static void test_nearest(void)
{
	static const char *const words[] = { "begin", "end", "error", "never", NULL };
	struct arena *a = arena_open();
	struct strmap m;

	check_text(str_nearest(words, "beign"), "begin");
	check_text(str_nearest(words, "nver"), "never");
	check(!str_nearest(words, "timer_profile"));
	check(!str_nearest(words, "x"));
	strmap_init(&m, a);
	check(!strmap_nearest(&m, "a"));
	strmap_set(&m, "execname", NULL);
	strmap_set(&m, "exit", NULL);
	check_text(strmap_nearest(&m, "excename"), "execname");
	check_text(strmap_nearest(&m, "exitt"), "exit");
	check(!strmap_nearest(&m, "printk"));
	arena_close(a);
}

int main(void)
{
	test_map();
	test_distance();
	test_nearest();
	return test_done();
}
