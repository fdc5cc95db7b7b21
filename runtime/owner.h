/* SPDX-License-Identifier: GPL-2.0-only */
/* owner.h: what START told, and who made it: kept for the functions that ask. */
#ifndef SPL_OWNER_H
#define SPL_OWNER_H

#include <linux/types.h>

struct spl_start;

/* From the loader's own process.  May sleep; before any handler runs. */
void spl_owner_set(const struct spl_start *start);
void spl_owner_drop(void); /* may sleep; no handler runs any more */

#endif
