/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * marker.h: included by a script's C that has markers: the way from what a marker calls to the
 * script's handler, and what the handler is told.  Any context.
 */
#ifndef SPL_MARKER_H
#define SPL_MARKER_H

#include "context.h"
#include "keep/keep.h"

/* A probe and one of its sites: a name, or a pattern of some. */
struct spl_marker {
	struct spl_mark mark;
	const struct spl_probe *probe;
	const struct spl_site *site;
	bool on; /* the keeper has it */
};

static __always_inline void spl_marked(const struct spile_mark_hook *hook, const u64 *args,
				       void (*handler)(struct spl_context *c), enum spl_locks locks)
{
	const struct spl_mark_hook *h = container_of(hook, struct spl_mark_hook, hook);
	const struct spl_marker *m = container_of(h->mark, struct spl_marker, mark);
	struct spl_context *c = spl_enter_locks(m->probe, m->site, NULL, SPL_CALLED, locks);

	if (!c)
		return;
	c->saved = (const unsigned long *)args;
	c->mark = h->site;
	handler(c);
	spl_leave(c);
}

/* Argument N, from 0; fails where the marker has fewer, which only its format tells before. */
u64 spl_mark_arg(struct spl_context *c, unsigned int n, const char *at);
/* The string that it points to: LIMIT bytes of it at most, all where LIMIT is negative. */
struct spl_str spl_mark_text(struct spl_context *c, unsigned int n, s64 limit, const char *at);
struct spl_str spl_mark_name(struct spl_context *c);
struct spl_str spl_mark_format(struct spl_context *c);

#endif
