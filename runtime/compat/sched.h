/* SPDX-License-Identifier: GPL-2.0-only */
/* sched.h: linux/sched.h. */
#ifndef SPL_COMPAT_SCHED_H
#define SPL_COMPAT_SCHED_H

#include <linux/sched.h>

#include "spile_config.h"

#ifndef SPL_HAVE_TASK_STATE
#define __state state
#endif

#ifdef SPL_HAVE_TASK_CPU_IN_INFO
#define SPL_TASK_CPU_OFFSET offsetof(struct task_struct, thread_info.cpu)
#else
#define SPL_TASK_CPU_OFFSET offsetof(struct task_struct, cpu)
#endif

#endif
