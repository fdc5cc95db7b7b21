/* SPDX-License-Identifier: GPL-2.0-only */
/* regex_tree.h: a pattern as a tree. */
#ifndef SPILE_REGEX_TREE_H
#define SPILE_REGEX_TREE_H

#include "regex/regex.h"

enum regex_kind {
	REGEX_EMPTY,
	REGEX_BYTE, /* one byte of a set */
	REGEX_ASSERT, /* a condition on what stands before and behind */
	REGEX_CAT, /* kids, one after the other */
	REGEX_ALT, /* one of the kids */
	REGEX_REPEAT, /* the kid, min to max times */
	REGEX_GROUP, /* ( the kid ) */
};

enum regex_assert {
	REGEX_BEGIN, /* ^ */
	REGEX_END, /* $ */
	REGEX_WORD_BEGIN, /* \< */
	REGEX_WORD_END, /* \> */
	REGEX_WORD_EDGE, /* \b */
	REGEX_WORD_INSIDE, /* \B: no edge */
};

struct regex_set {
	uint64_t bits[4];
};

static inline void regex_set_add(struct regex_set *s, unsigned char c)
{
	s->bits[c / 64] |= UINT64_C(1) << c % 64;
}

static inline bool regex_set_has(const struct regex_set *s, unsigned char c)
{
	return s->bits[c / 64] >> c % 64 & 1;
}

static inline bool regex_is_word(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c == '_';
}

#define REGEX_MANY UINT32_MAX /* no bound */

struct regex_node {
	enum regex_kind kind;
	size_t begin; /* in the pattern */
	unsigned int depth; /* of the nodes below; bounded, so that walks may recurse */
	struct regex_set set; /* BYTE */
	enum regex_assert assert;
	VEC(struct regex_node *) kids;
	uint32_t min, max; /* REPEAT */
	/* The groups in it: [first, last); in a GROUP the first is its own. */
	unsigned int first, last;
	uint32_t least, most; /* bytes that it matches; most may be REGEX_MANY */
};

#endif
