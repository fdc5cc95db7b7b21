// SPDX-License-Identifier: GPL-2.0-only
/*
 * callees.c: functions that are called from several places, of which a probe wants one; by ways of
 * calls, jumps, copies, frames of both kinds and another section.
 */
#include <linux/module.h>
#include <linux/mutex.h>

#include "target.h"

u64 callees_end(u64 x);
u64 callees_middle(u64 x);
u64 callees_narrow(u64 x);
u64 callees_wide(u64 x);
u64 callees_top(u64 x);
u64 callees_beside(u64 x);
u64 callees_down(u32 n, u64 x);
u64 callees_into(u64 x);
u64 callees_hop(u64 x);
u64 callees_via(u64 x);
u64 callees_past(u64 x);
u64 callees_far(u64 x);
u64 callees_locked(u64 x);
u64 callees_twice(u64 x);
void callees_briefly(u64 x);

noinline u64 callees_end(u64 x)
{
	note(x);
	return x + 1;
}

static __always_inline u64 callees_put(u64 x)
{
	note(x ^ 7);
	return callees_end(x + 10) ^ x;
}

/* Its copy of callees_put() is a callee of a callee. */
noinline u64 callees_middle(u64 x)
{
	u64 y = callees_put(x + 100);

	note(y);
	return y ^ 1;
}

noinline u64 callees_narrow(u64 x)
{
	return callees_middle(x + 1000) ^ 2;
}

/* How large its frame is is not known before it runs: so it is counted from rbp. */
noinline u64 callees_wide(u64 x)
{
	u8 *room = __builtin_alloca(16 + (x & 63));
	u64 y;

	barrier_data(room);
	y = callees_narrow(x + 10000);
	barrier_data(room);
	return y ^ 3;
}

noinline u64 callees_top(u64 x)
{
	u64 y = callees_wide(x) ^ callees_middle(x + 1);

	note(y);
	return y;
}

/* Calls the same, and is not asked about. */
noinline u64 callees_beside(u64 x)
{
	return callees_wide(x) ^ callees_narrow(x) ^ callees_middle(x) ^ callees_end(x) ^ 1;
}

noinline u64 callees_down(u32 n, u64 x)
{
	u64 below;

	if (!n)
		return x;
	below = callees_down(n - 1, x + 1);
	note(below);
	return below ^ n;
}

noinline u64 callees_into(u64 x)
{
	return callees_down(5, x) ^ 4;
}

/* Leaves to callees_end() with the return address that it has from its caller. */
noinline u64 callees_hop(u64 x)
{
	note(x);
	return callees_end(x + 2);
}

noinline u64 callees_via(u64 x)
{
	return callees_hop(x) ^ 5;
}

noinline u64 callees_past(u64 x)
{
	return callees_hop(x) ^ 6;
}

noinline __section(".text.elsewhere") u64 callees_far(u64 x)
{
	return callees_end(x + 3) ^ 7;
}

static DEFINE_MUTEX(callees_mutex);

/* Calls a function of the kernel. */
noinline u64 callees_locked(u64 x)
{
	mutex_lock(&callees_mutex);
	note(x);
	mutex_unlock(&callees_mutex);
	return x ^ 8;
}

/* Leaves to one. */
noinline void callees_briefly(u64 x)
{
	mutex_lock(&callees_mutex);
	note(x);
	mutex_unlock(&callees_mutex);
}

noinline u64 callees_twice(u64 x)
{
	return callees_locked(x) + callees_locked(x + 1);
}

void callees_run(void)
{
	u64 x = pick();
	int i;

	tell("top.wide", x);
	tell("top.narrow", x + 10000);
	tell("top.middle", x + 11000);
	tell("top.put", x + 11100);
	tell("top.end", x + 11110);
	tell("top.middle", x + 1);
	tell("top.put", x + 101);
	tell("top.end", x + 111);
	callees_top(x);
	callees_beside(x);

	for (i = 1; i <= 5; i++)
		tell("down", x + i);
	for (i = 0; i < 3; i++)
		tell("into", x + i);
	callees_into(x);

	tell("via", x + 2);
	tell("hop", x + 2);
	tell("hop", x + 2);
	callees_via(x);
	callees_past(x);

	tell("far", x + 3);
	tell("far.return", x + 4);
	callees_far(x);
	callees_end(x);

	callees_twice(x);
	callees_locked(x);
	callees_briefly(x);
}
