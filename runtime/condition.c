/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * condition.c: probes with a condition are armed while it holds.
 *
 *  1. A handler that has changed what a condition reads sets spl_conditions_stale, when it is
 *     not set yet, and asks for a look by irq_work, which queues the work.
 *  2. The work clears spl_conditions_stale, asks every condition as a handler would be run, in
 *     a task, and has the mechanisms follow.  It runs once in SPL_LOOK_INTERVAL at most.
 *  3. A handler that found spl_conditions_stale set may have changed its globals a little too late
 *     for the look that cleared it: neither side orders its store before its load.  So each
 *     look that was asked for has another one behind it, an interval later.
 *
 * What is changed in between is covered by the handlers themselves, which ask their condition
 * first: a hit counts by what holds when it happens, and only hits between a change and the
 * arming are lost.
 *
 * A condition that fails (a division by zero) counts as one that holds: its probe's handlers
 * fail the same way, and say so.
 */
#include "condition.h"

#include <linux/irq_work.h>
#include <linux/jiffies.h>
#include <linux/workqueue.h>

#include "context.h"

#define SPL_LOOK_INTERVAL (max(HZ / 50, 1)) /* jiffies: 20 ms */
#define SPL_RETRY_INTERVAL HZ /* after a site could not be turned */

bool spl_conditions_stale;
static unsigned long spl_next_look; /* jiffies: not before */

static void spl_look(struct work_struct *work);
static DECLARE_DELAYED_WORK(spl_look_work, spl_look);
static void spl_asked(struct irq_work *work);
static DEFINE_IRQ_WORK(spl_ask_work, spl_asked);

/* Any context, NMI included. */
void spl_conditions_ask(void)
{
	WRITE_ONCE(spl_conditions_stale, true);
	irq_work_queue(&spl_ask_work);
}

static void spl_look_at(unsigned long when)
{
	unsigned long now = jiffies;

	/* Not bound to this CPU, which may be busy for long. */
	mod_delayed_work(system_unbound_wq, &spl_look_work, time_after(when, now) ? when - now : 0);
}

/* Hard interrupt context. */
static void spl_asked(struct irq_work *work)
{
	spl_look_at(READ_ONCE(spl_next_look));
}

/* What Q says now, or what it said before when its globals can't be had: *AGAIN is set then. */
static bool spl_condition_ask(struct spl_condition *q, bool *again)
{
	struct spl_context *c = spl_enter(&q->ask, NULL, NULL, SPL_ALWAYS);
	bool holds;

	if (!c) {
		*again = true;
		return q->holds;
	}
	q->ask.handler(c);
	holds = c->failed || c->holds;
	c->failed = false;
	c->hits--; /* spl_leave() counts it, and it is no probe */
	spl_leave(c);
	return holds;
}

bool spl_conditions_look(void)
{
	struct spl_condition *q = spl_script.conditions;
	bool holds, changed = false, again = false;
	u32 i;

	/* What handlers wrote before they set it is seen from here on. */
	xchg(&spl_conditions_stale, false);
	WRITE_ONCE(spl_next_look, jiffies + SPL_LOOK_INTERVAL);
	for (i = 0; i < spl_script.nconditions; i++, q++) {
		holds = spl_condition_ask(q, &again);
		changed |= holds != q->holds;
		q->holds = holds;
	}
	if (again)
		spl_conditions_ask();
	return changed;
}

static void spl_look(struct work_struct *work)
{
	bool asked = READ_ONCE(spl_conditions_stale), turned;

	turned = spl_session_follow();
	if (!READ_ONCE(spl_gate))
		return;
	if (!time_after(spl_next_look, jiffies)) /* it took long: leave others a little time */
		WRITE_ONCE(spl_next_look, jiffies + 1);
	if (asked || READ_ONCE(spl_conditions_stale))
		spl_look_at(spl_next_look);
	else if (!turned)
		spl_look_at(jiffies + SPL_RETRY_INTERVAL);
}

/* Nothing asks any more: no handler runs. */
void spl_conditions_free(void)
{
	irq_work_sync(&spl_ask_work);
	cancel_delayed_work_sync(&spl_look_work);
}
