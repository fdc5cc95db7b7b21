/* SPDX-License-Identifier: GPL-2.0-only */
/* out.h: text that is being written: indented lines, and #line marks for C. */
#ifndef SPILE_OUT_H
#define SPILE_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "source.h"

struct arena;

struct out {
	struct arena *arena;
	char *text; /* NUL-terminated */
	size_t len, room;
	unsigned int indent; /* tabs before the next line */
	bool line_start;
	const struct source *loc_src; /* out_loc(): the last #line, and where it ended */
	unsigned int loc_line;
	size_t loc_at;
};

void out_init(struct out *o, struct arena *a);
void out_text(struct out *o, const char *s); /* as it is; indents at a line's start */
void out_put(struct out *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void out_line(struct out *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void out_open(struct out *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void out_close(struct out *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void out_blank(struct out *o); /* one empty line, never two */
/* #line N "file" where the span's place is not the next line already. */
void out_loc(struct out *o, struct span at);
/* A C string literal with its quotes; what is not printable is escaped in octal. */
const char *out_quote(struct arena *a, const char *s);
/* What stands between them; S itself where that is the same. */
const char *out_escape(struct arena *a, const char *s);

#endif
