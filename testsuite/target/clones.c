// SPDX-License-Identifier: GPL-2.0-only
/*
 * clones.c: functions of which gcc makes others: clones_isra.isra.0 takes what it needs of the
 * structure, clones_constprop.constprop.0 knows a parameter, clones_part.part.0 is the long way of
 * a function whose short way is inlined, clones_cold.cold is the unlikely one's.
 */
#include <linux/module.h>

#include "target.h"

u64 clones_cold(u64 x);
u64 clones_call_part(u64 x);

static noinline u64 clones_isra(const struct pair *p, u64 x)
{
	u64 first = p->first;

	note(first ^ x); /* @clones_isra */
	return first + 3 * x;
}

static noinline u64 clones_constprop(u64 x, u32 seven, u32 other)
{
	u64 y = x * seven;

	note(y ^ other); /* @clones_constprop */
	return y + seven + other;
}

static u64 clones_part(struct pair *p, u64 x)
{
	u64 i;

	if (likely(!p))
		return 0;
	for (i = 0; i < 3; i++) {
		p->first = p->first * 5 + (x >> i);
		note(p->first ^ x);
		p->second += x;
		note(p->second);
	}
	note(p->first); /* @clones_part */
	note(p->second - x);
	note(p->first - x);
	return p->first ^ p->second;
}

static struct pair *volatile part;

noinline u64 clones_call_part(u64 x)
{
	u64 first = clones_part(part, x);

	note(first);
	return first + clones_part(part, x + 1) + clones_part(part, x + 2);
}

static noinline __cold void clones_unlikely(u64 x)
{
	note(x);
}

noinline u64 clones_cold(u64 x)
{
	u64 y = x ^ 1;

	if (unlikely(x & 1)) {
		clones_unlikely(y + 1);
		note(y); /* @clones_cold */
		clones_unlikely(y + 2);
		return y;
	}
	note(x);
	return y + 1;
}

static void tell_part(struct pair *p, u64 x)
{
	u64 i;

	tell("part.x", x);
	for (i = 0; i < 3; i++) {
		p->first = p->first * 5 + (x >> i);
		p->second += x;
	}
	tell("part.first", p->first);
}

void clones_run(void)
{
	struct pair p = { .first = pick(), .second = pick() }, copy = p;
	struct pair other = { .first = pick(), .second = pick() };
	u64 x = pick(), y = pick() & ~1ULL;

	tell("isra.p", (long)&p);
	tell("isra.first", p.first);
	tell("isra.x", x);
	tell("isra.return", clones_isra(&p, x));
	tell("isra.p", (long)&other);
	tell("isra.first", other.first);
	tell("isra.x", y);
	tell("isra.return", clones_isra(&other, y));

	tell("constprop.x", x);
	tell("constprop.seven", 7);
	tell("constprop.other", (u32)y);
	tell("constprop.y", 7 * x);
	tell("constprop.return", clones_constprop(x, 7, (u32)y));
	tell("constprop.x", y);
	tell("constprop.seven", 7);
	tell("constprop.other", (u32)x);
	tell("constprop.y", 7 * y);
	tell("constprop.return", clones_constprop(y, 7, (u32)x));

	tell_part(&copy, x);
	tell_part(&copy, x + 1);
	tell_part(&copy, x + 2);
	part = &p;
	tell("part.return", clones_call_part(x));
	part = NULL;

	tell("cold.x", y);
	clones_cold(y);
	tell("cold.x", y | 1);
	tell("cold.y", y);
	tell("cold.return", clones_cold(y | 1));
}
