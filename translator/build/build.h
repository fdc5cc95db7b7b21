/* SPDX-License-Identifier: GPL-2.0-only */
/* build.h: a script's C becomes a module, or comes out of the cache. */
#ifndef SPILE_BUILD_H
#define SPILE_BUILD_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diag;
struct kernel;
struct source;
struct workdir;

struct build {
	struct arena *arena;
	struct diag *diag;
	struct kernel *kernel;
	const char *cache; /* spile's cache directory, or NULL: nothing is kept */
	const char *runtime; /* directory with the runtime's sources */
	const struct source *const *sources; /* of the script, by which #line is shown; NULL ends */
	bool keep; /* the build directory stays, and its name is printed */
	unsigned int verbose;
	struct workdir *work; /* of build_module(); NULL until something is built */
};

/*
 * The cache directory: $SPILE_CACHE, else /var/cache/spile for root, else $XDG_CACHE_HOME/spile,
 * else ~/.cache/spile; made when missing.  NULL, with a warning, when it can't be made or written,
 * or when others can write it: the run goes on uncached.
 */
const char *cache_dir(struct arena *a, struct diag *d);
/* Removes all that cache_dir() holds (but not the kernels that `make kernels' put there). */
bool cache_clean(struct arena *a, struct diag *d);

/*
 * The path of NAME.ko for this C text: from the cache if it was built before for this kernel,
 * runtime and compiler, else built (with b->keep always).  NAME NULL: "spile_" and 16 hex digits
 * of the hash.  NULL: diagnostics were given.  The path is in the cache, or, without one, in a
 * temporary directory that build_cleanup() removes; it goes too when spile dies before that.
 */
const char *build_module(struct build *b, const char *name, const char *c_text, bool *cached);
void build_cleanup(struct build *b);

#endif
