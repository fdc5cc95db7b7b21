/* SPDX-License-Identifier: GPL-2.0-only */
/* unit: runtime/match.c runtime/string.c runtime/global.c */
/* unit: runtime/stat.c runtime/map.c runtime/sort.c runtime/quantile.c */
/*
 * Random patterns on random strings: whether and where they match is what glibc's regexec() says.
 * Groups are compared with a matcher that is written down as POSIX says it: each part of the
 * pattern, from left to right and the outer before the inner, as long as it can be (glibc's own
 * groups are not: (a|ab)(c|bcd)(d*) on "abcd").
 */
#define TEST_GLOBALS .match_slots = 64
#define TEST_DEREF
#include <regex.h>

#include "runtime_test.h"

#include "parser/base/arena.h"
#include "regex_model.h"

enum { PATTERNS = 4000, STRINGS = 24, LENGTH = 14 };

static int complex; /* patterns that were refused */

/* ---- random patterns ---- */

struct text {
	char s[400];
	size_t n;
};

static unsigned int pick(unsigned int n)
{
	return (unsigned int)(test_random() >> 20) % n;
}

static void put(struct text *t, const char *s)
{
	t->n += (size_t)snprintf(t->s + t->n, sizeof(t->s) - t->n, "%s", s);
}

static void put_atom(struct text *t, int depth);

static void put_sequence(struct text *t, int depth)
{
	static const char *const counts[] = { "*",     "*",    "+",    "?",   "{2}", "{1,2}",
					      "{0,2}", "{2,}", "{,2}", "{0}", "{3}" };
	unsigned int n = pick(4);

	while (n--) {
		put_atom(t, depth);
		if (!pick(3))
			put(t, counts[pick(sizeof(counts) / sizeof(*counts))]);
	}
}

static void put_alternatives(struct text *t, int depth)
{
	put_sequence(t, depth);
	while (!pick(3)) {
		put(t, "|");
		put_sequence(t, depth);
	}
}

static void put_atom(struct text *t, int depth)
{
	static const char *const atoms[] = { "a",   "b",    "c",    "a",     "b",
					     ".",   "[ab]", "[^a]", "[bc]",  "[[:alpha:]]",
					     "\\w", "-",    "\\W",  "[a-b]", "\\." };
	static const char *const edges[] = { "(^)",   "($)",   "(^|a)", "(a|$)",
					     "(\\<)", "(\\>)", "(\\b)", "(\\B)" };

	if (depth && !pick(3)) {
		put(t, "(");
		put_alternatives(t, depth - 1);
		put(t, ")");
	} else if (!pick(16)) {
		put(t, edges[pick(sizeof(edges) / sizeof(*edges))]);
	} else {
		put(t, atoms[pick(sizeof(atoms) / sizeof(*atoms))]);
	}
}

/* ---- one pattern ---- */

struct subject {
	const char *pattern;
	regex_t posix;
	struct spl_regex dfa;
	struct spl_regex_groups tdfa;
	struct model model;
	struct spl_context *c;
};

static void complain(const struct subject *t, const char *text, const char *what, int group,
		     int begin, int end, int want_begin, int want_end)
{
	if (test_failures++ < 30)
		printf("'%s' on '%s': %s %d is (%d,%d), wanted (%d,%d)\n", t->pattern, text, what,
		       group, begin, end, want_begin, want_end);
}

static void check_groups(struct subject *t, const char *text, const regmatch_t *whole)
{
	const struct spl_match *m = t->c->match;
	struct model_span want[33];

	model_run(&t->model, text, whole->rm_so, whole->rm_eo, want);
	for (unsigned int g = 0; g < m->nslots / 2u; g++) {
		bool found = m->slots[2 * g] != SPL_NOWHERE;
		int begin = found ? (int)m->slots[2 * g] + whole->rm_so : -1;
		int end = found ? (int)m->slots[2 * g + 1] + whole->rm_so : -1;

		if (begin != want[g].begin || end != want[g].end)
			complain(t, text, "group", (int)g, begin, end, want[g].begin, want[g].end);
	}
}

static void check_string(struct subject *t, const char *text)
{
	size_t n = strlen(text);
	char *exact = malloc(n + 1); /* no byte more, for the address sanitizer */
	struct spl_str s = { exact, (u32)n };
	regmatch_t whole;
	bool want, got;

	memcpy(exact, text, n);
	want = !regexec(&t->posix, text, 1, &whole, 0);
	got = spl_regex_holds(&t->dfa, s);
	if (got != want)
		complain(t, text, "holds", 0, got, got, want, want);
	got = spl_regex_match(t->c, &t->tdfa, s);
	if (got != want)
		complain(t, text, "match", 0, got, got, want, want);
	if (got && want) {
		int length = (int)t->c->match->slots[1];
		bool same = length == whole.rm_eo - whole.rm_so &&
			    !memcmp(t->c->match->text, text + whole.rm_so, (size_t)length);

		if (!same)
			complain(t, text, "length", 0, 0, length, whole.rm_so, whole.rm_eo);
		else
			check_groups(t, text, &whole);
	}
	free(exact);
}

static void check_pattern(struct spl_context *c, const char *pattern)
{
	static const char letters[] = "aaabbbc-. ";
	struct arena *a = arena_open();
	struct subject t = { .pattern = pattern, .c = c };
	char text[LENGTH + 1];

	if (regcomp(&t.posix, pattern, REG_EXTENDED))
		abort();
	if (!model_compile(a, pattern, &t.dfa, &t.tdfa, &t.model))
		complex++;
	for (int i = 0; i < STRINGS && t.dfa.classes && t.tdfa.classes; i++) {
		size_t n = pick(LENGTH + 1);

		for (size_t k = 0; k < n; k++)
			text[k] = letters[pick(sizeof(letters) - 1)];
		text[n] = '\0';
		check_string(&t, text);
	}
	regfree(&t.posix);
	arena_close(a);
}

int main(void)
{
	struct spl_context c;
	struct text t;

	test_start(&c);
	c.match = spl_match_alloc(0);
	for (int i = 0; i < PATTERNS; i++) {
		t.n = 0;
		t.s[0] = '\0';
		put_alternatives(&t, i % 4);
		check_pattern(&c, t.s);
	}
	check(complex < PATTERNS / 50);
	kvfree(c.match);
	return test_done();
}
