// SPDX-License-Identifier: GPL-2.0-only
/* loops.c: locals that change from turn to turn, and blocks whose variables hide others. */
#include <linux/module.h>

#include "target.h"

#define TURNS 5

u64 loops_sum(u32 n, u64 start);
u64 loops_blocks(const struct point *points, u32 n);

noinline u64 loops_sum(u32 n, u64 start)
{
	u64 sum = start, last;
	u32 i;

	for (i = 0; i < n; i++) {
		sum = 3 * sum + i;
		note(sum); /* @loops_turn */
	}
	last = sum;
	barrier_data(&last);
	note(start); /* @loops_end */
	return last + start;
}

/* Both blocks have an x, neither is the other's. */
noinline u64 loops_blocks(const struct point *points, u32 n)
{
	u64 all = 0;
	u32 i;

	for (i = 0; i < n; i++) {
		s64 x = points[i].x;

		all += x;
		note(x); /* @loops_outer */
		if (x & 1) {
			u64 x = (u64)points[i].y << 32;

			note(x); /* @loops_inner */
			all ^= x;
		}
		note(i); /* @loops_after */
		all = 3 * all + x;
	}
	return all;
}

static void tell_sum(void)
{
	u64 start = pick(), sum = start;
	u32 i;

	tell("sum.n", TURNS);
	tell("sum.start", start);
	for (i = 0; i < TURNS; i++) {
		sum = 3 * sum + i;
		tell("sum.turn.i", i);
		tell("sum.turn.sum", sum);
		tell("sum.turn.start", start);
	}
	tell("sum.end.last", sum);
	tell("sum.return", loops_sum(TURNS, start));
}

static void tell_blocks(void)
{
	struct point points[TURNS];
	u32 i;

	for (i = 0; i < TURNS; i++) {
		points[i] = (struct point){ pick(), pick() };
		tell("blocks.outer.x", points[i].x);
		if (points[i].x & 1)
			tell("blocks.inner.x", (u64)points[i].y << 32);
		tell("blocks.after.x", points[i].x);
		tell("blocks.after.i", i);
	}
	tell("blocks.return", loops_blocks(points, TURNS));
}

void loops_run(void)
{
	tell_sum();
	tell_blocks();
}
