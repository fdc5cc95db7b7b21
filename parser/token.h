/* SPDX-License-Identifier: GPL-2.0-only */
/* token.h: the words of a script, as lexer, preprocessor and grammar hand them on. */
#ifndef SPILE_TOKEN_H
#define SPILE_TOKEN_H

#include <stdbool.h>

#include "base/vec.h"
#include "parser/grammar.h" /* made by bison: enum grammar_tokentype */

struct diag;

/* What is told of a string beside its value. */
enum flaw {
	FLAW_NONE,
	FLAW_OPEN, /* BAD: its closing quote is missing */
	FLAW_NUL, /* its text goes on behind a '\0', where it ends */
};

struct token {
	int kind; /* TOK_... */
	struct span span;
	/* As written; a STRING's value, an EMBED's C, a BAD's error or NULL: it was said. */
	const char *text;
	/*
	 * NUMBER; ARG_PASTE and ARG_STRING: which, 0 is '#'; BAD: the kind that takes its
	 * place, END for none, BAD where the rest of the text is lost.
	 */
	int64_t number;
	enum op op; /* of an operator that shares its kind with others */
	enum flaw flaw;
};

typedef VEC(struct token) token_list;

/* All tokens of a text, the last is END; errors are BAD tokens, reported where they are used. */
void lexer_scan(struct arena *a, const struct source *src, token_list *to);

/* How messages call a token: "'if'", "end of file", "string \"abc\"". */
const char *token_name(struct arena *a, const struct token *t);
/* What closes a bracket of this kind, or 0. */
int token_closer(int kind);
/* No byte between the two, and both from the same use of a macro. */
bool token_touches(const struct token *a, const struct token *b);
/* Neighbouring strings from FROM on become one. */
void tokens_glue(struct arena *a, token_list *list, size_t from);

#endif
