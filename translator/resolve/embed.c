// SPDX-License-Identifier: GPL-2.0-only
/*
 * embed.c: takes embedded C apart into comments and names, as far as the translator must know
 * it; the rest is for the C compiler.
 */
#include "embed.h"

#include <ctype.h>

#include "symbols.h"
#include "translator/session.h"

/* ---- comments and names ---- */

enum piece_kind { PIECE_NONE, PIECE_COMMENT, PIECE_NAME };

struct piece {
	enum piece_kind kind;
	const char *at; /* a comment's without its ends and blanks */
	size_t n;
};

static bool name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Behind the string or character that begins at P, or NULL: it is not closed. */
static const char *quoted_end(const char *p)
{
	char quote = *p++;

	while (*p && *p != quote)
		p += p[0] == '\\' && p[1] ? 2 : 1;
	return *p ? p + 1 : NULL;
}

/* The same of the comment that begins there. */
static const char *comment_end(const char *p)
{
	const char *end = p[1] == '/' ? p + strcspn(p, "\n") : strstr(p + 2, "*/");

	return end && p[1] == '*' ? end + 2 : end;
}

static bool is_comment(const char *p)
{
	return p[0] == '/' && (p[1] == '/' || p[1] == '*');
}

/* What would swallow the C that stands behind TEXT: a comment or string that is not closed. */
static const char *find_open(const char *p)
{
	const char *end;

	while (*p) {
		end = is_comment(p)	      ? comment_end(p) :
		      *p == '"' || *p == '\'' ? quoted_end(p) :
						p + 1;
		if (!end)
			return p;
		p = end;
	}
	return NULL;
}

static struct piece comment_piece(const char *from, const char *to)
{
	while (from < to && isspace((unsigned char)*from))
		from++;
	while (to > from && isspace((unsigned char)to[-1]))
		to--;
	return (struct piece){ PIECE_COMMENT, from, (size_t)(to - from) };
}

/* The next comment of the kind that may be a mark, or name; *P goes behind it. */
static struct piece piece_next(const char **p)
{
	while (**p) {
		const char *at = *p, *end;

		if (is_comment(at)) {
			end = comment_end(at);
			*p = end ? end : at + strlen(at);
			if (end && at[1] == '*')
				return comment_piece(at + 2, end - 2);
		} else if (*at == '"' || *at == '\'') {
			end = quoted_end(at);
			*p = end ? end : at + strlen(at);
		} else if (name_char(*at)) {
			while (name_char(**p))
				++*p;
			if (!isdigit((unsigned char)*at))
				return (struct piece){ PIECE_NAME, at, (size_t)(*p - at) };
		} else {
			++*p;
		}
	}
	return (struct piece){ 0 };
}

static bool piece_is(const struct piece *x, enum piece_kind kind, const char *text)
{
	return x->kind == kind && x->n == strlen(text) && !memcmp(x->at, text, x->n);
}

static bool has_piece(const char *text, enum piece_kind kind, const char *what)
{
	struct piece x;

	while ((x = piece_next(&text)).kind)
		if (piece_is(&x, kind, what))
			return true;
	return false;
}

bool embed_marked(const char *text, const char *mark)
{
	return has_piece(text, PIECE_COMMENT, mark);
}

bool embed_says(const char *text, const char *word)
{
	return has_piece(text, PIECE_NAME, word);
}

/* ---- the scan ---- */

struct scan {
	struct session *s;
	enum embed_place place;
	struct func *func;
	struct span at;
	const char *text;
	struct embed_use *use;
	bool *ok;
};

static struct span piece_span(const struct scan *k, const struct piece *x)
{
	struct span at = k->at;

	at.begin += 2 + (uint32_t)(x->at - k->text); /* behind the %{ */
	at.end = at.begin + (uint32_t)x->n;
	return at;
}

#define FAIL(k, x, ...) \
	(diag_semantic((k)->s->diag, piece_span((k), (x)), __VA_ARGS__), (void)(*(k)->ok = false))

/* What is behind PREFIX in X, or NULL: it does not begin so. */
static const char *behind(const struct scan *k, const struct piece *x, const char *prefix)
{
	size_t n = strlen(prefix);

	if (x->n <= n || memcmp(x->at, prefix, n))
		return NULL;
	return arena_strndup(k->s->arena, x->at + n, x->n - n);
}

static void scan_pragma(struct scan *k, const struct piece *x)
{
	const char *read = behind(k, x, "pragma:read:"), *write = behind(k, x, "pragma:write:");
	const char *name = read ? read : write, *near;
	struct embed_global g = { .write = write != NULL };
	struct strmap all;
	struct var *v;

	if (!name)
		return;
	g.var = symbols_global(k->s, k->at.src, name);
	g.span = piece_span(k, x);
	if (g.var) {
		if (write)
			g.var->writes++;
		else
			g.var->reads++;
		vec_push(k->s->arena, &k->use->globals, g);
		return;
	}
	FAIL(k, x, "no global '%s'", name);
	strmap_init(&all, k->s->arena);
	vec_each(v, &k->s->script->globals)
		strmap_set(&all, v->name, v);
	near = strmap_nearest(&all, name);
	if (near)
		diag_hint(k->s->diag, "did you mean '%s'?", near);
}

static void scan_points(struct scan *k, const struct piece *x)
{
	static const char lead[] = "points: ";
	size_t n = sizeof(lead) - 1;

	if (x->kind == PIECE_COMMENT && x->n > n && !memcmp(x->at, lead, n))
		k->use->points = arena_strndup(k->s->arena, x->at + n, x->n - n);
}

static void scan_mark(struct scan *k, const struct piece *x)
{
	struct embed_use *u = k->use;
	const struct {
		const char *mark;
		bool *set;
	} marks[] = {
		{ "pure", &u->pure },		{ "stable", &u->stable }, { "guru", &u->guru },
		{ "unmangled", &u->unmangled }, { "string", &u->string }, { "fails", &u->fails },
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		*marks[i].set |= piece_is(x, PIECE_COMMENT, marks[i].mark);
	if (piece_is(x, PIECE_COMMENT, "stable") &&
	    (!embed_marked(k->text, "pure") || k->place != EMBED_FUNCTION || k->func->params.n))
		FAIL(k, x, "only a function that is pure and has no parameters can be stable");
	scan_points(k, x);
	scan_pragma(k, x);
}

static void use_argument(struct scan *k, struct var *v)
{
	struct var *had;

	vec_each(had, &k->use->args)
		if (had == v)
			return;
	vec_push(k->s->arena, &k->use->args, v);
}

static void scan_argument(struct scan *k, const struct piece *x, const char *name)
{
	struct strmap all;
	const char *near;
	struct var *v;

	if (!k->func) {
		FAIL(k, x, "there are arguments in functions only");
		return;
	}
	strmap_init(&all, k->s->arena);
	vec_each(v, &k->func->params) {
		if (!strcmp(v->name, name)) {
			use_argument(k, v);
			return;
		}
		strmap_set(&all, v->name, v);
	}
	FAIL(k, x, "'%s' has no parameter '%s'", k->func->name, name);
	near = strmap_nearest(&all, name);
	if (near)
		diag_hint(k->s->diag, "did you mean 'STAP_ARG_%s'?", near);
}

static void scan_global(struct scan *k, const struct piece *x, const char *name, bool write)
{
	const char *kind = write ? "write" : "read";

	for (size_t i = 0; i < k->use->globals.n; i++) {
		const struct embed_global *g = &k->use->globals.v[i];

		if (g->write == write && !strcmp(g->var->name, name))
			return;
	}
	if (embed_marked(k->text, arena_printf(k->s->arena, "pragma:%s:%s", kind, name)))
		return; /* there is no such global, and it was said */
	FAIL(k, x, "this needs a mark that says what it touches");
	diag_hint(k->s->diag, "write /* pragma:%s:%s */ before it", kind, name);
}

/* What only a function's body can do. */
static bool is_of_functions(const struct piece *x)
{
	static const char *const names[] = { "STAP_RETVALUE", "STAP_RETURN", "STAP_NEXT", NULL };

	for (size_t i = 0; names[i]; i++)
		if (piece_is(x, PIECE_NAME, names[i]))
			return true;
	return false;
}

static bool is_failing(const struct piece *x)
{
	static const char *const names[] = { "STAP_ERROR", "kread",  "uread",
					     "kderef",	   "uderef", NULL };

	for (size_t i = 0; names[i]; i++)
		if (piece_is(x, PIECE_NAME, names[i]))
			return true;
	return false;
}

static void scan_name(struct scan *k, const struct piece *x)
{
	const char *name;

	if ((name = behind(k, x, "STAP_ARG_")))
		scan_argument(k, x, name);
	else if ((name = behind(k, x, "STAP_GLOBAL_GET_")))
		scan_global(k, x, name, false);
	else if ((name = behind(k, x, "STAP_GLOBAL_SET_")))
		scan_global(k, x, name, true);
	else if (is_of_functions(x) && k->place != EMBED_FUNCTION)
		FAIL(k, x, "%.*s is for functions", (int)x->n, x->at);
	else if (piece_is(x, PIECE_NAME, "THIS") && !embed_marked(k->text, "unmangled") &&
		 !embed_says(k->text, "STAP_COMPAT_VERSION")) { /* that leaves it out */
		FAIL(k, x, "THIS is for C with the mark /* unmangled */");
		diag_hint(k->s->diag, "STAP_ARG_x and STAP_RETVALUE need none");
	}
	k->use->speaks |= is_of_functions(x) || piece_is(x, PIECE_NAME, "STAP_ERROR");
	k->use->fails |= is_failing(x);
}

/* Nothing, or "text" where a number is awaited. */
static void scan_value(struct scan *k)
{
	const char *p = k->text, *end;
	struct piece x = { PIECE_NAME, NULL, 1 };

	while (isspace((unsigned char)*p) || is_comment(p))
		p = is_comment(p) ? comment_end(p) : p + 1;
	if (!*p) {
		diag_semantic(k->s->diag, k->at,
			      "C in an expression has a value, and here is none");
		*k->ok = false;
		return;
	}
	end = *p == '"' ? quoted_end(p) : NULL;
	if (!end || k->use->string)
		return;
	x.at = p;
	x.n = (size_t)(end - p);
	FAIL(k, &x, "C in an expression is a number");
	diag_hint(k->s->diag, "the mark /* string */ makes it a string");
}

bool embed_is_closed(struct session *s, enum embed_place place, struct span at, const char *text)
{
	const char *open = find_open(text);
	const struct scan k = { .s = s, .at = at, .text = text };
	const struct piece x = { PIECE_NAME, open, open && is_comment(open) ? 2 : 1 };

	/* at top level there may be prose, behind #error or between #if 0 and #endif */
	if (!open || (place == EMBED_TOP && *open != '/'))
		return true;
	diag_semantic(s->diag, piece_span(&k, &x), "this %s of C is not closed before the %%}",
		      *open == '/' ? "comment" :
		      *open == '"' ? "string" :
				     "character");
	return false;
}

struct embed_use *embed_scan(struct session *s, enum embed_place place, struct func *f,
			     struct span at, const char *text, bool *ok)
{
	struct scan k = { s, place, f, at, text, arena_new(s->arena, struct embed_use), ok };
	const char *p = text;
	struct piece x;

	if (!embed_is_closed(s, place, at, text)) {
		*ok = false;
		return k.use;
	}
	while ((x = piece_next(&p)).kind) /* the marks of globals first */
		if (x.kind == PIECE_COMMENT)
			scan_mark(&k, &x);
	p = text;
	while ((x = piece_next(&p)).kind)
		if (x.kind == PIECE_NAME)
			scan_name(&k, &x);
	if (place == EMBED_EXPRESSION)
		scan_value(&k);
	k.use->fails |= k.use->string || k.use->globals.n;
	k.use->speaks |= k.use->unmangled;
	if (place == EMBED_FUNCTION && at.src &&
	    at.src->kind == SOURCE_SCRIPT) /* its value is what it was before */
		k.use->speaks |= !embed_says(text, "return");
	return k.use;
}

bool embed_check(struct session *s, const struct embed_use *use)
{
	for (size_t i = 0; use && i < use->globals.n; i++) {
		const struct embed_global *g = &use->globals.v[i];

		if (g->var->type != TYPE_STATS)
			continue;
		diag_semantic(s->diag, g->span, "'%s' holds statistics, which C can't have",
			      g->var->name);
		diag_hint(s->diag, "pass it what it needs: @count(%s) and the like", g->var->name);
		return false;
	}
	return true;
}
