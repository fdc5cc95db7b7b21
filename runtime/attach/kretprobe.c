/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kretprobe.c: function returns.  What @entry() and $parameters want is kept from the entry on
 * in the kernel's own instance of the call.
 */
#include "compat/kprobes.h"
#include "context.h"
#include "spot.h"

struct spl_kretprobe {
	struct spl_spot spot;
	struct kretprobe rp;
};

static struct spl_kretprobe *spl_kretprobe_of(const struct spl_spot *spot)
{
	return container_of(spot, struct spl_kretprobe, spot);
}

/* The call began; not 0: its return is of no interest. */
static int spl_kretprobe_entry(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	unsigned long *saved = (unsigned long *)ri->data;

	if (!READ_ONCE(spl_gate))
		return 1;
	saved[0] = spl_reg_arg(regs, 0);
	saved[1] = spl_reg_arg(regs, 1);
	saved[2] = spl_reg_arg(regs, 2);
	saved[3] = spl_reg_arg(regs, 3);
	saved[4] = spl_reg_arg(regs, 4);
	saved[5] = spl_reg_arg(regs, 5);
	return 0;
}

/* In the context of the function that returns: its trampoline is jumped to, not trapped into. */
static int spl_kretprobe_hit(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	const struct kretprobe *rp = get_kretprobe(ri);
	const struct spl_kretprobe *k;
	struct spl_context *c;

	if (!rp) /* it has just been unregistered */
		return 0;
	k = container_of(rp, struct spl_kretprobe, rp);
	c = spl_enter(k->spot.probe, k->spot.site, regs, SPL_CALLED);
	if (!c)
		return 0;
	c->saved = (unsigned long *)ri->data;
	k->spot.probe->handler(c);
	c->saved = NULL;
	spl_leave(c);
	return 0;
}

static int spl_kretprobe_arm_one(struct spl_spot *spot)
{
	struct kretprobe *rp = &spl_kretprobe_of(spot)->rp;

	memset(rp, 0, sizeof(*rp));
	rp->handler = spl_kretprobe_hit;
	rp->maxactive = spot->probe->maxactive;
	if (spot->probe->save_args) {
		rp->entry_handler = spl_kretprobe_entry;
		rp->data_size = SPL_REG_ARGS * sizeof(unsigned long);
	}
	if (spot->symbol)
		rp->kp.symbol_name = spot->symbol;
	else
		rp->kp.addr = (kprobe_opcode_t *)spot->addr;
	return register_kretprobe(rp);
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

	return rp->nmissed + rp->kp.nmissed;
}

static struct spl_spots spl_kretprobes = {
	SPL_SPOTS(spl_kretprobes),	     .size = sizeof(struct spl_kretprobe),
	.arm = spl_kretprobe_arm_one,	     .handle = spl_kretprobe_handle,
	.disarm = spl_kretprobe_disarm_some, .missed = spl_kretprobe_missed_one,
};

static int spl_kretprobe_arm(struct spl_arming *a)
{
	const struct spl_probe *p;
	int err = 0;

	spl_for_each_probe(p) {
		if (p->kind != SPL_RETURN)
			continue;
		err = spl_spots_add(&spl_kretprobes, a, p);
		if (err)
			break;
	}
	return err;
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
	.disarm = spl_kretprobe_disarm,
	.missed = spl_kretprobe_missed,
};
