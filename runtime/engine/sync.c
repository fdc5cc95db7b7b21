/* SPDX-License-Identifier: GPL-2.0-only */
/* sync.c: waits for processors, and for tasks. */
#include "engine/sync.h"

#include <linux/atomic.h>
#include <linux/rcupdate.h>
#include <linux/smp.h>

#include <asm/sync_core.h>

static void spl_sync_one(void *unused)
{
	sync_core();
}

static atomic_long_t spl_syncs;

void spl_sync_all(void)
{
	atomic_long_inc(&spl_syncs);
	on_each_cpu(spl_sync_one, NULL, 1);
}

unsigned long spl_sync_count(void)
{
	return atomic_long_read(&spl_syncs);
}

/* The first for tasks that idle, or run where RCU does not watch; the second for the others. */
void spl_quiesce(void)
{
	synchronize_rcu_tasks_rude();
	synchronize_rcu_tasks();
}
