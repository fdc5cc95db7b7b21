/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * timer.c: probes by the clock: high-resolution timers, timers in jiffies, and one timer on
 * each CPU for profiling.
 *
 * A timer arms itself again only while the gate is open; the gate is closed before any is
 * cancelled.
 */
#include <asm/irq_regs.h>
#include <linux/cpu.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include "compat/timer.h"
#include "context.h"
#include "attach.h"

/* A shorter period would leave a CPU no time between two interrupts. */
#define SPL_PERIOD_MIN (20 * NSEC_PER_USEC)

struct spl_timer {
	const struct spl_probe *probe;
	int cpu; /* SPL_PROFILE */
	bool on; /* started, and not stopped by its condition */
	union {
		struct hrtimer hr;
		struct timer_list jiffies; /* SPL_TIMER_JIFFIES */
	};
};

static struct spl_timer *spl_timers;
static unsigned int spl_ntimers;

/* Nanoseconds, or jiffies, until the next time. */
static u64 spl_timer_period(const struct spl_probe *p)
{
	u64 period = p->period, least = p->kind == SPL_TIMER_JIFFIES ? 1 : SPL_PERIOD_MIN;
	u64 off = 0;

	if (!period && p->kind == SPL_PROFILE)
		period = TICK_NSEC;
	if (p->random) {
		off = mul_u64_u32_shr(2 * p->random + 1, get_random_u32(), 32);
		period = period + off > p->random ? period + off - p->random : 0;
	}
	return max(period, least);
}

/* Hard interrupt context. */
static enum hrtimer_restart spl_timer_hit(struct hrtimer *hr)
{
	const struct spl_timer *t = container_of(hr, struct spl_timer, hr);

	if (t->probe->kind == SPL_PROFILE && t->cpu != raw_smp_processor_id())
		return HRTIMER_NORESTART; /* its CPU was taken away */
	spl_run(t->probe, NULL, get_irq_regs(), SPL_CALLED);
	if (!READ_ONCE(spl_gate))
		return HRTIMER_NORESTART;
	hrtimer_forward_now(hr, ns_to_ktime(spl_timer_period(t->probe)));
	return HRTIMER_RESTART;
}

/* Softirq. */
static void spl_timer_hit_jiffies(struct timer_list *timer)
{
	struct spl_timer *t = container_of(timer, struct spl_timer, jiffies);

	spl_run(t->probe, NULL, NULL, SPL_CALLED);
	if (READ_ONCE(spl_gate))
		mod_timer(&t->jiffies, jiffies + spl_timer_period(t->probe));
}

static bool spl_is_timer(const struct spl_probe *p)
{
	return p->kind == SPL_TIMER || p->kind == SPL_TIMER_JIFFIES || p->kind == SPL_PROFILE;
}

static void spl_timer_init(const struct spl_probe *p, int cpu)
{
	struct spl_timer *t = &spl_timers[spl_ntimers++];

	t->probe = p;
	t->cpu = cpu;
	if (p->kind == SPL_TIMER_JIFFIES)
		timer_setup(&t->jiffies, spl_timer_hit_jiffies, 0);
	else
		hrtimer_setup(&t->hr, spl_timer_hit, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
}

static int spl_timer_arm(struct spl_arming *a)
{
	const struct spl_probe *p;
	unsigned int n = 0;
	int cpu;

	spl_for_each_probe(p)
		if (spl_is_timer(p))
			n += p->kind == SPL_PROFILE ? num_possible_cpus() : 1;
	if (!n)
		return 0;
	spl_timers = kvcalloc(n, sizeof(*spl_timers), GFP_KERNEL);
	if (!spl_timers)
		return -ENOMEM;
	spl_for_each_probe(p) {
		if (!spl_is_timer(p))
			continue;
		a->armed++;
		if (p->kind != SPL_PROFILE) {
			spl_timer_init(p, 0);
			continue;
		}
		for_each_possible_cpu(cpu)
			spl_timer_init(p, cpu);
	}
	return 0;
}

/* On the CPU where it will run. */
static void spl_timer_start_here(void *data)
{
	struct spl_timer *t = data;

	hrtimer_start(&t->hr, ns_to_ktime(spl_timer_period(t->probe)),
		      HRTIMER_MODE_REL_PINNED_HARD);
}

/* With a whole period before it. */
static void spl_timer_start_one(struct spl_timer *t)
{
	u64 period = spl_timer_period(t->probe);

	switch (t->probe->kind) {
	case SPL_TIMER:
		hrtimer_start(&t->hr, ns_to_ktime(period), HRTIMER_MODE_REL_HARD);
		break;
	case SPL_TIMER_JIFFIES:
		mod_timer(&t->jiffies, jiffies + period);
		break;
	case SPL_PROFILE:
		if (cpu_online(t->cpu))
			smp_call_function_single(t->cpu, spl_timer_start_here, t, true);
		break;
	}
}

static void spl_timer_stop(struct spl_timer *t)
{
	if (t->probe->kind == SPL_TIMER_JIFFIES)
		timer_delete_sync(&t->jiffies);
	else
		hrtimer_cancel(&t->hr);
}

/* Before the gate is open there is nothing to stop, and starting is left to spl_timer_start(). */
static void spl_timer_follow(struct spl_arming *a)
{
	struct spl_timer *t;
	bool want;

	if (!READ_ONCE(spl_gate))
		return;
	cpus_read_lock();
	for (t = spl_timers; t < spl_timers + spl_ntimers; t++) {
		want = spl_is_wanted(t->probe);
		if (t->on == want)
			continue;
		if (want)
			spl_timer_start_one(t);
		else
			spl_timer_stop(t);
		t->on = want;
		a->turned++;
	}
	cpus_read_unlock();
}

static void spl_timer_start(void)
{
	struct spl_arming none = { 0 };

	spl_timer_follow(&none);
}

static u64 spl_timer_disarm(void)
{
	struct spl_timer *t;

	for (t = spl_timers; t < spl_timers + spl_ntimers; t++)
		spl_timer_stop(t);
	kvfree(spl_timers);
	spl_timers = NULL;
	spl_ntimers = 0;
	return 0;
}

const struct spl_mechanism spl_by_timer = {
	.arm = spl_timer_arm,
	.start = spl_timer_start,
	.follow = spl_timer_follow,
	.disarm = spl_timer_disarm,
};
