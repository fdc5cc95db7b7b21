/* SPDX-License-Identifier: GPL-2.0-only */
/* stash.h: a file that is written once, whole or not at all, and only read from then on. */
#ifndef SPILE_STASH_H
#define SPILE_STASH_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct stash {
	struct arena *arena;
	int fd; /* written by the caller */
	const char *path; /* where it will be; NULL: in memory only */
	const char *temp; /* its name until then; NULL: it has none yet */
};

/* Where CACHE keeps it: "CACHE/FOLDER/NAME"; NULL without a cache.  It may not be there. */
const char *stash_path(struct arena *a, const char *cache, const char *folder, const char *name);
/*
 * Starts a file.  Without a cache, or where nothing can be written in it, the file is one in
 * memory that lives until the program ends.  False, with errno: not even that.
 */
bool stash_open(struct stash *s, struct arena *a, const char *cache, const char *folder,
		const char *name);
bool stash_write(struct stash *s, const void *data, size_t len); /* all of it; false: errno */
/* Puts the file in its place, over an older one.  The path to read it by; NULL: errno. */
const char *stash_keep(struct stash *s);
void stash_drop(struct stash *s);

#endif
