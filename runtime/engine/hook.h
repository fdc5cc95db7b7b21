/* SPDX-License-Identifier: GPL-2.0-only */
/* hook.h: the trap handler's calls of kprobes lead to us. */
#ifndef SPL_HOOK_H
#define SPL_HOOK_H

#include <linux/types.h>

struct pt_regs;

/*
 * From now on HANDLER is called with each breakpoint, as kprobe_int3_handler() was; it calls that,
 * through spl_kprobe_int3(), for those that it does not know.  False: where that is called was not
 * found.  May sleep.
 */
bool spl_hook_set(int (*handler)(struct pt_regs *regs));
/* As it was; when it is back no CPU is in the handler.  May sleep. */
void spl_hook_unset(void);

#endif
