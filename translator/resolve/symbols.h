/* SPDX-License-Identifier: GPL-2.0-only */
/* symbols.h: every name bound to its variable or function, or reported. */
#ifndef SPILE_SYMBOLS_H
#define SPILE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>

struct session;

/*
 * Binds the bodies s->bodies[FIRST...] and every function that they reach, which go to s->funcs;
 * globals that are named go to s->globals.  False: errors were reported.
 */
bool symbols_bind(struct session *s, size_t first);

#endif
