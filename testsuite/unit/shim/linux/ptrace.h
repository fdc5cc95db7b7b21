/* SPDX-License-Identifier: GPL-2.0-only */
/* ptrace.h: the registers that an x86-64 kernel saves at a trap. */
#ifndef SHIM_PTRACE_H
#define SHIM_PTRACE_H

#include "../kernel.h"

struct pt_regs {
	unsigned long r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax;
	unsigned long ip, cs, flags, sp, ss;
};

#endif
