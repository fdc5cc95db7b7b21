/* SPDX-License-Identifier: GPL-2.0-only */
/* say.h: what spilerun itself has to say, on standard error. */
#ifndef SPILERUN_SAY_H
#define SPILERUN_SAY_H

#include <stdbool.h>
#include <stddef.h>

enum exit_status {
	EXIT_DONE = 0,
	EXIT_FAILED = 1, /* the -c command failed, or the output could not be written */
	EXIT_USAGE = 2,
	EXIT_REFUSED = 3, /* the module was not accepted, or its probes could not be armed */
	EXIT_ERRORS = 4, /* the script ended by too many errors */
};

extern unsigned int say_verbosity; /* -v, counted */
extern bool say_no_warnings; /* -w */

void say_error(const char *fmt, ...)
	__attribute__((format(printf, 1, 2))); /* "spilerun: error: " */
void say_warning(const char *fmt, ...) __attribute__((format(printf, 1, 2))); /* "WARNING: " */
void say_detail(const char *fmt, ...) __attribute__((format(printf, 1, 2))); /* with -v */

/* A text of any length, to be freed; never NULL. */
char *say_text(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void *grow(void *p, size_t size); /* realloc(); ends the program when memory is out */

#endif
