/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * change.c: takes instructions with other constants; puts them where the old ones are.
 *
 *  1. With the locks that keep all others from changing code, what can't be changed is sorted out.
 *  2. Each instruction becomes a place, found by the breakpoint's handler, at which nobody is met.
 *  3. They are changed all at once (xmc.h); on the way the breakpoints begin to mean the new ones.
 *  4. No breakpoint is left, and when no handler is either the places are forgotten.
 */
#include "engine/change.h"

#include <linux/cpu.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "engine/arm.h"
#include "engine/place.h"
#include "engine/unexported.h"

#define SPL_JUMP_REST 4 /* bytes of a jump that a kprobe may become, behind its first */

/* What the place of a patch is, and what it will mean. */
struct spl_changing {
	struct spl_place place;
	s64 constant;
};

/* With kprobe_mutex: the kernel has copied, or may copy, the instruction as it was. */
static bool spl_kprobe_near(const struct spl_patch *p)
{
	unsigned long addr = (unsigned long)p->at, at;

	for (at = addr - SPL_JUMP_REST; at < addr + p->length; at++)
		if (spl_get_kprobe(at))
			return true;
	return false;
}

static bool spl_emulation_of(struct spl_emulation *e, const u8 *code, size_t length)
{
	struct spl_insn insn;

	return spl_insn_decode(&insn, code, length) && insn.length == length &&
	       spl_emulation_make(e, &insn, code);
}

/* Steps 1 and 2. */
static bool spl_changing_start(struct spl_changing *c, const struct spl_patch *p)
{
	struct spl_emulation next;

	if (spl_kprobe_near(p) || !spl_patch_fits(&spl_kernel_xmc, p) ||
	    !spl_emulation_of(&c->place.emulation, p->was, p->length) ||
	    !spl_emulation_of(&next, p->is, p->length))
		return false;
	c->constant = next.imm;
	c->place.way = SPL_WAY_EMULATE;
	c->place.length = p->length;
	c->place.at.place = &c->place;
	c->place.at.addr = (unsigned long)p->at;
	c->place.at.ready = true;
	spl_stop_publish(&c->place.at);
	return true;
}

struct spl_changes {
	struct spl_changing *v;
	size_t n;
};

static void spl_changes_commit(void *batch)
{
	struct spl_changes *all = batch;
	size_t i;

	for (i = 0; i < all->n; i++)
		WRITE_ONCE(all->v[i].place.emulation.imm, all->v[i].constant);
}

/* Steps 1 to 3; the patches that are made come first then. */
static void spl_changes_make(struct spl_changes *all, struct spl_patch *patches, size_t n)
{
	struct spl_xmc_ops ops = spl_kernel_xmc;
	bool met = spl_meet_traps(true);
	struct spl_patch *made;
	size_t i;

	made = kvmalloc_array(n, sizeof(*made), GFP_KERNEL);
	mutex_lock(spl_kprobe_mutex);
	cpus_read_lock();
	mutex_lock(spl_text_mutex);
	for (i = 0; i < n; i++) {
		if (!made || !met || !spl_changing_start(&all->v[all->n], &patches[i]))
			patches[i].length = 0;
		else
			made[all->n++] = patches[i];
	}
	ops.commit = spl_changes_commit;
	spl_xmc(&ops, made, all->n, all);
	mutex_unlock(spl_text_mutex);
	cpus_read_unlock();
	mutex_unlock(spl_kprobe_mutex);
	kvfree(made);
}

size_t spl_constants_change(struct spl_patch *patches, size_t n)
{
	struct spl_changes all = { .v = kvcalloc(n, sizeof(*all.v), GFP_KERNEL) };
	size_t i;

	for (i = 0; !all.v && i < n; i++)
		patches[i].length = 0;
	if (!all.v)
		return 0;
	mutex_lock(&spl_arm_lock);
	spl_changes_make(&all, patches, n);
	for (i = 0; i < all.n; i++)
		spl_stop_hide(&all.v[i].place.at);
	spl_meet_traps_no_more();
	mutex_unlock(&spl_arm_lock);
	synchronize_rcu(); /* with interrupts off, as in the breakpoint's handler, RCU is read */
	kvfree(all.v);
	return all.n;
}
