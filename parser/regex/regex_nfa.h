/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * regex_nfa.h: a pattern as states and arrows, with repetitions written out.  State 0 waits for a
 * match to begin and stays, whatever comes.
 *
 * With captures, tags mark on the way where the parts of the pattern begin and end, of which the
 * groups are some.  A tag's height is how deep the part lies: what encloses it is lower.  Only
 * parts that may shift a group have tags.
 */
#ifndef SPILE_REGEX_NFA_H
#define SPILE_REGEX_NFA_H

#include "regex/regex_tree.h"

enum nfa_op {
	NFA_BYTE, /* a byte of the set, then next */
	NFA_SPLIT, /* next or other */
	NFA_ASSERT, /* next where it holds */
	NFA_TAG, /* note it, then next */
	NFA_MATCH,
};

/* In the order of preference, where nothing else decides between two ways. */
enum nfa_tag {
	NFA_CLOSE, /* a part ends */
	NFA_OPEN, /* a part begins */
	NFA_SKIP, /* a part is not there */
};

struct nfa_state {
	enum nfa_op op;
	uint16_t next, other;
	const struct regex_set *set; /* BYTE */
	enum regex_assert assert;
	enum nfa_tag tag;
	uint16_t height;
	uint8_t group; /* that begins or ends here; 0: the whole match; or NFA_NO_GROUP */
	uint8_t first, last; /* the groups inside, [first, last): they have no match any more */
};

/* What a place in the string has on one of its sides. */
enum nfa_side {
	NFA_EDGE, /* nothing: begin or end of the string */
	NFA_OTHER, /* no letter, digit or underscore */
	NFA_WORD,
	NFA_UNKNOWN,
};

struct nfa {
	struct nfa_state *states;
	unsigned int n;
	unsigned int nslots; /* 2 for the match and for each group */
	/* Bytes that no set tells apart have one class; the last class is the end of the string. */
	uint8_t classes[256];
	unsigned int nclasses;
	uint8_t sample[256]; /* a byte of each class */
	bool begins, words; /* there is a ^; a condition on words */
};

enum {
	NFA_STATES_MAX = 5000,
	NFA_START = 0,
	NFA_END = 1, /* the MATCH */
	NFA_NO_GROUP = 255,
};

/* NULL: it has more than NFA_STATES_MAX states. */
struct nfa *nfa_make(struct arena *a, const struct regex *re);
/* Whether a condition holds for sure between what is before and behind. */
bool nfa_holds(enum regex_assert assert, enum nfa_side before, enum nfa_side behind);
/* How a byte or the end of the string looks from beside it, as far as the pattern asks. */
enum nfa_side nfa_side(const struct nfa *nfa, unsigned int class);

#endif
