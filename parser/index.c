/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * index.c: takes the tokens of a library file, gives the names that it defines for others.
 *
 * Conditions are not asked: a name that only one branch defines is found in either case, and
 * the parser has the last word.  Most of a file stands in braces, which is passed over before
 * tokens are made: every run looks at the whole library.
 */
#include "base/arena.h"
#include "macro.h"
#include "parse.h"

struct index {
	struct arena *arena;
	struct reader words;
	void (*call)(void *data, int kind, const char *name);
	void *data;
};

/* "a, b = 3, c%[100]" */
static void index_globals(struct index *x)
{
	struct reader *r = &x->words;

	while (reader_peek(r)->kind == TOK_IDENT) {
		int kind;

		x->call(x->data, 'g', reader_next(r)->text);
		while ((kind = reader_peek(r)->kind) == '%' || kind == '[' || kind == ']' ||
		       kind == '=' || kind == '-' || kind == TOK_NUMBER || kind == TOK_STRING)
			reader_next(r);
		if (kind != ',')
			break;
		reader_next(r);
	}
}

/* "a.b = ..." is an alias; what has a '(', ',' or '{' first is a probe. */
static void index_probe(struct index *x)
{
	struct reader *r = &x->words;
	const char *name = "";
	int kind;

	while ((kind = reader_peek(r)->kind) == TOK_IDENT || kind == '.' ||
	       (kind >= TOK_BREAK && kind <= TOK_WHILE))
		name = arena_printf(x->arena, "%s%s", name, reader_next(r)->text);
	if (*name && (kind == '=' || kind == TOK_ADD_ASSIGN))
		x->call(x->data, 'a', name);
}

static void index_declaration(struct index *x, const struct token *t)
{
	struct reader *r = &x->words;

	switch (t->kind) {
	case TOK_PRIVATE:
		/* For this file alone; the word behind it is passed over too. */
		if (reader_peek(r)->kind != TOK_IDENT)
			reader_next(r);
		break;
	case TOK_FUNCTION:
		if (reader_peek(r)->kind == TOK_IDENT)
			x->call(x->data, 'f', reader_next(r)->text);
		break;
	case TOK_GLOBAL:
		index_globals(x);
		break;
	case TOK_PROBE:
		index_probe(x);
		break;
	case TOK_DEFINE:
		if (reader_peek(r)->kind != TOK_END)
			x->call(x->data, 'm', reader_next(r)->text);
		break;
	default:
		break;
	}
}

/* Behind a string that begins at S, or at the end of its line. */
static const char *string_skip(const char *s)
{
	for (s++; *s && *s != '"' && *s != '\n'; s++)
		if (*s == '\\' && s[1])
			s++;
	return *s == '"' ? s + 1 : s;
}

static const char *until(const char *s, const char *end, const char *text)
{
	const char *found = strstr(s, text);

	return found ? found + strlen(text) : end;
}

/* Behind what begins at S and is passed over as a whole: a comment, embedded C, a string; or S. */
static const char *whole_skip(const char *s, const char *begin, const char *end)
{
	bool counts = s > begin && (s[-1] == '$' || s[-1] == '@'); /* $# and @# */

	if (*s == '"')
		return string_skip(s);
	if (*s == '%' && s[1] == '{')
		return until(s + 2, end, "%}");
	if (*s == '/' && s[1] == '*')
		return until(s + 2, end, "*/");
	if ((*s == '#' && !counts) || (*s == '/' && s[1] == '/'))
		return s + strcspn(s, "\n");
	return s;
}

/* The text of SRC without its comments, and what stands in braces. */
static const struct source *outline(struct arena *a, const struct source *src)
{
	const char *s = src->text + src->lines[0], *end = src->text + src->len;
	char *text = arena_alloc(a, src->len + 1), *to = text;
	unsigned int depth = 0;

	while (s < end) {
		size_t n = strcspn(s, "{}\"%/#");
		const char *next;

		if (!depth) {
			memcpy(to, s, n);
			to += n;
		}
		s += n;
		if (s >= end)
			break;
		next = whole_skip(s, src->text, end);
		if (*s == '}' && depth)
			depth--;
		if (next == s)
			next++;
		if (!depth && (*s == '/' || *s == '#') && next > s + 1) {
			*to++ = ' '; /* a comment */
		} else if (!depth) {
			memcpy(to, s, (size_t)(next - s));
			to += next - s;
		}
		depth += *s == '{';
		s = next;
	}
	return source_new(a, src->name, text, (size_t)(to - text));
}

void parse_index(struct parser *p, const struct source *src,
		 void (*call)(void *data, int kind, const char *name), void *data)
{
	struct index x = { .arena = p->arena, .call = call, .data = data };
	token_list tokens = { 0 };
	unsigned int depth = 0;

	lexer_scan(p->arena, outline(p->arena, src), &tokens);
	x.words = (struct reader){ tokens.v, tokens.n, 0 };
	while (reader_peek(&x.words)->kind != TOK_END) {
		const struct token *t = reader_next(&x.words);

		if (t->kind == '{')
			depth++;
		else if (t->kind == '}' && depth)
			depth--;
		else if (!depth)
			index_declaration(&x, t);
	}
}
