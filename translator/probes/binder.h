/* SPDX-License-Identifier: GPL-2.0-only */
/* binder.h: what the files share that bind target variables and operators at one place. */
#ifndef SPILE_BINDER_H
#define SPILE_BINDER_H

#include "target.h"

struct binder {
	struct session *s;
	const struct target_scope *scope; /* or NULL */
	struct target_needs *needs; /* or NULL: nothing can be kept */
	struct strmap *copies; /* callee.c: "name/arity" -> the copy's name; NULL without SCOPE */
	bool ok;
};

/* Reports, and is false. */
bool binder_fail(struct binder *b, struct span at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* A callback of struct walk whose data is a binder: binds all below. */
bool binder_walk(struct walk *w, struct expr **e);
void binder_stmt(struct binder *b, struct stmt **st);
/* What a TARGET or AT starts from, its path left aside; *T has a type where a path may follow. */
bool binder_base(struct binder *b, struct expr *e, struct target *t);

/* --- operator.c: those that need no place in code --- */

/* As binder_base(); what is no value of a target becomes something else. */
bool operator_base(struct binder *b, struct expr *e, struct target *t);
/*
 * @enumname(), whose operand is bound: its target is made, now or, where that hangs on a variable
 * of the script, by operator_enum_late().  False: reported.
 */
bool operator_enum_name(struct binder *b, struct expr *e);
bool operator_enum_late(struct session *s, struct expr *e);
/* Whether argument N of the operator E is a string literal; else reported: WHAT is missing. */
bool operator_literal(struct binder *b, const struct expr *e, size_t n, const char *what);

/* --- trace_target.c: at a tracepoint --- */

/* An argument by its name. */
bool trace_bind(struct binder *b, struct expr *e, struct target *t);
/* "$$name" and "$$system", which have a meaning there. */
bool trace_is_text(const struct binder *b, const struct expr *e);
bool trace_bind_text(struct binder *b, struct expr *e);

/* --- pretty.c --- */

/*
 * *E, whose path ends in '$' or '$$', becomes a sprintf of what it holds; its operands are not
 * bound yet.
 */
bool pretty_expand(struct binder *b, struct expr **e);
/* The sprintf for E, whose path without the '$' leads from BASE (NULL: from memory) to a T. */
struct expr *pretty_of(struct session *s, const struct expr *e, const struct ctype *t,
		       const struct target *base);

#endif
