/* SPDX-License-Identifier: GPL-2.0-only */
/* dwarf_line.h: the line tables of units: where the lines of functions have their code. */
#ifndef SPILE_DWARF_LINE_H
#define SPILE_DWARF_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct debuginfo;

/* Lines FIRST to LAST of FILE in one function or copy of one. */
struct line_query {
	uint32_t unit, die;
	uint32_t func; /* handed on */
	const char *file; /* as the index spells it */
	int first, last;
};

struct line_hit {
	uint64_t pc;
	uint32_t unit, die, func;
	int line;
	bool is_start; /* of a statement, as the compiler says */
};

/*
 * Each line's first instruction in each of the N functions or copies, which are in the order of
 * their units.  FIRST and LAST are lines of the function: so what was copied into it from elsewhere
 * is left out.
 */
struct line_hit *dwarf_lines(struct debuginfo *d, const struct line_query *ask, size_t n,
			     size_t *nhits);

#endif
