// SPDX-License-Identifier: GPL-2.0-only
/* regex_ways.c: takes fronts, gives the best ways on from them. */
#include "regex/regex_ways.h"

void regex_ways_init(struct regex_ways *w, struct arena *a, const struct nfa *nfa)
{
	*w = (struct regex_ways){
		.a = a,
		.nfa = nfa,
		.best = arena_array(a, struct regex_way, nfa->n),
		.found = arena_array(a, uint32_t, nfa->n),
		.bytes = arena_array(a, uint16_t, nfa->n),
		.queue = arena_array(a, uint16_t, nfa->n),
		.queued = arena_array(a, bool, nfa->n),
		.tags = { arena_array(a, uint16_t, nfa->n), arena_array(a, uint16_t, nfa->n) },
	};
}

bool regex_ways_to(const struct regex_ways *w, unsigned int state, struct regex_way *way)
{
	*way = w->best[state];
	return w->found[state] == w->walk;
}

/* ---- which is better ---- */

static uint16_t pop(const struct regex_ways *w, uint32_t *chain)
{
	const struct regex_chain *c = &w->chains.v[*chain];

	*chain = c->before;
	return c->state;
}

static bool same_tag(const struct regex_ways *w, uint16_t a, uint16_t b)
{
	const struct nfa_state *x = &w->nfa->states[a], *y = &w->nfa->states[b];

	return a == b || (x->tag == y->tag && x->height == y->height && x->group == y->group &&
			  x->first == y->first && x->last == y->last);
}

static uint8_t lowest(const struct regex_ways *w, const uint16_t *tags, size_t n, uint8_t height)
{
	while (n--)
		if (w->nfa->states[tags[n]].height < height)
			height = (uint8_t)w->nfa->states[tags[n]].height;
	return height;
}

static struct regex_verdict pair(const struct regex_fronts *f, unsigned int i, unsigned int j)
{
	struct regex_verdict v = { HEIGHT_NONE, HEIGHT_NONE, 0 };

	if (i < j)
		return f->pair[i * f->n + j];
	if (i > j) {
		struct regex_verdict other = f->pair[j * f->n + i];

		v = (struct regex_verdict){ other.b, other.a, (int8_t)-other.better };
	}
	return v;
}

struct regex_verdict regex_ways_compare(struct regex_ways *w, struct regex_way a,
					struct regex_way b)
{
	struct regex_verdict v = pair(w->fronts, a.front, b.front);
	const uint16_t *x = w->tags[0], *y = w->tags[1];
	size_t nx = 0, ny = 0;

	/* What the ways have in common comes first: a chain's number is above those before it. */
	while (a.chain != b.chain) {
		if (a.chain > b.chain)
			w->tags[0][nx++] = pop(w, &a.chain);
		else
			w->tags[1][ny++] = pop(w, &b.chain);
	}
	w->work += (unsigned int)(nx + ny) + 1;
	while (!v.better && nx && ny && same_tag(w, x[nx - 1], y[ny - 1])) {
		nx--;
		ny--;
	}
	v.a = lowest(w, x, nx, v.a);
	v.b = lowest(w, y, ny, v.b);
	if (v.a != v.b)
		v.better = v.a > v.b ? -1 : 1;
	else if (!v.better && nx && ny)
		v.better = (int8_t)((int)w->nfa->states[x[nx - 1]].tag -
				    (int)w->nfa->states[y[ny - 1]].tag);
	return v;
}

const uint16_t *regex_ways_tags(struct regex_ways *w, struct regex_way way, size_t *n)
{
	uint16_t *end = w->tags[0] + w->nfa->n, *tags = end;

	while (way.chain)
		*--tags = pop(w, &way.chain);
	*n = (size_t)(end - tags);
	return tags;
}

/* ---- the walk ---- */

struct queue {
	size_t first, n;
};

/* A way to STATE was found; when it is the best, those on from there are to be looked at. */
static void offer(struct regex_ways *w, struct queue *q, uint16_t state, struct regex_way way)
{
	w->work++;
	if (w->found[state] != w->walk) {
		if (w->nfa->states[state].op == NFA_BYTE)
			w->bytes[w->nbytes++] = state;
	} else if (regex_ways_compare(w, w->best[state], way).better <= 0) {
		return;
	}
	w->found[state] = w->walk;
	w->best[state] = way;
	if (w->queued[state])
		return;
	w->queued[state] = true;
	w->queue[(q->first + q->n++) % w->nfa->n] = state;
}

static void go_on(struct regex_ways *w, struct queue *q, uint16_t state, enum nfa_side behind)
{
	const struct nfa_state *st = &w->nfa->states[state];
	struct regex_way way = w->best[state];
	struct regex_chain tag = { way.chain, state,
				   (uint16_t)(w->chains.v[way.chain].length + 1) };

	switch (st->op) {
	case NFA_SPLIT:
		offer(w, q, st->next, way);
		offer(w, q, st->other, way);
		break;
	case NFA_ASSERT:
		if (nfa_holds(st->assert, w->fronts->before, behind))
			offer(w, q, st->next, way);
		break;
	case NFA_TAG:
		if (tag.length > w->nfa->n)
			break; /* it went in a circle */
		vec_push(w->a, &w->chains, tag);
		way.chain = (uint32_t)w->chains.n - 1;
		offer(w, q, st->next, way);
		break;
	case NFA_BYTE:
	case NFA_MATCH:
		break;
	}
}

void regex_ways_walk(struct regex_ways *w, const struct regex_fronts *fronts, enum nfa_side behind)
{
	struct queue q = { 0 };

	w->fronts = fronts;
	w->walk++;
	w->nbytes = 0;
	w->chains.n = 0;
	vec_push(w->a, &w->chains, (struct regex_chain){ 0 });
	for (unsigned int i = 0; i < fronts->n; i++)
		offer(w, &q, fronts->state[i], (struct regex_way){ i, 0 });
	while (q.n) {
		uint16_t state = w->queue[q.first];

		q.first = (q.first + 1) % w->nfa->n;
		q.n--;
		w->queued[state] = false;
		go_on(w, &q, state, behind);
	}
}
