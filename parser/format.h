/* SPDX-License-Identifier: GPL-2.0-only */
/* format.h: printf formats, taken apart once for checking and for emission. */
#ifndef SPILE_FORMAT_H
#define SPILE_FORMAT_H

#include <stdbool.h>

#include "ast.h"

struct diag;

enum format_flags { /* in step with SPL_FMT_* of the runtime */
		    FORMAT_LEFT = 1,
		    FORMAT_PLUS = 2,
		    FORMAT_SPACE = 4,
		    FORMAT_ALT = 8,
		    FORMAT_ZERO = 16,
};

struct format_piece {
	const char *text; /* a stretch of plain text, or NULL: a conversion */
	struct span span; /* of the conversion */
	char conv; /* d i u o x X p s c b m M */
	unsigned int flags;
	int width, precision; /* -1: not given */
	int width_arg, precision_arg; /* index of the argument that '*' takes, or -1 */
	int arg; /* index of what is converted, counted from the one behind the format */
};

struct print_format {
	VEC(struct format_piece) pieces;
	size_t nargs; /* that the format takes */
};

/*
 * What a function of the print family begins with: takes its format apart.  False: a parse error
 * was reported.
 */
bool format_read(struct arena *a, struct diag *d, struct expr *print);
/* The same, and the number of arguments; false: an error was reported. */
bool format_check(struct arena *a, struct diag *d, struct expr *print);
/* The type that argument N must have (UNKNOWN: any), and what to say where it has another. */
enum type format_arg_type(struct arena *a, const struct expr *print, size_t n, const char **advice);

#endif
