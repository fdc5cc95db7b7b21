/* SPDX-License-Identifier: GPL-2.0-only */
/* alias.h: probe aliases are replaced by what they stand for. */
#ifndef SPILE_ALIAS_H
#define SPILE_ALIAS_H

#include "parser/ast.h"

struct session;

/* A probe point with no alias left in it, and the code of the aliases on the way. */
struct plain_point {
	struct point *point;
	const struct point *written; /* as the script has it */
	const char *name; /* the same with the wildcards of the alias resolved; NULL: no alias */
	VEC(struct stmt *) prologue; /* outermost alias first */
	VEC(struct stmt *) epilogue; /* innermost alias first */
};

struct plain_points {
	VEC(struct plain_point *) list;
};

/*
 * Adds what POINT of a script stands for to OUT.  *is_alias tells whether any alias matched;
 * when none did, POINT itself is added.  False: an error was reported (aliases in a circle).
 */
bool alias_expand(struct session *s, struct point *point, struct plain_points *out, bool *is_alias);

#endif
