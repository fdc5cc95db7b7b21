/* SPDX-License-Identifier: GPL-2.0-only */
/* stat.h: the parameters of statistics operators, which size the samples at translation. */
#ifndef SPILE_RESOLVE_STAT_H
#define SPILE_RESOLVE_STAT_H

#include <stdbool.h>
#include <stdint.h>

struct expr;
struct foreach;
struct session;

/* Checks an EXPR_STAT whose variable is bound, and notes its needs there; false: reported. */
bool stat_check(struct session *s, struct expr *e);
/* Checks a loop over the buckets of a histogram; false: reported. */
bool stat_check_loop(struct session *s, struct foreach *f);
/* P of @quantile(x, P) in millionths of a percent, when it is constant; else false. */
bool stat_percent(const struct expr *p, int64_t *value);

#endif
