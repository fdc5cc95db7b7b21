/* SPDX-License-Identifier: GPL-2.0-only */
/* macro.h: @define NAME(PARAMS) %( BODY %) and the uses of it. */
#ifndef SPILE_MACRO_H
#define SPILE_MACRO_H

#include "base/strmap.h"
#include "token.h"

struct diag;

struct macro {
	const char *name; /* without '@' */
	struct span span;
	VEC(const char *) params;
	bool broken; /* an error in it was reported: its uses are passed over */
	bool has_params; /* "@define f() %( %)" has none, but is used with parentheses */
	token_list body; /* as written */
};

/* A run of tokens that is being read. */
struct reader {
	const struct token *v;
	size_t n, at;
};

/* The token that is next, or END behind the last one. */
const struct token *reader_peek(const struct reader *r);
const struct token *reader_next(struct reader *r);

/*
 * Reads up to the %) that closes the %( before it; STOPS at %? or %: of this level where it
 * is asked for.  The closing token is read, and returned; NULL: there is none.
 */
const struct token *reader_branch(struct reader *r, bool stop_then, bool stop_else,
				  struct reader *branch);

/* Reads behind "@define".  NULL: an error was reported, and it has no name. */
struct macro *macro_read(struct arena *a, struct diag *d, struct reader *r);

typedef VEC(struct reader) reader_list;
/* Reads "(a, b)" behind a use of M; USE is the name there.  False: an error was reported. */
bool macro_arguments(struct arena *a, struct diag *d, const struct macro *m,
		     const struct token *use, struct reader *r, reader_list *args);

/* The operators of the language that begin with '@', with '@'; a NULL ends the list. */
extern const char *const at_operators[];
bool at_is_operator(const char *name);

#endif
