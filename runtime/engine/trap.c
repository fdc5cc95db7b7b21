/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trap.c: a breakpoint comes in; the probes that stand there are met, and the instruction that it
 * covers is completed.
 *
 * The kernel tells modules of breakpoints last, through a chain of notifiers that takes a third of
 * a trap's time.  So where it can be the trap handler calls us instead of kprobes, and we call
 * those for what is not ours (hook.c).  To change the trap handler takes more synchronisations than
 * to change constants does: as long as that lasts a notifier will do.
 *
 * Nothing is kept from here to the end of a copy or an emulation, on the CPU or elsewhere: what a
 * handler runs into, what interrupts a copy, and NMIs may trap again, at the same place too.  The
 * whole of it has interrupts off, so a CPU that has answered an interrupt has left it.
 */
#include <linux/kdebug.h>
#include <linux/kprobes.h>
#include <linux/notifier.h>

#include <asm/processor-flags.h>

#include "engine/hook.h"
#include "engine/landing.h"
#include "engine/place.h"
#include "engine/unexported.h"

static void spl_place_step(const struct spl_place *p, struct pt_regs *regs)
{
	bool on = regs->flags & X86_EFLAGS_IF;

	regs->flags &= ~X86_EFLAGS_IF;
	regs->ip = p->slot + (on ? SPL_STEP_ROOM : 0);
}
NOKPROBE_SYMBOL(spl_place_step);

/* The copy has run, and the breakpoint behind it was met. */
static void spl_stop_resume(const struct spl_stop *s, struct pt_regs *regs)
{
	if (s->was_on)
		regs->flags |= X86_EFLAGS_IF;
	regs->ip = s->place->at.addr + s->place->length;
}
NOKPROBE_SYMBOL(spl_stop_resume);

static void spl_place_hit(struct spl_place *p, struct pt_regs *regs)
{
	struct spl_native *n;

	regs->ip = p->at.addr;
	for (n = READ_ONCE(p->first); n; n = READ_ONCE(n->next))
		n->hit(n, regs);
	if (p->way == SPL_WAY_STEP)
		spl_place_step(p, regs);
	else if (p->way == SPL_WAY_BOOST || !spl_emulate(&p->emulation, regs))
		regs->ip = p->slot; /* what could not be emulated faults there as it would have */
	else if (p->lands && unlikely(*(const volatile u32 *)(p->target - 4) != p->before))
		spl_land(p, regs);
}
NOKPROBE_SYMBOL(spl_place_hit);

/* Whether the breakpoint was one of ours. */
static __always_inline bool spl_meet(struct pt_regs *regs)
{
	struct spl_stop *s;

	if (user_mode(regs))
		return false;
	s = spl_stop_find(regs->ip - 1);
	if (!s || !smp_load_acquire(&s->ready))
		return false;
	if (s->resumes) {
		spl_stop_resume(s, regs);
		return true;
	}
	if (unlikely(s->place->lost) && spl_get_kprobe(s->addr))
		return false; /* whose it is by now */
	spl_place_hit(s->place, regs);
	return true;
}

/* In the place of kprobe_int3_handler(). */
static int spl_int3(struct pt_regs *regs)
{
	return spl_meet(regs) || spl_kprobe_int3(regs);
}
NOKPROBE_SYMBOL(spl_int3);

static int spl_trap(struct notifier_block *nb, unsigned long what, void *data)
{
	const struct die_args *args = data;

	return what == DIE_INT3 && spl_meet(args->regs) ? NOTIFY_STOP : NOTIFY_DONE;
}
NOKPROBE_SYMBOL(spl_trap);
NOKPROBE_SYMBOL(spl_stop_find);
NOKPROBE_SYMBOL(spl_emulate);
NOKPROBE_SYMBOL(spl_land);

static struct notifier_block spl_traps = { .notifier_call = spl_trap, .priority = INT_MAX };
static bool spl_hooked;

int spl_traps_start(bool briefly)
{
	spl_hooked = !briefly && spl_hook_set(spl_int3);
	return spl_hooked ? 0 : register_die_notifier(&spl_traps);
}

void spl_traps_stop(void)
{
	if (spl_hooked)
		spl_hook_unset();
	else
		unregister_die_notifier(&spl_traps);
}

bool spl_traps_are_notified(void)
{
	return !spl_hooked;
}
