/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * call_graph.h: from some functions down to what they call, what that calls, and so on; of each
 * callee the return addresses by which a call of it shows that it came that way.
 */
#ifndef SPILE_CALL_GRAPH_H
#define SPILE_CALL_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "parser/base/strmap.h"
#include "parser/base/vec.h"
#include "translator/debuginfo/call.h"
#include "translator/debuginfo/place.h"

struct arena;
struct callers;
struct loc_anchor;

enum {
	CALL_DEPTH_MAX = 16,
	CALLS_MAX = 262144, /* return addresses in a graph */
};

/*
 * A call.  Levels are counted as the source has them: one for each call, and for each copy that
 * it is inside of.
 */
struct caller {
	const struct loc_anchor *anchor; /* NULL: the kernel's _stext */
	uint64_t back; /* bytes from there to where it comes back, modulo 2^64 */
	unsigned int target; /* levels to the function that the graph begins at; 0: not in one */
	/* The function that it is in is called itself, which begins at its frame; or NULL. */
	struct callers *up;
	unsigned int levels; /* to that function */
	struct code_frame frame; /* FROM counts from the place of this call's return address */
};

/* All calls of a function that lead to one of those that the graph begins at. */
struct callers {
	VEC(struct caller) list;
	unsigned int id; /* in the C that is emitted; 0: none yet */
};

/* What holds at a callee when it was called that way. */
struct site_calls {
	struct callers *callers; /* of the function that the place is in */
	struct code_frame frame;
	unsigned int levels; /* copies that the place is inside of */
	unsigned int depth; /* levels that there may be in all */
};

struct callee {
	const struct code_place *place; /* an entry or a copy */
	/* Or a jump to that entry, where the same is seen; else NULL. */
	const struct code_call *jump;
	const struct site_calls *calls; /* NULL: nothing has to be looked at */
};

struct call_graph {
	/* in */
	struct arena *arena;
	struct debuginfo *info;
	const char *module; /* that it is of; NULL: the kernel */
	/* Of a module: the kernel, for callees that are there; what they call is not read. */
	struct debuginfo *kernel;
	unsigned int depth; /* up to CALL_DEPTH_MAX */
	bool match_all; /* whoever calls */
	/* Whether a callee is wanted; NULL: all. */
	bool (*wants)(const struct call_graph *g, const struct code_call *call);
	const void *data; /* of wants() */

	/* out */
	VEC(struct callee) callees; /* those that are near come first */
	struct strmap names; /* of all that is called, wanted or not */
	size_t calls; /* return addresses */
	bool too_many; /* of them */
	/* left out: */
	size_t by_pointer;
	size_t elsewhere; /* calls of what neither has */
	size_t jumps; /* out of a function that the graph begins at, of which no code is known */
	size_t behind; /* jumps that were found, and what is called behind them */
	size_t frameless; /* what is behind a frame that is not described */

	struct graph_work *work; /* call_graph.c's own */
};

/*
 * Fills in what is called from N places: functions, or copies of them.  False: some of it can't be
 * read, debuginfo_why(); or there are more than CALLS_MAX.
 */
bool call_graph_build(struct call_graph *g, const struct code_place *const *from, size_t n);
/* Whether a module's callee is in the kernel. */
bool call_is_outside(const struct call_graph *g, const struct callee *c);

#endif
