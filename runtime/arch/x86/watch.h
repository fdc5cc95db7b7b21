/* SPDX-License-Identifier: GPL-2.0-only */
/* watch.h: what a debug register must not stand on. */
#ifndef SPL_ARCH_WATCH_H
#define SPL_ARCH_WATCH_H

#include <linux/cpumask.h>
#include <linux/percpu.h>

/* More than a kernel's own per-CPU variables take up. */
#define SPL_PERCPU_REACH (256UL << 10)

/*
 * The way into the handler of #DB reads some of the CPU's own variables before it takes the
 * debug registers away (x86_spec_ctrl_current, the call depth): a hit there would be one without
 * end.  The kernel's own check has only some of them, so all are left out.
 */
static inline bool spl_watch_is_percpu(unsigned long addr)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		unsigned long one = (unsigned long)per_cpu_ptr(&this_cpu_off, cpu);

		if (addr - one + SPL_PERCPU_REACH < 2 * SPL_PERCPU_REACH)
			return true;
	}
	return false;
}

#endif
