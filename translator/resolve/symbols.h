/* SPDX-License-Identifier: GPL-2.0-only */
/* symbols.h: every name bound to its variable or function, or reported. */
#ifndef SPILE_SYMBOLS_H
#define SPILE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>

struct session;
struct source;
struct var;

/*
 * Binds the bodies s->bodies[FIRST...] and every function that they reach, which go to s->funcs;
 * globals that are named go to s->globals.  False: errors were reported.
 */
bool symbols_bind(struct session *s, size_t first);
/* The global that code of SRC means by NAME, which is used from now on; NULL: there is none. */
struct var *symbols_global(struct session *s, const struct source *src, const char *name);

#endif
