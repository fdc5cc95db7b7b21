/* SPDX-License-Identifier: GPL-2.0-only */
/* condition.h: which probes are to be armed, by what their conditions say. */
#ifndef SPL_CONDITION_H
#define SPL_CONDITION_H

#include <linux/types.h>

/*
 * Asks all conditions, and keeps what they say in their holds; whether any has changed.  Under
 * the session's mutex; does not sleep.
 */
bool spl_conditions_look(void);
/* May sleep; no handler runs, the session's mutex is not held. */
void spl_conditions_free(void);

#endif
