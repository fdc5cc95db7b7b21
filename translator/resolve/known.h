/* SPDX-License-Identifier: GPL-2.0-only */
/* known.h: names of SystemTap's library that this one lacks, so that none is called unknown. */
#ifndef SPILE_KNOWN_H
#define SPILE_KNOWN_H

#include <stdbool.h>

struct point;

bool known_func(const char *name);
/* Whether POINT, maybe with wildcards, can stand for an alias of that library. */
bool known_point(const struct point *point);

#endif
