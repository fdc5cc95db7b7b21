/* SPDX-License-Identifier: GPL-2.0-only */
/* kprobe.c: a kprobe each: function entries that ftrace can't take or in modules; statements. */
#include "called.h"
#include "compat/kprobes.h"
#include "context.h"
#include "spot.h"

struct spl_kprobe {
	struct spl_spot spot;
	struct kprobe kp;
};

static struct spl_kprobe *spl_kprobe_of(const struct spl_spot *spot)
{
	return container_of(spot, struct spl_kprobe, spot);
}

/*
 * Where a variable is what an argument of the call was.  A call that began before its arguments
 * were kept has none, so that the handler could only guess.
 */
static void spl_kprobe_run_in_call(const struct spl_kprobe *k, struct pt_regs *regs)
{
	const struct spl_probe *p = k->spot.probe;
	unsigned long slot =
		(p->frame_by_rbp ? frame_pointer(regs) : kernel_stack_pointer(regs)) + p->frame;
	const unsigned long *saved = spl_call_kept(READ_ONCE(p->frames->hook), slot);
	struct spl_context *c;

	if (!READ_ONCE(spl_gate))
		return;
	if (!saved) {
		spl_skipped_call();
		return;
	}
	c = spl_enter(p, k->spot.site, regs, SPL_TRAPPED);
	if (!c)
		return;
	c->saved = saved;
	p->handler(c);
	c->saved = NULL;
	spl_leave(c);
}

/* In a breakpoint handler, a jump's stub or an ftrace callback. */
static int spl_kprobe_hit(struct kprobe *kp, struct pt_regs *regs)
{
	const struct spl_kprobe *k = container_of(kp, struct spl_kprobe, kp);

	if (!spl_counts(k->spot.probe, k->spot.site, regs))
		return 0;
	if (k->spot.probe->frames)
		spl_kprobe_run_in_call(k, regs);
	else
		spl_run(k->spot.probe, k->spot.site, regs, SPL_TRAPPED);
	return 0;
}

static int spl_kprobe_arm_one(struct spl_spot *spot)
{
	struct kprobe *kp = &spl_kprobe_of(spot)->kp;
	int err;

	memset(kp, 0, sizeof(*kp));
	kp->pre_handler = spl_kprobe_hit;
	kp->flags = KPROBE_FLAG_DISABLED;
	err = spl_spot_place(spot, kp);
	return err ? err : register_kprobe(kp);
}

static int spl_kprobe_turn(struct spl_spot *spot, bool on)
{
	struct kprobe *kp = &spl_kprobe_of(spot)->kp;
	int err = on ? enable_kprobe(kp) : disable_kprobe(kp);

	return err && kprobe_gone(kp) ? -ENOENT : err;
}

static void *spl_kprobe_handle(struct spl_spot *spot)
{
	return &spl_kprobe_of(spot)->kp;
}

static void spl_kprobe_disarm_some(void **handles, int n)
{
	unregister_kprobes((struct kprobe **)handles, n);
}

static u64 spl_kprobe_missed_one(const struct spl_spot *spot)
{
	return spl_kprobe_of(spot)->kp.nmissed;
}

static struct spl_spots spl_kprobes = {
	SPL_SPOTS(spl_kprobes),
	.size = sizeof(struct spl_kprobe),
	.backward = true,
	.arm = spl_kprobe_arm_one,
	.turn = spl_kprobe_turn,
	.handle = spl_kprobe_handle,
	.disarm = spl_kprobe_disarm_some,
	.missed = spl_kprobe_missed_one,
};

int spl_kprobe_add(const struct spl_probe *p, const struct spl_site *site, unsigned long addr)
{
	return spl_spot_add(&spl_kprobes, p, site, addr);
}

static bool spl_kprobe_serves(const struct spl_probe *p)
{
	return p->kind == SPL_STATEMENT || (p->kind == SPL_FUNCTION && (p->by_kprobe || p->module));
}

static int spl_kprobe_arm(struct spl_arming *a)
{
	const struct spl_probe *p;
	int err;

	spl_for_each_probe(p) {
		if (!spl_kprobe_serves(p))
			continue;
		err = spl_spots_add(&spl_kprobes, a, p);
		if (err)
			return err;
	}
	return spl_spots_arm(&spl_kprobes, a);
}

static void spl_kprobe_follow(struct spl_arming *a)
{
	spl_spots_follow(&spl_kprobes, a);
}

static u64 spl_kprobe_disarm(void)
{
	return spl_spots_drop(&spl_kprobes);
}

static u64 spl_kprobe_missed(void)
{
	return spl_spots_missed(&spl_kprobes);
}

const struct spl_mechanism spl_by_kprobe = {
	.arm = spl_kprobe_arm,
	.follow = spl_kprobe_follow,
	.disarm = spl_kprobe_disarm,
	.missed = spl_kprobe_missed,
};
