/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * called.c: goes up the stack from call to call, each known by its return address, until one is in
 * the function that the probe names, or is none that leads there.
 *
 * Nothing is unwound: a return address that is in a list says in which function the call is, and
 * so how far the next one is.  Return probes put an address of their own in the place of one that
 * they wait for, and keep the right one by that place, in a list of the task.  What the function
 * graph tracer or a BPF trampoline puts there is not seen through: there the way up ends.
 */
#include "called.h"

#include <linux/uaccess.h>
/* As the kernel does it, but inline. */
static __always_inline bool spl_stack_read(unsigned long *v, unsigned long addr)
{
	if (addr < TASK_SIZE_MAX)
		return false;
	__get_kernel_nofault(v, (const unsigned long *)addr, unsigned long, fault);
	return true;
fault:
	return false;
}

static __always_inline const struct spl_caller *spl_caller_find(const struct spl_callers *some,
								s64 back)
{
	u32 low = 0, high = some->n;

	while (low < high) {
		u32 middle = (low + high) / 2;

		if (some->list[middle].back < back)
			low = middle + 1;
		else
			high = middle;
	}
	return low < some->n && some->list[low].back == back ? &some->list[low] : NULL;
}

const struct spl_caller *spl_caller_at(u32 callers, unsigned long back)
{
	const struct spl_callers *some = &spl_script.callers[callers - 1];
	const struct spl_caller *c;

	for (;; some++) {
		u64 base = some->base ? READ_ONCE(spl_script.bases[some->base - 1].addr) :
					spl_stext;

		c = base ? spl_caller_find(some, back - base) : NULL;
		if (c || !some->more)
			return c;
	}
}

bool spl_called_from(const struct spl_calls *calls, const struct pt_regs *regs, unsigned long back)
{
	unsigned long rbp = frame_pointer((struct pt_regs *)regs);
	unsigned long slot =
		(calls->by_rbp ? rbp : kernel_stack_pointer((struct pt_regs *)regs)) + calls->frame;
	unsigned int levels = calls->levels;
	const struct spl_caller *c;
	u32 callers = calls->callers;
	s16 kept = calls->rbp;

	for (;;) {
		if (kept && !spl_stack_read(&rbp, slot + kept))
			return false;
		if (!back && !spl_stack_read(&back, slot))
			return false;
		c = spl_caller_at(callers, back);
		if (!c) {
			back = spl_return_kept(slot);
			c = back ? spl_caller_at(callers, back) : NULL;
		}
		if (!c)
			return false;
		if (c->target && levels + c->target <= calls->depth)
			return true;
		levels += c->levels;
		if (!c->up || levels >= calls->depth) /* which bounds the turns: each is a level */
			return false;
		callers = c->up;
		slot = (c->by_rbp ? rbp : slot) + c->frame;
		kept = c->rbp;
		back = 0;
	}
}
