/* SPDX-License-Identifier: GPL-2.0-only */
/* timer.h: linux/hrtimer.h, linux/timer.h. */
#ifndef SPL_COMPAT_TIMER_H
#define SPL_COMPAT_TIMER_H

#include <linux/hrtimer.h>
#include <linux/timer.h>

#include "spile_config.h"

#ifndef SPL_HAVE_HRTIMER_SETUP
static inline void hrtimer_setup(struct hrtimer *hr, enum hrtimer_restart (*f)(struct hrtimer *),
				 clockid_t clock, enum hrtimer_mode mode)
{
	hrtimer_init(hr, clock, mode);
	hr->function = f;
}
#endif

#ifndef SPL_HAVE_TIMER_DELETE_SYNC
#define timer_delete_sync(timer) del_timer_sync(timer)
#endif

#endif
