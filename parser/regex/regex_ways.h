/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * regex_ways.h: the ways that lead through the states of a pattern without taking a byte, and which
 * of two is to be preferred.
 *
 * POSIX wants the match that begins first, of these the longest, and then each part of the
 * pattern, from left to right and the outer before the inner, as long as it can be.  So of two
 * ways that have come to the same state,
 *  1. the one is better that has longer stayed in the outermost part where they differ: the one
 *     whose lowest tag, since they parted, is higher.  A later difference further out overrules
 *     an earlier one; when both have left the same parts, the last difference holds;
 *  2. where there was none, they differ in what they chose when they parted: to take a part is
 *     better than to skip it (so of alternatives the first wins), and to end a repetition better
 *     than to go round with nothing.
 * What is known of ways up to the last byte is kept for each pair of them (struct regex_fronts).
 */
#ifndef SPILE_REGEX_WAYS_H
#define SPILE_REGEX_WAYS_H

#include "regex/regex_nfa.h"

enum {
	HEIGHT_NONE = 255, /* above all heights: the two have not parted */
	FRONTS_MAX = 200,
};

/* How two ways compare. */
struct regex_verdict {
	uint8_t a, b; /* the lowest tag of each since they parted */
	int8_t better; /* -1: a is better, 1: b; 0: the same tags */
};

/* Where ways have come to behind a byte, in the order of their states. */
struct regex_fronts {
	unsigned int n;
	uint16_t state[FRONTS_MAX];
	struct regex_verdict *pair; /* [i * n + j]; for i < j alone */
	enum nfa_side before; /* what the byte looks like */
};

/* A way on from a front; its tags are a chain in regex_ways. */
struct regex_way {
	unsigned int front;
	uint32_t chain; /* of the last tag; 0: none */
};

struct regex_chain {
	uint32_t before; /* the tag before; 0: none */
	uint16_t state; /* that has the tag */
	uint16_t length;
};

struct regex_ways {
	struct arena *a;
	const struct nfa *nfa;
	const struct regex_fronts *fronts;
	struct regex_way *best; /* by state */
	uint32_t *found; /* by state: the walk that best belongs to */
	uint32_t walk;
	uint16_t *bytes; /* the BYTE states that it found */
	unsigned int nbytes;
	VEC(struct regex_chain) chains;
	uint16_t *queue; /* ring of nfa->n */
	bool *queued;
	uint16_t *tags[2]; /* room for the tags of two ways, nfa->n each */
	unsigned int work; /* steps that were taken */
};

void regex_ways_init(struct regex_ways *w, struct arena *a, const struct nfa *nfa);
/* Finds the best way from the fronts to each state, before what looks like BEHIND. */
void regex_ways_walk(struct regex_ways *w, const struct regex_fronts *fronts, enum nfa_side behind);
/* The best way to a state; false: there is none. */
bool regex_ways_to(const struct regex_ways *w, unsigned int state, struct regex_way *way);
struct regex_verdict regex_ways_compare(struct regex_ways *w, struct regex_way a,
					struct regex_way b);
/* The states with the tags of a way, in the order in which it met them, until the next call. */
const uint16_t *regex_ways_tags(struct regex_ways *w, struct regex_way way, size_t *n);

#endif
