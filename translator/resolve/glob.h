/* SPDX-License-Identifier: GPL-2.0-only */
/* glob.h: dotted names with wildcards, such as "sys**open". */
#ifndef SPILE_GLOB_H
#define SPILE_GLOB_H

#include <stdbool.h>
#include <stddef.h>

enum { GLOB_MAX = 96 }; /* bytes of a name; longer ones match nothing */

/* Whether there is a name that both A, of N bytes, and B, of M bytes, stand for. */
bool glob_meet(const char *a, size_t n, const char *b, size_t m);

#endif
