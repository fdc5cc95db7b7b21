/* SPDX-License-Identifier: GPL-2.0-only */
/* bcf9033e5449 ("sched: move CPU field back into thread_info if ..."), v5.16 */
#include <linux/sched.h>
unsigned int t(struct task_struct *task);
unsigned int t(struct task_struct *task)
{
	return task->thread_info.cpu;
}
