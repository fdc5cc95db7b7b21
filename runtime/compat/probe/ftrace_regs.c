/* SPDX-License-Identifier: GPL-2.0-only */
/* d19ad0775dcd ("ftrace: Have the callbacks receive a struct ftrace_regs ..."), v5.11 */
#include <linux/ftrace.h>
struct pt_regs *t(struct ftrace_regs *fregs);
struct pt_regs *t(struct ftrace_regs *fregs)
{
	return &fregs->regs;
}
