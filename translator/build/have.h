/* SPDX-License-Identifier: GPL-2.0-only */
/* have.h: what a kernel's headers offer, found by compiling a few lines for each question. */
#ifndef SPILE_BUILD_HAVE_H
#define SPILE_BUILD_HAVE_H

struct build;
struct recipe;

/*
 * The path of a spile_config.h, which defines SPL_HAVE_NAME as 1 for each of the runtime's
 * compat/probe/name.c that compiles; kept in the cache.  NULL: diagnostics were given.
 */
const char *have_config(struct build *b, const struct recipe *r);

#endif
