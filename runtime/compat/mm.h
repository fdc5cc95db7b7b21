/* SPDX-License-Identifier: GPL-2.0-only */
/* mm.h: linux/mm_types.h. */
#ifndef SPL_COMPAT_MM_H
#define SPL_COMPAT_MM_H

#include <linux/mm_types.h>

#include "spile_config.h"

/* Where a struct mm_struct has the (about) current value of a counter. */
#ifdef SPL_HAVE_MM_PERCPU_COUNTERS
#define spl_mm_counter_offset(i)                                                      \
	(offsetof(struct mm_struct, rss_stat) + (i) * sizeof(struct percpu_counter) + \
	 offsetof(struct percpu_counter, count))
#else
#define spl_mm_counter_offset(i) \
	(offsetof(struct mm_struct, rss_stat) + (i) * sizeof(atomic_long_t))
#endif

#endif
