/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cache.h: what was built, kept under CACHE/KIND/KEY/, a directory for each.
 *
 * An entry appears whole, by a rename, and is never changed, so runs may share a cache.  Each of
 * its files is listed with its hash in the entry's own file "sum": a damaged entry is removed
 * with a warning, and built again.
 */
#ifndef SPILE_BUILD_CACHE_H
#define SPILE_BUILD_CACHE_H

#include <stdbool.h>

struct build;

/* Kinds of entries: the folders in the cache. */
#define CACHE_MODULES "modules"
#define CACHE_RUNTIME "runtime"
#define CACHE_CONFIG "config"
#define CACHE_RECIPES "recipes"
#define CACHE_TYPES "types"

/* The entry's directory; NULL: there is none, or no cache.  It counts as used now. */
const char *cache_find(struct build *b, const char *kind, const char *key);
/*
 * Copies FILES (paths; a NULL ends them) into a new entry and gives its directory; where somebody
 * else was faster, theirs.  NULL: there is no cache, or it can't be written, which was said.
 */
const char *cache_put(struct build *b, const char *kind, const char *key, const char *const *files);
void cache_drop(struct build *b, const char *kind, const char *key);

/*
 * Waits until no other run makes the same entry, so that what is dear is made once.  A
 * descriptor to close when it is made; -1: no cache, nothing to wait for.
 */
int cache_lock(struct build *b, const char *kind, const char *key);

#endif
