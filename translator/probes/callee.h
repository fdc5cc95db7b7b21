/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * callee.h: functions of the script that name target variables: what those mean depends on the
 * probe, so each place that calls such a function gets a copy of it.
 */
#ifndef SPILE_CALLEE_H
#define SPILE_CALLEE_H

#include <stdbool.h>

#include "parser/ast.h"

struct binder;
struct session;

/* Whether what the call E reaches, through further calls too, names target variables. */
bool callee_asks(struct session *s, const struct expr *e);
/* Leads the call E to the copies for the place of B, which are made at the first call. */
void callee_bind(struct binder *b, struct expr *e);

#endif
