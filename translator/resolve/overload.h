/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * overload.h: several functions of one name.  A call goes to those with as many parameters as it
 * has arguments: to the first of them by priority, and as long as one says "next", to the one
 * behind it.
 */
#ifndef SPILE_OVERLOAD_H
#define SPILE_OVERLOAD_H

#include <stdbool.h>

struct func;
struct func_list;
struct session;

/* The script's own functions with this name; valid until there is another one. */
const struct func_list *overload_named(struct session *s, const char *name);
/* Whether F may say "next". */
bool overload_says_next(struct func *f);
/* Whether one of ALL with N parameters comes before the library's for sure, and ends the call. */
bool overload_is_closed(const struct func_list *all, unsigned int n);
/*
 * The first of ALL that have N parameters, or NULL; those behind it that may be reached are in
 * func->next.  They go to s->funcs.
 */
struct func *overload_chain(struct session *s, const struct func_list *all, unsigned int n);
/* "2", "1 or 3": how many arguments ALL take; *ONE: it ends in 1.  NULL: none. */
const char *overload_arities(struct session *s, const struct func_list *all, bool *one);

#endif
