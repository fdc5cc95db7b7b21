/* SPDX-License-Identifier: GPL-2.0-only */
/* 54ecbe6f1ed5 ("rethook: Add a generic return hook"), v5.18 */
#include <linux/rethook.h>
#include <linux/sched.h>
#ifndef CONFIG_RETHOOK
#error
#endif
unsigned long t(struct task_struct *task);
unsigned long t(struct task_struct *task)
{
	return container_of(task->rethooks.first, struct rethook_node, llist)->ret_addr;
}
