// SPDX-License-Identifier: GPL-2.0-only
/*
 * regex_nfa.c: takes a tree, gives its states.  They are built from the end: what follows a part is
 * known when the part is built.
 */
#include "regex/regex_nfa.h"

struct build {
	struct arena *a;
	struct nfa *nfa;
	VEC(struct nfa_state) states;
	bool captures, full;
};

static uint16_t build(struct build *b, const struct regex_node *n, unsigned int height,
		      uint16_t next);

static uint16_t add(struct build *b, struct nfa_state st)
{
	if (b->states.n >= NFA_STATES_MAX) {
		b->full = true;
		return NFA_START;
	}
	vec_push(b->a, &b->states, st);
	return (uint16_t)(b->states.n - 1);
}

static uint16_t split(struct build *b, uint16_t next, uint16_t other)
{
	return add(b, (struct nfa_state){ .op = NFA_SPLIT, .next = next, .other = other });
}

static uint16_t byte(struct build *b, const struct regex_set *set, uint16_t next)
{
	return add(b, (struct nfa_state){ .op = NFA_BYTE, .set = set, .next = next });
}

/* ---- tags ---- */

static bool has_groups(const struct regex_node *n)
{
	return n->first < n->last;
}

/* The groups [FIRST, LAST) are not there. */
static uint16_t skip(struct build *b, unsigned int height, unsigned int first, unsigned int last,
		     uint16_t next)
{
	if (!b->captures)
		return next;
	return add(b, (struct nfa_state){ .op = NFA_TAG,
					  .tag = NFA_SKIP,
					  .height = (uint16_t)height,
					  .group = NFA_NO_GROUP,
					  .first = (uint8_t)first,
					  .last = (uint8_t)last,
					  .next = next });
}

static uint16_t mark(struct build *b, enum nfa_tag tag, const struct regex_node *n,
		     unsigned int height, uint16_t next)
{
	struct nfa_state st = { .op = NFA_TAG,
				.tag = tag,
				.height = (uint16_t)height,
				.group = NFA_NO_GROUP,
				.next = next };

	if (n->kind == REGEX_GROUP)
		st.group = (uint8_t)n->first;
	if (tag == NFA_OPEN) {
		st.first = (uint8_t)n->first;
		st.last = (uint8_t)n->last;
	}
	return add(b, st);
}

/* A kid between its tags; WANTED is false where its length can't shift a group. */
static uint16_t part(struct build *b, const struct regex_node *n, bool wanted, unsigned int height,
		     uint16_t next)
{
	if (!b->captures || !wanted)
		return build(b, n, height, next);
	next = mark(b, NFA_CLOSE, n, height, next);
	next = build(b, n, height, next);
	return mark(b, NFA_OPEN, n, height, next);
}

/* ---- nodes ---- */

/* What stands before a group moves it, unless it has one length only. */
static uint16_t build_cat(struct build *b, const struct regex_node *n, unsigned int height,
			  uint16_t next)
{
	bool moves = false;

	for (size_t i = n->kids.n; i--;) {
		const struct regex_node *kid = n->kids.v[i];

		moves |= has_groups(kid);
		next = part(b, kid, has_groups(kid) || (moves && kid->least != kid->most),
			    height + 1, next);
	}
	return next;
}

/* Kid by kid: take it and skip the later ones, or skip it. */
static uint16_t build_alt(struct build *b, const struct regex_node *n, unsigned int height,
			  uint16_t next)
{
	bool groups = has_groups(n);
	uint16_t at = 0;

	for (size_t i = n->kids.n; i--;) {
		const struct regex_node *kid = n->kids.v[i];
		uint16_t taken = next;

		if (kid->last < n->last)
			taken = skip(b, height + 1, kid->last, n->last, taken);
		taken = part(b, kid, groups, height + 1, taken);
		if (i + 1 == n->kids.n)
			at = taken;
		else
			at = split(b, taken,
				   groups ? skip(b, height + 1, kid->first, kid->last, at) : at);
	}
	return at;
}

static uint16_t build_repeat(struct build *b, const struct regex_node *n, unsigned int height,
			     uint16_t next)
{
	const struct regex_node *kid = n->kids.v[0];
	bool groups = has_groups(n);
	uint16_t none = next, at = next;
	uint32_t min = n->min;

	if (groups && !min)
		none = skip(b, height + 1, kid->first, kid->last, next);
	if (!n->max)
		return none;
	if (n->max == REGEX_MANY) {
		uint16_t loop = split(b, 0, next);

		at = part(b, kid, groups, height + 1, loop);
		if (b->full)
			return at;
		b->states.v[loop].next = at;
		if (!min)
			return groups ? split(b, at, none) : loop;
		min--;
	} else {
		for (uint32_t i = n->max - min; i-- && !b->full;)
			at = split(b, part(b, kid, groups, height + 1, at), i || min ? next : none);
	}
	for (; min && !b->full; min--)
		at = part(b, kid, groups, height + 1, at);
	return at;
}

/* The first state of N, behind which NEXT comes. */
static uint16_t build(struct build *b, const struct regex_node *n, unsigned int height,
		      uint16_t next)
{
	if (b->full)
		return next;
	switch (n->kind) {
	case REGEX_EMPTY:
		break;
	case REGEX_BYTE:
		return byte(b, &n->set, next);
	case REGEX_ASSERT:
		if (n->assert == REGEX_BEGIN)
			b->nfa->begins = true;
		else if (n->assert != REGEX_END)
			b->nfa->words = true;
		return add(b, (struct nfa_state){
				      .op = NFA_ASSERT, .assert = n->assert, .next = next });
	case REGEX_CAT:
		return build_cat(b, n, height, next);
	case REGEX_ALT:
		return build_alt(b, n, height, next);
	case REGEX_REPEAT:
		return build_repeat(b, n, height, next);
	case REGEX_GROUP: /* its tags stand around it already, if they are wanted */
		n = n->kids.v[0];
		return part(b, n, n->kind == REGEX_GROUP, height + 1, next);
	}
	return next;
}

/* ---- classes ---- */

/* Bytes of one class that the set tells apart go to two. */
static void classes_refine(struct nfa *nfa, const struct regex_set *set)
{
	unsigned int n = nfa->nclasses;
	int inside[256], outside[256];

	for (unsigned int i = 0; i < n; i++)
		inside[i] = outside[i] = -1;
	for (unsigned int c = 0; c < 256; c++) {
		unsigned int old = nfa->classes[c];
		int *new = regex_set_has(set, (unsigned char)c) ? &inside[old] : &outside[old];

		if (*new < 0) /* the first of the two keeps the number */
			*new = inside[old] < 0 && outside[old] < 0 ? (int)old :
								     (int)nfa->nclasses++;
		nfa->classes[c] = (uint8_t) * new;
	}
}

static void classes_make(struct nfa *nfa)
{
	const struct regex_set *last = NULL;
	struct regex_set words = { 0 };

	nfa->nclasses = 1;
	for (unsigned int i = 0; i < nfa->n; i++) {
		const struct nfa_state *st = &nfa->states[i];

		if (st->op == NFA_BYTE && st->set != last)
			classes_refine(nfa, st->set);
		if (st->op == NFA_BYTE)
			last = st->set;
	}
	for (unsigned int c = 0; c < 256; c++)
		if (regex_is_word((unsigned char)c))
			regex_set_add(&words, (unsigned char)c);
	if (nfa->words)
		classes_refine(nfa, &words);
	for (unsigned int c = 256; c--;)
		nfa->sample[nfa->classes[c]] = (uint8_t)c;
	nfa->nclasses++; /* the end */
}

enum nfa_side nfa_side(const struct nfa *nfa, unsigned int class)
{
	if (class == nfa->nclasses - 1)
		return NFA_EDGE;
	return nfa->words && regex_is_word(nfa->sample[class]) ? NFA_WORD : NFA_OTHER;
}

bool nfa_holds(enum regex_assert assert, enum nfa_side before, enum nfa_side behind)
{
	if (assert == REGEX_BEGIN)
		return before == NFA_EDGE;
	if (behind == NFA_UNKNOWN)
		return false;
	switch (assert) {
	case REGEX_END:
		return behind == NFA_EDGE;
	case REGEX_WORD_BEGIN:
		return before != NFA_WORD && behind == NFA_WORD;
	case REGEX_WORD_END:
		return before == NFA_WORD && behind != NFA_WORD;
	default:
		return ((before == NFA_WORD) != (behind == NFA_WORD)) ==
		       (assert == REGEX_WORD_EDGE);
	}
}

struct nfa *nfa_make(struct arena *a, const struct regex *re)
{
	struct build b = { .a = a, .nfa = arena_new(a, struct nfa), .captures = re->captures };
	struct regex_set *any = arena_new(a, struct regex_set);
	struct nfa_state whole = { .op = NFA_TAG, .tag = NFA_OPEN }, end = { .op = NFA_MATCH };
	uint16_t body, wait;

	memset(any, 0xff, sizeof(*any));
	split(&b, 0, 0); /* NFA_START */
	add(&b, end); /* NFA_END */
	body = part(&b, re->tree, re->tree->kind == REGEX_GROUP, 1, NFA_END);
	wait = skip(&b, 0, 0, 0, byte(&b, any, NFA_START));
	if (re->captures) {
		whole.next = body;
		body = add(&b, whole);
	}
	if (b.full)
		return NULL;
	b.states.v[NFA_START].next = body;
	b.states.v[NFA_START].other = wait;
	b.nfa->states = b.states.v;
	b.nfa->n = (unsigned int)b.states.n;
	b.nfa->nslots = 2 * (re->ngroups + 1);
	classes_make(b.nfa);
	return b.nfa;
}
