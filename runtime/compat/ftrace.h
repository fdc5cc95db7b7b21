/* SPDX-License-Identifier: GPL-2.0-only */
/* ftrace.h: linux/ftrace.h. */
#ifndef SPL_COMPAT_FTRACE_H
#define SPL_COMPAT_FTRACE_H

#include <linux/ftrace.h>
#include <linux/version.h>

#include "spile_config.h"

/*
 * What a callback gets holds a struct pt_regs with at least the arguments in it, also where
 * ftrace_get_regs() would give NULL because the rest was not saved.
 */
#if defined(SPL_HAVE_ARCH_FTRACE_REGS)
#define spl_ftrace_regs(fregs) (&arch_ftrace_regs(fregs)->regs)
#define SPL_FTRACE_FLAGS 0
#elif defined(SPL_HAVE_FTRACE_REGS)
#define spl_ftrace_regs(fregs) (&(fregs)->regs)
#define SPL_FTRACE_FLAGS 0
#else /* callbacks get the registers themselves, and only on request */
#define ftrace_regs pt_regs
#define spl_ftrace_regs(regs) (regs)
#define SPL_FTRACE_FLAGS FTRACE_OPS_FL_SAVE_REGS
#endif

#ifndef SPL_HAVE_FTRACE_SET_FILTER_IPS
static inline int ftrace_set_filter_ips(struct ftrace_ops *ops, unsigned long *ips,
					unsigned int cnt, int remove, int reset)
{
	int err = 0;

	for (; cnt && !err; cnt--, ips++, reset = 0)
		err = ftrace_set_filter_ip(ops, *ips, remove, reset);
	return err;
}
#endif

/* 8be9fbd5345d ("ftrace: Export ftrace_free_filter() to modules"), v6.2: it was declared before */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
#define ftrace_free_filter(ops) ((void)ftrace_set_filter(ops, NULL, 0, 1))
#endif

#endif
