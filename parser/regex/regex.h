/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * regex.h: the patterns of =~ and !~.  Text becomes a tree, a tree an automaton, an automaton the
 * tables that the emitter writes out; runtime/regex.h tells how they are run.
 *
 * The language is that of POSIX extended regular expressions over bytes, with what egrep(1) adds:
 * \w \W \s \S \b \B \< \> and {,m}; there are no back references.
 */
#ifndef SPILE_REGEX_H
#define SPILE_REGEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"

struct regex_node;

enum {
	REGEX_REPEAT_MAX = 1000, /* {n} */
	REGEX_GROUPS_MAX = 32, /* that matched() can tell, the whole match among them */
};

/* Something to be said of the bytes [begin, end) of a pattern. */
struct regex_remark {
	bool error; /* or a warning */
	size_t begin, end;
	const char *text, *hint; /* the hint may be NULL */
};

/*
 * Whether a string holds a match.  A state is the place of its row in next, where it finds the
 * state that follows by the class of the next byte, or by nclasses - 1 at the end of the string;
 * 0 is "no" and 1 "yes", and from these nothing follows.
 */
struct regex_dfa {
	uint8_t classes[256]; /* of each byte */
	uint16_t *next;
	unsigned int nclasses, nnext, start;
};

/* A step of struct regex_tdfa: the state that follows, and what is to be noted on the way. */
struct regex_move {
	uint16_t next; /* 0: the end */
	uint16_t note; /* where in notes; 0: nothing */
};

/*
 * Where the match and its groups lie.  It runs over the string once and keeps positions in
 * registers.  A state is the place of its row in moves.  A note has the number of its copies; 1
 * if a match ends here, and then for each slot the register that has its position; and the
 * copies, to be made one after the other: the register that gets a position, and the one that has
 * it.
 */
struct regex_tdfa {
	uint8_t classes[256];
	struct regex_move *moves;
	const uint8_t *notes;
	unsigned int nclasses, nmoves, nnotes, start;
	unsigned int nslots; /* begin and end of the match, then of each group */
};

enum {
	REGEX_REGS = 128,
	REGEX_REG_NONE = 126, /* always has no position */
	REGEX_REG_HERE = 127, /* the current position */
};

struct regex {
	const char *text;
	bool captures; /* tdfa is there, else dfa */
	unsigned int id; /* emission; 0: not emitted yet */

	/* regex_parse() */
	const struct regex_node *tree;
	unsigned int ngroups; /* parentheses */
	VEC(struct regex_remark) remarks;

	/* regex_compile() */
	struct regex_dfa dfa;
	struct regex_tdfa tdfa;
};

/* Takes re->text apart; false: the last remark is an error. */
bool regex_parse(struct arena *a, struct regex *re);
/*
 * Makes the dfa, or with re->captures the tdfa, of a pattern that was parsed.  False: it would
 * become too large, and the last remark says so.  Takes well under a second and 50 MB.
 */
bool regex_compile(struct arena *a, struct regex *re);

#endif
