/* SPDX-License-Identifier: GPL-2.0-only */
/* token.c: takes tokens, gives their names in messages; glues strings. */
#include "token.h"

#include "base/arena.h"
#include "base/out.h"

enum {
	NAME_MAX_SHOWN = 40, /* bytes of a token in a message */
};

const char *token_name(struct arena *a, const struct token *t)
{
	const char *text = t->text;

	switch (t->kind) {
	case TOK_END:
		return "end of file";
	case TOK_EMBED:
		return "embedded C";
	case TOK_BAD:
		return "something that is no word";
	case TOK_STRING:
		if (strlen(text) > NAME_MAX_SHOWN)
			return "a string";
		return arena_printf(a, "string %s", out_quote(a, text));
	default:
		if (strlen(text) > NAME_MAX_SHOWN)
			text = arena_printf(a, "%.*s...", NAME_MAX_SHOWN, text);
		return arena_printf(a, "'%s'", text);
	}
}

int token_closer(int kind)
{
	return kind == '(' ? ')' : kind == '[' ? ']' : kind == '{' ? '}' : 0;
}

bool token_touches(const struct token *a, const struct token *b)
{
	return a->span.src == b->span.src && a->span.via == b->span.via &&
	       a->span.end == b->span.begin;
}

void tokens_glue(struct arena *a, token_list *list, size_t from)
{
	size_t to = from, end;

	for (size_t i = from; i < list->n; i = end) {
		struct token t = list->v[i];
		size_t len = 0, at = 0;
		bool cut = false;
		char *text;

		for (end = i + 1; t.kind == TOK_STRING && end < list->n; end++)
			if (list->v[end].kind != TOK_STRING)
				break;
		if (end > i + 1) {
			for (size_t j = i; j < end; j++)
				len += strlen(list->v[j].text);
			t.text = text = arena_alloc(a, len + 1);
			for (size_t j = i; j < end; j++) {
				size_t n = strlen(list->v[j].text);

				if (cut)
					break;
				memcpy(text + at, list->v[j].text, n);
				at += n;
				cut = list->v[j].flaw == FLAW_NUL;
			}
			if (cut)
				t.flaw = FLAW_NUL;
			t.span = span_join(t.span, list->v[end - 1].span);
		}
		list->v[to++] = t;
	}
	list->n = to;
}
