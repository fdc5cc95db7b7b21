// SPDX-License-Identifier: GPL-2.0-only
/* regex.c: =~ and !~, and the tables that they run on. */
#include "internal.h"
#include "parser/regex/regex.h"
#include "translator/resolve/body.h"

enum { PER_LINE = 16 };

const char *emit_regex(struct emit *e, struct expr *x)
{
	struct regex *re = x->regex;
	const char *not = x->op == OP_NOMATCH ? "!" : "", *string = emit_expr(e, x->a);

	if (!re->id) {
		vec_push(e->a, &e->regexes, re);
		re->id = (unsigned int)e->regexes.n;
	}
	if (re->captures)
		return emit_text(e, "%sspl_regex_match(c, &re_%u, %s)", not, re->id, string);
	return emit_text(e, "%sspl_regex_holds(&re_%u, %s)", not, re->id, string);
}

/* ---- tables ---- */

/* One of the N numbers of a table. */
static void put_number(struct out *o, size_t i, size_t n, unsigned int value)
{
	bool last = i + 1 == n || (i + 1) % PER_LINE == 0;

	out_put(o, "%u,%s", value, last ? "\n" : " ");
}

/* A byte as an index, readable where it can be. */
static const char *byte_text(struct emit *e, unsigned int c)
{
	bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

	return emit_text(e, plain ? "'%c'" : "%u", c);
}

/* Most bytes are of class 0, which C writes by itself; the others come in runs. */
static void put_classes(struct emit *e, struct out *o, unsigned int id, const uint8_t *classes)
{
	unsigned int end;

	out_open(o, "static const u8 re_%u_classes[256] = {", id);
	for (unsigned int c = 0; c < 256; c = end) {
		for (end = c + 1; end < 256 && classes[end] == classes[c];)
			end++;
		if (classes[c] && end == c + 1)
			out_line(o, "[%s] = %u,", byte_text(e, c), classes[c]);
		else if (classes[c])
			out_line(o, "[%s ... %s] = %u,", byte_text(e, c), byte_text(e, end - 1),
				 classes[c]);
	}
	out_close(o, "};");
}

static void put_dfa(struct emit *e, struct out *o, const struct regex *re)
{
	const struct regex_dfa *dfa = &re->dfa;

	put_classes(e, o, re->id, dfa->classes);
	out_open(o, "static const u16 re_%u_next[] = {", re->id);
	for (size_t i = 0; i < dfa->nnext; i++)
		put_number(o, i, dfa->nnext, dfa->next[i]);
	out_close(o, "};");
	out_open(o, "static const struct spl_regex re_%u = {", re->id);
	out_line(o, ".classes = re_%u_classes,", re->id);
	out_line(o, ".next = re_%u_next,", re->id);
	out_line(o, ".end = %u,", dfa->nclasses - 1);
	out_line(o, ".start = %u,", dfa->start);
	out_close(o, "};");
}

static void put_tdfa(struct emit *e, struct out *o, const struct regex *re)
{
	const struct regex_tdfa *t = &re->tdfa;

	put_classes(e, o, re->id, t->classes);
	out_open(o, "static const u8 re_%u_notes[] = {", re->id);
	for (size_t i = 0; i < t->nnotes; i++)
		put_number(o, i, t->nnotes, t->notes[i]);
	out_close(o, "};");
	out_open(o, "static const struct spl_regex_move re_%u_moves[] = {", re->id);
	for (size_t i = 0; i < t->nmoves; i++)
		out_put(o, "{ %u, %u },%s", t->moves[i].next, t->moves[i].note,
			i + 1 == t->nmoves || (i + 1) % (PER_LINE / 2) == 0 ? "\n" : " ");
	out_close(o, "};");
	out_open(o, "static const struct spl_regex_groups re_%u = {", re->id);
	out_line(o, ".classes = re_%u_classes,", re->id);
	out_line(o, ".moves = re_%u_moves,", re->id);
	out_line(o, ".notes = re_%u_notes,", re->id);
	out_line(o, ".end = %u,", t->nclasses - 1);
	out_line(o, ".start = %u,", t->start);
	out_line(o, ".nslots = %u,", t->nslots);
	out_close(o, "};");
}

void emit_regexes(struct emit *e, struct out *o)
{
	struct regex *re;

	vec_each(re, &e->regexes) {
		out_line(o, "/* %s */", emit_commented(e, out_quote(e->a, re->text)));
		if (re->captures)
			put_tdfa(e, o, re);
		else
			put_dfa(e, o, re);
		out_blank(o);
	}
}

void emit_match_slots(struct emit *e, struct out *o)
{
	unsigned int most = 0;
	struct regex *re;
	struct body *b;

	vec_each(b, &e->s->bodies)
		if (b->groups)
			most = 2; /* it asks, even if there is nothing that could match */

	vec_each(re, &e->regexes)
		if (re->captures && re->tdfa.nslots > most)
			most = re->tdfa.nslots;
	if (most)
		out_line(o, ".match_slots = %u,", most);
}
