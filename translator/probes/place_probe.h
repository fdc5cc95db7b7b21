/* SPDX-License-Identifier: GPL-2.0-only */
/* place_probe.h: probes at places in code that are no function's entry or return. */
#ifndef SPILE_PLACE_PROBE_H
#define SPILE_PLACE_PROBE_H

#include "provider.h"

struct debuginfo;
struct code_place;
struct site_calls;

/*
 * Adds probes at N places: one row for all where the body asks nothing of its place, else one for
 * each.  CALLS: of each place, as in struct probe_site; NULL: of none.  DERIVED_NONE: none of them
 * may be probed; derive_why() was given.
 */
enum derived place_add(struct derive *d, const struct match *m, struct debuginfo *info,
		       const struct code_place *const *places,
		       const struct site_calls *const *calls, size_t n);
/*
 * What an address as it stands in the image means, in a module one from the start of its .text;
 * START: the start of the function or copy around it.  NULL: debuginfo_why().
 */
const struct code_place *place_of_number(struct debuginfo *info, const char *module, int64_t n,
					 bool start);
/* Counts N more places of the script; false: these are too many, which was reported. */
bool place_count(struct derive *d, const struct match *m, size_t n);
/*
 * pp() of a point with sites: SITE_MARK where the pattern for code, or for callees, stands; LABEL:
 * the one that a pattern for labels means here, or NULL.
 */
const char *place_point_text(struct arena *a, const struct point *point, const char *label);

#endif
