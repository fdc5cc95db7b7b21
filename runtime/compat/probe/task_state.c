/* SPDX-License-Identifier: GPL-2.0-only */
/* 2f064a59a11f ("sched: Change task_struct::state"), v5.14 */
#include <linux/sched.h>
unsigned int t(struct task_struct *task);
unsigned int t(struct task_struct *task)
{
	return task->__state;
}
