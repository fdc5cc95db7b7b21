/* SPDX-License-Identifier: GPL-2.0-only */
/* 908a1d775422 ("hrtimers: Introduce hrtimer_setup() to replace hrtimer_init()"), v6.13 */
#include <linux/hrtimer.h>
void t(struct hrtimer *hr, enum hrtimer_restart (*f)(struct hrtimer *));
void t(struct hrtimer *hr, enum hrtimer_restart (*f)(struct hrtimer *))
{
	hrtimer_setup(hr, f, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
}
