/* SPDX-License-Identifier: GPL-2.0-only */
/* ask.h: which way a probe's instruction is to be completed. */
#ifndef SPL_ASK_H
#define SPL_ASK_H

enum spl_ask {
	SPL_ASK_BEST, /* what costs least and can be had */
	SPL_ASK_NATIVE, /* spile's own breakpoint, in any way */
	SPL_ASK_BOOST,
	SPL_ASK_EMULATE,
	SPL_ASK_STEP,
	SPL_ASK_KPROBE, /* the kernel's */
};

#endif
