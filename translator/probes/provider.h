/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * provider.h: a family of probe points: the patterns it answers to, and how one becomes
 * concrete probes.  To add a family: a file with a struct provider, and its name in
 * provider.c's list.
 */
#ifndef SPILE_PROVIDER_H
#define SPILE_PROVIDER_H

#include <stdbool.h>
#include <stddef.h>

#include "parser/ast.h"
#include "probe.h"
#include "translator/resolve/alias.h"

struct prototype;
struct prototype;
struct session;

enum { MATCH_PARTS = 8 };

struct provider;

/* A point of the script against a pattern. */
struct match {
	const struct provider *family;
	size_t pattern; /* index into the provider's patterns */
	const struct point *point;
	const struct plain_point *plain;
	struct probe_decl *decl;
	const struct expr *args[MATCH_PARTS]; /* of each component; NULL: none */
};

/* What deriving one declaration shares. */
struct derive;

enum derived {
	DERIVED, /* probes were added */
	DERIVED_NONE, /* nothing there to probe; derive_why() was given */
	DERIVED_ERROR, /* reported */
};

struct provider {
	const char *name;
	/* "timer.s(N)", "kernel.function(S).return": N a number, S a string; a NULL ends it. */
	const char *const *patterns;
	/* NULL: known by name, and not supported by this build. */
	enum derived (*derive)(struct derive *d, const struct match *m);
	/*
	 * For -L, of what has target variables of its own: those at a site of a probe, as
	 * parameters.  NULL: there are those of the site's function or place, or none.
	 */
	bool (*variables)(struct session *s, const struct probe *p, const struct probe_site *at,
			  struct prototype *vars);
};

extern const struct provider *const providers[]; /* a NULL ends the list */

/* --- derive.c: for the families --- */

struct session *derive_session(const struct derive *d);
/* The reason of DERIVED_NONE, as a clause, and words that may help, or NULL. */
void derive_why(struct derive *d, const char *hint, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

struct strmap;
struct target_scope;
/*
 * The body for this point: shared with the declaration's other points when nothing in it
 * depends on its place, else a copy of its own, with its target variables bound.  SCOPE NULL: a
 * place with no target variables.
 * NULL: an error was reported.
 */
struct body *derive_body(struct derive *d, const struct match *m, const struct target_scope *scope);
/* Whether the body (with the code of aliases) names any target variable. */
bool derive_uses_targets(const struct derive *d, const struct match *m);
/* The target variables that are named: "$count", "$$parms"; "" stands for those in functions. */
void derive_target_names(const struct derive *d, const struct match *m, struct strmap *names);
/* Adds a probe with this body; the rest is the family's to fill. */
struct probe *derive_add(struct derive *d, const struct match *m, enum probe_kind kind,
			 struct body *body, const char *point);

/* Two places may share a body when these texts, of all names and types, are the same. */
const char *prototype_key(struct arena *a, const struct prototype *p);

/* The arguments of a match. */
int64_t match_number(const struct match *m, size_t part, int64_t fallback);

#endif
