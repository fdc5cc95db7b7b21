/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * event.h: probes that stand on events of the kernel's perf subsystem, one on each CPU or one
 * on each thread of a process.  watch.c and perf.c say what event a probe wants; event.c makes
 * them, follows conditions and CPUs that come and go, and takes them back.
 */
#ifndef SPL_EVENT_H
#define SPL_EVENT_H

#include <linux/list.h>
#include <linux/perf_event.h>
#include <linux/pid.h>

#include "attach.h"

/* What stands for one probe. */
struct spl_event {
	struct list_head list;
	const struct spl_event_kind *kind;
	const struct spl_probe *probe;
	struct perf_event_attr attr;
	struct pid *process; /* whose threads have it; NULL: every CPU has it */
	dev_t dev; /* perf.c: the program whose hits count, */
	u64 inode; /* or 0: any */
	bool on; /* made, and not taken back by the condition */
	unsigned int n; /* of the next: CPUs by number, or threads */
	struct perf_event **of; /* NULL: a CPU that is not there */
};

struct spl_event_kind {
	enum spl_kind kind;
	/* Fills attr, and process or program.  Its error is the kernel's refusal. */
	int (*describe)(const struct spl_arming *a, struct spl_event *e);
	/*
	 * The event's overflow_handler_context is the struct spl_event.  In any context; as long as
	 * it runs, preemption is off or RCU is read.
	 */
	perf_overflow_handler_t hit;
	const char *(*words)(const struct spl_event *e, int err); /* why it was refused */
};

extern const struct spl_event_kind spl_watch_events, spl_perf_events;

/* What counts for a counter, or NULL.  Between arm() and disarm(), in any context. */
struct spl_event *spl_event_of(const struct spl_perf *counter);

#endif
