/* SPDX-License-Identifier: GPL-2.0-only */
/* kbuild.h: the kernel's build system, asked to build modules in a directory of ours. */
#ifndef SPILE_BUILD_KBUILD_H
#define SPILE_BUILD_KBUILD_H

#include <stdbool.h>

#include "parser/base/child.h"

struct build;
struct recipe;
struct runtime_obj;

/* The folder of a module's parts, so that no name of a module meets theirs. */
#define KBUILD_PARTS "in"

/*
 * Writes DIR/Kbuild: OBJECTS (names in DIR, with blanks between) make the module NAME, compiled
 * with the runtime's include paths and without what instruments code.  MORE stands at the end.
 */
bool kbuild_write(struct build *b, const char *dir, const char *name, const char *objects,
		  const char *more);

/* Runs make for DIR; GOAL NULL: the whole module; OTHER may be NULL.  -vv shows its output. */
struct child_result kbuild_make(struct build *b, const char *dir, const char *goal,
				const char *other);

/* Runs a compiler, make or a shell for the build; DIR is the working directory, or NULL. */
struct child_result kbuild_run(struct build *b, const char *dir, const char *const *argv);

/* modpost wants a record of how each part was made, but takes an empty one. */
bool kbuild_records_write(struct build *b, const char *dir);

/* Makes DIR, with what a module NAME of C_TEXT and the runtime's object is built of. */
bool kbuild_module_write(struct build *b, const char *dir, const char *name,
			 const struct runtime_obj *obj, const char *c_text);

/*
 * NAME.ko in DIR, of what kbuild_module_write() wrote: by the recipe when it is proven, else by
 * make.  C_TEXT is the script's that is explained where it doesn't compile, or NULL.  NULL:
 * diagnostics were given.
 */
const char *kbuild_module(struct build *b, const struct recipe *r, const char *dir,
			  const char *name, const char *c_text);

/* The folder under runtime/arch for the kernel's architecture; NULL: there is none. */
const char *kbuild_arch(const struct build *b);
unsigned int kbuild_jobs(void); /* the CPUs that we may use */

#endif
