/* SPDX-License-Identifier: GPL-2.0-only */
/* mark.h: the markers in a module's file (runtime/include/spile/marker.h). */
#ifndef SPILE_MARK_H
#define SPILE_MARK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct kernel;

struct module_mark {
	const char *name, *format; /* "": it has no arguments */
};

/*
 * Those of a module (as for kernel_module_path()), by name and format, each pair once; *N gets how
 * many, and the list lives in the arena.  NULL: *why, a clause.
 */
const struct module_mark *module_marks(struct kernel *k, struct arena *a, const char *module,
				       size_t *n, const char **why);

#endif
