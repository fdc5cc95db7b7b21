/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * context.h: around each handler: spl_enter() gives it a context or says that it can't run,
 * spl_leave() takes the context back.
 *
 * Inline as far as every hit goes that way.  Nothing here may call what ftrace or a kprobe
 * could stand on before c->busy is set or after it is cleared: c->busy is the only guard
 * against a probe on something that the handler itself uses.
 *
 * RCU need not be watching (a probe in the idle loop): a handler takes nothing from RCU but
 * what belongs to the running task, and idle tasks never go away.
 */
#ifndef SPL_CONTEXT_H
#define SPL_CONTEXT_H

#include <linux/preempt.h>

#include "runtime.h"

enum spl_how {
	SPL_CALLED, /* in the context that was probed: ftrace, return trampolines, timers */
	SPL_TRAPPED, /* maybe by a breakpoint, which makes an NMI of whatever it interrupts */
	SPL_ALWAYS, /* begin, end, error: the gate does not matter */
};

/* This CPU's context when it is not a task's.  COUNT is what the probe found in preempt_count(). */
static __always_inline struct spl_context *spl_context_above_task(unsigned long count)
{
	struct spl_context *level = raw_cpu_ptr(spl_cpus)->level;

	if (count & NMI_MASK)
		return &level[SPL_LEVEL_NMI];
	if (count & HARDIRQ_MASK)
		return &level[SPL_LEVEL_HARDIRQ];
	return &level[count & SOFTIRQ_OFFSET ? SPL_LEVEL_SOFTIRQ : SPL_LEVEL_TASK];
}

/* The context for the level that was interrupted: what the trap itself added is taken off. */
static __always_inline struct spl_context *spl_context_here(enum spl_how how)
{
	unsigned long count = preempt_count();

	if (likely(!(count & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_OFFSET))))
		return raw_cpu_ptr(spl_cpus)->level;
	/*
	 * A kprobe that was optimised to a jump adds nothing, and inside an NMI it is taken for one
	 * level lower.  That does no harm: a context below is either free, and free again when the
	 * NMI is over, or busy, and the handler is skipped.
	 */
	if (how == SPL_TRAPPED && (count & NMI_MASK))
		count -= NMI_OFFSET + HARDIRQ_OFFSET;
	return spl_context_above_task(count);
}

/* Takes the probe's locks; false, and counted, when one could not be had in time. */
bool spl_lock_all(struct spl_context *c, const struct spl_probe *p);
/* What spl_leave() does for a handler that failed or has locks. */
void spl_leave_special(struct spl_context *c);

/* Whether a probe has locks, where its own code says so; else it is asked. */
enum spl_locks {
	SPL_LOCKS_NONE,
	SPL_LOCKS_SOME,
	SPL_LOCKS_ASK,
};

/* NULL: the handler must not run, and nothing is to be undone.  HOW and LOCKS are constants. */
static __always_inline struct spl_context *spl_enter_locks(const struct spl_probe *p,
							   const struct spl_site *site,
							   struct pt_regs *regs, enum spl_how how,
							   enum spl_locks locks)
{
	s32 actions = how == SPL_ALWAYS ? spl_script.limits.maxaction_interruptible :
					  READ_ONCE(spl_gate);
	struct spl_context *c;

	if (how != SPL_ALWAYS && unlikely(!actions))
		return NULL;
	preempt_disable_notrace();
	c = spl_context_here(how);
	if (unlikely(c->busy)) {
		spl_skipped_busy();
		goto skip;
	}
	c->busy = true;
	barrier(); /* what interrupts us from here on sees it */
	c->probe = p;
	c->site = site;
	c->regs = regs;
	c->stack = spl_stack_pointer();
	c->actions = actions;
	if ((locks == SPL_LOCKS_ASK ? p->nlocks : locks) && unlikely(!spl_lock_all(c, p))) {
		barrier();
		c->busy = false;
		goto skip;
	}
	if (!c) /* the compiler doesn't know */
		__builtin_unreachable();
	return c;

skip:
	preempt_enable_notrace();
	return NULL;
}

static __always_inline struct spl_context *spl_enter(const struct spl_probe *p,
						     const struct spl_site *site,
						     struct pt_regs *regs, enum spl_how how)
{
	return spl_enter_locks(p, site, regs, how, SPL_LOCKS_ASK);
}

static __always_inline void spl_leave(struct spl_context *c)
{
	if (c->out.p != c->out.start)
		spl_flush(c, false); /* before the locks go: so output has the order of updates */
	if (c->special)
		spl_leave_special(c);
	c->str = c->str_start;
	c->hits++;
	barrier();
	c->busy = false;
	preempt_enable_notrace();
}

/*
 * For a handler that only counts: it is no matter where it runs, nor what it interrupts, and it
 * can neither fail nor wait.
 */
static __always_inline void spl_run_counter(void (*handler)(struct spl_context *c))
{
	if (unlikely(!READ_ONCE(spl_gate)))
		return;
	handler(NULL);
	this_cpu_inc(spl_cpus->counted);
}

/* All of it, where nothing else is to be handed to the handler. */
static __always_inline void spl_run(const struct spl_probe *p, const struct spl_site *site,
				    struct pt_regs *regs, enum spl_how how)
{
	struct spl_context *c;

	if (how != SPL_ALWAYS && p->only_counts) {
		spl_run_counter(p->handler);
		return;
	}
	c = spl_enter(p, site, regs, how);
	if (c) {
		p->handler(c);
		spl_leave(c);
	}
}

#endif
