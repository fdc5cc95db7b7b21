/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * diag.h: everything that spile has to say about a script.
 *
 *	open.stp:3:9: semantic error: no variable or function 'cuont'
 *	    3 |     if (cuont > 5)
 *	      |         ^~~~~ did you mean 'count'?
 *
 * A message is printed when the next one starts, at diag_flush() or at the end, so
 * that hints and notes may follow it.
 */
#ifndef SPILE_DIAG_H
#define SPILE_DIAG_H

#include <stdbool.h>
#include <stdio.h>

#include "source.h"

struct arena;
struct diag;

enum diag_kind {
	DIAG_PARSE, /* "parse error" */
	DIAG_SEMANTIC, /* "semantic error" */
	DIAG_BUILD, /* "build error": the C compiler's complaint at a script line */
	DIAG_ERROR, /* "error": not about the script's text (no headers, no BTF ...) */
	DIAG_WARNING,
};

struct diag_options {
	unsigned int limit; /* errors shown; the rest is counted; 0: 20 */
	bool no_warnings; /* -w */
	bool warnings_are_errors; /* -W */
	bool color;
};

struct diag *diag_open(struct arena *a, FILE *to, struct diag_options opt);
void diag_flush(struct diag *d); /* prints what waits, and "... and N more errors" at the limit */

/* A span with a NULL source prints "spile: KIND: text", without an excerpt. */
void diag_say(struct diag *d, enum diag_kind kind, struct span at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
#define diag_parse(d, at, ...) diag_say((d), DIAG_PARSE, (at), __VA_ARGS__)
#define diag_semantic(d, at, ...) diag_say((d), DIAG_SEMANTIC, (at), __VA_ARGS__)
#define diag_build(d, at, ...) diag_say((d), DIAG_BUILD, (at), __VA_ARGS__)
#define diag_warn(d, at, ...) diag_say((d), DIAG_WARNING, (at), __VA_ARGS__)
#define diag_error(d, ...) diag_say((d), DIAG_ERROR, (struct span){ 0 }, __VA_ARGS__)

/* Belong to the message before them: words behind the caret, a second place with its excerpt. */
void diag_hint(struct diag *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void diag_note(struct diag *d, struct span at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

unsigned int diag_errors(const struct diag *d);
unsigned int diag_warnings(const struct diag *d);

/* While held, nothing is printed; diag_drop() forgets what came since, diag_keep() shows it. */
void diag_hold(struct diag *d);
void diag_keep(struct diag *d);
void diag_drop(struct diag *d);
/* Those that wait are put in the order of their places; each text's own ones stay together. */
void diag_sort(struct diag *d);

#endif
