/* SPDX-License-Identifier: GPL-2.0-only */
/* source.h: the text of a script, where it came from, and places in it. */
#ifndef SPILE_SOURCE_H
#define SPILE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct expansion;

enum source_kind {
	SOURCE_SCRIPT, /* the user's own */
	SOURCE_TAPSET, /* of the library */
};

struct source {
	const char *name; /* as messages show it; "<input>" for -e and stdin */
	enum source_kind kind;
	const char *text; /* NUL-terminated; may hold other NULs before the end */
	size_t len; /* bytes, without the closing NUL */
	bool guru; /* embedded C is allowed: -g, or a library file */
	uint32_t *lines; /* offset of each line's first byte; a byte order mark is left out */
	size_t nlines;
};

/* A range of bytes [begin, end) in a source. */
struct span {
	const struct source *src; /* NULL: made by the translator itself */
	uint32_t begin, end;
	const struct expansion *via; /* the macro use it came from, or NULL */
};

/* One use of a macro; for messages that show the chain. */
struct expansion {
	const char *name;
	struct span use;
};

struct place {
	unsigned int line, col; /* both from 1; a column is a byte, a tab counts one */
};

/* Copies nothing: TEXT must live as long as the arena and end in a NUL at TEXT[LEN]. */
struct source *source_new(struct arena *a, const char *name, const char *text, size_t len);
/* Reads a file ("-" is stdin).  NULL with *err = errno where it can't be read. */
struct source *source_read(struct arena *a, const char *path, int *err);
struct place source_place(const struct source *s, uint32_t offset);
/* The line's text without its newline; *len gets the length. */
const char *source_line(const struct source *s, unsigned int line, size_t *len);

struct span span_join(struct span a, struct span b); /* from a's begin to b's end */
/* "file:line:col", in the arena. */
const char *span_text(struct arena *a, struct span s);

#endif
