/* SPDX-License-Identifier: GPL-2.0-only */
/* mark_format.h: what the format of a marker says of its arguments. */
#ifndef SPILE_MARK_FORMAT_H
#define SPILE_MARK_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

enum { MARK_ARGS_MAX = 10 }; /* SPILE_MARK_ARGS_MAX */

struct mark_arg {
	const char *type; /* as C calls it: "unsigned int" */
	unsigned int size; /* bytes: 1, 2, 4, 8 */
	bool is_signed;
	bool is_text; /* points to a string: */
	bool limited; /* at most LIMIT bytes of it, */
	size_t limit;
	bool limit_is_arg; /* or as many as the argument with the number LIMIT says */
};

struct mark_args {
	struct mark_arg v[MARK_ARGS_MAX];
	size_t n;
};

/* False: it is no format, or has more arguments than a marker. */
bool mark_format_args(const char *format, struct mark_args *args);

#endif
