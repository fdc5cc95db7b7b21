// SPDX-License-Identifier: GPL-2.0-only
/* regex.c: takes the patterns of a script, gives their automata, or tells what is wrong in them. */
#include "regex.h"

#include "body.h"
#include "embed.h"
#include "literal.h"
#include "parser/regex/regex.h"
#include "translator/session.h"

enum { LOOK_MAX = 1000 }; /* bytes of a pattern in which lost backslashes are looked for */

/* ---- what is to be said of a pattern ---- */

/* "\." is written where "\\." is meant: the string takes the backslash. */
static void warn_lost_backslash(struct session *s, const struct expr *e)
{
	const char *special = ".[]()*+?{}|^$<>wWsSdDB";
	size_t n = strlen(e->text);

	for (size_t i = strcspn(e->text, special); i < n && n < LOOK_MAX;
	     i += 1 + strcspn(e->text + i + 1, special)) {
		struct span at = literal_span(e->name_span, e->text, i, 1);

		if (at.end - at.begin != 2 || at.src->text[at.begin] != '\\' ||
		    at.src->text[at.begin + 1] != e->text[i])
			continue;
		diag_warn(s->diag, at,
			  "the string makes '%c' of this: the pattern has no backslash",
			  e->text[i]);
		diag_hint(s->diag, "write \"\\\\%c\"", e->text[i]);
	}
}

static void report(struct session *s, const struct expr *e, const struct regex *re)
{
	warn_lost_backslash(s, e);
	for (size_t i = 0; i < re->remarks.n; i++) {
		const struct regex_remark *r = &re->remarks.v[i];

		diag_say(s->diag, r->error ? DIAG_SEMANTIC : DIAG_WARNING,
			 literal_span(e->name_span, e->text, r->begin, r->end - r->begin), "%s",
			 r->text);
		if (r->hint)
			diag_hint(s->diag, "%s", r->hint);
	}
}

/* ---- patterns ---- */

enum {
	MEMORY_MAX = 64 << 20, /* bytes, what compiling takes among them */
};

static bool is_good(const struct regex *re)
{
	return !re->remarks.n || !re->remarks.v[re->remarks.n - 1].error;
}

/* The pattern of TEXT, compiled when it is new, as long as all together are not too much. */
static struct regex *regex_get(struct session *s, const char *text, bool captures)
{
	const char *key = arena_printf(s->arena, "%c%s", captures ? 'g' : 'p', text);
	struct regex *re = strmap_get(&s->regexes, key);
	struct regex_remark too_much = { .error = true };
	size_t before = arena_used(s->arena);

	if (re)
		return re;
	re = arena_new(s->arena, struct regex);
	re->text = text;
	re->captures = captures;
	strmap_set(&s->regexes, key, re);
	if (s->regex_memory > MEMORY_MAX) {
		too_much.text = arena_printf(
			s->arena,
			"the regular expressions of this script are too complex together");
		vec_push(s->arena, &re->remarks, too_much);
		return re;
	}
	if (regex_parse(s->arena, re) && !regex_compile(s->arena, re))
		s->regex_memory += MEMORY_MAX / 8; /* it took time, if no memory */
	s->regex_memory += arena_used(s->arena) - before;
	return re;
}

bool regex_bind(struct session *s, struct expr *e)
{
	e->regex = regex_get(s, e->text, false);
	report(s, e, e->regex);
	return is_good(e->regex);
}

bool regex_acts(const struct expr *e)
{
	return e->regex && e->regex->captures;
}

/* ---- who asks for groups ---- */

/* All that a handler reaches. */
struct reach {
	struct session *s;
	bool *seen; /* by func->id */
	expr_list regexes;
	unsigned int inside; /* of so many functions */
	bool asks; /* it calls matched() or ngroups(), */
	expr_list calls; /* and here, if not in a function, which others may call too */
};

static void reach_stmt(struct reach *r, struct stmt *st);

static bool asks(const struct func *f)
{
	return f->embed && embed_marked(f->embed, "groups");
}

static bool reach_expr(struct walk *w, struct expr **at)
{
	struct reach *r = w->data;
	struct expr *e = *at;

	if (e->kind == EXPR_REGEX)
		vec_push(r->s->arena, &r->regexes, e);
	if (e->kind != EXPR_CALL)
		return true;
	if (e->func && asks(e->func) && !r->inside)
		vec_push(r->s->arena, &r->calls, e);
	r->inside++;
	for (struct func *f = e->func; f; f = f->next) {
		if (r->seen[f->id])
			continue;
		r->seen[f->id] = true;
		r->asks |= asks(f);
		if (f->body)
			reach_stmt(r, f->body);
	}
	r->inside--;
	return true;
}

static void reach_stmt(struct reach *r, struct stmt *st)
{
	struct walk w = { .expr = reach_expr, .data = r };

	walk_stmt(&w, &st);
}

/* What can only fail: no =~, or none with so many groups. */
static void warn_calls(const struct reach *r)
{
	unsigned int most = 0;
	struct expr *e;

	vec_each(e, &r->regexes)
		if (e->regex->ngroups > most)
			most = e->regex->ngroups;
	vec_each(e, &r->calls) {
		const struct expr *n = e->args.n == 1 ? e->args.v[0] : NULL;

		if (!r->regexes.n) {
			diag_warn(r->s->diag, e->span, "%s() fails here: this handler has no =~",
				  e->name);
		} else if (n && n->kind == EXPR_NUMBER && (n->number < 0 || n->number > most)) {
			diag_warn(r->s->diag, n->span, "no pattern of this handler has group %lld",
				  (long long)n->number);
			diag_hint(r->s->diag, "the whole match is group 0, the first '(' group 1");
		}
	}
}

/* Patterns with groups for all that the handler reaches. */
static bool want_groups(const struct reach *r)
{
	struct expr *e;
	bool ok = true;

	vec_each(e, &r->regexes) {
		if (e->regex->captures)
			continue;
		e->regex = regex_get(r->s, e->text, true);
		if (is_good(e->regex))
			continue;
		report(r->s, e, e->regex);
		ok = false;
	}
	return ok;
}

bool regex_find_groups(struct session *s)
{
	struct body *b;
	bool ok = true, any = false;

	for (size_t i = 0; i < s->funcs.n; i++) {
		s->funcs.v[i]->id = (unsigned int)i;
		any |= asks(s->funcs.v[i]);
	}
	if (!any)
		return true;
	vec_each(b, &s->bodies) {
		struct reach r = { .s = s, .seen = arena_array(s->arena, bool, s->funcs.n) };

		reach_stmt(&r, b->stmt);
		b->groups = r.asks;
		if (!b->groups)
			continue;
		warn_calls(&r);
		ok &= want_groups(&r);
	}
	return ok;
}
