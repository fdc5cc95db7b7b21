/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * regex_model.h: for tests: a pattern compiled as the translator does it, its tables handed to the
 * runtime as the emitter does it, and a slow matcher that follows the definition of groups.
 */
#ifndef REGEX_MODEL_H
#define REGEX_MODEL_H

#include "parser/regex/regex_nfa.h"
#include "runtime/spl.h"

struct model {
	const struct regex_node *tree;
	unsigned int ngroups;
	/* of the run */
	const char *text;
	int length;
	struct model_span *spans;
	signed char *known; /* by number of a node and span: whether it matches; -1: not yet */
};

struct model_span {
	int begin, end;
};

/* ---- tables ---- */

/* False: too complex. */
static inline bool model_compile(struct arena *a, const char *pattern, struct spl_regex *plain,
				 struct spl_regex_groups *groups, struct model *model)
{
	struct regex *dfa = arena_new(a, struct regex), *tdfa = arena_new(a, struct regex);

	dfa->text = tdfa->text = pattern;
	tdfa->captures = true;
	if (!regex_parse(a, dfa) || !regex_parse(a, tdfa))
		abort();
	if (!regex_compile(a, dfa) || !regex_compile(a, tdfa))
		return false;
	*plain = (struct spl_regex){ .classes = dfa->dfa.classes,
				     .next = dfa->dfa.next,
				     .end = (u16)(dfa->dfa.nclasses - 1),
				     .start = (u16)dfa->dfa.start };
	*groups = (struct spl_regex_groups){ .classes = tdfa->tdfa.classes,
					     .moves = (const void *)tdfa->tdfa.moves,
					     .notes = tdfa->tdfa.notes,
					     .end = (u16)(tdfa->tdfa.nclasses - 1),
					     .start = (u16)tdfa->tdfa.start,
					     .nslots = (u16)tdfa->tdfa.nslots };
	*model = (struct model){ .tree = tdfa->tree, .ngroups = tdfa->ngroups };
	return true;
}

/* ---- the definition ---- */

static bool model_match(struct model *m, const struct regex_node *n, int i, int j);

static enum nfa_side model_side(const struct model *m, int at)
{
	if (at < 0 || at >= m->length)
		return NFA_EDGE;
	return regex_is_word((unsigned char)m->text[at]) ? NFA_WORD : NFA_OTHER;
}

/* The kids from K on, one after the other. */
static bool model_cat(struct model *m, const struct regex_node *n, size_t k, int i, int j)
{
	if (k == n->kids.n)
		return i == j;
	for (int at = j; at >= i; at--)
		if (model_match(m, n->kids.v[k], i, at) && model_cat(m, n, k + 1, at, j))
			return true;
	return false;
}

/*
 * Whether an iteration, DONE having been, may take nothing: where the least count asks for it, or
 * when it is the only one.
 */
static bool model_may_be_empty(const struct regex_node *n, uint32_t done)
{
	return done < n->min || !done;
}

static bool model_repeat(struct model *m, const struct regex_node *n, uint32_t done, int i, int j)
{
	if (i == j && done >= n->min)
		return true;
	if (done == n->max)
		return false;
	for (int at = j; at >= i; at--)
		if ((at > i || model_may_be_empty(n, done)) &&
		    model_match(m, n->kids.v[0], i, at) && model_repeat(m, n, done + 1, at, j))
			return true;
	return false;
}

static bool model_match(struct model *m, const struct regex_node *n, int i, int j)
{
	switch (n->kind) {
	case REGEX_EMPTY:
		return i == j;
	case REGEX_BYTE:
		return j == i + 1 && regex_set_has(&n->set, (unsigned char)m->text[i]);
	case REGEX_ASSERT:
		return i == j && nfa_holds(n->assert, model_side(m, i - 1), model_side(m, i));
	case REGEX_CAT:
		return model_cat(m, n, 0, i, j);
	case REGEX_ALT:
		for (size_t k = 0; k < n->kids.n; k++)
			if (model_match(m, n->kids.v[k], i, j))
				return true;
		return false;
	case REGEX_REPEAT:
		return model_repeat(m, n, 0, i, j);
	case REGEX_GROUP:
		return model_match(m, n->kids.v[0], i, j);
	}
	return false;
}

/* N, which matches [I, J): sets the spans of the groups in it. */
static void model_spans(struct model *m, const struct regex_node *n, int i, int j)
{
	uint32_t done = 0;
	int at;

	switch (n->kind) {
	case REGEX_CAT:
		for (size_t k = 0; k < n->kids.n; k++, i = at) {
			for (at = j; !model_match(m, n->kids.v[k], i, at) ||
				     !model_cat(m, n, k + 1, at, j);)
				at--;
			model_spans(m, n->kids.v[k], i, at);
		}
		break;
	case REGEX_ALT:
		for (size_t k = 0; k < n->kids.n; k++)
			if (model_match(m, n->kids.v[k], i, j)) {
				model_spans(m, n->kids.v[k], i, j);
				break;
			}
		break;
	case REGEX_REPEAT:
		while (done < n->max && (i < j || model_may_be_empty(n, done))) {
			for (at = j; at >= i; at--)
				if ((at > i || model_may_be_empty(n, done)) &&
				    model_match(m, n->kids.v[0], i, at) &&
				    model_repeat(m, n, done + 1, at, j))
					break;
			if (at < i)
				break; /* it was the empty one that is not there */
			for (unsigned int g = n->first; g < n->last; g++)
				m->spans[g] = (struct model_span){ -1, -1 };
			model_spans(m, n->kids.v[0], i, at);
			i = at;
			done++;
		}
		break;
	case REGEX_GROUP:
		m->spans[n->first] = (struct model_span){ i, j };
		model_spans(m, n->kids.v[0], i, j);
		break;
	default:
		break;
	}
}

/* The groups of the match [BEGIN, END); the whole one is the first. */
static inline void model_run(struct model *m, const char *text, int begin, int end,
			     struct model_span *spans)
{
	m->text = text;
	m->length = (int)strlen(text);
	m->spans = spans;
	spans[0] = (struct model_span){ begin, end };
	for (unsigned int g = 1; g <= m->ngroups; g++)
		spans[g] = (struct model_span){ -1, -1 };
	model_spans(m, m->tree, begin, end);
}

#endif
