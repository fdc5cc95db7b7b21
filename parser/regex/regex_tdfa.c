// SPDX-License-Identifier: GPL-2.0-only
/*
 * regex_tdfa.c: takes the states of a pattern with tags, gives the automaton that tells where the
 * match and its groups lie: a DFA whose moves copy positions between registers (after Laurikari).
 *
 *  1. A state of the automaton is a set of fronts (regex_ways.h): states of the pattern, and how
 *     any two of them compare.
 *  2. For a byte class, the best ways to all states that take a byte of it give the fronts behind
 *     it. Their positions are those that the way began with, or the current one where it met a
 *     tag.
 *  3. Each state has a register for each position of each front that may still be of use.  When
 *     it is made, these are those in which the positions are already; later moves to it copy them
 *     there.
 *  4. A way to the match is noted at the move, too.  Ways that began later are dropped then;
 *     those that are left have begun before, or are longer, so that a later match replaces an
 *     earlier one.
 */
#include "regex/regex_dfa.h"
#include "regex/regex_keys.h"
#include "regex/regex_ways.h"

enum {
	SLOTS_MAX = 2 * REGEX_GROUPS_MAX, /* bits of a mask */
	NOTE_MAX = 2 + SLOTS_MAX + 2 * 2 * REGEX_REGS,
	KEY_MAX = 2 + FRONTS_MAX * 2 + FRONTS_MAX * FRONTS_MAX * sizeof(struct regex_verdict),
	REG_SPARE = REGEX_REG_NONE - 1, /* for copies that go round in a circle */
};

/* Where a front's positions are, by slot: a register, NONE or HERE. */
typedef uint8_t slot_regs[SLOTS_MAX];

/* A state; its number is one above its index. */
struct state {
	uint32_t key;
	slot_regs *regs; /* of each front */
};

typedef VEC(uint32_t) index_list;

struct make {
	struct arena *a;
	const struct nfa *nfa;
	uint64_t *live; /* by pattern state: a bit for each slot that may be asked for behind it */
	struct regex_ways ways;
	struct regex_keys keys; /* of states */
	VEC(index_list) by_key; /* the states with this key: one, unless fronts share registers */
	VEC(struct state) states;
	struct regex_keys notes;
	VEC(uint16_t) note_at; /* by number: its place in note_bytes */
	VEC(uint8_t) note_bytes;
	VEC(struct regex_move) moves;
	struct regex_fronts from, to; /* of the state at hand, and behind a byte */
	const slot_regs *from_regs;
	slot_regs to_regs[FRONTS_MAX]; /* before the byte */
	struct regex_way to_ways[FRONTS_MAX];
	uint8_t key[KEY_MAX];
	bool full;
};

/* ---- states as keys ---- */

static uint32_t key_of(struct make *m)
{
	const struct regex_fronts *f = &m->to;
	size_t npairs = f->n * f->n;
	uint8_t *p = m->key;

	*p++ = (uint8_t)f->before;
	*p++ = (uint8_t)f->n;
	memcpy(p, f->state, f->n * sizeof(*f->state));
	p += f->n * sizeof(*f->state);
	memcpy(p, f->pair, npairs * sizeof(*f->pair));
	p += npairs * sizeof(*f->pair);
	return regex_keys_add(m->a, &m->keys, m->key, (size_t)(p - m->key));
}

static void state_read(struct make *m, uint32_t index)
{
	const uint8_t *p = m->keys.list.v[m->states.v[index].key].bytes;
	struct regex_fronts *f = &m->from;

	m->from_regs = m->states.v[index].regs;
	f->before = (enum nfa_side) * p++;
	f->n = *p++;
	memcpy(f->state, p, f->n * sizeof(*f->state));
	p += f->n * sizeof(*f->state);
	memcpy(f->pair, p, f->n * f->n * sizeof(*f->pair));
}

/* ---- which positions are of use ---- */

static uint64_t bits(unsigned int first, unsigned int last)
{
	return (last < 64 ? UINT64_C(1) << last : 0) - (UINT64_C(1) << first);
}

/* The slots that a tag sets anew. */
static uint64_t tag_sets(const struct nfa_state *st)
{
	uint64_t set = st->first < st->last ? bits(2u * st->first, 2u * st->last) : 0;

	if (st->group == NFA_NO_GROUP)
		return set;
	return set | UINT64_C(1) << (2u * st->group + (st->tag == NFA_CLOSE));
}

static void find_live(struct make *m)
{
	bool changed = true;

	m->live = arena_array(m->a, uint64_t, m->nfa->n);
	m->live[NFA_END] = bits(0, m->nfa->nslots) & ~UINT64_C(2); /* it ends here, wherever */
	while (changed) {
		changed = false;
		for (unsigned int i = 0; i < m->nfa->n; i++) {
			const struct nfa_state *st = &m->nfa->states[i];
			uint64_t old = m->live[i];

			if (st->op == NFA_MATCH)
				continue;
			m->live[i] |= m->live[st->next];
			if (st->op == NFA_SPLIT)
				m->live[i] |= m->live[st->other];
			if (st->op == NFA_TAG)
				m->live[i] &= ~tag_sets(st);
			changed |= m->live[i] != old;
		}
	}
}

/* ---- positions ---- */

static void set_none(uint8_t *regs, unsigned int first, unsigned int last)
{
	for (unsigned int slot = 2 * first; slot < 2 * last; slot++)
		regs[slot] = REGEX_REG_NONE;
}

/* Where a way leaves its positions: in registers of the state that it came from, or HERE. */
static void way_regs(struct make *m, struct regex_way way, uint8_t *regs)
{
	const uint16_t *tags;
	size_t n;

	memcpy(regs, m->from_regs[way.front], m->nfa->nslots);
	tags = regex_ways_tags(&m->ways, way, &n);
	for (size_t i = 0; i < n; i++) {
		const struct nfa_state *st = &m->nfa->states[tags[i]];

		set_none(regs, st->first, st->last);
		if (st->group == NFA_NO_GROUP)
			continue;
		if (st->tag == NFA_OPEN)
			regs[2 * st->group] = REGEX_REG_HERE;
		else
			regs[2 * st->group + 1] = REGEX_REG_HERE;
	}
}

static bool is_live(const struct make *m, unsigned int front, unsigned int slot)
{
	return m->live[m->to.state[front]] >> slot & 1;
}

/*
 * What each register of a state gets from those before the byte; those that it has no use for keep
 * theirs.  False: one would have to get two positions.
 */
static bool find_copies(const struct make *m, const slot_regs *regs, uint8_t *what)
{
	bool set[REGEX_REGS] = { false };

	for (unsigned int r = 0; r < REGEX_REGS; r++)
		what[r] = (uint8_t)r;
	for (unsigned int i = 0; i < m->to.n; i++)
		for (unsigned int slot = 0; slot < m->nfa->nslots; slot++) {
			uint8_t r = regs[i][slot];

			if (r == REGEX_REG_NONE)
				continue;
			if (set[r] && what[r] != m->to_regs[i][slot])
				return false;
			what[r] = m->to_regs[i][slot];
			set[r] = true;
		}
	return true;
}

/*
 * Registers for a new state: where the positions are already, if nothing else is to be there.
 * With SHARE the same position has the same register for all fronts.  NULL: they are not enough.
 */
static slot_regs *choose_regs(const struct make *m, bool share)
{
	slot_regs *regs = arena_array(m->a, slot_regs, m->to.n);
	bool taken[256] = { false };
	uint8_t home[256]; /* of a position */
	unsigned int next = 0;

	memset(regs, REGEX_REG_NONE, m->to.n * sizeof(*regs));
	memset(home, REGEX_REG_NONE, sizeof(home));
	for (unsigned int i = 0; i < m->to.n; i++)
		for (unsigned int slot = 0; slot < m->nfa->nslots; slot++) {
			uint8_t is = m->to_regs[i][slot];

			if (!is_live(m, i, slot) || is >= REG_SPARE || (taken[is] && !share))
				continue;
			regs[i][slot] = is;
			taken[is] = true;
		}
	for (unsigned int i = 0; i < m->to.n; i++)
		for (unsigned int slot = 0; slot < m->nfa->nslots; slot++) {
			uint8_t is = m->to_regs[i][slot];

			if (!is_live(m, i, slot) || regs[i][slot] != REGEX_REG_NONE)
				continue;
			if (!share || home[is] == REGEX_REG_NONE) {
				while (next < REG_SPARE && taken[next])
					next++;
				if (next == REG_SPARE)
					return NULL;
				home[is] = (uint8_t)next++;
			}
			regs[i][slot] = home[is];
		}
	return regs;
}

/* The state for the new fronts and what its registers get; 0: there is none. */
static uint16_t state_of(struct make *m, uint8_t *what)
{
	uint32_t key = key_of(m), index;
	struct state st = { .key = key };
	index_list *list;

	if (key == m->by_key.n)
		vec_push(m->a, &m->by_key, (index_list){ 0 });
	list = &m->by_key.v[key];
	vec_each(index, list)
		if (find_copies(m, m->states.v[index].regs, what))
			return (uint16_t)(index + 1);
	st.regs = choose_regs(m, false);
	if (!st.regs) /* then later moves may need another state with the same fronts */
		st.regs = choose_regs(m, true);
	if (!st.regs) {
		m->full = true;
		return 0;
	}
	find_copies(m, st.regs, what);
	vec_push(m->a, list, (uint32_t)m->states.n);
	vec_push(m->a, &m->states, st);
	return (uint16_t)m->states.n;
}

/* ---- notes ---- */

static bool is_read(const uint8_t *what, const bool *done, unsigned int reg)
{
	for (unsigned int i = 0; i < REGEX_REGS; i++)
		if (!done[i] && i != reg && what[i] == reg)
			return true;
	return false;
}

/* Register i gets what register what[i] has, all at once: as single copies.  Their end. */
static uint8_t *put_copies(uint8_t *p, uint8_t *what)
{
	unsigned int left = REGEX_REGS, stuck = 0;
	bool done[REGEX_REGS], moved;

	for (unsigned int i = 0; i < REGEX_REGS; i++) {
		done[i] = what[i] == i;
		left -= done[i];
	}
	while (left) {
		moved = false;
		for (unsigned int i = 0; i < REGEX_REGS; i++) {
			if (done[i])
				continue;
			stuck = i;
			if (is_read(what, done, i))
				continue;
			*p++ = (uint8_t)i;
			*p++ = what[i];
			done[i] = moved = true;
			left--;
		}
		if (moved)
			continue;
		*p++ = REG_SPARE; /* what is left are circles: one is opened */
		*p++ = (uint8_t)stuck;
		for (unsigned int i = 0; i < REGEX_REGS; i++)
			if (!done[i] && what[i] == stuck)
				what[i] = REG_SPARE;
	}
	return p;
}

/* MATCH: where the positions of a match that ends here are, or NULL; WHAT: see put_copies(). */
static uint16_t note_of(struct make *m, const uint8_t *match, uint8_t *what)
{
	uint8_t note[NOTE_MAX], *p = note + 2, *copies;
	uint32_t number;

	note[1] = match != NULL;
	if (match) {
		memcpy(p, match, m->nfa->nslots);
		p += m->nfa->nslots;
	}
	copies = p;
	p = put_copies(p, what);
	note[0] = (uint8_t)((p - copies) / 2);
	if (!note[0] && !note[1])
		return 0;
	number = regex_keys_add(m->a, &m->notes, note, (size_t)(p - note));
	if (number == m->note_at.n) {
		if (m->note_bytes.n + sizeof(note) > UINT16_MAX) {
			m->full = true;
			return 0;
		}
		vec_push(m->a, &m->note_at, (uint16_t)m->note_bytes.n);
		for (const uint8_t *from = note; from < p; from++)
			vec_push(m->a, &m->note_bytes, *from);
	}
	return m->note_at.v[number];
}

/* ---- moves ---- */

/* A way to a front; the fronts stay in order. */
static void add_front(struct make *m, uint16_t state, struct regex_way way)
{
	struct regex_fronts *f = &m->to;
	unsigned int i = f->n;

	while (i && f->state[i - 1] > state)
		i--;
	if (i && f->state[i - 1] == state) {
		if (regex_ways_compare(&m->ways, m->to_ways[i - 1], way).better > 0)
			m->to_ways[i - 1] = way;
		return;
	}
	if (f->n == FRONTS_MAX) {
		m->full = true;
		return;
	}
	memmove(f->state + i + 1, f->state + i, (f->n - i) * sizeof(*f->state));
	memmove(m->to_ways + i + 1, m->to_ways + i, (f->n - i) * sizeof(*m->to_ways));
	f->state[i] = state;
	m->to_ways[i] = way;
	f->n++;
}

/* The fronts behind a byte of the class; MATCH: a way to the match that is here, or NULL. */
static void find_fronts(struct make *m, unsigned int class, const struct regex_way *match)
{
	struct regex_verdict v;

	m->to.n = 0;
	m->to.before = nfa_side(m->nfa, class);
	if (m->to.before == NFA_EDGE)
		return;
	for (unsigned int i = 0; i < m->ways.nbytes && !m->full; i++) {
		uint16_t at = m->ways.bytes[i];
		const struct nfa_state *st = &m->nfa->states[at];

		if (!regex_set_has(st->set, m->nfa->sample[class]))
			continue;
		if (match) { /* the whole match has height 0: the two began apart */
			v = regex_ways_compare(&m->ways, *match, m->ways.best[at]);
			if (v.better < 0 && !v.a)
				continue;
		}
		add_front(m, st->next, m->ways.best[at]);
	}
	for (unsigned int i = 0; i < m->to.n; i++) {
		for (unsigned int j = 0; j <= i; j++)
			m->to.pair[i * m->to.n + j] = (struct regex_verdict){ 0 };
		for (unsigned int j = i + 1; j < m->to.n; j++)
			m->to.pair[i * m->to.n + j] =
				regex_ways_compare(&m->ways, m->to_ways[i], m->to_ways[j]);
	}
}

static struct regex_move move(struct make *m, unsigned int class, const struct regex_way *match)
{
	uint8_t what[REGEX_REGS], *slots = NULL;
	struct regex_move to = { 0 };
	slot_regs match_regs;

	if (match) {
		way_regs(m, *match, match_regs);
		match_regs[1] = REGEX_REG_HERE;
		slots = match_regs;
	}
	find_fronts(m, class, match);
	for (unsigned int i = 0; i < m->to.n; i++)
		way_regs(m, m->to_ways[i], m->to_regs[i]);
	for (unsigned int r = 0; r < REGEX_REGS; r++)
		what[r] = (uint8_t)r;
	if (m->to.n)
		to.next = state_of(m, what);
	if (!m->full)
		to.note = note_of(m, slots, what);
	return to;
}

/* The row of a state; the same walk serves all classes that look alike. */
static void row(struct make *m, uint32_t index)
{
	size_t at = m->moves.n;

	state_read(m, index);
	for (unsigned int i = 0; i < m->nfa->nclasses; i++)
		vec_push(m->a, &m->moves, (struct regex_move){ 0 });
	for (enum nfa_side side = NFA_EDGE; side <= NFA_WORD; side++) {
		struct regex_way way;
		bool match;

		regex_ways_walk(&m->ways, &m->from, side);
		match = regex_ways_to(&m->ways, NFA_END, &way);
		for (unsigned int i = 0; i < m->nfa->nclasses && !m->full; i++)
			if (nfa_side(m->nfa, i) == side)
				m->moves.v[at + i] = move(m, i, match ? &way : NULL);
	}
}

/* ---- the table ---- */

static bool notes_match(const struct make *m, struct regex_move to)
{
	return to.note && m->note_bytes.v[to.note + 1];
}

static void mark_useful(const struct make *m, bool *useful)
{
	unsigned int nclasses = m->nfa->nclasses;
	bool changed = true;

	while (changed) {
		changed = false;
		for (size_t s = m->states.n; s; s--)
			for (size_t i = 0; i < nclasses && !useful[s]; i++) {
				struct regex_move to = m->moves.v[(s - 1) * nclasses + i];

				if (notes_match(m, to) || useful[to.next])
					changed = useful[s] = true;
			}
	}
}

static void write_table(struct make *m, struct regex_tdfa *t)
{
	unsigned int nclasses = m->nfa->nclasses;
	size_t nstates = m->states.n + 1;
	bool *useful = arena_array(m->a, bool, nstates);
	uint16_t *place = arena_array(m->a, uint16_t, nstates);
	struct regex_move *p;

	mark_useful(m, useful);
	t->nmoves = 1; /* so that no row is at 0 */
	for (size_t s = 1; s < nstates; s++)
		if (useful[s]) {
			place[s] = (uint16_t)t->nmoves;
			t->nmoves += nclasses;
		}
	t->start = place[1];
	t->nslots = m->nfa->nslots;
	t->nclasses = nclasses;
	memcpy(t->classes, m->nfa->classes, sizeof(t->classes));
	t->notes = m->note_bytes.v;
	t->nnotes = (unsigned int)m->note_bytes.n;
	t->moves = arena_array(m->a, struct regex_move, t->nmoves);
	p = t->moves + 1;
	for (size_t s = 1; s < nstates; s++)
		for (size_t i = 0; i < nclasses && useful[s]; i++) {
			struct regex_move to = m->moves.v[(s - 1) * nclasses + i];

			to.next = place[to.next];
			if (!to.next && !notes_match(m, to))
				to.note = 0;
			*p++ = to;
		}
}

bool regex_tdfa_make(struct arena *a, const struct nfa *nfa, struct regex_tdfa *t)
{
	const size_t npairs = FRONTS_MAX * FRONTS_MAX;
	uint8_t what[REGEX_REGS];
	struct make *m = arena_new(a, struct make);

	m->a = a;
	m->nfa = nfa;
	m->from.pair = arena_array(a, struct regex_verdict, npairs);
	m->to.pair = arena_array(a, struct regex_verdict, npairs);
	regex_ways_init(&m->ways, a, nfa);
	vec_push(a, &m->note_bytes, 0); /* so that no note is at 0 */
	m->to.n = 1;
	m->to.state[0] = NFA_START;
	m->to.before = nfa->begins ? NFA_EDGE : NFA_OTHER;
	memset(m->to_regs[0], REGEX_REG_NONE, sizeof(m->to_regs[0]));
	find_live(m);
	state_of(m, what);
	for (uint32_t i = 0; i < m->states.n; i++) {
		if (m->ways.work > REGEX_WORK_MAX || m->keys.size > REGEX_KEYS_MAX ||
		    m->states.n * nfa->nclasses > REGEX_TABLE_MAX / 2)
			return false;
		row(m, i);
		if (m->full)
			return false;
	}
	write_table(m, t);
	return true;
}
