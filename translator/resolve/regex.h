/* SPDX-License-Identifier: GPL-2.0-only */
/* regex.h: the patterns of =~ and !~ are compiled; whose groups are asked for is found out. */
#ifndef SPILE_RESOLVE_REGEX_H
#define SPILE_RESOLVE_REGEX_H

#include <stdbool.h>

struct expr;
struct session;

/* Compiles the pattern of an EXPR_REGEX, which equal ones share; false: it was reported. */
bool regex_bind(struct session *s, struct expr *e);
/*
 * When everything is bound: code that a handler with matched() or ngroups() reaches gets patterns
 * with groups, and sets body->groups of the handler.  False: one was too complex for that.
 */
bool regex_find_groups(struct session *s);
/* Whether evaluating an EXPR_REGEX leaves something behind. */
bool regex_acts(const struct expr *e);

#endif
