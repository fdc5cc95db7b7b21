/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * slot.h: small executable memory near the kernel's code, for copies of instructions.  All with
 * the keeper's lock.
 */
#ifndef SPL_SLOT_H
#define SPL_SLOT_H

#include <linux/types.h>

#define SPL_SLOT_SIZE 32 /* bytes */

/*
 * Sees to it that N can be taken; false: there is no memory.  Pages come and go without
 * text_mutex, which the kernel takes for that.  May sleep.
 */
bool spl_slots_reserve(size_t n);
void spl_slots_trim(size_t keep); /* gives pages back, but for KEEP free slots; may sleep */

unsigned long spl_slot_take(void); /* 0: none is free */
void spl_slot_give(unsigned long slot); /* nothing runs there, or will go there, any more */

#endif
