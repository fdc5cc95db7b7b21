/* SPDX-License-Identifier: GPL-2.0-only */
/* param.h: where the calling convention puts what a function is given and what it gives back. */
#ifndef SPILE_PARAM_H
#define SPILE_PARAM_H

#include <stdbool.h>
#include <stddef.h>

struct prototype;
struct session;
struct target;

/*
 * *T is parameter number WHICH, from 0, as it is at the function's entry, or what was kept of it
 * for the return.  False: *WHY it is not known.
 */
bool param_place(struct session *s, const struct prototype *p, size_t which, bool at_return,
		 struct target *t, const char **why);
/* *T is what the function has just given back. */
void param_result(struct session *s, const struct prototype *p, struct target *t);

#endif
