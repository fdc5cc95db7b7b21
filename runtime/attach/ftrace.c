/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ftrace.c: function entries, all of them by one ftrace_ops.
 *
 * Arming is one filter with all addresses and one registration, however many functions there
 * are.  A hit comes with the address of the traced call; a small hash table, built before,
 * tells whose it is.  Where ftrace can't trace a function, the site goes to kprobes.
 *
 * Conditions change the filter while the ops stay registered: taking an ops out waits for every
 * task, and a condition may hold again before that is over.  An empty filter would mean every
 * function, so one that the machine calls when it halts, and not before, is kept in it.
 *
 * The flags that make ftrace guard its callback (recursion, RCU) would put a function more
 * in every hit's way: spl_enter() has its own guard.
 */
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/reboot.h>
#include <linux/slab.h>

#include "called.h"
#include "compat/ftrace.h"
#include "context.h"
#include "attach.h"
#include "entry.h"

/* One probe at one function; several may want the same. */
struct spl_hook {
	const struct spl_probe *probe;
	const struct spl_site *site;
	const struct spl_calls *calls; /* that count; NULL: all */
	struct spl_hook *next; /* in the order of the script */
	/* Of the first of an address: */
	bool slow; /* there are others, or not all hits count */
	bool left; /* kprobes stand there as well */
};

struct spl_slot {
	unsigned long ip; /* 0: free */
	struct spl_hook *hooks;
};

/*
 * The table has a power of two of slots, half of them free at least.  An address's place is
 * given by the address itself, without what a slot's size leaves of it: functions are aligned
 * to about as much.
 */
static struct spl_slot *spl_slots __read_mostly;
static unsigned long spl_slot_mask __read_mostly; /* of an offset in bytes */

static struct spl_hook *spl_hooks;
static unsigned long *spl_ips; /* what ftrace takes of them, each once */
static unsigned int spl_nips;
static unsigned long *spl_filter; /* where there are conditions: what is in the filter now, */
static unsigned long *spl_filter_next; /* and room to make another */
static unsigned int spl_nfilter;
static bool spl_registered;

static __always_inline struct spl_slot *spl_slot_at(unsigned long offset)
{
	return (void *)spl_slots + (offset & spl_slot_mask);
}

/* Its slot, or the free one where it belongs. */
static struct spl_slot *spl_slot(unsigned long ip)
{
	unsigned long at = ip;
	struct spl_slot *slot;

	while ((slot = spl_slot_at(at))->ip != ip && slot->ip)
		at += sizeof(*slot);
	return slot;
}

static noinline void notrace spl_ftrace_hit_all(const struct spl_hook *h, struct pt_regs *regs,
						unsigned long parent_ip)
{
	for (; h; h = h->next)
		if (!h->calls || spl_called(h->calls, regs, parent_ip))
			spl_run(h->probe, h->site, regs, SPL_CALLED);
}

static void notrace spl_ftrace_hit(unsigned long ip, unsigned long parent_ip,
				   struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	const struct spl_slot *slot = spl_slot_at(ip);
	const struct spl_hook *h;

	if (unlikely(slot->ip != ip))
		slot = spl_slot(ip);
	h = slot->hooks;
	if (unlikely(!h || h->slow))
		spl_ftrace_hit_all(h, spl_ftrace_regs(fregs), parent_ip);
	else
		spl_run(h->probe, h->site, spl_ftrace_regs(fregs), SPL_CALLED);
}

static struct ftrace_ops spl_ops = {
	.func = spl_ftrace_hit,
	/* ftrace can't be turned off by sysctl while we rely on it. */
	.flags = SPL_FTRACE_FLAGS | FTRACE_OPS_FL_PERMANENT,
};

static bool spl_is_ours(const struct spl_probe *p)
{
	return p->kind == SPL_FUNCTION && !p->by_kprobe && !p->module;
}

/* Makes IP's hits find H; the first one of an address makes its slot. */
static void spl_hook_at(unsigned long ip, struct spl_hook *h)
{
	struct spl_slot *slot = spl_slot(ip);
	struct spl_hook **last = &slot->hooks;

	slot->ip = ip;
	while (*last && *last != h)
		last = &(*last)->next;
	*last = h;
	slot->hooks->slow |= slot->hooks != h || h->calls;
}

static int spl_hooks_build(u64 stext)
{
	const struct spl_probe *p;
	const struct spl_site *s;
	struct spl_hook *h;
	unsigned long ip;
	size_t n = 0, nslots;

	spl_for_each_probe(p)
		if (spl_is_ours(p))
			n += p->nsites;
	if (!n)
		return 0;
	nslots = roundup_pow_of_two(n * (SPL_ENTRY_SKIP ? 4 : 2));
	spl_slot_mask = (nslots - 1) * sizeof(*spl_slots);
	spl_slots = kvcalloc(nslots, sizeof(*spl_slots), GFP_KERNEL);
	spl_hooks = kvcalloc(n, sizeof(*spl_hooks), GFP_KERNEL);
	spl_ips = kvcalloc(n, sizeof(*spl_ips), GFP_KERNEL);
	if (!spl_slots || !spl_hooks || !spl_ips)
		return -ENOMEM;
	h = spl_hooks;
	spl_for_each_probe(p) {
		if (!spl_is_ours(p))
			continue;
		spl_for_each_site(s, p) {
			ip = stext + s->offset;
			h->probe = p;
			h->site = s;
			h->calls = spl_calls_of(p, s);
			if (!spl_slot(ip)->ip)
				spl_ips[spl_nips++] = ip;
			spl_hook_at(ip, h);
			if (SPL_ENTRY_SKIP)
				spl_hook_at(ip + SPL_ENTRY_SKIP, h);
			h++;
		}
	}
	return 0;
}

/* Hands the probes at IP to kprobes, since ftrace refused it with WHY. */
static int spl_leave_to_kprobes(unsigned long ip)
{
	struct spl_hook *h;
	int err;

	for (h = spl_slot(ip)->hooks; h; h = h->next) {
		err = spl_kprobe_add(h->probe, h->site, ip);
		if (err)
			return err;
	}
	return 0;
}

/* Whether its sites are kprobes in the kernel, of which some may be a function's entry. */
static bool spl_is_elsewhere(const struct spl_probe *p)
{
	return !p->module &&
	       (p->kind == SPL_STATEMENT || (p->kind == SPL_FUNCTION && p->by_kprobe));
}

/*
 * Entries where the script has kprobes as well are left to these: so all of one place run in the
 * order of the script, whoever serves them.
 */
static int spl_leave_shared(u64 stext)
{
	const struct spl_probe *p;
	const struct spl_site *s;
	unsigned int i, n = 0;
	int err = 0;

	spl_for_each_probe(p) {
		if (!spl_is_elsewhere(p))
			continue;
		spl_for_each_site(s, p) {
			const struct spl_slot *slot = spl_slot(stext + s->offset);

			if (!s->anchor && slot->ip)
				slot->hooks->left = true;
		}
	}
	for (i = 0; i < spl_nips && !err; i++) {
		if (spl_slot(spl_ips[i])->hooks->left)
			err = spl_leave_to_kprobes(spl_ips[i]);
		else
			spl_ips[n++] = spl_ips[i];
	}
	spl_nips = n;
	return err;
}

/*
 * Adds N addresses to the filter, which takes all or none: where it refuses, each half is
 * tried by itself, down to the single address that is in the way.  Those that are taken go to
 * the front of spl_ips; *TAKEN counts.
 */
static int spl_filter_add(struct spl_arming *a, unsigned long *ips, unsigned int n,
			  unsigned int *taken)
{
	const struct spl_hook *h;
	int err = ftrace_set_filter_ips(&spl_ops, ips, n, 0, 0);

	if (err && err != -EINVAL && err != -ENOENT)
		return err;
	if (err && n == 1)
		return spl_leave_to_kprobes(*ips);
	if (err) {
		err = spl_filter_add(a, ips, n / 2, taken);
		return err ? err : spl_filter_add(a, ips + n / 2, n - n / 2, taken);
	}
	for (; n; n--, ips++) {
		spl_ips[(*taken)++] = *ips;
		for (h = spl_slot(*ips)->hooks; h; h = h->next)
			a->armed++;
	}
	return 0;
}

/* ---- conditions ---- */

static bool spl_has_conditions(void)
{
	const struct spl_probe *p;

	spl_for_each_probe(p)
		if (spl_is_ours(p) && p->condition)
			return true;
	return false;
}

static const struct spl_hook *spl_wanted_hook(unsigned long ip)
{
	const struct spl_hook *h = spl_slot(ip)->hooks;

	while (h && !spl_is_wanted(h->probe))
		h = h->next;
	return h;
}

/* One of those whose condition had it changed. */
static const struct spl_hook *spl_any_conditional(void)
{
	const struct spl_hook *h = spl_hooks;

	while (!h->probe->condition)
		h++;
	return h;
}

/* The filter becomes what conditions want of spl_ips, in one step. */
static void spl_ftrace_follow(struct spl_arming *a)
{
	unsigned long *next = spl_filter_next;
	unsigned int i, n = 0, now = 1, turned = 0; /* the first of each list is kernel_halt() */
	int err;

	if (!spl_filter || !spl_registered)
		return;
	next[n++] = spl_filter[0];
	for (i = 0; i < spl_nips; i++) { /* both lists have the order of this one */
		bool in = now < spl_nfilter && spl_filter[now] == spl_ips[i];
		bool want = spl_wanted_hook(spl_ips[i]);

		if (want)
			next[n++] = spl_ips[i];
		now += in;
		turned += in != want;
	}
	if (!turned)
		return;
	err = ftrace_set_filter_ips(&spl_ops, next, n, 0, 1);
	if (err) {
		const struct spl_hook *h = spl_any_conditional();

		spl_not_turned(a, h->probe, h->site, spl_is_wanted(h->probe), err);
		return;
	}
	a->turned += turned;
	swap(spl_filter, spl_filter_next);
	spl_nfilter = n;
}

/* In place of a filter of everything, which has shown what ftrace takes, one of what is wanted. */
static int spl_filter_begin(void)
{
	unsigned int i;

	spl_filter = kvcalloc(spl_nips + 1, sizeof(*spl_filter), GFP_KERNEL);
	spl_filter_next = kvcalloc(spl_nips + 1, sizeof(*spl_filter), GFP_KERNEL);
	if (!spl_filter || !spl_filter_next)
		return -ENOMEM;
	spl_filter[spl_nfilter++] = (unsigned long)kernel_halt;
	for (i = 0; i < spl_nips; i++)
		if (spl_wanted_hook(spl_ips[i]))
			spl_filter[spl_nfilter++] = spl_ips[i];
	return ftrace_set_filter_ips(&spl_ops, spl_filter, spl_nfilter, 0, 1);
}

static int spl_ftrace_arm(struct spl_arming *a)
{
	unsigned int taken = 0;
	int err = spl_hooks_build(a->stext);

	if (!err && spl_nips)
		err = spl_leave_shared(a->stext);
	if (err || !spl_nips)
		return err;
	if (spl_script.all_registers) /* else the arguments alone, which costs less */
		spl_ops.flags |= FTRACE_OPS_FL_SAVE_REGS;
	err = spl_filter_add(a, spl_ips, spl_nips, &taken);
	if (err || !taken) /* an empty filter would mean every function */
		return err;
	spl_nips = taken;
	err = spl_has_conditions() ? spl_filter_begin() : 0;
	if (err)
		return err;
	err = register_ftrace_function(&spl_ops);
	if (err == -EBUSY)
		strscpy(a->why, "ftrace is turned off; sysctl kernel.ftrace_enabled=1 turns it on",
			sizeof(a->why));
	spl_registered = !err;
	return err;
}

/* Unregistering waits until no task is in a trampoline or in the callback. */
static u64 spl_ftrace_disarm(void)
{
	if (spl_registered)
		unregister_ftrace_function(&spl_ops);
	if (spl_nips)
		ftrace_free_filter(&spl_ops);
	spl_registered = false;
	spl_nips = 0;
	spl_nfilter = 0;
	kvfree(spl_slots);
	kvfree(spl_hooks);
	kvfree(spl_ips);
	kvfree(spl_filter);
	kvfree(spl_filter_next);
	spl_slots = NULL;
	spl_hooks = NULL;
	spl_ips = NULL;
	spl_filter = NULL;
	spl_filter_next = NULL;
	return 0;
}

const struct spl_mechanism spl_by_ftrace = {
	.arm = spl_ftrace_arm,
	.follow = spl_ftrace_follow,
	.disarm = spl_ftrace_disarm,
};
