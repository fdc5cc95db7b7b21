// SPDX-License-Identifier: GPL-2.0-only
/* show.c: what "$x$" shows of strings, names of enumerators, and registers by their numbers. */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>

#include "deref.h"
#include "spl.h"

#define CHUNK 64 /* bytes at a time; lines of this size never cross a page */

struct spl_str spl_show_text(struct spl_context *c, u64 addr, u64 max)
{
	const u64 most = spl_script.limits.maxstringlen;
	const u64 want = max ? min(max, most) : most;
	char part[CHUNK];
	struct spl_buf b;
	u64 done = 0;
	u32 i, n;

	spl_sprint_start(c, &b);
	spl_put_lit(&b, "\"");
	while (done < want) {
		n = min_t(u64, CHUNK - ((addr + done) & (CHUNK - 1)), want - done);
		if (!(addr < TASK_SIZE_MAX ? spl_read_user(part, addr + done, n) :
					     spl_read_kernel(part, addr + done, n))) {
			b.p = b.start;
			spl_put_pointer(&b, 0, 0, -1, addr);
			return spl_sprint_end(&b);
		}
		for (i = 0; i < n && part[i]; i++)
			spl_put_char(&b, SPL_FMT_ALT, 0, part[i]);
		if (i < n)
			break;
		done += n;
	}
	spl_put_lit(&b, "\"");
	return spl_sprint_end(&b);
}

struct spl_str spl_enum_name(struct spl_context *c, const struct spl_enumerator *table, u32 n,
			     s64 v)
{
	struct spl_buf b;
	u32 from = 0, mid;

	while (from < n) {
		mid = from + (n - from) / 2;
		if (table[mid].value == v)
			return (struct spl_str){ table[mid].name, strlen(table[mid].name) };
		if (table[mid].value < v)
			from = mid + 1;
		else
			n = mid;
	}
	spl_sprint_start(c, &b);
	spl_put_dec(&b, v);
	return spl_sprint_end(&b);
}

u64 spl_register(struct spl_context *c, unsigned int n, const char *at)
{
	if (c->regs)
		return spl_reg_dwarf(c->regs, n);
	spl_error(c, at, "there are no registers at this probe");
	return 0;
}

void spl_set_register(struct spl_context *c, unsigned int n, u64 v)
{
	if (c->regs)
		*spl_reg_place(c->regs, n) = v;
	else
		spl_error(c, NULL, "there are no registers at this probe");
}

u64 spl_user_register(struct spl_context *c, unsigned int n, const char *at)
{
	if (current->mm && !(current->flags & PF_KTHREAD))
		return spl_reg_dwarf(task_pt_regs(current), n);
	spl_error(c, at, "no program runs here whose registers could be read");
	return 0;
}
