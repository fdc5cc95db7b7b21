/* SPDX-License-Identifier: GPL-2.0-only */
/* kept.h: how much memory a call needs for what @entry() keeps. */
#ifndef SPL_KEPT_H
#define SPL_KEPT_H

#include <linux/types.h>

struct spl_probe;

size_t spl_kept_size(const struct spl_probe *p); /* bytes, a multiple of 8 */

#endif
