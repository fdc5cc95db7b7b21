/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kretprobe.c: function returns.  What @entry() and $parameters want is kept from the entry on
 * in the kernel's own instance of the call; places in the function find it there as well.
 */
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>

#include "called.h"
#include "compat/kprobes.h"
#include "context.h"
#include "kept.h"
#include "spot.h"
#include "symbol.h"

struct spl_kretprobe {
	struct spl_spot spot;
	struct kretprobe rp;
};

static struct spl_kretprobe *spl_kretprobe_of(const struct spl_spot *spot)
{
	return container_of(spot, struct spl_kretprobe, spot);
}

/* The instance's memory: the arguments, if they are kept, then what @entry() keeps. */
static unsigned long *spl_kretprobe_saved(const struct spl_probe *p, struct kretprobe_instance *ri)
{
	return p->save_args ? (unsigned long *)ri->data : NULL;
}

static u64 *spl_kretprobe_kept(const struct spl_probe *p, struct kretprobe_instance *ri)
{
	return (u64 *)ri->data + (p->save_args ? SPL_REG_ARGS : 0);
}

/* Runs what @entry() wants; false: it failed, or could not run. */
static bool spl_kretprobe_keep(const struct spl_spot *spot, struct kretprobe_instance *ri,
			       struct pt_regs *regs)
{
	const struct spl_probe *p = spot->probe;
	struct spl_context *c = spl_enter(p->entry, spot->site, regs, SPL_TRAPPED);
	bool done;

	if (!c)
		return false;
	c->kept = spl_kretprobe_kept(p, ri);
	p->entry->handler(c);
	c->kept = NULL;
	done = !c->failed;
	spl_leave(c);
	return done;
}

/* The call began; not 0: its return is of no interest. */
static int spl_kretprobe_entry(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	const struct kretprobe *rp = get_kretprobe(ri);
	const struct spl_spot *spot;
	unsigned long *saved;

	if (!rp || !READ_ONCE(spl_gate))
		return 1;
	spot = &container_of(rp, struct spl_kretprobe, rp)->spot;
	if (!spl_counts(spot->probe, spot->site, regs))
		return 1;
	saved = spl_kretprobe_saved(spot->probe, ri);
	if (saved) {
		saved[0] = spl_reg_arg(regs, 0);
		saved[1] = spl_reg_arg(regs, 1);
		saved[2] = spl_reg_arg(regs, 2);
		saved[3] = spl_reg_arg(regs, 3);
		saved[4] = spl_reg_arg(regs, 4);
		saved[5] = spl_reg_arg(regs, 5);
	}
	return spot->probe->entry && !spl_kretprobe_keep(spot, ri, regs);
}

/* In the context of the function that returns: its trampoline is jumped to, not trapped into. */
static int spl_kretprobe_hit(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	const struct kretprobe *rp = get_kretprobe(ri);
	const struct spl_probe *p;
	const struct spl_kretprobe *k;
	struct spl_context *c;

	if (!rp) /* it has just been unregistered */
		return 0;
	k = container_of(rp, struct spl_kretprobe, rp);
	p = k->spot.probe;
	c = spl_enter(p, k->spot.site, regs, SPL_CALLED);
	if (!c)
		return 0;
	c->saved = spl_kretprobe_saved(p, ri);
	c->kept = spl_kretprobe_kept(p, ri);
	p->handler(c);
	c->saved = NULL;
	c->kept = NULL;
	spl_leave(c);
	return 0;
}

/* The same for a handler that only counts. */
static int spl_kretprobe_count(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	const struct kretprobe *rp = get_kretprobe(ri);

	if (rp)
		spl_run_counter(container_of(rp, struct spl_kretprobe, rp)->spot.probe->handler);
	return 0;
}

static kretprobe_handler_t spl_kretprobe_handler(const struct spl_probe *p)
{
	if (!p->handler)
		return NULL;
	return p->only_counts ? spl_kretprobe_count : spl_kretprobe_hit;
}

/* Bytes of an instance's memory that are ours. */
static size_t spl_kretprobe_data(const struct spl_probe *p)
{
	return spl_kept_size(p) + (p->save_args ? SPL_REG_ARGS * sizeof(u64) : 0);
}

static int spl_kretprobe_arm_one(struct spl_spot *spot)
{
	struct kretprobe *rp = &spl_kretprobe_of(spot)->rp;
	int err;

	memset(rp, 0, sizeof(*rp));
	rp->handler = spl_kretprobe_handler(spot->probe);
	rp->maxactive = spot->probe->maxactive;
	rp->kp.flags = KPROBE_FLAG_DISABLED;
	if (spot->probe->save_args || spot->probe->entry || spot->probe->calls) {
		rp->entry_handler = spl_kretprobe_entry;
		rp->data_size = spl_kretprobe_data(spot->probe);
	}
	err = spl_spot_place(spot, &rp->kp);
	/* It returns in another task; where it begins with ENDBR the kernel overlooks that. */
	if (!err && rp->kp.addr && spl_code_is_of((unsigned long)rp->kp.addr, "__switch_to"))
		err = -EINVAL;
	if (!err)
		err = register_kretprobe(rp);
	if (!err && spot->probe->frames)
		WRITE_ONCE(spot->probe->frames->hook, spl_calls_hook(rp));
	return err;
}

/* Calls that are under way when it is disabled still return by it. */
static int spl_kretprobe_turn(struct spl_spot *spot, bool on)
{
	struct kretprobe *rp = &spl_kretprobe_of(spot)->rp;
	int err = on ? enable_kretprobe(rp) : disable_kretprobe(rp);

	return err && kprobe_gone(&rp->kp) ? -ENOENT : err;
}

static void *spl_kretprobe_handle(struct spl_spot *spot)
{
	return &spl_kretprobe_of(spot)->rp;
}

static void spl_kretprobe_disarm_some(void **handles, int n)
{
	unregister_kretprobes((struct kretprobe **)handles, n);
}

static u64 spl_kretprobe_missed_one(const struct spl_spot *spot)
{
	const struct kretprobe *rp = &spl_kretprobe_of(spot)->rp;

	if (spot->probe->frames) /* what was missed is told where it was wanted */
		return 0;
	return rp->nmissed + rp->kp.nmissed;
}

/* Of several returns of one call the kernel runs the one last that it met first at the entry. */
static struct spl_spots spl_kretprobes = {
	SPL_SPOTS(spl_kretprobes),	    .size = sizeof(struct spl_kretprobe),
	.arm = spl_kretprobe_arm_one,	    .turn = spl_kretprobe_turn,
	.handle = spl_kretprobe_handle,	    .disarm = spl_kretprobe_disarm_some,
	.missed = spl_kretprobe_missed_one,
};

/* Pages that the kernel takes for calls under way: it takes them with no regard to what is left. */
static u64 spl_kretprobe_pages(const struct spl_probe *p)
{
	u64 calls = p->maxactive ? p->maxactive : max(10, 2 * (int)num_possible_cpus());
	size_t size = sizeof(struct kretprobe_instance) + spl_kretprobe_data(p);

	return (p->nsites * calls * roundup_pow_of_two(size)) >> PAGE_SHIFT;
}

static bool spl_kretprobe_fits(struct spl_arming *a)
{
	const struct spl_probe *p;
	u64 need = 0, have = si_mem_available();

	spl_for_each_probe(p)
		if (p->kind == SPL_RETURN)
			need += spl_kretprobe_pages(p);
	if (need <= have / 2)
		return true;
	scnprintf(
		a->why, sizeof(a->why),
		"the return probes need %llu MiB for calls under way, and %llu MiB are left: a smaller .maxactive(N) takes less",
		need >> (20 - PAGE_SHIFT), have >> (20 - PAGE_SHIFT));
	return false;
}

static int spl_kretprobe_arm(struct spl_arming *a)
{
	const struct spl_probe *p;
	int err;

	if (!spl_kretprobe_fits(a))
		return -ENOMEM;

	spl_for_each_probe(p) {
		if (p->kind != SPL_RETURN)
			continue;
		if (p->frames && !SPL_FINDS_CALLS) {
			scnprintf(
				a->why, sizeof(a->why),
				"%s is where variables are what arguments were, which needs Linux 5.18",
				p->sites->name);
			return -EOPNOTSUPP;
		}
		err = spl_spots_add(&spl_kretprobes, a, p);
		if (err)
			return err;
	}
	return spl_spots_arm(&spl_kretprobes, a);
}

static void spl_kretprobe_follow(struct spl_arming *a)
{
	spl_spots_follow(&spl_kretprobes, a);
}

static u64 spl_kretprobe_disarm(void)
{
	return spl_spots_drop(&spl_kretprobes);
}

static u64 spl_kretprobe_missed(void)
{
	return spl_spots_missed(&spl_kretprobes);
}

const struct spl_mechanism spl_by_kretprobe = {
	.arm = spl_kretprobe_arm,
	.follow = spl_kretprobe_follow,
	.disarm = spl_kretprobe_disarm,
	.missed = spl_kretprobe_missed,
};
