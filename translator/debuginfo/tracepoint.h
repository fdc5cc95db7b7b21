/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tracepoint.h: the tracepoints of a kernel or module, with their arguments.  Each has a function
 * __traceiter_NAME, whose prototype says what handlers are called with.
 */
#ifndef SPILE_TRACEPOINT_H
#define SPILE_TRACEPOINT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct debuginfo;
struct prototype;

struct tracepoint {
	const char *name;
	const char *system; /* NULL: it has none, or none is known (trace_system.h) */
};

/*
 * Those that match "NAME" or "SYSTEM:NAME", each a shell pattern; by system, then by name.  One
 * without a system matches ":NAME" and "*:NAME".  *N gets how many; the list lives in the arena.
 */
const struct tracepoint *tracepoints(struct debuginfo *d, struct arena *a, const char *pattern,
				     size_t *n);
/*
 * The arguments by their names in the declaration, without the cookie that handlers get first.
 * False: debuginfo_why().
 */
bool tracepoint_prototype(struct debuginfo *d, const char *name, struct prototype *p);
/* "sched:sched_switch", or the name alone. */
const char *tracepoint_text(struct arena *a, const struct tracepoint *t);
/* A tracepoint's name that is near to NAME, or NULL. */
const char *tracepoint_nearest(struct debuginfo *d, const char *name);

#endif
