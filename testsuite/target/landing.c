// SPDX-License-Identifier: GPL-2.0-only
/*
 * landing.c: a jump over instructions of which the last may be made a jump itself, by a kprobe of
 * the kernel: one that does not see the first.
 */
#include <linux/module.h>

#include "target.h"

long landing_jump(long n);

/* Not 0: 11; else 3.  Seven bytes behind the jump five bytes are one instruction into the next. */
noinline long landing_jump(long n)
{
	long sum, count;

	/* each in a line of its own, and nothing to be moved before the last */
	asm volatile("mov %2, %1; xor %%eax, %%eax" : "=a"(sum), "=c"(count) : "D"(n));
	asm volatile("jrcxz 1f; mov $7, %%eax; lea 1(%%rax), %%rax;" /* @landing_jump */
		     "1: lea 3(%%rax), %%rax; lea 0(%%rax), %%rax; lea 0(%%rax), %%rax"
		     : "+a"(sum), "+c"(count));
	return sum;
}

void landing_run(void)
{
	tell("landing.over", landing_jump(0));
	tell("landing.through", landing_jump(1));
}
