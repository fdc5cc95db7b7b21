/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * state.h: whether the files that something was made from are still the same, by their times and
 * sizes: a text with a line for each, kept beside what was made.
 */
#ifndef SPILE_BUILD_STATE_H
#define SPILE_BUILD_STATE_H

#include <stdbool.h>

struct arena;
struct build;

/* "PATH MTIME SIZE\n", or "PATH -\n" where it isn't there. */
const char *state_of_file(struct arena *a, const char *path);
/* Of a compiler, its inner part, and a linker, or NULL: a line each. */
const char *state_of_tools(struct build *b, const char *cc, const char *ld);
/* Whether each line of STATE is still so. */
bool state_holds(struct arena *a, const char *state);
/* The first word of a command, or of a line of a state. */
const char *state_word(struct arena *a, const char *text);

#endif
