/* SPDX-License-Identifier: GPL-2.0-only */
/* stat.h: the parameters of statistics operators, which size the samples at translation. */
#ifndef SPILE_RESOLVE_STAT_H
#define SPILE_RESOLVE_STAT_H

#include <stdbool.h>

struct expr;
struct session;

/* Checks an EXPR_STAT whose variable is bound, and notes its needs there; false: reported. */
bool stat_check(struct session *s, struct expr *e);

#endif
