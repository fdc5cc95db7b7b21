/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * landing.h: where a jump that is done in a trap may not land.
 *
 * The kernel makes a jump of five bytes of a kprobe only where no branch of the function leads
 * into them.  A branch that one of our breakpoints stands on it does not see: so who does that
 * branch looks, and lands in a copy where the kernel has written a jump over the target since.
 */
#ifndef SPL_LANDING_H
#define SPL_LANDING_H

#include <linux/ptrace.h>

struct spl_place;

/*
 * With kprobe_mutex and text_mutex: makes what P, a relative jump in the function from START to
 * END, needs.  NULL: done, or nothing is needed; else words.
 */
const char *spl_landing_make(struct spl_place *p, unsigned long start, unsigned long end);

/* In a trap: P's jump was done. */
void spl_land(const struct spl_place *p, struct pt_regs *regs);

#endif
