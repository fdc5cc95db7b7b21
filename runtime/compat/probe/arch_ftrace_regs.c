/* SPDX-License-Identifier: GPL-2.0-only */
/* 7888af4166d4 ("ftrace: Make ftrace_regs abstract from direct use"), v6.13 */
#include <linux/ftrace.h>
struct pt_regs *t(struct ftrace_regs *fregs);
struct pt_regs *t(struct ftrace_regs *fregs)
{
	return &arch_ftrace_regs(fregs)->regs;
}
