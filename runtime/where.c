/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * where.c: the place that was probed, for functions of the script library: addresses, registers,
 * arguments, the probe point as it is written.
 *
 * A function's entry that comes by ftrace has its arguments and few other registers.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/string.h>

#include "names.h"
#include "library.h"

u64 spl_addr(const struct spl_context *c)
{
	if (!c->regs)
		return 0;
	if (c->probe->kind != SPL_FUNCTION && c->probe->kind != SPL_STATEMENT)
		return instruction_pointer(c->regs);
	if (!c->site->anchor)
		return spl_stext + c->site->offset;
	return instruction_pointer(c->regs) - 1; /* in a module: behind the breakpoint */
}

u64 spl_uaddr(void)
{
	if (!current->mm || (current->flags & PF_KTHREAD))
		return 0;
	return instruction_pointer(task_pt_regs(current));
}

bool spl_from_user(const struct spl_context *c)
{
	return c->regs && spl_regs_whole(c->regs) && user_mode(c->regs);
}

/* Whether argument N, from 1, is known here; else an error is given. */
static bool has_arg(struct spl_context *c, s64 n)
{
	if (c->probe->kind != SPL_FUNCTION || !c->regs) {
		spl_error(c, NULL, "arguments by number are known at a function's entry only");
		return false;
	}
	if (n < 1 || n > SPL_REG_ARGS) {
		spl_error(c, NULL, "argument %lld is in no register; those from 1 to %d are", n,
			  SPL_REG_ARGS);
		return false;
	}
	return true;
}

u64 spl_function_arg(struct spl_context *c, s64 n)
{
	return has_arg(c, n) ? spl_reg_arg(c->regs, n - 1) : 0;
}

void spl_set_function_arg(struct spl_context *c, s64 n, u64 v)
{
	if (has_arg(c, n))
		spl_set_reg_arg(c->regs, n - 1, v);
}

static u64 reg_value(const struct pt_regs *regs, const struct spl_reg *r)
{
	return *(const unsigned long *)((const char *)regs + r->offset);
}

s64 spl_register_named(struct spl_context *c, struct spl_str name, bool is_signed)
{
	const char *bare = name.p;
	const struct spl_reg *r;
	bool low = false;
	u64 v;

	if (!c->regs) {
		spl_error(c, NULL, "this probe has no registers");
		return 0;
	}
	for (r = spl_regs; r < spl_regs + ARRAY_SIZE(spl_regs); r++) {
		bare = name.p;
		low = false;
		if (!r->bare && (*bare == 'r' || *bare == 'e'))
			low = *bare++ == 'e';
		if (!strcmp(r->name, bare))
			break;
	}
	if (r == spl_regs + ARRAY_SIZE(spl_regs)) {
		spl_error(c, NULL, "there is no register '%s'", name.p);
		return 0;
	}
	if (!r->always && !spl_regs_whole(c->regs)) {
		spl_error(c, NULL, "register '%s' is not saved at this function's entry", name.p);
		return 0;
	}
	v = reg_value(c->regs, r);
	if (low)
		return is_signed ? (s32)v : (s64)(u32)v;
	return v;
}

void spl_print_regs(struct spl_context *c)
{
	bool whole = c->regs && spl_regs_whole(c->regs);
	const struct spl_reg *r;
	unsigned int n = 0;

	for (r = spl_regs; c->regs && r < spl_regs + ARRAY_SIZE(spl_regs); r++)
		if (whole || r->always)
			spl_printf(c, "%s%s: %016llx",
				   n++ % 3 ? " " :
				   n > 1   ? "\n" :
					     "",
				   r->name, reg_value(c->regs, r));
	if (n)
		spl_put_lit(&c->out, "\n");
}

struct spl_str spl_pn(struct spl_context *c)
{
	if (!c->probe->name)
		return spl_pp(c);
	return (struct spl_str){ c->probe->name, strlen(c->probe->name) };
}
