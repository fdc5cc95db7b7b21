/* SPDX-License-Identifier: GPL-2.0-only */
/* visible.h: what DWARF sees at the place of a probe, for target variables. */
#ifndef SPILE_VISIBLE_H
#define SPILE_VISIBLE_H

#include <stdbool.h>

struct code_place;
struct ctype;
struct session;
struct strmap;
struct target;
struct target_scope;

enum visible {
	VISIBLE, /* the target is set */
	VISIBLE_LOST, /* it is there, and can't be read: *why */
	VISIBLE_UNKNOWN, /* nothing has this name, or there is no DWARF */
};

/* The place that is asked about; NULL: DWARF doesn't know it, or is not there. */
const struct code_place *visible_place(struct session *s, const struct target_scope *scope);
enum visible visible_find(struct session *s, const struct target_scope *scope, const char *name,
			  struct target *t, const char **why);
bool visible_is_param(struct session *s, const struct target_scope *scope, const char *name);
/* A global by name, of a unit whose path ends as FILE says; NULL: any. */
enum visible visible_global(struct session *s, const char *module, const char *name,
			    const char *file, struct target *t, const char **why);
/* The names of parameters, or of locals. */
void visible_some(struct session *s, const struct target_scope *scope, bool params,
		  struct strmap *names);
void visible_names(struct session *s, const struct target_scope *scope, struct strmap *names);
/* What the function returns; NULL: it isn't known. */
const struct ctype *visible_return(struct session *s, const struct target_scope *scope);

#endif
