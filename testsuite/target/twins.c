// SPDX-License-Identifier: GPL-2.0-only
/*
 * twins.c: static functions and variables that twins_other.c has too, with other types; globals
 * that both see, and a variable for each processor.
 */
#include <linux/module.h>
#include <linux/percpu.h>

#include "twins.h"

u64 twins_global = 0x0123456789abcdefULL;
s16 twins_table[4] = { 1, -2, 3, -4 };
DEFINE_PER_CPU(u64, twins_percpu);

static struct twin_state twin_state;
static s32 twin_count = -1;

static noinline u64 twin_step(u64 x)
{
	twin_count -= 2;
	twin_state.hits += x;
	note(x); /* @twins_step */
	return twin_state.hits;
}

void twins_run(void)
{
	u64 x = pick();
	u64 n = pick();
	int cpu;

	twins_global ^= x;
	twins_table[3]--;
	for_each_possible_cpu(cpu)
		per_cpu(twins_percpu, cpu) = x + cpu;
	tell("here.x", n);
	tell("here.count", twin_count - 2);
	tell("here.hits", twin_state.hits + n);
	tell("here.global", twins_global);
	tell("here.table3", twins_table[3]);
	note(twin_step(n));
	twins_tell_other(x);
	twins_call_other(x);
	tell("address.global", (long)&twins_global);
	tell("address.count", (long)&twin_count);
}
