/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * embed.h: what a piece of embedded C says of itself: its marks, which are comments, and the
 * names by which it speaks to the translator.
 */
#ifndef SPILE_RESOLVE_EMBED_H
#define SPILE_RESOLVE_EMBED_H

#include "parser/ast.h"

struct session;

enum embed_place {
	EMBED_TOP, /* of a file; nothing more is asked of it than that it is closed */
	EMBED_FUNCTION, /* its body */
	EMBED_STATEMENT,
	EMBED_EXPRESSION,
};

/* pragma:read:x or pragma:write:x */
struct embed_global {
	struct var *var;
	bool write;
	struct span span; /* the mark */
};

struct embed_use {
	bool pure; /* no side effects */
	bool stable; /* says the same all through a handler */
	bool guru; /* a script must be in guru mode to call it */
	bool unmangled; /* THIS->x */
	bool string; /* an expression that is a const char * */
	bool fails; /* may leave an error behind */
	const char *points; /* of the library: the value is the address of a struct of this name */
	bool speaks; /* STAP_RETVALUE and its kin, not a plain return */
	VEC(struct embed_global) globals;
	var_list args; /* parameters of the function that a statement or expression stands in */
};

/*
 * TEXT, which stands between %{ and %} at AT, looked through; globals are found, and counted as
 * used.  F is the function whose body it is or in which it stands, or NULL.  What is wrong is
 * reported, and *OK cleared.
 */
struct embed_use *embed_scan(struct session *s, enum embed_place place, struct func *f,
			     struct span at, const char *text, bool *ok);
/* Whether the comment MARK, such as "pure", is in TEXT. */
bool embed_marked(const char *text, const char *mark);
/* Whether the name WORD is in TEXT, outside of comments and strings. */
bool embed_says(const char *text, const char *word);
/* False, and reported: a comment or string in TEXT would swallow what stands behind it. */
bool embed_is_closed(struct session *s, enum embed_place place, struct span at, const char *text);
/* After inference: reports a global that C can't have; false then. */
bool embed_check(struct session *s, const struct embed_use *use);

#endif
