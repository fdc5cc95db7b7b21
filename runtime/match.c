// SPDX-License-Identifier: GPL-2.0-only
/* match.c: runs the automata of =~ over strings; keeps the groups of the last match. */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "spl.h"

/* ---- yes or no ---- */

bool spl_regex_holds(const struct spl_regex *re, struct spl_str s)
{
	const u8 *classes = re->classes, *p = (const u8 *)s.p, *end = p + s.len;
	const u16 *next = re->next;
	u32 state = re->start;

	for (; p < end && state > 1; p++)
		state = next[state + classes[*p]];
	return state > 1 ? next[state + re->end] : state;
}

/* ---- with groups ---- */

struct spl_run {
	const struct spl_regex_groups *re;
	struct spl_match *match;
	u16 regs[SPL_REGEX_REGS];
	/* A match whose slots were not filled yet, for that can wait until a register changes. */
	const u8 *found; /* a register for each slot; NULL: there is none */
	u16 found_at;
};

static void take(struct spl_run *r)
{
	struct spl_match *m = r->match;
	u16 i;

	m->state = SPL_MATCH_FOUND;
	r->regs[SPL_REGEX_HERE] = r->found_at;
	for (i = 0; i < m->nslots; i++)
		m->slots[i] = r->regs[r->found[i] % SPL_REGEX_REGS];
	r->found = NULL;
}

/* Does what a note says at position AT. */
static void note(struct spl_run *r, const u8 *p, u16 at)
{
	u8 copies = *p++;

	if (*p++) {
		r->found = p;
		r->found_at = at;
		p += r->match->nslots;
	}
	if (!copies)
		return;
	if (r->found)
		take(r);
	r->regs[SPL_REGEX_HERE] = at;
	for (; copies; copies--, p += 2)
		r->regs[p[0] % SPL_REGEX_REGS] = r->regs[p[1] % SPL_REGEX_REGS];
}

static __always_inline u32 move(struct spl_run *r, u32 place, u16 at)
{
	struct spl_regex_move to = r->re->moves[place];

	if (to.note)
		note(r, r->re->notes + to.note, at);
	return to.next;
}

/* The text of the match is kept: the string's memory may be used again before it is asked for. */
static void keep(struct spl_match *m, const char *p)
{
	u16 begin = m->slots[0];
	u16 n = min_t(u32, m->slots[1] - begin, spl_script.limits.maxstringlen - 1), i;

	memcpy(m->text, p + begin, n);
	for (i = 0; i < m->nslots; i++)
		if (m->slots[i] != SPL_NOWHERE)
			m->slots[i] = min_t(u16, m->slots[i] - begin, n);
}

bool spl_regex_match(struct spl_context *c, const struct spl_regex_groups *re, struct spl_str s)
{
	u16 len = min_t(u32, s.len, U16_MAX - 1), i;
	struct spl_match *m = c->match;
	u32 state = re->start;
	struct spl_run r;

	m->state = SPL_MATCH_FAILED;
	m->nslots = re->nslots;
	r.re = re;
	r.match = m;
	r.found = NULL;
	r.regs[SPL_REGEX_NONE] = SPL_NOWHERE;
	for (i = 0; i < len && state; i++)
		state = move(&r, state + re->classes[(u8)s.p[i]], i);
	if (state)
		move(&r, state + re->end, len);
	if (r.found)
		take(&r);
	if (m->state == SPL_MATCH_FAILED)
		return false;
	keep(m, s.p);
	return true;
}

/* ---- what a script asks afterwards ---- */

static bool is_found(struct spl_context *c, const char *who)
{
	if (c->match->state == SPL_MATCH_FOUND)
		return true;
	spl_error(c, NULL, "%s(): %s", who,
		  c->match->state == SPL_MATCH_FAILED ? "the last =~ did not match" :
							"this handler has matched nothing yet");
	return false;
}

struct spl_str spl_matched(struct spl_context *c, s64 n)
{
	const struct spl_match *m = c->match;

	if (!is_found(c, "matched"))
		return SPL_EMPTY;
	if (n < 0 || n >= m->nslots / 2) {
		spl_error(c, NULL, "matched(): there is no group %lld, only 0 to %d", n,
			  m->nslots / 2 - 1);
		return SPL_EMPTY;
	}
	if (m->slots[2 * n] == SPL_NOWHERE)
		return SPL_EMPTY;
	return spl_str_new(c, m->text + m->slots[2 * n], m->slots[2 * n + 1] - m->slots[2 * n]);
}

s64 spl_ngroups(struct spl_context *c)
{
	return is_found(c, "ngroups") ? c->match->nslots / 2 : 0;
}

struct spl_match *spl_match_alloc(int node)
{
	u32 slots = spl_script.match_slots;
	struct spl_match *m = kvzalloc_node(sizeof(*m) + slots * sizeof(*m->slots) +
						    spl_script.limits.maxstringlen,
					    GFP_KERNEL, node);

	if (m) {
		m->slots = (u16 *)(m + 1);
		m->text = (char *)(m->slots + slots);
	}
	return m;
}
