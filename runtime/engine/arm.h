/* SPDX-License-Identifier: GPL-2.0-only */
/* arm.h: probes are put where they belong, and taken away: many at once. */
#ifndef SPL_ARM_H
#define SPL_ARM_H

#include <linux/types.h>

struct mutex;
struct spl_native;
struct spl_place;
struct spl_xmc_ops;

extern struct mutex spl_arm_lock; /* of all places and slots; taken before the kernel's */
extern const struct spl_xmc_ops spl_kernel_xmc; /* code is written with text_mutex */

/*
 * With the lock: before the first breakpoint is set, false where they can't be met; and when some
 * are gone.  BRIEFLY: they are gone before the lock is given back.
 */
bool spl_meet_traps(bool briefly);
void spl_meet_traps_no_more(void);

/* As keep.h says of the keeper's. */
size_t spl_natives_arm(struct spl_native *const *list, size_t n);
size_t spl_natives_disarm(struct spl_native *const *list, size_t n);

/* Calls FN for each place where a breakpoint stands.  May sleep, FN too. */
void spl_each_place(void (*fn)(const struct spl_place *p, void *data), void *data);

int spl_arming_start(void);
/* When no script is left: back when what was armed has left no trace.  May sleep for long. */
void spl_arming_stop(void);

#endif
