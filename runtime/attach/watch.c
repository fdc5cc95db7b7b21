// SPDX-License-Identifier: GPL-2.0-only
/*
 * watch.c: writes and reads of a piece of memory, by the debug registers of every CPU.
 *
 * The access traps when it is done, into #DB, which is taken like an NMI where it was the
 * kernel's and like a system call where it was a program's.  In the handler, as in every NMI, the
 * kernel keeps debug registers off: what happens there is not seen.
 */
#include <linux/hw_breakpoint.h>

#include "context.h"
#include "event.h"
#include "watch.h"

static int spl_watch_describe(const struct spl_arming *a, struct spl_event *e)
{
	const struct spl_watch *w = e->probe->watch;
	unsigned long addr = w->in_kernel ? a->stext + w->addr : w->addr;

	if (spl_watch_is_percpu(addr))
		return -EPERM;
	hw_breakpoint_init(&e->attr);
	e->attr.bp_addr = addr;
	e->attr.bp_len = w->length;
	e->attr.bp_type = w->reads ? HW_BREAKPOINT_RW : HW_BREAKPOINT_W;
	return 0;
}

static void spl_watch_hit(struct perf_event *event, struct perf_sample_data *data,
			  struct pt_regs *regs)
{
	const struct spl_event *e = event->overflow_handler_context;

	spl_run(e->probe, NULL, regs, SPL_TRAPPED);
}

static const char *spl_watch_words(const struct spl_event *e, int err)
{
	switch (err) {
	case -EPERM:
		return "it is among the CPU's own variables, which the way into the handler reads";
	case -EINVAL:
		return "the way into the handler goes over it";
	default:
		return NULL;
	}
}

const struct spl_event_kind spl_watch_events = {
	.kind = SPL_WATCH,
	.describe = spl_watch_describe,
	.hit = spl_watch_hit,
	.words = spl_watch_words,
};
