/* SPDX-License-Identifier: GPL-2.0-only */
/* listing_vars.h: what can be seen at the places of a line of -L. */
#ifndef SPILE_LISTING_VARS_H
#define SPILE_LISTING_VARS_H

#include <stdbool.h>

#include "parser/base/vec.h"

struct probe;
struct probe_site;
struct session;
struct viewing;

typedef VEC(const char *) seen_texts;

/* What all places of a line have, as texts "$count:size_t". */
struct seen_by_all {
	seen_texts own; /* of an alias: "bytes:long" */
	seen_texts target;
	bool any_own, any; /* places were asked */
};

struct viewing *viewing_new(struct session *s);
/* N places will be added before viewing_finish(). */
void viewing_begin(struct viewing *v, size_t n);
/*
 * Adds a place to a line's: SITE NULL: the probe has none.  What has to be looked up is, when many
 * are asked for at once, in viewing_finish(); till then VARS must stay where they are.
 */
void viewing_add(struct viewing *v, struct seen_by_all *vars, const struct probe *p,
		 const struct probe_site *site);
void viewing_finish(struct viewing *v);

#endif
