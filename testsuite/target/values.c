// SPDX-License-Identifier: GPL-2.0-only
/* values.c: structures as parameters and results: in a register, in two, in memory. */
#include <linux/module.h>

#include "target.h"

s64 values_small(struct small s, u64 after);
s64 values_pair(u64 before, struct pair p, u64 after);
s64 values_large(struct large l, u64 after);
s64 values_spilled(u64 a, u64 b, u64 c, u64 d, u64 e, struct pair p, u64 f);
struct small values_give_small(u64 x);
struct pair values_give_pair(u64 x, s32 y);
struct large values_give_large(u64 x);

noinline s64 values_small(struct small s, u64 after)
{
	note(after);
	return s.a + s.b;
}

noinline s64 values_pair(u64 before, struct pair p, u64 after)
{
	note(before ^ after);
	return p.first + p.second;
}

noinline s64 values_large(struct large l, u64 after)
{
	note(after);
	return l.v[0] + l.last.second + l.end;
}

/* One register is left, so that the structure goes to memory and the parameter after it doesn't. */
noinline s64 values_spilled(u64 a, u64 b, u64 c, u64 d, u64 e, struct pair p, u64 f)
{
	note(a ^ b ^ c ^ d ^ e ^ f);
	return p.first + p.second;
}

noinline struct small values_give_small(u64 x)
{
	return (struct small){ .a = x, .b = x >> 32 };
}

noinline struct pair values_give_pair(u64 x, s32 y)
{
	return (struct pair){ .first = x, .second = y };
}

noinline struct large values_give_large(u64 x)
{
	return (struct large){ .v = { x, x + 1, x + 2, x + 3 }, .last = { x, 5 }, .end = -1 };
}

void values_run(void)
{
	struct small s = { .a = pick(), .b = pick() };
	struct pair p = { .first = pick(), .second = pick() };
	struct large l = { .v = { pick(), pick(), pick(), pick() },
			   .last = { pick(), pick() },
			   .end = pick() };
	u64 after = pick(), x = pick();

	tell("small.a", s.a);
	tell("small.b", s.b);
	tell("small.after", after);
	tell("small.return", values_small(s, after));

	tell("pair.before", x);
	tell("pair.first", p.first);
	tell("pair.second", p.second);
	tell("pair.after", after);
	tell("pair.return", values_pair(x, p, after));

	tell("large.v3", l.v[3]);
	tell("large.last.second", l.last.second);
	tell("large.end", l.end);
	tell("large.after", after);
	tell("large.return", values_large(l, after));

	tell("spilled.e", x + 4);
	tell("spilled.first", p.first);
	tell("spilled.second", p.second);
	tell("spilled.f", after);
	tell("spilled.return", values_spilled(x, x + 1, x + 2, x + 3, x + 4, p, after));

	s = values_give_small(x);
	tell("give.small.a", s.a);
	tell("give.small.b", s.b);
	p = values_give_pair(x, (s32)after);
	tell("give.pair.first", p.first);
	tell("give.pair.second", p.second);
	l = values_give_large(x);
	tell("give.large.v3", l.v[3]);
	tell("give.large.second", l.last.second);
}
