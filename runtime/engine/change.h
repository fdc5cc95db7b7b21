/* SPDX-License-Identifier: GPL-2.0-only */
/* change.h: constants in instructions are changed, many at once, while the code runs. */
#ifndef SPL_CHANGE_H
#define SPL_CHANGE_H

#include <linux/types.h>

struct spl_patch;

/*
 * Makes each patch whose instruction stands there as it WAS, and is one that emulate.h can do; what
 * it IS differs in the constant alone.  The length of those that could not be made is 0 then: a
 * kprobe is near, others have changed the bytes, or there is no memory.  The code stays where it is
 * as long as this runs.  Three synchronisations for all of them.  How many were made.  May sleep.
 */
size_t spl_constants_change(struct spl_patch *patches, size_t n);

#endif
