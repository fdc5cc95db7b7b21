/* SPDX-License-Identifier: GPL-2.0-only */
/* output.h: where the text goes: standard output or -o's file; messages to standard error. */
#ifndef SPILERUN_OUTPUT_H
#define SPILERUN_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

enum output_state {
	OUTPUT_FINE,
	OUTPUT_CLOSED, /* the reader is gone: the session ends, and nothing is said */
	OUTPUT_FAILED, /* the disk is full, ...: the reason was given */
};

struct output {
	int fd;
	const char *path; /* -o; NULL: standard output */
	enum output_state state; /* once it is not fine, nothing is written any more */
	const volatile int *hurry; /* 2 and more: a write that blocks is given up */
	size_t n;
	char text[1 << 16];
};

bool output_open(struct output *o, const char *path); /* false: the reason was given */
void output_put(struct output *o, const char *text, size_t len);
void output_flush(struct output *o);
void output_message(struct output *o, const char *kind, const char *text, size_t len); /* a line */
void output_close(struct output *o);

#endif
