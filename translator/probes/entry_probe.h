/* SPDX-License-Identifier: GPL-2.0-only */
/* entry_probe.h: probes at the entry or return of functions that are called. */
#ifndef SPILE_ENTRY_PROBE_H
#define SPILE_ENTRY_PROBE_H

#include "provider.h"
#include "refuse.h"

struct code_call;
struct debuginfo;
struct kfunc;
struct site_calls;

struct entry {
	const struct kfunc *func;
	const struct site_calls *calls; /* as in struct probe_site */
	const struct code_call *jump; /* it is met there, on the way to FUNC; or NULL */
};

typedef VEC(struct entry) entry_list;

/* What a point stands for, and what of it is left aside, for -v and for messages. */
struct entries {
	entry_list list;
	struct refusals left_out;
	const char *refusal; /* why, of the last that may not be probed; NULL: none was met */
};

/* Adds F, if it may be probed; WILD: and if a pattern means it. */
void entries_add(struct session *s, struct entries *to, const struct kfunc *f,
		 const struct site_calls *calls, bool wild);

/* What the rows have in common. */
struct entry_probe {
	struct derive *d;
	const struct match *m;
	struct debuginfo *info; /* that the functions are of */
	const char *module; /* that is probed; NULL: the kernel */
	struct debuginfo *code; /* of MODULE, where entries are jumps */
	bool wild; /* not each of them has to be there */
	bool at_return;
	int64_t maxactive;
};

/* Fills at_return and maxactive from the point; false: an error was reported. */
bool entry_probe_parse(struct entry_probe *r);
/* One function at least. */
enum derived entries_probe(const struct entry_probe *r, const entry_list *funcs);

#endif
