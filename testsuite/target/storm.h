/* SPDX-License-Identifier: GPL-2.0-only */
/* storm.h: code that is changed while it runs, and what the parts of spile_storm share. */
#ifndef SPILE_STORM_H
#define SPILE_STORM_H

#include <linux/types.h>

/*
 * Functions of a number, each with the instruction at storm_at_NAME in it: those that end in _off
 * and _on give what they must, without and with what the storm puts there.
 */
#define STORM_SITES(site)                                                                  \
	site(boost) site(push) site(branch) site(call) site(step) site(swap) site(several) \
		site(inner)

#define STORM_DECLARE(name)      \
	u64 storm_##name(u64 x); \
	extern const unsigned long storm_at_##name;
STORM_SITES(STORM_DECLARE)
#undef STORM_DECLARE

u64 storm_callee(u64 x);
u64 storm_mark(u64 x); /* fires the marker "storm" */

/* What "swap" and "several" give, and what is put in the places of their instructions. */
#define STORM_SWAP_OFF 0x01010101
#define STORM_SWAP_ON 0x02020202
#define STORM_SEVERAL_ON 0x02
#define STORM_SWAP_CODE                      \
	{                                    \
		0xb8, 0x02, 0x02, 0x02, 0x02 \
	} /* mov $0x02020202, %eax */
#define STORM_SEVERAL_CODE                   \
	{                                    \
		0x31, 0xc0, 0xb0, 0x02, 0x90 \
	} /* xor %eax, %eax; mov $2, %al; nop */

/* ---- storm_nmi.c ---- */

/* Has FN called in each NMI of any processor, until storm_nmi_stop(), which sleeps. */
int storm_nmi_start(void (*fn)(void));
void storm_nmi_stop(void);
void storm_nmi_send(void); /* one to each processor, this one included */
bool storm_in_nmi(void); /* whether FN is running on this processor, which the caller can't leave */

#endif
