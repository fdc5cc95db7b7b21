/* SPDX-License-Identifier: GPL-2.0-only */
/* string.h: linux/string.h, with a name that scripts still use. */
#ifndef SPL_COMPAT_STRING_H
#define SPL_COMPAT_STRING_H

#include <linux/string.h>

#include "spile_config.h"

#ifndef SPL_HAVE_STRLCPY
static inline size_t strlcpy(char *to, const char *from, size_t size)
{
	size_t n = strlen(from), copy = n < size ? n : size - 1;

	if (size) {
		memcpy(to, from, copy);
		to[copy] = 0;
	}
	return n;
}
#endif

#endif
