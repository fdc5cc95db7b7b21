/* SPDX-License-Identifier: GPL-2.0-only */
/* macro.c: takes tokens, gives macros and the arguments of their uses. */
#include "macro.h"

#include "base/arena.h"
#include "base/diag.h"

const char *const at_operators[] = {
	"@avg",	      "@cast",	     "@choose_defined", "@const",    "@count",
	"@defined",   "@entry",	     "@enum",		"@enumname", "@hist_linear",
	"@hist_log",  "@kderef",     "@kregister",	"@max",	     "@min",
	"@perf",      "@probewrite", "@quantile",	"@sum",	     "@uderef",
	"@uregister", "@var",	     "@variance",	NULL,
};

bool at_is_operator(const char *name)
{
	for (const char *const *s = at_operators; *s; s++)
		if (!strcmp(*s, name))
			return true;
	return false;
}

const struct token *reader_peek(const struct reader *r)
{
	static const struct token end = { .kind = TOK_END, .text = "" };

	return r->at < r->n ? &r->v[r->at] : &end;
}

const struct token *reader_next(struct reader *r)
{
	const struct token *t = reader_peek(r);

	if (r->at < r->n)
		r->at++;
	return t;
}

const struct token *reader_branch(struct reader *r, bool stop_then, bool stop_else,
				  struct reader *branch)
{
	size_t from = r->at;
	unsigned int depth = 0;

	while (r->at < r->n) {
		const struct token *t = &r->v[r->at++];

		if (t->kind == TOK_PP_IF)
			depth++;
		else if (t->kind == TOK_PP_END && depth)
			depth--;
		else if (!depth &&
			 (t->kind == TOK_PP_END || (t->kind == TOK_PP_THEN && stop_then) ||
			  (t->kind == TOK_PP_ELSE && stop_else))) {
			*branch = (struct reader){ r->v + from, r->at - 1 - from, 0 };
			return t;
		}
	}
	return NULL;
}

static bool expect(struct arena *a, struct diag *d, struct reader *r, struct span after, int kind,
		   const char *what)
{
	const struct token *t = reader_peek(r);

	if (t->kind == kind)
		return true;
	diag_parse(d, t->kind == TOK_END ? after : t->span, "expected %s before %s", what,
		   token_name(a, t));
	return false;
}

/* Reads "(a, b)". */
static bool macro_params(struct arena *a, struct diag *d, struct macro *m, struct reader *r)
{
	reader_next(r);
	m->has_params = true;
	if (reader_peek(r)->kind == ')') {
		reader_next(r);
		return true;
	}
	for (;;) {
		const struct token *t = reader_peek(r);

		if (!expect(a, d, r, m->span, TOK_IDENT, "the name of a parameter"))
			return false;
		reader_next(r);
		for (size_t i = 0; i < m->params.n; i++)
			if (!strcmp(m->params.v[i], t->text)) {
				diag_parse(d, t->span, "parameter '%s' is there twice", t->text);
				break;
			}
		vec_push(a, &m->params, t->text);
		if (reader_peek(r)->kind == ',') {
			reader_next(r);
			continue;
		}
		if (!expect(a, d, r, t->span, ')', "',' or ')'"))
			return false;
		reader_next(r);
		return true;
	}
}

/* Behind an error: what seems to be the rest of the definition is left out. */
static void macro_skip(struct reader *r, unsigned int line)
{
	struct reader body;

	for (;; r->at++) {
		const struct token *t = reader_peek(r);

		if (t->kind == TOK_PP_IF) {
			r->at++;
			if (!reader_branch(r, false, false, &body))
				r->at = r->n;
			return;
		}
		if (t->kind == TOK_END || t->kind == TOK_DEFINE || t->kind == TOK_PROBE ||
		    t->kind == TOK_FUNCTION || t->kind == TOK_GLOBAL ||
		    source_place(t->span.src, t->span.begin).line != line)
			return;
	}
}

static bool macro_name(struct arena *a, struct diag *d, struct macro *m, struct reader *r)
{
	const struct token *t = reader_peek(r);

	/* A name may be a word of the language, since it is only used behind '@'. */
	if (t->kind != TOK_IDENT && (t->kind < TOK_BREAK || t->kind > TOK_WHILE)) {
		diag_parse(d, t->kind == TOK_END ? m->span : t->span,
			   "expected the name of a macro before %s", token_name(a, t));
		return false;
	}
	reader_next(r);
	m->name = t->text;
	m->span = t->span;
	if (strcmp(m->name, "define"))
		return true;
	diag_parse(d, m->span, "'@define' can't be defined itself");
	m->name = NULL;
	return false;
}

static bool macro_body(struct arena *a, struct diag *d, struct macro *m, struct reader *r)
{
	struct reader body;
	const struct token *open;

	if (!expect(a, d, r, m->span, TOK_PP_IF, "'%('"))
		return false;
	open = reader_next(r);
	if (!reader_branch(r, false, false, &body)) {
		diag_parse(d, open->span, "this '%%(' has no '%%)'");
		r->at = r->n;
		return false;
	}
	for (size_t i = 0; i < body.n; i++) {
		vec_push(a, &m->body, body.v[i]);
		if (body.v[i].kind != TOK_DEFINE)
			continue;
		diag_parse(d, body.v[i].span, "a macro can't define another");
		/* All was read. */
		m->broken = true;
		return true;
	}
	return true;
}

struct macro *macro_read(struct arena *a, struct diag *d, struct reader *r)
{
	struct macro *m = arena_new(a, struct macro);
	const struct token *define = &r->v[r->at - 1];

	m->span = define->span;
	if (!macro_name(a, d, m, r) || (reader_peek(r)->kind == '(' && !macro_params(a, d, m, r)) ||
	    !macro_body(a, d, m, r)) {
		m->broken = true;
		macro_skip(r, source_place(define->span.src, define->span.begin).line);
	}
	return m->name ? m : NULL;
}

/* Reads one argument, up to the ',' or ')' behind it, which stays. */
static bool argument_read(struct reader *r, struct reader *arg)
{
	size_t from = r->at;
	unsigned int depth = 0;

	for (; r->at < r->n; r->at++) {
		int kind = r->v[r->at].kind;

		if (!depth && (kind == ',' || kind == ')')) {
			*arg = (struct reader){ r->v + from, r->at - from, 0 };
			return true;
		}
		if (token_closer(kind) || kind == TOK_PP_IF)
			depth++;
		else if (depth && (kind == ')' || kind == ']' || kind == '}' || kind == TOK_PP_END))
			depth--;
	}
	return false;
}

/* The arguments of a macro that is in error. */
static void broken_skip(struct reader *r)
{
	struct reader arg;

	do
		reader_next(r);
	while (argument_read(r, &arg) && reader_peek(r)->kind == ',');
	reader_next(r);
}

bool macro_arguments(struct arena *a, struct diag *d, const struct macro *m,
		     const struct token *use, struct reader *r, reader_list *args)
{
	struct reader arg;

	if (m->broken) {
		if (reader_peek(r)->kind == '(')
			broken_skip(r);
		return false;
	}
	if (!m->has_params)
		return true;
	if (reader_peek(r)->kind != '(') {
		diag_parse(d, use->span, "macro '@%s' takes %zu argument%s", m->name, m->params.n,
			   m->params.n == 1 ? "" : "s");
		diag_note(d, m->span, "it is defined here");
		return false;
	}
	do {
		reader_next(r);
		if (!argument_read(r, &arg)) {
			diag_parse(d, use->span, "the arguments of '@%s' have no ')'", m->name);
			return false;
		}
		vec_push(a, args, arg);
	} while (reader_peek(r)->kind == ',');
	reader_next(r);
	if (!m->params.n && args->n == 1 && !arg.n)
		args->n = 0;
	if (args->n == m->params.n)
		return true;
	diag_parse(d, use->span, "macro '@%s' takes %zu argument%s, not %zu", m->name, m->params.n,
		   m->params.n == 1 ? "" : "s", args->n);
	diag_note(d, m->span, "it is defined here");
	return false;
}
