/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mechanism.h: by which means a place in code is probed: what is best there, or what
 * --mechanism=NAME says.
 */
#ifndef SPILE_PROBES_MECHANISM_H
#define SPILE_PROBES_MECHANISM_H

#include <stdbool.h>

struct arena;
struct probe;
struct session;

struct mechanism {
	const char *name; /* of --mechanism */
	const char *ask; /* enum spl_ask of the runtime */
	const char *text; /* for -v */
	bool entries_only; /* it serves the entries of functions that ftrace knows */
};

const struct mechanism *mechanism_named(const char *name); /* NULL: there is none */
const char *mechanism_names(struct arena *a); /* "ftrace, native, ..." */

/*
 * Gives probes of places in code what --mechanism says, where there is a choice.  False: it can't
 * serve one; a diagnostic was given.
 */
bool mechanisms_choose(struct session *s);

bool mechanism_is_kprobe(const struct probe *p); /* it was asked for */

/* Which facility serves a probe, and how many of its places in which way, for -v. */
const char *mechanism_text(struct session *s, const struct probe *p);

#endif
