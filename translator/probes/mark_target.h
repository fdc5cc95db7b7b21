/* SPDX-License-Identifier: GPL-2.0-only */
/* mark_target.h: target variables at a marker: its arguments by number, $name, $format. */
#ifndef SPILE_MARK_TARGET_H
#define SPILE_MARK_TARGET_H

#include <stdbool.h>

#include "mark_format.h"

struct binder;
struct expr;
struct session;
struct target;
struct target_scope;

/* What a scope holds of a marker. */
struct mark_scope {
	bool typed; /* a format says what the arguments are; else they are numbers */
	struct mark_args args;
};

/* Of a marker with this format; NULL: it is not known. */
void mark_scope_fill(struct session *s, struct target_scope *scope, const char *format);
/* "$name", "$format": known of any marker. */
bool mark_is_own(const char *name);
/* A variable by its name; false: reported. */
bool mark_bind(struct binder *b, struct expr *e, struct target *t);
/*
 * For $$parms: VAR becomes the argument with this number (from 0) as a string, in quotes, or its
 * address where it can't be read.  False: it is a number.
 */
bool mark_show(struct binder *b, struct expr *var, size_t n);

#endif
