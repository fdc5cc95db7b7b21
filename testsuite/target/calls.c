// SPDX-License-Identifier: GPL-2.0-only
/* calls.c: functions that call themselves, each other, or nothing that comes back to them. */
#include <linux/kprobes.h>
#include <linux/module.h>

#include "target.h"

u64 calls_recursive(u32 n, u64 x);
u64 calls_tail(u64 x);
u64 calls_tail_end(u64 x, u64 y);
u64 calls_top(u64 x);
u64 calls_left(u64 x);
u64 calls_right(u64 x);
u64 calls_leaf(u64 x);
u64 calls_exported(u64 x);
u64 calls_unlisted(u64 x);
u64 calls_forbidden(u64 x);
u64 calls_elsewhere(u64 x);

/* By way of a pointer: no compiler makes a loop of it, or opens it up. */
static u64 (*volatile recursive)(u32 n, u64 x) = calls_recursive;

noinline u64 calls_recursive(u32 n, u64 x)
{
	u64 below;

	if (!n)
		return x;
	below = recursive(n - 1, x ^ n);
	note(below); /* @calls_back */
	return below + n;
}

noinline u64 calls_tail_end(u64 x, u64 y)
{
	note(x ^ y);
	return x - y;
}

/* Its frame is gone when calls_tail_end() begins. */
noinline u64 calls_tail(u64 x)
{
	note(x);
	return calls_tail_end(x + 1, 3 * x);
}

noinline u64 calls_leaf(u64 x)
{
	note(x);
	return x + 1;
}

noinline u64 calls_left(u64 x)
{
	return calls_leaf(x + 2) ^ 1;
}

noinline u64 calls_right(u64 x)
{
	return calls_leaf(x + 3) ^ 2;
}

noinline u64 calls_top(u64 x)
{
	return calls_left(x) + calls_right(x) + calls_leaf(x);
}

noinline u64 calls_exported(u64 x)
{
	note(x);
	return ~x;
}
EXPORT_SYMBOL_GPL(calls_exported);

/* ftrace can't be asked for it. */
noinline notrace u64 calls_unlisted(u64 x)
{
	note(x);
	return x + 7;
}

/* The kernel refuses probes in it. */
noinline u64 calls_forbidden(u64 x)
{
	note(x);
	return x + 8;
}
NOKPROBE_SYMBOL(calls_forbidden);

/* In a section of its own. */
noinline __section(".text.elsewhere") u64 calls_elsewhere(u64 x)
{
	note(x);
	return x + 9;
}

static u64 tell_recursive(u32 n, u64 x)
{
	u64 below;

	tell("recursive.n", n);
	tell("recursive.x", x);
	if (!n)
		return x;
	below = tell_recursive(n - 1, x ^ n);
	tell("recursive.back.n", n);
	tell("recursive.back.below", below);
	return below + n;
}

void calls_run(void)
{
	u64 x = pick();

	tell("recursive.return", tell_recursive(4, x) - recursive(4, x));

	tell("tail.x", x);
	tell("tail.end.x", x + 1);
	tell("tail.end.y", 3 * x);
	tell("tail.end.return", x + 1 - 3 * x);
	tell("tail.return", calls_tail(x));

	tell("callees.top", x);
	tell("callees.left", x);
	tell("callees.left.leaf", x + 2);
	tell("callees.right", x);
	tell("callees.right.leaf", x + 3);
	tell("callees.top.leaf", x);
	calls_top(x);

	tell("exported.x", x);
	tell("exported.return", calls_exported(x));
	tell("unlisted.x", x);
	tell("unlisted.return", calls_unlisted(x));
	calls_forbidden(x);
	tell("elsewhere.x", x);
	tell("elsewhere.return", calls_elsewhere(x));
}
