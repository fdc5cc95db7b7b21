// SPDX-License-Identifier: GPL-2.0-only
/*
 * regex_dfa.c: takes the states of a pattern, gives the automaton that tells whether a string holds
 * a match.
 *
 *  1. A state of the automaton is a set of the pattern's states, as they are right behind a byte,
 *     with what must be known of this byte.
 *  2. Where it can go from there by the next byte is found with a look at that byte: so every
 *     condition (^ $ \b) is decided when it is met.
 *  3. Where a match is certain the automaton goes to "yes" at once; what can't get there any more
 *     becomes "no".
 */
#include "regex/regex_dfa.h"

#include <stdlib.h>

#include "regex/regex_keys.h"

enum { DFA_NO, DFA_YES, DFA_FIRST };

/* Keys are uint16_t: enum nfa_side, then states in ascending order. */
struct make {
	struct arena *a;
	const struct nfa *nfa;
	struct regex_keys keys;
	VEC(uint16_t) states; /* by key: its state */
	VEC(uint32_t) by_state; /* its key, from DFA_FIRST on */
	VEC(uint16_t) next; /* the table */
	uint32_t *seen; /* by pattern state: the last walk that came by */
	uint32_t walk;
	uint16_t *stack;
	uint16_t *bytes; /* BYTE states that the last walk has found */
	unsigned int nbytes;
	uint16_t *from; /* those of an earlier one */
	uint16_t *key;
	unsigned int work;
};

/* All that can be reached without a byte; whether a match is among it. */
static bool walk(struct make *m, const uint16_t *from, size_t n, enum nfa_side before,
		 enum nfa_side behind)
{
	unsigned int top = 0;
	bool match = false;

	m->walk++;
	m->nbytes = 0;
	while (n || top) {
		uint16_t at = top ? m->stack[--top] : from[--n];
		const struct nfa_state *st = &m->nfa->states[at];

		if (m->seen[at] == m->walk)
			continue;
		m->seen[at] = m->walk;
		m->work++;
		switch (st->op) {
		case NFA_BYTE:
			m->bytes[m->nbytes++] = at;
			break;
		case NFA_SPLIT:
			m->stack[top++] = st->other;
			m->stack[top++] = st->next;
			break;
		case NFA_ASSERT:
			if (nfa_holds(st->assert, before, behind))
				m->stack[top++] = st->next;
			break;
		case NFA_TAG:
			m->stack[top++] = st->next;
			break;
		case NFA_MATCH:
			match = true;
			break;
		}
	}
	return match;
}

static int compare_states(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

/* The state for the N pattern states in m->key + 1, behind a byte that looks like SIDE. */
static uint16_t state_of(struct make *m, size_t n, enum nfa_side side)
{
	uint32_t key;
	uint16_t state;

	qsort(m->key + 1, n, sizeof(*m->key), compare_states);
	m->key[0] = (uint16_t)side;
	key = regex_keys_add(m->a, &m->keys, m->key, (n + 1) * sizeof(*m->key));
	if (key < m->states.n)
		return m->states.v[key];
	if (walk(m, m->key + 1, n, side, NFA_UNKNOWN)) {
		state = DFA_YES;
	} else {
		state = (uint16_t)(DFA_FIRST + m->by_state.n);
		vec_push(m->a, &m->by_state, key);
	}
	vec_push(m->a, &m->states, state);
	return state;
}

/* Where the BYTE states in m->from go by a class. */
static uint16_t step(struct make *m, unsigned int nfrom, unsigned int class)
{
	uint8_t c = m->nfa->sample[class];
	size_t n = 0;

	m->walk++;
	m->work += nfrom;
	for (unsigned int i = 0; i < nfrom; i++) {
		const struct nfa_state *st = &m->nfa->states[m->from[i]];

		if (!regex_set_has(st->set, c) || m->seen[st->next] == m->walk)
			continue;
		m->seen[st->next] = m->walk;
		m->key[++n] = st->next;
	}
	return state_of(m, n, nfa_side(m->nfa, class));
}

/* The row of a state; the same walk serves all classes that look alike. */
static void row(struct make *m, uint32_t number)
{
	const struct regex_key *k = &m->keys.list.v[m->by_state.v[number]];
	const uint16_t *key = (const uint16_t *)k->bytes;
	size_t n = k->len / sizeof(*key) - 1;
	size_t at = m->next.n;

	for (unsigned int i = 0; i < m->nfa->nclasses; i++)
		vec_push(m->a, &m->next, DFA_NO);
	for (enum nfa_side side = NFA_EDGE; side <= NFA_WORD; side++) {
		bool match = walk(m, key + 1, n, (enum nfa_side)key[0], side);
		unsigned int nfrom = m->nbytes;

		memcpy(m->from, m->bytes, nfrom * sizeof(*m->from));
		for (unsigned int i = 0; i < m->nfa->nclasses; i++) {
			if (nfa_side(m->nfa, i) != side)
				continue;
			if (match)
				m->next.v[at + i] = DFA_YES;
			else if (side != NFA_EDGE)
				m->next.v[at + i] = step(m, nfrom, i);
		}
	}
}

/* ---- what can't match any more ---- */

static void mark_useful(const uint16_t *next, unsigned int nstates, unsigned int nclasses,
			bool *useful)
{
	bool changed = true;

	while (changed) {
		changed = false;
		for (unsigned int s = nstates; s-- > DFA_FIRST;)
			for (unsigned int i = 0; i < nclasses && !useful[s]; i++)
				if (useful[next[(s - DFA_FIRST) * nclasses + i]])
					changed = useful[s] = true;
	}
}

static void write_table(struct make *m, uint16_t start, struct regex_dfa *dfa)
{
	unsigned int nclasses = m->nfa->nclasses;
	unsigned int nstates = (unsigned int)m->by_state.n + DFA_FIRST;
	bool *useful = arena_array(m->a, bool, nstates);
	uint16_t *place = arena_array(m->a, uint16_t, nstates), *to;

	useful[DFA_YES] = true;
	mark_useful(m->next.v, nstates, nclasses, useful);
	place[DFA_YES] = DFA_YES;
	dfa->nnext = DFA_FIRST;
	for (unsigned int s = DFA_FIRST; s < nstates; s++)
		if (useful[s]) {
			place[s] = (uint16_t)dfa->nnext;
			dfa->nnext += nclasses;
		}
	dfa->start = place[start];
	dfa->nclasses = nclasses;
	memcpy(dfa->classes, m->nfa->classes, sizeof(dfa->classes));
	dfa->next = arena_array(m->a, uint16_t, dfa->nnext);
	to = dfa->next + DFA_FIRST;
	for (unsigned int s = DFA_FIRST; s < nstates; s++)
		for (unsigned int i = 0; i < nclasses && useful[s]; i++)
			*to++ = place[m->next.v[(s - DFA_FIRST) * nclasses + i]];
}

bool regex_dfa_make(struct arena *a, const struct nfa *nfa, struct regex_dfa *dfa)
{
	struct make m = {
		.a = a,
		.nfa = nfa,
		.seen = arena_array(a, uint32_t, nfa->n),
		.stack = arena_array(a, uint16_t, 2 * nfa->n),
		.bytes = arena_array(a, uint16_t, nfa->n),
		.from = arena_array(a, uint16_t, nfa->n),
		.key = arena_array(a, uint16_t, nfa->n + 1),
	};
	uint16_t start;

	m.key[1] = NFA_START;
	start = state_of(&m, 1, nfa->begins ? NFA_EDGE : NFA_OTHER);
	for (uint32_t i = 0; i < m.by_state.n; i++) {
		if (m.work > REGEX_WORK_MAX || m.keys.size > REGEX_KEYS_MAX ||
		    (m.by_state.n + DFA_FIRST) * nfa->nclasses > REGEX_TABLE_MAX)
			return false;
		row(&m, i);
	}
	write_table(&m, start, dfa);
	return true;
}
