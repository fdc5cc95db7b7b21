/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * deref.h: reads of memory that may not be there: any context, no sleeping.
 */
#ifndef SPL_DEREF_H
#define SPL_DEREF_H

#include <linux/types.h>

/* N bytes to TO; false when not all can be read (TO may be changed then). */
bool spl_read_kernel(void *to, u64 addr, u32 n);
bool spl_read_user(void *to, u64 addr, u32 n);

#endif
