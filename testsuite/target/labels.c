// SPDX-License-Identifier: GPL-2.0-only
/* labels.c: labels that are reached by goto, from above and from below, and from assembler. */
#include <linux/module.h>

#include "target.h"

s64 labels_walk(s64 n, u32 turns);
u64 labels_held(u64 x);

noinline s64 labels_walk(s64 n, u32 turns)
{
	s64 x = n;

	if (n < 0)
		goto negative;
again:
	x += turns;
	note(x);
	if (--turns)
		goto again;
	goto done;
negative:
	note(x);
	x = turns - x;
	note(turns);
	return -x;
done:
	note(x + 1);
	return x;
}

/* The compiler can't know where the assembler goes: both labels stay. */
noinline u64 labels_held(u64 x)
{
	u64 twice = 2 * x;

	asm goto("testb $1, %b0\n\tjnz %l[odd]" : : "r"(x) : "cc" : odd);
	twice += 10;
	asm goto("testb $2, %b0\n\tjnz %l[second]" : : "r"(x) : "cc" : second);
odd:
	note(twice);
	twice ^= x;
second:
	note(twice + x);
	return twice;
}

static void tell_walk(s64 n, u32 turns)
{
	s64 x = n;
	u32 left;

	if (n < 0) {
		tell("walk.negative.n", n);
	} else {
		for (left = turns; left; left--) {
			tell("walk.again.x", x);
			tell("walk.again.turns", left);
			x += left;
		}
		tell("walk.done.x", x);
	}
	tell("walk.return", labels_walk(n, turns));
}

static void tell_held(u64 x)
{
	u64 twice = 2 * x;

	if (!(x & 1))
		twice += 10;
	if (x & 1 || !(x & 2)) {
		tell("held.odd.twice", twice);
		tell("held.odd.x", x);
		twice ^= x;
	}
	tell("held.second.twice", twice);
	tell("held.second.x", x);
	tell("held.return", labels_held(x));
}

void labels_run(void)
{
	s64 n = pick() >> 2;

	tell_walk(n, 3);
	tell_walk(-n, 2);
	tell_held(n & ~3);
	tell_held(n | 1);
	tell_held((n & ~3) | 2);
}
