/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * symbols.h: the functions of a kernel or module, or a kernel's variables, found by name; cached
 * per build-id.
 */
#ifndef SPILE_SYMBOLS_H
#define SPILE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct elfmap;
struct kernel;
struct symbols;

/* One function or variable; the texts live as long as the symbols are open. */
struct symbols_func {
	const char *name;
	const char *section; /* of a module; NULL in a kernel */
	uint32_t offset, size; /* bytes */
	uint32_t flags; /* enum symbol_flags */
};

/* A symbol that the kernel finds by its name, near a place of a module. */
struct symbols_anchor {
	const char *name;
	uint64_t offset; /* bytes from it to the place, modulo 2^64: it may lie behind the place */
};

/* MODULE NULL: of the kernel.  NULL: *why, a clause. */
struct symbols *symbols_open(struct arena *a, struct kernel *k, const char *module,
			     const char **why);
/*
 * The variables of the kernel.  Their sizes are up to the next symbol, so what the linker left
 * free behind them is in it.
 */
struct symbols *symbols_open_data(struct arena *a, struct kernel *k, const char **why);
void symbols_close(struct symbols *s); /* NULL is fine */
const char *symbols_path(const struct symbols *s); /* what they were read from, for -v */

/*
 * The numbers of those whose name matches a shell pattern, in order of place; *n gets how many.
 * Init functions match by their whole name only.  The list lives in the arena.
 */
const uint32_t *symbols_match(const struct symbols *s, struct arena *a, const char *pattern,
			      size_t *n);
bool symbols_any(const struct symbols *s);
size_t symbols_count(const struct symbols *s, const char *name); /* functions of this name */
struct symbols_func symbols_func(const struct symbols *s, uint32_t number);
/*
 * The last function that begins at or before OFFSET, in a module in SECTION, of all sizes; false:
 * there is none.
 */
bool symbols_before(const struct symbols *s, const char *section, uint32_t offset,
		    uint32_t *number);
/* For a place of a module; false: no name in its section is unique in the module. */
bool symbols_anchor(const struct symbols *s, const char *section, uint32_t offset,
		    struct symbols_anchor *anchor);
/* The name nearest to NAME by edit distance, or NULL when none is near. */
const char *symbols_nearest(const struct symbols *s, const char *name);

/*
 * The image's payload, if it is this kernel's: a running kernel may have been built anew since.
 * False: *why, a clause.
 */
bool symbols_image(struct elfmap *e, struct arena *a, struct kernel *k, const char **why);

#endif
