/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sites.h: code that a kernel or module lists because it patches it, or traps there: jump labels,
 * static calls, alternatives, BUG() and WARN().
 */
#ifndef SPILE_SITES_H
#define SPILE_SITES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "parser/base/vec.h"
#include "translator/debuginfo/barred.h"

struct arena;
struct elfmap;

/* Places are numbers as in symlist.h. */
struct barred_range {
	uint64_t from, to; /* [from, to) */
	enum barred why;
};

typedef VEC(struct barred_range) barred_list;

/* Where the tables of a kernel are; none in a module, which has sections. */
enum site_table {
	SITES_JUMP_LABEL,
	SITES_STATIC_CALL,
	SITES_ALTERNATIVE,
	SITES_BUG,
	SITE_TABLES,
};

struct site_bounds {
	uint64_t from, to; /* addresses; 0: there is none */
};

/* Adds the sites of a kernel's payload. */
void sites_read_kernel(const struct elfmap *e, struct arena *a,
		       const struct site_bounds bounds[SITE_TABLES], barred_list *list);
/* The same of a module's file, which is not linked. */
void sites_read_module(const struct elfmap *e, struct arena *a, barred_list *list);

#endif
