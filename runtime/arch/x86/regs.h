/* SPDX-License-Identifier: GPL-2.0-only */
/* regs.h: arguments and return value of a function on x86-64. */
#ifndef SPL_REGS_H
#define SPL_REGS_H

#define SPL_REG_ARGS 6 /* arguments that come in registers */

/* Argument N (a constant, from 0) of the function at whose entry the probe stands. */
static __always_inline u64 spl_reg_arg(const struct pt_regs *regs, unsigned int n)
{
	switch (n) {
	case 0:
		return regs->di;
	case 1:
		return regs->si;
	case 2:
		return regs->dx;
	case 3:
		return regs->cx;
	case 4:
		return regs->r8;
	default:
		return regs->r9;
	}
}

/* The stack as it is now; it grows down. */
static __always_inline unsigned long spl_stack_pointer(void)
{
	return current_stack_pointer;
}

static __always_inline u64 spl_arg(const struct spl_context *c, unsigned int n)
{
	return spl_reg_arg(c->regs, n);
}

/* A register by its DWARF number: System V ABI for AMD64, figure 3.36.  N is below 17. */
static __always_inline unsigned long *spl_reg_place(const struct pt_regs *regs, unsigned int n)
{
	static const u8 offsets[] = {
		offsetof(struct pt_regs, ax),  offsetof(struct pt_regs, dx),
		offsetof(struct pt_regs, cx),  offsetof(struct pt_regs, bx),
		offsetof(struct pt_regs, si),  offsetof(struct pt_regs, di),
		offsetof(struct pt_regs, bp),  offsetof(struct pt_regs, sp),
		offsetof(struct pt_regs, r8),  offsetof(struct pt_regs, r9),
		offsetof(struct pt_regs, r10), offsetof(struct pt_regs, r11),
		offsetof(struct pt_regs, r12), offsetof(struct pt_regs, r13),
		offsetof(struct pt_regs, r14), offsetof(struct pt_regs, r15),
		offsetof(struct pt_regs, ip),
	};

	return (unsigned long *)((char *)regs + offsets[n]);
}

static inline u64 spl_reg_dwarf(const struct pt_regs *regs, unsigned int n)
{
	return *spl_reg_place(regs, n);
}

/* The same of the place that was probed, where it is known to have registers; N is a constant. */
static __always_inline u64 spl_reg(const struct spl_context *c, unsigned int n)
{
	return *spl_reg_place(c->regs, n);
}

/* What the function of a return probe gave back. */
static __always_inline u64 spl_retval(const struct spl_context *c)
{
	return c->regs->ax;
}

#endif
