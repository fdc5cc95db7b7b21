/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * access.h: how the code uses globals and what functions may do, found through all calls;
 * it decides how each global is stored and which locks a handler takes.
 */
#ifndef SPILE_ACCESS_H
#define SPILE_ACCESS_H

#include <stdbool.h>

struct expr;
struct session;

enum storage { /* of a global */
	       STORAGE_LONG,
	       STORAGE_COUNTER, /* a cell per CPU: handlers only add to it, others only read */
	       STORAGE_STRING,
	       STORAGE_STAT,
	       STORAGE_MAP,
};

/*
 * Fills var->storage and id of s->globals, body->globals, func->fails and recursive.  False: a loop
 * changes the array it runs over (reported).
 */
bool access_analyse(struct session *s);

/* Whether evaluating E may leave an error behind (c->failed). */
bool expr_fails(const struct expr *e);
/* Whether it changes a variable, prints, or calls what does. */
bool expr_acts(const struct expr *e);

#endif
