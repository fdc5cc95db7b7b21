// SPDX-License-Identifier: GPL-2.0-only
/*
 * perf.c: events that the kernel's perf subsystem counts: a handler each so many of them, or a
 * counter that handlers of other probes read.
 *
 * All CPUs count, or the threads of the process that -c or -x names, with those that they begin
 * later.  A program by its path is counted on all CPUs, and hits elsewhere are passed over.
 */
#include <linux/fs.h>
#include <linux/irqflags.h>
#include <linux/minmax.h>
#include <linux/mm_types.h>
#include <linux/namei.h>
#include <linux/path.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/smp.h>

#include "context.h"
#include "event.h"

/* As with timers: more of them would leave a CPU no time between two interrupts. */
#define SPL_CLOCK_MIN (20 * NSEC_PER_USEC)

/* Events that are nanoseconds, and whose hits are timers. */
static bool spl_perf_is_clock(const struct spl_perf *perf)
{
	return perf->type == PERF_TYPE_SOFTWARE && (perf->config == PERF_COUNT_SW_CPU_CLOCK ||
						    perf->config == PERF_COUNT_SW_TASK_CLOCK);
}

static u64 spl_perf_sample(const struct spl_perf *perf)
{
	if (!perf->sample || !spl_perf_is_clock(perf))
		return perf->sample;
	if (perf->by_frequency)
		return min_t(u64, perf->sample, NSEC_PER_SEC / SPL_CLOCK_MIN);
	return max_t(u64, perf->sample, SPL_CLOCK_MIN);
}

/* The file may be another one when the script is run again, so it is looked for by each. */
static int spl_perf_find_program(struct spl_event *e, const char *name)
{
	const struct inode *inode;
	struct path path;
	int err = kern_path(name, LOOKUP_FOLLOW, &path);

	if (err)
		return err;
	inode = d_backing_inode(path.dentry);
	e->dev = inode->i_sb->s_dev;
	e->inode = inode->i_ino;
	path_put(&path);
	return 0;
}

static int spl_perf_describe(const struct spl_arming *a, struct spl_event *e)
{
	const struct spl_perf *perf = e->probe->perf;
	struct perf_event_attr *attr = &e->attr;

	attr->size = sizeof(*attr);
	attr->type = perf->type;
	attr->config = perf->config;
	attr->freq = perf->by_frequency;
	attr->sample_period = spl_perf_sample(perf); /* or sample_freq: they share their place */
	if (perf->program)
		return spl_perf_find_program(e, perf->program);
	if (!perf->of_target) {
		attr->pinned = true; /* counts all the time, or is refused */
		return 0;
	}
	/* Who reads a counter can't find those of threads that came later. */
	attr->inherit = perf->sample != 0;
	e->process = spl_target() ? find_get_pid(spl_target()) : NULL;
	return e->process ? 0 : -ESRCH;
}

/*
 * Whether the running task runs the program.  Its file may be changed under us, and then be made
 * another's, not freed; while it is made it has no inode.
 */
static bool spl_perf_in_program(const struct spl_event *e)
{
	const struct mm_struct *mm = current->mm;
	const struct inode *inode;
	const struct file *file;

	if (!mm || (current->flags & PF_KTHREAD))
		return false;
	file = rcu_dereference_sched(mm->exe_file);
	if (!file)
		return false;
	inode = READ_ONCE(file->f_inode);
	return inode && inode->i_ino == e->inode && inode->i_sb->s_dev == e->dev;
}

/* By kind of event in a task, an interrupt or an NMI. */
static void spl_perf_hit(struct perf_event *event, struct perf_sample_data *data,
			 struct pt_regs *regs)
{
	const struct spl_event *e = event->overflow_handler_context;

	/* Children of the process inherit as well. */
	if (e->process ? task_tgid(current) != e->process : e->inode && !spl_perf_in_program(e))
		return;
	spl_run(e->probe, NULL, regs, SPL_CALLED);
}

static const char *spl_perf_words(const struct spl_event *e, int err)
{
	const struct spl_perf *perf = e->probe->perf;

	switch (err) {
	case -ENOENT:
		return perf->program ?
			       "there is no such program" :
			       "nothing here counts such events, as in many virtual machines";
	case -EOPNOTSUPP:
		return "what counts these events can't do it every so many of them";
	case -EINVAL:
		return "there is no such event";
	case -EBUSY:
		return "all counters are in use";
	case -ESRCH:
		return spl_target() ? "the process has ended" :
				      "neither -c nor -x says which process";
	default:
		return NULL;
	}
}

const struct spl_event_kind spl_perf_events = {
	.kind = SPL_PERF,
	.describe = spl_perf_describe,
	.hit = spl_perf_hit,
	.words = spl_perf_words,
};

/* ---- reading a counter ---- */

/* This CPU's event, or the running thread's; interrupts are off, so that it stays so. */
static struct perf_event *spl_perf_event_here(const struct spl_event *e)
{
	struct perf_event *event;
	unsigned int i;

	if (!e->process)
		return READ_ONCE(e->of[raw_smp_processor_id()]);
	for (i = 0; i < e->n; i++) {
		event = READ_ONCE(e->of[i]);
		if (event && event->hw.target == current)
			return event;
	}
	return NULL;
}

s64 spl_perf_read(struct spl_context *c, const struct spl_perf *counter, const char *at)
{
	struct perf_event *event = NULL;
	const struct spl_event *e;
	unsigned long flags;
	s64 n = 0;

	raw_local_irq_save(flags);
	e = spl_event_of(counter);
	if (e)
		event = spl_perf_event_here(e);
	if (event) {
		if (READ_ONCE(event->oncpu) == raw_smp_processor_id())
			event->pmu->read(event); /* brings the count up to now */
		n = local64_read(&event->count);
	}
	raw_local_irq_restore(flags);
	if (!event)
		spl_error(c, at,
			  counter->of_target ? "counter '%s' does not count for this thread" :
					       "counter '%s' does not count on this CPU",
			  counter->counter);
	return n;
}
