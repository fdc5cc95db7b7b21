/* SPDX-License-Identifier: GPL-2.0-only */
/* runtime_obj.h: the runtime, compiled once for a kernel, linked into the module of each script. */
#ifndef SPILE_BUILD_RUNTIME_OBJ_H
#define SPILE_BUILD_RUNTIME_OBJ_H

#include <stdbool.h>

struct build;
struct recipe;

/* What the runtime is made of, for one kernel. */
struct runtime_obj {
	const char *object; /* path of runtime.o */
	const char *config; /* path of spile_config.h */
};

/* A hash over all files below the runtime's directory; NULL: a diagnostic was given. */
const char *runtime_hash(struct build *b);
/* From the cache, or compiled; SOURCES is runtime_hash().  False: diagnostics were given. */
bool runtime_obj_get(struct build *b, const struct recipe *r, const char *sources,
		     struct runtime_obj *obj);

#endif
