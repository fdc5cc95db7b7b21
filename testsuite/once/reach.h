/* SPDX-License-Identifier: GPL-2.0-only */
/* reach.h: which functions a program runs, by ftrace. */
#ifndef ONCE_REACH_H
#define ONCE_REACH_H

#include <linux/types.h>

struct spl_keeper;

bool once_reach_start(void); /* /proc/spile_reached is there; false: it can't be */
void once_reach_stop(void);

/* From now on functions are marked that tasks of this real-time priority call; until reached(). */
int once_reach(const struct spl_keeper *keeper, unsigned int priority);
int once_reached(void);

#endif
