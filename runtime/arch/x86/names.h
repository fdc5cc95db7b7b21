/* SPDX-License-Identifier: GPL-2.0-only */
/* names.h: the registers of x86-64 by name, for register() and print_regs(). */
#ifndef SPL_NAMES_H
#define SPL_NAMES_H

#include <asm/processor-flags.h>

struct spl_reg {
	const char *name; /* with an r in front 64 bits, with an e the low 32; bare: 64 */
	u16 offset; /* in struct pt_regs */
	bool always; /* also in what ftrace saves for a callback that did not ask for all */
	bool bare; /* takes no r and no e */
};

#define SPL_REG(name, field, ...)                                    \
	{                                                            \
		name, offsetof(struct pt_regs, field), ##__VA_ARGS__ \
	}
static const struct spl_reg spl_regs[] = {
	SPL_REG("ax", ax, true),
	SPL_REG("bx", bx),
	SPL_REG("cx", cx, true),
	SPL_REG("dx", dx, true),
	SPL_REG("si", si, true),
	SPL_REG("di", di, true),
	SPL_REG("bp", bp, true),
	SPL_REG("sp", sp, true),
	SPL_REG("ip", ip, true),
	SPL_REG("flags", flags),
	SPL_REG("r8", r8, true, true),
	SPL_REG("r9", r9, true, true),
	SPL_REG("r10", r10, false, true),
	SPL_REG("r11", r11, false, true),
	SPL_REG("r12", r12, false, true),
	SPL_REG("r13", r13, false, true),
	SPL_REG("r14", r14, false, true),
	SPL_REG("r15", r15, false, true),
	SPL_REG("orig_ax", orig_ax, false, true),
	SPL_REG("cs", cs, false, true),
	SPL_REG("ss", ss, false, true),
};

/* The function that is entered gets V as its argument N, from 0. */
static inline void spl_set_reg_arg(struct pt_regs *regs, unsigned int n, unsigned long v)
{
	unsigned long *const args[] = {
		&regs->di, &regs->si, &regs->dx, &regs->cx, &regs->r8, &regs->r9,
	};

	*args[n] = v;
}

/* Not what ftrace saves for a function's entry: that has the arguments and little else. */
static inline bool spl_regs_whole(const struct pt_regs *regs)
{
	return regs->cs;
}

#endif
