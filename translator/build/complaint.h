/* SPDX-License-Identifier: GPL-2.0-only */
/* complaint.h: what compiler, modpost and make printed becomes diagnostics. */
#ifndef SPILE_BUILD_COMPLAINT_H
#define SPILE_BUILD_COMPLAINT_H

#include <stdbool.h>

struct arena;
struct build;

/* Shows the warnings in OUT that are about the user's own script. */
void complaints_warnings(struct build *b, const char *out);

/*
 * After a build in DIR that failed with OUT: shows that the disk is full, or the errors of the
 * compiler and of modpost: those about a script at its line, those about C_TEXT (the text of
 * script.c, or NULL) with an excerpt of that.  False: OUT has none of these.
 */
bool complaints_explain(struct build *b, const char *dir, const char *out, const char *c_text);

/*
 * The same, and where it finds nothing, WHAT with the last lines of OUT.  HINT, if not NULL, says
 * what to do about WHAT.
 */
void complaints_failed(struct build *b, const char *what, const char *hint, const char *dir,
		       const char *out, const char *c_text);

/*
 * The first error in OUT as a clause, with its place where that is not in FILE; or the last line.
 */
const char *complaints_first(struct arena *a, const char *out, const char *file);

#endif
