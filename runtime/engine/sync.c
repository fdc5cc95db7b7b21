/* SPDX-License-Identifier: GPL-2.0-only */
/* sync.c: waits for processors, and for tasks. */
#include "engine/sync.h"

#include <linux/rcupdate.h>
#include <linux/smp.h>

#include <asm/sync_core.h>

static void spl_sync_one(void *unused)
{
	sync_core();
}

void spl_sync_all(void)
{
	on_each_cpu(spl_sync_one, NULL, 1);
}

/* The first for tasks that idle, or run where RCU does not watch; the second for the others. */
void spl_quiesce(void)
{
	synchronize_rcu_tasks_rude();
	synchronize_rcu_tasks();
}
