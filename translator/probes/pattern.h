/* SPDX-License-Identifier: GPL-2.0-only */
/* pattern.h: a probe point against the patterns of the families. */
#ifndef SPILE_PATTERN_H
#define SPILE_PATTERN_H

#include <stdbool.h>

#include "provider.h"

struct diag;

/* Fills m->pattern and m->args when one of the family's patterns fits m->point. */
bool pattern_find(const struct provider *p, struct match *m);
/*
 * The points that the wildcards in POINT's names ("kernel.f*") stand for; false: it has none, or
 * nothing fits them.
 */
bool pattern_expand(struct arena *a, const struct point *point, point_list *out);
/* "kernel.function(string).return" of "kernel.function(S).return". */
const char *pattern_text(struct arena *a, const char *pattern, const char *number,
			 const char *string);
/* A hint for a point that nothing answers to: the nearest pattern. */
void pattern_hint(struct diag *diag, struct arena *a, const struct point *point);

#endif
