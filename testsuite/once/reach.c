// SPDX-License-Identifier: GPL-2.0-only
/* reach.c: a real-time priority goes in, the names of functions that its tasks call come out. */
#include "reach.h"

#include <linux/bitmap.h>
#include <linux/ftrace.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/seq_file.h>

#include "keep/keep.h"

#define REACH_ALIGN 16 /* bytes; functions begin at multiples */

static unsigned long reach_start, reach_n; /* the kernel's text */
static unsigned long *reach_map;
static unsigned int reach_priority;

static void notrace reach_call(unsigned long ip, unsigned long parent, struct ftrace_ops *ops,
			       struct ftrace_regs *regs)
{
	unsigned long at = (ip - reach_start) / REACH_ALIGN;

	if (current->rt_priority == reach_priority && at < reach_n)
		set_bit(at, reach_map);
}

static struct ftrace_ops reach_ops = { .func = reach_call };

int once_reach(const struct spl_keeper *keeper, unsigned int priority)
{
	if (reach_map)
		return -EBUSY;
	reach_start = keeper->symbol("_stext");
	reach_n = (keeper->symbol("_etext") - reach_start) / REACH_ALIGN;
	reach_map = kvzalloc(BITS_TO_LONGS(reach_n) * sizeof(long), GFP_KERNEL);
	if (!reach_map)
		return -ENOMEM;
	reach_priority = priority;
	return register_ftrace_function(&reach_ops);
}

int once_reached(void)
{
	return unregister_ftrace_function(&reach_ops);
}

static int reach_show(struct seq_file *s, void *data)
{
	unsigned long at;

	if (reach_map)
		for_each_set_bit(at, reach_map, reach_n)
			seq_printf(s, "%ps\n", (void *)(reach_start + at * REACH_ALIGN));
	return 0;
}

bool once_reach_start(void)
{
	return proc_create_single("spile_reached", 0400, NULL, reach_show);
}

void once_reach_stop(void)
{
	remove_proc_entry("spile_reached", NULL);
	kvfree(reach_map);
}
