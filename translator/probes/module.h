/* SPDX-License-Identifier: GPL-2.0-only */
/* module.h: the modules that a probe point means by a pattern. */
#ifndef SPILE_PROBE_MODULE_H
#define SPILE_PROBE_MODULE_H

#include <stdbool.h>

#include "parser/ast.h"

struct session;

/* Whether POINT begins with module("PATTERN"). */
bool module_is_wild(const struct point *point);
/* The point with each module that matches in the pattern's place. */
void module_expand(struct session *s, const struct point *point, point_list *out);

#endif
