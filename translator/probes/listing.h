/* SPDX-License-Identifier: GPL-2.0-only */
/* listing.h: -l and -L: the probe points that a pattern stands for, for people and for pipes. */
#ifndef SPILE_LISTING_H
#define SPILE_LISTING_H

#include <stdbool.h>

struct session;

/*
 * Writes the points that the one probe of s->script could be, to stdout: sorted, each once, a line
 * for each; with -L and the variables that a script can read at all that the line stands for.
 * False: there are none, and why was reported.
 */
bool listing_print(struct session *s);

#endif
