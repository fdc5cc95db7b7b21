/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * path.h: where the members and indexes behind a value lead: additions and loads, with the
 * types on the way.
 */
#ifndef SPILE_PATH_H
#define SPILE_PATH_H

#include <stdbool.h>

#include "parser/ast.h"
#include "translator/debuginfo/debuginfo.h"

struct location;
struct session;
struct target;

/*
 * Follows the path of E from what *T holds: its base, its type, and whether that type is in
 * memory at the base's value.  *T then says how the value is read.  False: an error was
 * reported.  A '$' at the end is left aside.
 */
bool path_follow(struct session *s, const struct expr *e, struct target *t);
/* The same up to the object itself, which need not be a number: *T has its type. */
bool path_reach(struct session *s, const struct expr *e, struct target *t);
/* *T is the object of TYPE that is at LOC, its base. */
void path_start_in(struct session *s, struct target *t, const struct ctype *type,
		   const struct location *loc);
/* *T is the object that the base, a pointer to TO, points to, or its neighbours by index. */
void path_start_at(struct target *t, const struct ctype *to);
/* What the value that *T reads points to; NULL: it is no pointer. */
const struct ctype *path_points_to(const struct expr *e, const struct target *t);

#endif
