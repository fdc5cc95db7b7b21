/* SPDX-License-Identifier: GPL-2.0-only */
/* syntax.c: takes what the grammar could have taken, says what is wrong with the token it got. */
#include "tree.h"

#include "base/arena.h"
#include "base/diag.h"
#include "base/strmap.h"

static const char *const top_words[] = { "function", "global", "private", "probe", NULL };

static bool is_word(int kind)
{
	return kind >= TOK_BREAK && kind <= TOK_WHILE;
}

static bool is_top_word(int kind)
{
	return kind == TOK_PROBE || kind == TOK_FUNCTION || kind == TOK_GLOBAL ||
	       kind == TOK_PRIVATE;
}

/* "a, b or c" */
static const char *expected_list(struct arena *a, const struct expected *e)
{
	const char *text = e->texts[0];

	for (unsigned int i = 1; i < e->n; i++)
		text = arena_printf(a, "%s%s%s", text, i + 1 < e->n ? ", " : " or ", e->texts[i]);
	return text;
}

/* What was expected in words, or NULL: too much to tell. */
static const char *expected_text(const struct tree *t, const struct expected *e, int opener)
{
	if (opener == '(' && e->parenthesis && e->operation)
		return "')'";
	if (opener == '[' && e->bracket && e->operation)
		return "']'";
	if (opener == '{' && !t->in_point && t->now->kind == TOK_END)
		return "'}'";
	if (e->n && e->n <= EXPECTED_SHOWN)
		return expected_list(t->arena, e);
	if ((opener == '(' && e->parenthesis) || (opener == '[' && e->bracket))
		return opener == '(' ? "')'" : "']'";
	if (t->in_point && !opener && !e->name && t->now->kind != '.')
		return "'{'";
	if (e->operation)
		return NULL;
	if (e->statement)
		return "a statement";
	if (e->declaration)
		return "'probe', 'function', 'global' or 'private'";
	if (e->name && e->number && e->target)
		return "an expression";
	return NULL;
}

static void hints(struct tree *t, const struct expected *e, const struct token *opener,
		  const char *expected)
{
	const struct token *now = t->now;
	const char *near;

	if ((e->name && (now->kind == TOK_LIMIT || now->kind == TOK_IN)) ||
	    (e->name && is_word(now->kind) && !e->statement && !is_top_word(now->kind))) {
		diag_hint(t->diag, "'%s' is a word of the language and can't be a name", now->text);
	} else if (e->declaration && now->kind == TOK_IDENT) {
		near = str_nearest(top_words, now->text);
		if (near)
			diag_hint(t->diag, "did you mean '%s'?", near);
	}
	if (opener && expected && strchr(")]}", expected[1]) && expected[2] == '\'')
		diag_note(t->diag, opener->span, "this '%s' is not closed", opener->text);
}

void tree_syntax_error(struct tree *t, const struct expected *e)
{
	const struct token *now = t->now;
	const struct token *opener = t->openers.n ? &t->openers.v[t->openers.n - 1] : NULL;
	const char *expected = expected_text(t, e, opener ? opener->kind : 0);
	const char *found = token_name(t->arena, now);
	struct span at = now->span;

	t->failed = true;
	/* The 'if' before an 'else' may have been in error, or the 'try' before a 'catch'. */
	if (t->quiet || (t->errors && (now->kind == TOK_ELSE || now->kind == TOK_CATCH)))
		return;
	/* The end is shown behind the last word, not on an empty line. */
	if (now->kind == TOK_END && t->last.src) {
		at = t->last;
		at.begin = at.end;
	}
	if (now->kind == TOK_ELSE && e->statement)
		tree_error(t, at, "'else' without 'if'");
	else if (now->kind == TOK_CATCH && e->statement)
		tree_error(t, at, "'catch' without 'try'");
	else if (expected)
		tree_error(t, at, "expected %s before %s", expected, found);
	else
		tree_error(t, at, "unexpected %s", found);
	hints(t, e, opener, expected);
}
