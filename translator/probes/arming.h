/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arming.h: the condition of a probe point, "if (...)": what it may be, and what becomes of it.
 * A handler asks it first; the runtime asks it too, and arms the probe only while it holds.
 */
#ifndef SPILE_ARMING_H
#define SPILE_ARMING_H

#include <stdbool.h>

struct body;
struct expr;
struct session;
struct stmt;

/* Whether COND reads globals only and changes nothing; false: what is wrong was reported. */
bool arming_check(struct session *s, const struct expr *cond);
/* The code by which the runtime asks COND, one for all probes of the same words; in s->bodies. */
struct body *arming_body(struct session *s, const struct expr *cond);
/* if (!condition) next */
struct stmt *arming_guard(struct session *s, const struct expr *cond);

#endif
