// SPDX-License-Identifier: GPL-2.0-only
/* marks.c: markers with all kinds of arguments. */
#include "marks.h"

int evaluated;

static int evaluate(int a)
{
	evaluated++;
	return a;
}

void mark_plain(void)
{
	SPILE_MARK(plain);
}

void mark_text(void)
{
	SPILE_MARK(text, "nothing but text");
}

void mark_small(s8 a, u8 b, s16 c, u16 d, bool e)
{
	SPILE_MARK(small, "%d %u %d %u %d", a, b, c, d, e);
}

void mark_wide(s32 a, u32 b, s64 c, u64 d, const void *e)
{
	SPILE_MARK(wide, "%d %u %lld %llu %p", a, b, c, d, e);
}

void mark_ten(int a)
{
	SPILE_MARK(ten, "%d %d %d %d %d %d %d %d %d %d", a, a + 1, a + 2, a + 3, a + 4, a + 5,
		   a + 6, a + 7, a + 8, a + 9);
}

void mark_effect(int a)
{
	SPILE_MARK(effect, "%d", evaluate(a));
}

void mark_array(void)
{
	const char text[] = "array";
	struct {
		unsigned int five : 5;
		int minus : 3;
	} bits = { 17, -2 };

	SPILE_MARK(array, "%s %s %u %d", text, "literal", bits.five, bits.minus);
}

static inline __attribute__((always_inline)) void mark_inlined(int a)
{
	SPILE_MARK(inlined, "%d", a);
}

void mark_twice(int a, int b)
{
	mark_inlined(a);
	mark_inlined(b);
}
