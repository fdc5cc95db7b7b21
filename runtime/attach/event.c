// SPDX-License-Identifier: GPL-2.0-only
/*
 * event.c: takes probes that stand on perf events; makes an event for each CPU or thread.
 *
 * A condition makes and releases the events, so that what does not hold takes none of the few
 * debug registers and counters.  CPUs come and go: the kernel takes its events from a CPU that
 * goes, and a worker makes new ones for one that came.  It can't be done in the hotplug callback,
 * since making some events takes the hotplug lock.
 */
#include "event.h"

#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "runtime.h"

static const struct spl_event_kind *const kinds[] = { &spl_watch_events, &spl_perf_events };

static LIST_HEAD(spl_events);
static DEFINE_MUTEX(spl_events_lock); /* of what each has made */

struct spl_event *spl_event_of(const struct spl_perf *counter)
{
	struct spl_event *e;

	list_for_each_entry(e, &spl_events, list)
		if (e->probe->perf == counter)
			return e;
	return NULL;
}

static const struct spl_event_kind *spl_event_kind(const struct spl_probe *p)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (kinds[i]->kind == p->kind)
			return kinds[i];
	return NULL;
}

/* ---- making and releasing; under the lock ---- */

static int spl_event_make(struct spl_event *e, unsigned int i, int cpu, struct task_struct *task)
{
	struct perf_event *event =
		perf_event_create_kernel_counter(&e->attr, cpu, task, e->kind->hit, e);

	if (IS_ERR(event))
		return PTR_ERR(event);
	if (READ_ONCE(event->state) == PERF_EVENT_STATE_ERROR) { /* pinned, and there is no room */
		perf_event_release_kernel(event);
		return -EBUSY;
	}
	WRITE_ONCE(e->of[i], event);
	return 0;
}

/* A handler may be running it still, until the next grace period. */
static void spl_event_release(struct spl_event *e, unsigned int i)
{
	struct perf_event *event = e->of[i];

	WRITE_ONCE(e->of[i], NULL);
	if (event)
		perf_event_release_kernel(event);
}

static void spl_event_close(struct spl_event *e)
{
	unsigned int i;

	for (i = 0; i < e->n; i++)
		spl_event_release(e, i);
	e->on = false;
}

static int spl_event_open_cpus(struct spl_event *e)
{
	int cpu, err;

	for_each_online_cpu(cpu) {
		err = spl_event_make(e, cpu, cpu, NULL);
		if (err && cpu_online(cpu)) /* else it went while we looked */
			return err;
	}
	return 0;
}

/* The threads of a process, each with a reference; how many. */
static unsigned int spl_event_threads(struct pid *process, struct task_struct **list,
				      unsigned int room)
{
	struct task_struct *leader, *t;
	unsigned int n = 0;

	rcu_read_lock();
	leader = pid_task(process, PIDTYPE_TGID);
	if (leader) {
		for_each_thread(leader, t)
		{
			if (n == room)
				break;
			list[n++] = get_task_struct(t);
		}
	}
	rcu_read_unlock();
	return n;
}

/* Threads that begin later inherit it, where its kind wants that. */
static int spl_event_open_threads(struct spl_event *e)
{
	struct task_struct **list;
	unsigned int i, n, made = 0;
	int err = 0;

	list = kvcalloc(e->n, sizeof(*list), GFP_KERNEL);
	if (!list)
		return -ENOMEM;
	n = spl_event_threads(e->process, list, e->n);
	for (i = 0; i < n; i++) {
		if (!err)
			err = spl_event_make(e, i, -1, list[i]);
		if (err == -ESRCH) /* it has ended */
			err = 0;
		else if (!err)
			made++;
		put_task_struct(list[i]);
	}
	kvfree(list);
	return err ? err : made ? 0 : -ESRCH;
}

static int spl_event_open(struct spl_event *e)
{
	int err = e->process ? spl_event_open_threads(e) : spl_event_open_cpus(e);

	e->on = true;
	if (err)
		spl_event_close(e);
	return err;
}

/* ---- CPUs that come and go ---- */

static cpumask_t spl_cpus_gone; /* their events are dead */

static void spl_event_cpu(struct spl_event *e, int cpu, bool gone)
{
	char text[SPL_WHY_MAX];
	int err, n;

	if (gone)
		spl_event_release(e, cpu);
	if (!cpu_online(cpu) || e->of[cpu])
		return;
	err = spl_event_make(e, cpu, cpu, NULL);
	if (!err || !cpu_online(cpu))
		return;
	n = scnprintf(text, sizeof(text), "%s is not armed on CPU %d, which came later (%pe)",
		      e->probe->point, cpu, ERR_PTR(err));
	preempt_disable_notrace();
	spl_ring_write(SPL_RECORD_WARNING, false, text, n);
	preempt_enable_notrace();
}

static void spl_cpus_changed(struct work_struct *work)
{
	struct spl_event *e;
	bool gone;
	int cpu;

	mutex_lock(&spl_events_lock);
	for_each_possible_cpu(cpu) {
		gone = cpumask_test_and_clear_cpu(cpu, &spl_cpus_gone);
		list_for_each_entry(e, &spl_events, list)
			if (e->on && !e->process)
				spl_event_cpu(e, cpu, gone);
	}
	mutex_unlock(&spl_events_lock);
}

static DECLARE_WORK(spl_cpus_work, spl_cpus_changed);
static int spl_cpus_state; /* of hotplug; 0: not registered */

static int spl_cpu_came(unsigned int cpu)
{
	schedule_work(&spl_cpus_work);
	return 0;
}

static int spl_cpu_goes(unsigned int cpu)
{
	cpumask_set_cpu(cpu, &spl_cpus_gone);
	schedule_work(&spl_cpus_work);
	return 0;
}

static int spl_cpus_watch(void)
{
	int state;

	if (spl_cpus_state)
		return 0;
	state = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "spile:events", spl_cpu_came,
					  spl_cpu_goes);
	if (state < 0)
		return state;
	spl_cpus_state = state;
	return 0;
}

static void spl_cpus_unwatch(void)
{
	if (spl_cpus_state)
		cpuhp_remove_state_nocalls(spl_cpus_state);
	spl_cpus_state = 0;
	cancel_work_sync(&spl_cpus_work);
	cpumask_clear(&spl_cpus_gone);
}

/* ---- the mechanism ---- */

static void spl_event_free(struct spl_event *e)
{
	put_pid(e->process);
	kvfree(e->of);
	kfree(e);
}

/* Room for a few threads more than there are: some may begin while we look. */
static unsigned int spl_event_room(struct spl_event *e)
{
	struct task_struct *leader;
	unsigned int n = 16;

	if (!e->process)
		return nr_cpu_ids;
	rcu_read_lock();
	leader = pid_task(e->process, PIDTYPE_TGID);
	if (leader)
		n += 2 * get_nr_threads(leader);
	rcu_read_unlock();
	return n;
}

static struct spl_event *spl_event_new(const struct spl_event_kind *kind, const struct spl_probe *p)
{
	struct spl_event *e = kzalloc(sizeof(*e), GFP_KERNEL);

	if (!e)
		return NULL;
	e->kind = kind;
	e->probe = p;
	return e;
}

static int spl_event_add(struct spl_arming *a, struct spl_event *e)
{
	int err = e->kind->describe(a, e);

	if (err)
		return err;
	e->n = spl_event_room(e);
	e->of = kvcalloc(e->n, sizeof(*e->of), GFP_KERNEL);
	if (!e->of)
		return -ENOMEM;
	err = e->process ? 0 : spl_cpus_watch();
	if (err)
		return err;
	mutex_lock(&spl_events_lock);
	if (spl_is_wanted(e->probe))
		err = spl_event_open(e);
	if (!err)
		list_add_tail(&e->list, &spl_events);
	mutex_unlock(&spl_events_lock);
	return err;
}

static int spl_event_arm(struct spl_arming *a)
{
	const struct spl_event_kind *kind;
	const struct spl_probe *p;
	struct spl_event *e;
	int err = 0;

	spl_for_each_probe(p) {
		kind = spl_event_kind(p);
		if (!kind)
			continue;
		e = spl_event_new(kind, p);
		if (!e)
			return -ENOMEM;
		err = spl_event_add(a, e);
		if (!err) {
			a->armed++;
			continue;
		}
		err = spl_refused_as(a, p, NULL, err, kind->words(e, err));
		spl_event_free(e);
		if (err)
			break;
	}
	return err;
}

static void spl_event_follow(struct spl_arming *a)
{
	struct spl_event *e;
	bool want;
	int err;

	mutex_lock(&spl_events_lock);
	list_for_each_entry(e, &spl_events, list) {
		want = spl_is_wanted(e->probe);
		if (e->on == want)
			continue;
		err = 0;
		if (want)
			err = spl_event_open(e);
		else
			spl_event_close(e);
		if (err)
			spl_not_turned(a, e->probe, NULL, want, err);
		else
			a->turned++;
	}
	mutex_unlock(&spl_events_lock);
}

static u64 spl_event_disarm(void)
{
	struct spl_event *e, *next;

	spl_cpus_unwatch();
	mutex_lock(&spl_events_lock);
	list_for_each_entry(e, &spl_events, list)
		spl_event_close(e);
	mutex_unlock(&spl_events_lock);
	synchronize_rcu(); /* handlers that were running when their event went */
	list_for_each_entry_safe(e, next, &spl_events, list) {
		list_del(&e->list);
		spl_event_free(e);
	}
	return 0;
}

const struct spl_mechanism spl_by_event = {
	.arm = spl_event_arm,
	.follow = spl_event_follow,
	.disarm = spl_event_disarm,
};
