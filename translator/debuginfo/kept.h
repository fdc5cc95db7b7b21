/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kept.h: a table of a kernel or module that is dear to make: kept as CACHE/index/BUILDID.SUFFIX,
 * mapped the next time.
 */
#ifndef SPILE_KEPT_H
#define SPILE_KEPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct kernel;

struct kept_kind {
	const char *suffix; /* "sym" */
	uint32_t version; /* of the format, and of what is put in it */
	/*
	 * It may be large, and of few questions: then a page here and there tells whether it is
	 * as it was written, for reading all of it would cost more than the questions do.
	 */
	bool sampled;
	/* The build-id of what it is about, at most 64 bytes; ID NULL: the kernel's. */
	const unsigned char *id;
	size_t id_len;
};

struct kept {
	const void *body; /* NULL: not open */
	size_t len; /* bytes of it */
	const char *path; /* of the file; NULL: it is in memory alone */
	/* the rest is kept.c's */
	const unsigned char *map;
	size_t map_len;
	void *block;
};

/* The one that is kept, if it is there, whole and of this kind; else false. */
bool kept_open(struct kept *t, struct arena *a, struct kernel *k, const struct kept_kind *kind);
/* Room for a body of LEN bytes, zeroed, which kept_take() takes over; NULL: no memory. */
void *kept_room(size_t len);
/*
 * Opens what was made in that room.  It is written to the cache where K is not NULL and there is
 * one: a table that can't be kept is used all the same.
 */
void kept_take(struct kept *t, void *body, size_t len, struct arena *a, struct kernel *k,
	       const struct kept_kind *kind);
void kept_close(struct kept *t); /* a zeroed one is fine */

#endif
