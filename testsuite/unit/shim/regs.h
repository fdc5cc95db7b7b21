/* SPDX-License-Identifier: GPL-2.0-only */
/* regs.h: tests in user space look at no registers. */
#define spl_stack_pointer() 0UL
