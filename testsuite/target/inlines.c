// SPDX-License-Identifier: GPL-2.0-only
/* inlines.c: functions without a place of their own: in several copies, in each other, in some. */
#include <linux/module.h>

#include "target.h"

u64 inlines_once(u64 x);
u64 inlines_twice(u64 x);
u64 inlines_nested(u64 x);
u64 inlines_some(u64 x);

static __always_inline u64 inlined_mix(u64 a, u64 b)
{
	u64 mixed = a * 31 + b;

	note(mixed); /* @inlines_mix */
	return (mixed ^ a) + b;
}

static __always_inline u64 inlined_outer(u64 a)
{
	u64 first = inlined_mix(a, 1);

	note(first); /* @inlines_outer */
	return inlined_mix(first, a);
}

/* Inlined where it is called, and called where only its address is known. */
static __always_inline u64 inlined_partly(u64 y)
{
	note(y); /* @inlines_partly */
	return y / 3;
}

static u64 (*volatile partly)(u64 y) = inlined_partly;

noinline u64 inlines_once(u64 x)
{
	return inlined_mix(x, 100) + 1;
}

noinline u64 inlines_twice(u64 x)
{
	u64 y = inlined_mix(x, 200);

	note(x);
	return inlined_mix(y, x);
}

noinline u64 inlines_nested(u64 x)
{
	return inlined_outer(x + 1) ^ x;
}

noinline u64 inlines_some(u64 x)
{
	return inlined_partly(x) + partly(x + 1);
}

static u64 tell_mix(u64 a, u64 b)
{
	u64 mixed = a * 31 + b;

	tell("mix.a", a);
	tell("mix.b", b);
	tell("mix.mixed", mixed);
	return (mixed ^ a) + b;
}

static u64 tell_outer(u64 a)
{
	u64 first;

	tell("outer.a", a);
	first = tell_mix(a, 1);
	tell("outer.first", first);
	return tell_mix(first, a);
}

void inlines_run(void)
{
	u64 x = pick(), y;

	tell_mix(x, 100);
	tell("once.return", inlines_once(x));

	y = tell_mix(x, 200);
	tell_mix(y, x);
	tell("twice.return", inlines_twice(x));

	tell_outer(x + 1);
	tell("nested.return", inlines_nested(x));

	tell("partly.y", x);
	tell("partly.y", x + 1);
	tell("some.return", inlines_some(x));
}
