/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kprobe.c: statements, and function entries that ftrace can't take or in modules: all at once by
 * the native engine; what it leaves, by a kprobe each.
 */
#include <linux/mm.h>

#include "called.h"
#include "compat/kprobes.h"
#include "context.h"
#include "native.h"
#include "spot.h"

struct spl_kprobe {
	struct spl_spot spot;
	struct kprobe kp;
	struct spl_native native;
	bool by_engine;
	bool instead; /* a kprobe, since others were in the engine's way when it was turned on */
};

static struct spl_spots spl_kprobes;

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

static __always_inline void spl_kprobe_run(const struct spl_kprobe *k, struct pt_regs *regs)
{
	if (!spl_counts(k->spot.probe, k->spot.site, regs))
		return;
	if (k->spot.probe->frames)
		spl_kprobe_run_in_call(k, regs);
	else
		spl_run(k->spot.probe, k->spot.site, regs, SPL_TRAPPED);
}

/* In a breakpoint handler, a jump's stub or an ftrace callback. */
static int spl_kprobe_hit(struct kprobe *kp, struct pt_regs *regs)
{
	spl_kprobe_run(container_of(kp, struct spl_kprobe, kp), regs);
	return 0;
}

/* In a breakpoint handler. */
static void spl_native_hit(struct spl_native *n, struct pt_regs *regs)
{
	spl_kprobe_run(container_of(n, struct spl_kprobe, native), regs);
}

/* ---- by the engine ---- */

/* False: it is not there, or only kprobes can tell. */
static bool spl_native_place(struct spl_kprobe *k)
{
	struct kprobe kp = { 0 };

	if (k->spot.probe->ask == SPL_ASK_KPROBE || spl_spot_place(&k->spot, &kp))
		return false;
	k->native.addr = (unsigned long)kp.addr;
	if (kp.symbol_name)
		k->native.addr = spl_keeper_symbol(kp.symbol_name);
	if (kp.symbol_name && k->native.addr)
		k->native.addr += kp.offset;
	k->native.hit = spl_native_hit;
	k->native.ask = k->spot.probe->ask;
	k->native.swap = k->spot.probe->swap;
	k->native.swap_length = k->spot.probe->swap_length;
	k->native.commit = k->spot.probe->commit;
	return k->native.addr;
}

/* What is not wanted yet has shown that it can be armed. */
static void spl_kprobe_arm_many(struct spl_spots *all, const char *module)
{
	struct spl_native **list;
	struct spl_spot *spot;
	size_t n = 0, off = 0;

	list_for_each_entry(spot, &all->list, list)
		n += spl_spot_is_due(spot, module);
	if (!n || !spl_keeper_get())
		return;
	list = kvmalloc_array(n, sizeof(*list), GFP_KERNEL);
	if (!list)
		return;
	n = 0;
	list_for_each_entry(spot, &all->list, list)
		if (spl_spot_is_due(spot, module) && spl_native_place(spl_kprobe_of(spot)))
			list[n++] = &spl_kprobe_of(spot)->native;
	spl_natives_add(list, n);
	list_for_each_entry(spot, &all->list, list) {
		struct spl_kprobe *k = spl_kprobe_of(spot);

		if (!spl_spot_is_due(spot, module))
			continue;
		k->by_engine = k->native.addr && !k->native.err;
		k->instead = false;
		if (!k->by_engine)
			continue;
		spot->armed = true;
		spot->on = spot->want;
		if (!spot->on)
			list[off++] = &k->native;
	}
	if (off)
		spl_natives_remove(list, off);
	kvfree(list);
}

static int spl_native_turn(struct spl_kprobe *k, bool on)
{
	struct spl_native *n = &k->native;

	if (on) {
		spl_natives_add(&n, 1);
		return n->err;
	}
	spl_natives_remove(&n, 1);
	return 0;
}

/* Not 0: the engine did not arm it, and nobody else is to. */
static int spl_native_is_last(const struct spl_kprobe *k)
{
	u8 ask = k->spot.probe->ask;

	if (k->native.err && k->native.err != -EAGAIN)
		return k->native.err;
	if (ask == SPL_ASK_BEST || ask == SPL_ASK_KPROBE)
		return 0;
	return k->native.err ?: -ENODEV;
}

static const char *spl_native_words(const struct spl_spot *spot)
{
	const struct spl_kprobe *k = spl_kprobe_of(spot);

	return spl_native_is_last(k) ? k->native.why : NULL;
}

/* ---- by kprobes ---- */

static int spl_kprobe_arm_one(struct spl_spot *spot)
{
	struct kprobe *kp = &spl_kprobe_of(spot)->kp;
	int err = spl_native_is_last(spl_kprobe_of(spot));

	if (err)
		return err;
	memset(kp, 0, sizeof(*kp));
	kp->pre_handler = spl_kprobe_hit;
	kp->flags = KPROBE_FLAG_DISABLED;
	err = spl_spot_place(spot, kp);
	return err ? err : register_kprobe(kp);
}

/* Others have come to stand in the engine's way since it looked. */
static int spl_kprobe_come_instead(struct spl_spot *spot)
{
	struct spl_kprobe *k = spl_kprobe_of(spot);
	int err = spl_kprobe_arm_one(spot);

	if (err)
		return err;
	k->by_engine = false;
	k->instead = true;
	return 0;
}

/* The next time the engine may be able to. */
static void spl_kprobe_leave_again(struct spl_kprobe *k)
{
	unregister_kprobe(&k->kp);
	spl_kprobes.missed_before += k->kp.nmissed;
	k->by_engine = true;
	k->instead = false;
}

static int spl_kprobe_turn(struct spl_spot *spot, bool on)
{
	struct spl_kprobe *k = spl_kprobe_of(spot);
	struct kprobe *kp = &k->kp;
	int err;

	if (k->by_engine) {
		err = spl_native_turn(k, on);
		if (err == -EAGAIN)
			err = spl_kprobe_come_instead(spot);
		if (err || k->by_engine)
			return err;
	}
	err = on ? enable_kprobe(kp) : disable_kprobe(kp);
	if (err)
		return kprobe_gone(kp) ? -ENOENT : err;
	if (k->instead && !on)
		spl_kprobe_leave_again(k);
	return 0;
}

static void *spl_kprobe_handle(struct spl_spot *spot)
{
	return spl_kprobe_of(spot);
}

/* HANDLES becomes the list of those that the engine has, then of the others. */
static void spl_kprobe_disarm_some(void **handles, int n)
{
	int natives = 0, kprobes = 0, i;
	void **others;

	for (i = 0; i < n; i++) {
		struct spl_kprobe *k = handles[i];

		if (k->by_engine) {
			swap(handles[natives], handles[i]);
			natives++;
		}
	}
	others = handles + natives;
	for (i = 0; i < natives; i++)
		handles[i] = &((struct spl_kprobe *)handles[i])->native;
	for (i = natives; i < n; i++)
		others[kprobes++] = &((struct spl_kprobe *)handles[i])->kp;
	if (natives)
		spl_natives_remove((struct spl_native **)handles, natives);
	if (kprobes)
		unregister_kprobes((struct kprobe **)others, kprobes);
}

static u64 spl_kprobe_missed_one(const struct spl_spot *spot)
{
	return spl_kprobe_of(spot)->by_engine ? 0 : spl_kprobe_of(spot)->kp.nmissed;
}

static struct spl_spots spl_kprobes = {
	SPL_SPOTS(spl_kprobes),
	.size = sizeof(struct spl_kprobe),
	.backward = true,
	.arm_many = spl_kprobe_arm_many,
	.arm = spl_kprobe_arm_one,
	.words = spl_native_words,
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
