/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * place.h: an instruction that a breakpoint of ours stands on, with what it means and whose
 * probes are met there.
 *
 * Found by address from trap handlers, without a lock; changed with the keeper's lock.
 */
#ifndef SPL_PLACE_H
#define SPL_PLACE_H

#include <linux/list.h>
#include <linux/ptrace.h>

#include "arch/x86/classify.h"
#include "arch/x86/emulate.h"
#include "engine/xmc.h"
#include "keep/keep.h"

/* An address at which our breakpoint may be met. */
struct spl_stop {
	struct hlist_node node;
	unsigned long addr;
	struct spl_place *place;
	bool ready; /* what it means is known: else it is not ours yet */
	bool resumes; /* it is the second one, behind a copy */
	bool was_on; /* interrupts were, when that copy was entered */
};

struct spl_place {
	struct spl_stop at;
	u8 way; /* enum spl_way */
	u8 length; /* of the instruction, bytes */
	u8 verdict; /* enum spl_verdict */
	bool lost; /* others wrote over it: nothing is put back */
	bool swapped; /* it is completed as if IS stood there ... */
	bool commit; /* ... which will, when the probe is gone */
	struct spl_native *first; /* who is met, first to last; NULL: nobody any more */
	unsigned long slot; /* of a copy; 0: there is none */
	struct spl_emulation emulation;
	bool lands; /* it is a jump within its function, and ... */
	u32 before; /* ... these bytes stood before ... */
	unsigned long target; /* ... where it goes: see landing.h */
	struct spl_stop stops[2]; /* of a stepped one: entered with interrupts off, on */
	u8 was[SPL_INSN_MAX]; /* the instruction */
	u8 is[SPL_INSN_MAX]; /* what is done instead: mostly the same */
	struct list_head list; /* all places; what is being armed, or has been given up */
};

#define SPL_STEP_ROOM (SPL_INSN_MAX + 1) /* of the second copy in a stepped place's slot */

/* Breakpoints that are met at S from now on are completed. */
void spl_stop_publish(struct spl_stop *s);
/* Not any more; readers that have found it may go on until every CPU is synchronised. */
void spl_stop_hide(struct spl_stop *s);
/* NULL: none of ours is at ADDR.  Any context. */
struct spl_stop *spl_stop_find(unsigned long addr);
/* With the keeper's lock: whose instruction has ADDR among its bytes; NULL: none of ours. */
struct spl_place *spl_place_around(unsigned long addr);

/* trap.c: meets breakpoints, from start to stop; BRIEFLY: slower, but soon ready.  May sleep. */
int spl_traps_start(bool briefly);
void spl_traps_stop(void);
/* Whether the kernel tells of breakpoints by its notifiers, whose own code must have none. */
bool spl_traps_are_notified(void);

#endif
