// SPDX-License-Identifier: GPL-2.0-only
/* twins_other.c: the other static functions and variables of the names in twins.c. */
#include <linux/module.h>

#include "twins.h"

static struct {
	u8 turns;
	s64 hits;
} twin_state;
static u64 twin_count = 1000;

static noinline u64 twin_step(u64 y, u32 z)
{
	twin_count += z;
	twin_state.turns++;
	twin_state.hits -= y;
	note(y); /* @twins_other_step */
	return twin_count;
}

void twins_call_other(u64 x)
{
	note(twin_step(x, (u32)x));
}

void twins_tell_other(u64 x)
{
	tell("other.y", x);
	tell("other.z", (u32)x);
	tell("other.count", twin_count + (u32)x);
	tell("other.turns", (u8)(twin_state.turns + 1));
	tell("other.hits", twin_state.hits - x);
}
