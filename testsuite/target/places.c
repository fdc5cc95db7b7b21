// SPDX-License-Identifier: GPL-2.0-only
/*
 * places.c: variables in every kind of place: in several registers, in the frame, nowhere but known
 * all the same, known from what the caller passed, and lost.
 */
#include <linux/module.h>
#include <linux/sched/signal.h>

#include "target.h"

u64 places_pieces(u64 x, s32 y);
u64 places_returned(u64 x, s32 y);
u64 places_partly(u64 x);
u64 places_constants(u64 x);
u64 places_derived(u64 x, u32 y);
u64 places_entry(u64 x, u64 y);
void places_deeper(u64 x, u64 depth);
u64 places_nested(u64 x, u64 depth);
u64 places_wait(u64 x);
u64 places_lost(u64 x);
u64 places_implicit(u64 x, s32 y);
u64 places_frame(u64 x);
u64 places_wide(u64 x, u64 y);
u64 places_parts(u64 x, u64 y);
u64 places_static(u64 x);
struct pair places_make(u64 x, s32 y);
void places_take(u64 *numbers);

noinline void places_take(u64 *numbers)
{
	note(numbers[0]);
}

/* The structure lives in two registers: DW_OP_piece. */
noinline u64 places_pieces(u64 x, s32 y)
{
	struct pair p = { .first = x ^ 1, .second = y + 1 };

	note(x);
	note(p.first); /* @places_pieces */
	note(p.second);
	return p.first + p.second;
}

noinline struct pair places_make(u64 x, s32 y)
{
	return (struct pair){ .first = x, .second = y };
}

/* It comes in two registers; gcc loses sight of the second one. */
noinline u64 places_returned(u64 x, s32 y)
{
	struct pair p = places_make(x, y);

	p.first ^= 1;
	note(p.first); /* @places_returned */
	note(p.second);
	return p.first + p.second;
}

noinline u64 places_constants(u64 x)
{
	const s32 minus = -7;
	u64 big = 0x1234567890abcdefULL;
	bool yes = true;

	note(x); /* @places_constants */
	return x + minus + big + yes;
}

/* What it is can be computed from what is there: DW_OP_stack_value. */
noinline u64 places_derived(u64 x, u32 y)
{
	u64 twice = 2 * x + 1;
	u32 less = y - 5;
	s8 low = (s8)x;

	note(x); /* @places_derived */
	note(y);
	return x ^ y;
}

/* One member is known where the other is no more. */
noinline u64 places_partly(u64 x)
{
	struct pair p = { .first = x ^ 1, .second = (s32)pick() };

	note(p.second);
	note(x); /* @places_partly */
	return p.first;
}

/* Nobody keeps x, but the caller does: DW_OP_entry_value. */
noinline u64 places_entry(u64 x, u64 y)
{
	note(x);
	note(y); /* @places_entry */
	return y;
}

/* The same of several calls at a time. */
noinline void places_deeper(u64 x, u64 depth)
{
	if (depth)
		places_nested(x, depth - 1);
	note(depth);
}

noinline u64 places_nested(u64 x, u64 depth)
{
	places_deeper(x + 1, depth);
	note(depth); /* @places_nested */
	return depth;
}

/* @places_gap */
/* The same, until a signal comes. */
noinline u64 places_wait(u64 x)
{
	while (!signal_pending(current))
		schedule_timeout_interruptible(MAX_SCHEDULE_TIMEOUT);
	note(0); /* @places_wait */
	return 0;
}

/* After its last use it is nowhere. */
noinline u64 places_lost(u64 x)
{
	u64 lost = pick();

	note(lost ^ x); /* @places_before */
	note(x); /* @places_lost */
	note(x + 1);
	return x;
}

static __always_inline u64 places_sum(const struct pair *p)
{
	note(p->first); /* @places_implicit */
	return p->first + p->second;
}

/* A pointer to what has no address: DW_OP_implicit_pointer. */
noinline u64 places_implicit(u64 x, s32 y)
{
	struct pair p = { .first = x + 2, .second = y - 1 };

	note(x);
	return places_sum(&p);
}

noinline u64 places_frame(u64 x)
{
	u64 numbers[6] = { x, x + 1, x + 2, x + 3, x + 4, x + 5 };
	struct point at = { .x = x, .y = x >> 16 };

	barrier_data(&at);
	places_take(numbers); /* @places_frame */
	return numbers[1] + at.x;
}

noinline u64 places_wide(u64 x, u64 y)
{
	unsigned __int128 wide = (unsigned __int128)x * y;

	note((u64)wide); /* @places_wide */
	return (u64)(wide >> 64) ^ (u64)wide;
}

/* In one register, then in another, then in the frame. */
noinline u64 places_parts(u64 x, u64 y)
{
	u64 moving = x * 3;

	note(y);
	if (y & 1) {
		moving += y; /* @places_changed */
		note(moving);
	}
	barrier_data(&moving);
	note(y + 1); /* @places_kept */
	return moving;
}

noinline u64 places_static(u64 x)
{
	static u64 seen = 100;

	seen += x;
	note(seen); /* @places_static */
	return seen;
}

void places_run(void)
{
	static u64 seen = 100;
	u64 x = pick(), y = pick() | 1;
	unsigned __int128 wide = (unsigned __int128)x * y;

	tell("pieces.first", x ^ 1);
	tell("pieces.second", (s32)y + 1);
	tell("pieces.return", places_pieces(x, (s32)y));

	tell("returned.first", x ^ 1);
	tell("returned.second", (s32)y);
	places_returned(x, (s32)y);

	tell("partly.first", x ^ 1);
	places_partly(x);

	tell("constants.minus", -7);
	tell("constants.big", 0x1234567890abcdefULL);
	tell("constants.yes", 1);
	places_constants(x);

	tell("derived.twice", 2 * x + 1);
	tell("derived.less", (u32)y - 5);
	tell("derived.low", (s8)x);
	places_derived(x, (u32)y);

	tell("entry.x", x);
	tell("entry.y", y);
	tell("entry.again", x + places_entry(x, y) - y);

	for (u64 depth = 0; depth < 4; depth++)
		tell("nested.x", x + 3 - depth);
	places_nested(x, 3);

	tell("lost.x", x);
	places_lost(x);

	tell("implicit.first", x + 2);
	tell("implicit.second", (s32)y - 1);
	places_implicit(x, (s32)y);

	tell("frame.number0", x);
	tell("frame.number5", x + 5);
	tell("frame.at.y", (s16)(x >> 16));
	places_frame(x);

	tell("wide.low", (u64)wide);
	tell("wide.high", (u64)(wide >> 64));
	places_wide(x, y);

	tell("parts.changed", 3 * x);
	tell("parts.kept", 3 * x + y);
	places_parts(x, y);
	tell("parts.kept", 3 * x);
	places_parts(x, y - 1);

	seen += x;
	tell("static.seen", seen);
	places_static(x);
}

void wait_run(void)
{
	places_wait(77);
}
