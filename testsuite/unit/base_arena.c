/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory of an arena is zeroed, aligned, and stays what it was while more is taken. */
#include <stdint.h>

#include "parser/base/arena.h"
#include "parser/base/vec.h"
#include "test.h"

static void test_blocks(void)
{
	struct arena *a = arena_open();
	unsigned char *p[2000];

	/* Small ones, and some that need a block of their own. */
	for (size_t i = 0; i < 2000; i++) {
		size_t size = i % 97 ? i : i * 100;

		p[i] = arena_alloc(a, size);
		check((uintptr_t)p[i] % _Alignof(max_align_t) == 0);
		for (size_t j = 0; j < size; j++)
			check(!p[i][j]);
		memset(p[i], (int)i, size);
	}
	for (size_t i = 0; i < 2000; i++)
		for (size_t j = 0; j < (i % 97 ? i : i * 100); j++)
			check(p[i][j] == (unsigned char)i);
	check(arena_used(a) > 2000 * 999);
	arena_close(a);
	arena_close(NULL);
}

static void test_strings(void)
{
	struct arena *a = arena_open();

	check_text(arena_strdup(a, "abc"), "abc");
	check_text(arena_strndup(a, "abc", 2), "ab");
	check_text(arena_strndup(a, NULL, 0), "");
	check_text(arena_printf(a, "%s-%d", "x", 42), "x-42");
	check(strlen(arena_printf(a, "%5000d", 1)) == 5000);
	arena_close(a);
}

static void test_vec(void)
{
	struct arena *a = arena_open();
	VEC(size_t) v = { 0 };
	size_t item, sum = 0;

	for (size_t i = 0; i < 1000; i++)
		vec_push(a, &v, i);
	vec_each(item, &v)
		sum += item;
	check(v.n == 1000 && sum == 499500);
	arena_close(a);
}

int main(void)
{
	test_blocks();
	test_strings();
	test_vec();
	return test_done();
}
