// SPDX-License-Identifier: GPL-2.0-only
/*
 * storm.c: /proc/spile_storm: places are armed and disarmed while the other processors run them.
 *
 * Written to it:	"places ROUNDS [nmi]"	all sites at once, two of them swapped
 *			"SITE ROUNDS [nmi]"	at one of them
 *			"marks ROUNDS [nmi]"	all markers of this module and of spile_target
 *			"arm", "disarm"		the places, once
 * Read from it: what the last one has found, NAME=VALUE.
 *
 * On each processor but one a thread runs the sites in turn, and with "nmi" sends NMIs to all of
 * them now and then; every NMI, also those of others, runs the sites as well.  Each pass of a site
 * is judged by itself: it looks at the round's step and at the count of its handler's runs before
 * and after.  If the step was the same, whether a breakpoint stood there is certain, and so is what
 * the handler must have counted and what the site gives.  If not, at most one, and either result.
 */
#include <linux/cpu.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "keep/keep.h"
#include "storm.h"

#define NMI_EVERY 4 /* turns of a thread */
#define WAIT_S 20 /* for a thread to make a turn */
#define TOLD_SIZE 1024

enum { STEP_OFF, STEP_ARMING, STEP_ON, STEP_DISARMING, STEPS }; /* of a round */
enum { IN_TASK, IN_NMI, LEVELS };

static u8 swap_code[] = STORM_SWAP_CODE, several_code[] = STORM_SEVERAL_CODE;

struct site {
	const char *name;
	u64 (*call)(u64 x);
	const unsigned long *at;
	s64 off, on; /* what is added to x; -1: see wanted() */
	u8 *swap;
	enum spl_ask ask;
	struct spl_native probe;
	struct spl_mark mark;
};

#define SITE(n) .name = #n, .call = storm_##n, .at = &storm_at_##n

static struct site sites[] = {
	{ SITE(boost), .off = 0x11, .on = 0x11, .ask = SPL_ASK_BOOST },
	{ SITE(push), .ask = SPL_ASK_EMULATE },
	{ SITE(branch), .off = -1, .on = -1, .ask = SPL_ASK_EMULATE },
	{ SITE(call), .off = -1, .on = -1, .ask = SPL_ASK_EMULATE },
	{ SITE(step), .off = 0x77, .on = 0x77, .ask = SPL_ASK_STEP },
	{ SITE(swap), .off = STORM_SWAP_OFF, .on = STORM_SWAP_ON, .swap = swap_code },
	{ SITE(several), .off = STORM_SWAP_OFF, .on = STORM_SEVERAL_ON, .swap = several_code },
	{ SITE(inner), .off = 0x33, .on = 0x33 },
	{ .name = "marks", .call = storm_mark },
};

#define MARK (&sites[ARRAY_SIZE(sites) - 1])
#define INNER (MARK - 1)

/* What is found; a processor's own, and added up in the end. */
struct found {
	unsigned long on, off, between; /* passes with a breakpoint, without, and who knows */
	unsigned long lost, twice, stray; /* hits that did not come, or should not have */
	unsigned long wrong; /* results */
	unsigned long nmis, others; /* hits of spile_target's markers */
};

struct cpu_state {
	unsigned long hits[ARRAY_SIZE(sites)][LEVELS];
	struct found found[LEVELS];
	unsigned long turns;
	struct task_struct *task;
};

static DEFINE_PER_CPU(struct cpu_state, states);
static DEFINE_MUTEX(lock); /* of all that follows */
static const struct spl_keeper *keeper;
static unsigned long step; /* counts on; its rest by STEPS is the round's */
static struct site *from, *to; /* what is run */
static bool with_nmis, stop, running;
static struct spl_mark others;
static char told[TOLD_SIZE];
static size_t told_len;

/* ---- handlers ---- */

static struct found *found_here(void)
{
	return &this_cpu_ptr(&states)->found[storm_in_nmi() ? IN_NMI : IN_TASK];
}

/* Nobody else on this processor counts at this level. */
static void count_hit(const struct site *s)
{
	unsigned long *hits =
		&this_cpu_ptr(&states)->hits[s - sites][storm_in_nmi() ? IN_NMI : IN_TASK];

	WRITE_ONCE(*hits, *hits + 1);
}

static void hit(struct spl_native *n, struct pt_regs *regs)
{
	const struct site *s = container_of(n, struct site, probe);

	count_hit(s);
	if (s != INNER && storm_inner(7) != 7 + INNER->on)
		found_here()->wrong++;
}

static void hit_mark(const struct spile_mark_hook *hook, const u64 *args)
{
	const struct spl_mark *mark = container_of(hook, struct spl_mark_hook, hook)->mark;

	if (mark == &others)
		found_here()->others++;
	else
		count_hit(container_of(mark, struct site, mark));
}

/* ---- passes ---- */

static u64 wanted(const struct site *s, u64 x, bool on)
{
	if (s->call == storm_branch)
		return x & 1 ? x : x + 0x100;
	if (s->call == storm_call)
		return storm_callee(x);
	return x + (on ? s->on : s->off);
}

/* Neither preempted onto another processor nor by another who passes at this level. */
static void pass(const struct site *s, u64 x, struct cpu_state *state, unsigned int level)
{
	const unsigned long *hits = &state->hits[s - sites][level];
	const unsigned long *inner = &state->hits[INNER - sites][level];
	struct found *f = &state->found[level];
	unsigned long before, n, deeper;
	u64 got;

	before = smp_load_acquire(&step);
	n = READ_ONCE(*hits);
	deeper = READ_ONCE(*inner);
	got = s->call(x);
	n = READ_ONCE(*hits) - n;
	deeper = READ_ONCE(*inner) - deeper;
	smp_rmb();
	f->twice += n > 1 || deeper > 1;
	if (READ_ONCE(step) != before) {
		f->between++;
		f->wrong += got != wanted(s, x, false) && got != wanted(s, x, true);
	} else if (before % STEPS == STEP_ON) {
		f->on++;
		f->lost += !n || (s < INNER && to > INNER && !deeper);
		f->wrong += got != wanted(s, x, true);
	} else if (before % STEPS == STEP_OFF) {
		f->off++;
		f->stray += n || deeper;
		f->wrong += got != wanted(s, x, false);
	} else {
		f->between++;
		f->wrong += got != wanted(s, x, false) && got != wanted(s, x, true);
	}
}

static void pass_all(u64 x, unsigned int level)
{
	struct cpu_state *state = this_cpu_ptr(&states);
	const struct site *s;

	for (s = from; s < to; s++)
		pass(s, x, state, level);
}

static void run_in_nmi(void)
{
	struct cpu_state *state = this_cpu_ptr(&states);

	state->found[IN_NMI].nmis++;
	if (READ_ONCE(running))
		pass_all(state->found[IN_NMI].nmis, IN_NMI);
}

/* Bound to its processor. */
static int thread(void *unused)
{
	struct cpu_state *state = this_cpu_ptr(&states);

	while (!READ_ONCE(stop)) {
		pass_all(state->turns, IN_TASK);
		if (with_nmis && state->turns % NMI_EVERY == 0)
			storm_nmi_send();
		smp_store_release(&state->turns, state->turns + 1);
		cpu_relax();
		cond_resched_tasks_rcu_qs(); /* some wait for tasks in copies */
	}
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

/* ---- rounds ---- */

static int keeper_get(void)
{
	keeper = symbol_get(spile_keeper);
	if (!keeper)
		return -ENOENT;
	if (keeper->version == SPL_KEEPER_VERSION)
		return 0;
	symbol_put(spile_keeper);
	return -EINVAL;
}

static struct spl_native *natives[ARRAY_SIZE(sites)];
static struct spl_mark *marks[] = { &MARK->mark, &others };

static int arm(void)
{
	size_t n = 0;
	struct site *s;

	if (from == MARK)
		return keeper->mark(marks, ARRAY_SIZE(marks));
	for (s = from; s < to; s++) {
		s->probe = (struct spl_native){
			.addr = *s->at,
			.hit = hit,
			.ask = s->ask,
			.swap = s->swap,
			.swap_length = s->swap ? sizeof(swap_code) : 0,
		};
		natives[n++] = &s->probe;
	}
	if (keeper->arm(natives, n) == n)
		return 0;
	for (s = from; s < to; s++)
		if (s->probe.err)
			pr_err("spile_storm: %s: %s\n", s->name, s->probe.why);
	keeper->disarm(natives, n);
	return -EIO;
}

static int disarm(void)
{
	if (from != MARK)
		return keeper->disarm(natives, to - from) ? -EIO : 0;
	keeper->unmark(marks, ARRAY_SIZE(marks));
	return 0;
}

static void next_step(void)
{
	smp_wmb();
	smp_store_release(&step, step + 1);
	smp_mb(); /* the code is changed after it is said that it may be */
}

/* Until each thread has run all sites from the first to the last. */
static int wait_for_turns(void)
{
	unsigned long end = jiffies + WAIT_S * HZ;
	int cpu;

	for_each_online_cpu(cpu) {
		struct cpu_state *state = per_cpu_ptr(&states, cpu);
		unsigned long turns = READ_ONCE(state->turns);

		while (state->task && READ_ONCE(state->turns) - turns < 2) {
			if (time_after(jiffies, end))
				return -ETIMEDOUT;
			cpu_relax();
			cond_resched_tasks_rcu_qs();
		}
	}
	return 0;
}

static int one_round(void)
{
	int err;

	next_step();
	err = arm();
	if (err)
		return err;
	next_step();
	err = wait_for_turns();
	next_step();
	err = disarm() ?: err;
	next_step();
	return wait_for_turns() ?: err;
}

static int threads_start(void)
{
	int cpu, mine = raw_smp_processor_id();

	for_each_online_cpu(cpu) {
		struct cpu_state *state = per_cpu_ptr(&states, cpu);
		struct task_struct *task;

		memset(state, 0, sizeof(*state));
		if (cpu == mine)
			continue;
		task = kthread_create(thread, NULL, "storm/%d", cpu);
		if (IS_ERR(task))
			return PTR_ERR(task);
		kthread_bind(task, cpu);
		state->task = task;
		wake_up_process(task);
	}
	return 0;
}

static void threads_stop(void)
{
	int cpu;

	WRITE_ONCE(stop, true);
	for_each_possible_cpu(cpu) {
		struct cpu_state *state = per_cpu_ptr(&states, cpu);

		if (state->task)
			kthread_stop(state->task);
		state->task = NULL;
	}
	stop = false;
}

static void tell(const char *name, unsigned long value)
{
	told_len += scnprintf(told + told_len, TOLD_SIZE - told_len, "%s=%lu\n", name, value);
}

static void tell_found(void)
{
	static const char *const names[] = { "on",    "off",   "between", "lost",  "twice",
					     "stray", "wrong", "nmis",	  "others" };
	unsigned long sum[LEVELS][ARRAY_SIZE(names)] = { { 0 } };
	char name[32];
	unsigned int i, level;
	int cpu;

	BUILD_BUG_ON(sizeof(sum[0]) != sizeof(struct found));
	for_each_possible_cpu(cpu)
		for (level = 0; level < LEVELS; level++)
			for (i = 0; i < ARRAY_SIZE(names); i++)
				sum[level][i] += ((unsigned long *)&per_cpu_ptr(&states, cpu)
							  ->found[level])[i];
	for (level = 0; level < LEVELS; level++)
		for (i = 0; i < ARRAY_SIZE(names); i++) {
			scnprintf(name, sizeof(name), "%s%s", level == IN_NMI ? "nmi." : "",
				  names[i]);
			tell(name, sum[level][i]);
		}
}

static int storm(unsigned int rounds)
{
	unsigned long began = jiffies;
	unsigned int i;
	int err;

	WARN_ON(step % STEPS != STEP_OFF);
	err = threads_start();
	WRITE_ONCE(running, true);
	for (i = 0; !err && i < rounds && !signal_pending(current); i++)
		err = one_round();
	threads_stop();
	WRITE_ONCE(running, false);
	step = 0;
	tell("rounds", i);
	tell("ms", jiffies_to_msecs(jiffies - began));
	tell_found();
	return err;
}

/* ---- commands ---- */

/* Sets what is run; false: there is no such thing. */
static bool choose(const char *what)
{
	struct site *s;

	from = sites;
	to = MARK;
	if (!strcmp(what, "places") || !strcmp(what, "arm") || !strcmp(what, "disarm"))
		return true;
	for (s = sites; s <= MARK; s++)
		if (!strcmp(what, s->name)) {
			from = s;
			to = s + 1;
			return true;
		}
	return false;
}

static int run(char *text)
{
	const char *what = strsep(&text, " \n"), *count, *more;
	unsigned int rounds;

	if (!choose(what))
		return -EINVAL;
	if (!strcmp(what, "arm"))
		return arm();
	if (!strcmp(what, "disarm"))
		return disarm();
	count = strsep(&text, " \n");
	more = strsep(&text, " \n");
	if (!count || kstrtouint(count, 10, &rounds))
		return -EINVAL;
	with_nmis = more && !strcmp(more, "nmi");
	return storm(rounds);
}

static ssize_t storm_write(struct file *file, const char __user *bytes, size_t len, loff_t *at)
{
	char text[64];
	int err;

	if (len >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, bytes, len))
		return -EFAULT;
	text[len] = '\0';
	mutex_lock(&lock);
	told_len = 0;
	err = run(text);
	mutex_unlock(&lock);
	return err ? err : (ssize_t)len;
}

static ssize_t storm_read(struct file *file, char __user *bytes, size_t len, loff_t *at)
{
	ssize_t n;

	mutex_lock(&lock);
	n = simple_read_from_buffer(bytes, len, at, told, told_len);
	mutex_unlock(&lock);
	return n;
}

static const struct proc_ops storm_ops = {
	.proc_read = storm_read,
	.proc_write = storm_write,
	.proc_lseek = default_llseek,
};

static int __init storm_init(void)
{
	int err = keeper_get();

	if (err)
		return err;
	MARK->mark = (struct spl_mark){ .module = "spile_storm", .name = "storm", .hit = hit_mark };
	others = (struct spl_mark){ .module = "spile_target", .name = "*", .hit = hit_mark };
	err = storm_nmi_start(run_in_nmi);
	if (err)
		goto put;
	if (proc_create("spile_storm", 0600, NULL, &storm_ops))
		return 0;
	err = -ENOMEM;
	storm_nmi_stop();
put:
	symbol_put(spile_keeper);
	return err;
}

static void __exit storm_exit(void)
{
	remove_proc_entry("spile_storm", NULL);
	storm_nmi_stop();
	symbol_put(spile_keeper);
}

module_init(storm_init);
module_exit(storm_exit);
MODULE_DESCRIPTION("changes code while it runs");
MODULE_LICENSE("GPL");
