/* SPDX-License-Identifier: GPL-2.0-only */
/* format.h: printf formats, taken apart once for checking and for emission. */
#ifndef SPILE_FORMAT_H
#define SPILE_FORMAT_H

#include <stdbool.h>

#include "parser/ast.h"

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
 * Takes TEXT apart; NULL: an error was reported at AT.
 */
struct print_format *format_parse(struct arena *a, struct diag *d, struct span at,
				  const char *text);
/* The type that argument N must have. */
enum type format_arg_type(const struct print_format *f, size_t n);

#endif
