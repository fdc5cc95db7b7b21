/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tracepoint.h: included by a script's C that has tracepoint probes: the way from what the kernel
 * calls, a function for each kind of arguments, to the script's handler.  All of it is inlined
 * there, so that a hit takes no call but the kernel's own.
 */
#ifndef SPL_TRACEPOINT_H
#define SPL_TRACEPOINT_H

#include "context.h"

/* What the kernel keeps for the handler of one probe at one tracepoint. */
struct spl_trace_hook {
	const struct spl_probe *probe;
	const struct spl_site *site;
	struct tracepoint *tp; /* under the mutex, as the rest; NULL: it isn't there (now) */
	bool on; /* registered */
	int err; /* why it could not be */
};

/* DATA is a hook.  ARGS, or NULL, live as long as the handler runs. */
static __always_inline void spl_traced(const void *data, const unsigned long *args,
				       void (*handler)(struct spl_context *c), enum spl_locks locks)
{
	const struct spl_trace_hook *h = data;
	struct spl_context *c = spl_enter_locks(h->probe, h->site, NULL, SPL_CALLED, locks);

	if (!c)
		return;
	if (args)
		c->saved = args;
	handler(c);
	spl_leave(c);
}

/* $$system, "" where it has none, and $$name.  Any context. */
struct spl_str spl_trace_system(struct spl_context *c);
struct spl_str spl_trace_name(const struct spl_context *c);

#endif
