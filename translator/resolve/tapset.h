/* SPDX-License-Identifier: GPL-2.0-only */
/* tapset.h: the script library: which file defines a name; files are parsed when one is needed. */
#ifndef SPILE_TAPSET_H
#define SPILE_TAPSET_H

#include <stdbool.h>

#include "parser/ast.h"

struct session;
struct tapset;

/*
 * Indexes SHARE/tapsets, its directory of the target's architecture and every -I directory;
 * library macros are read at once.  False: a directory of -I can't be read, or a macro file
 * is in error.
 */
bool tapset_open(struct session *s);

/* All overloads of a function, its file parsed if need be; an empty list: not defined. */
struct func_list {
	VEC(struct func *) funcs;
};
const struct func_list *tapset_funcs(struct session *s, const char *name);
void tapset_all(struct session *s, struct func_list *all); /* every function, every file parsed */
struct var *tapset_global(struct session *s, const char *name);
/* Aliases whose first component matches NAME, in the order of their files. */
struct alias_list {
	VEC(struct alias *) aliases;
};
const struct alias_list *tapset_aliases(struct session *s, const char *first);
/* The next probe of a file that was read for something else in it; NULL: that was the last. */
struct probe_decl *tapset_next_probe(struct session *s);
/* Whether the library has a function of this name; its file is not read for it. */
bool tapset_defines(const struct session *s, const char *name);
/* The nearest function or alias of the library to NAME, or NULL. */
const char *tapset_nearest_func(struct session *s, const char *name);
/* The top-level C of the file that SRC is, if it was read. */
const struct script *tapset_script(struct session *s, const struct source *src);

#endif
