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
	if (opener == '(' && e->in && !e->operation)
		return "'in'";
	if (e->operation && e->colon)
		return "':'";
	if (e->operation && e->semicolon && opener == '(')
		return "';'";
	if (t->in_point && opener == '(' && e->number && !e->operation && !e->target)
		return "a number or a string";
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

/* Two tokens that are no operator of this language, and what was meant. */
static const struct slip {
	const char *before, *now, *hint;
} slips[] = {
	{ "==", "=", "did you mean '=='?" },
	{ "!=", "=", "did you mean '!='?" },
	{ "=", "=", "did you mean '=='?" },
	{ "<", ">", "did you mean '!='?" },
	{ "=", ">", "did you mean '>='?" },
	{ "=", "<", "did you mean '<='?" },
	{ "~", "=", "did you mean '=~'?" },
	{ "&&", "=", "there is no '&&=': write 'a = a && b'" },
	{ "||", "=", "there is no '||=': write 'a = a || b'" },
	{ "||", "|", "did you mean '||'?" },
	{ "*", "*", "there is no power operator" },
	{ "*", "*=", "there is no power operator" },
	{ "?", ":", "the value between '?' and ':' is missing" },
	{ "?", "?", "the value between the two is missing" },
	{ "!", "in", "did you mean '!(a in b)'?" },
	{ "+", "=", "did you mean '+='?" },
	{ "-", "=", "did you mean '-='?" },
	{ ".", "=", "did you mean '.='?" },
};

/* What declarations begin with elsewhere. */
static const struct foreign {
	const char *text, *hint;
} foreign_top[] = {
	{ "BEGIN", "did you mean 'probe begin'?" },
	{ "END", "did you mean 'probe end'?" },
	{ "begin", "did you mean 'probe begin'?" },
	{ "end", "did you mean 'probe end'?" },
	{ "def", "did you mean 'function'?" },
	{ "fn", "did you mean 'function'?" },
	{ "func", "did you mean 'function'?" },
	{ "sub", "did you mean 'function'?" },
	{ "void", "did you mean 'function'?" },
	{ "int", "did you mean 'global'?" },
	{ "long", "did you mean 'global'?" },
	{ "string", "did you mean 'global'?" },
	{ "var", "did you mean 'global'?" },
	{ "static", "did you mean 'private'?" },
	{ "import", "the functions of the library need no import" },
	{ "include", "the functions of the library need no include" },
	{ "require", "the functions of the library need no require" },
	{ "use", "the functions of the library need no use" },
	{ "define", "did you mean '@define'?" },
	{ NULL, NULL },
};

static const char *foreign_hint(const struct foreign *list, const char *text)
{
	for (; list->text; list++)
		if (!strcmp(list->text, text))
			return list->hint;
	return NULL;
}

static const char *slip_hint(const struct tree *t)
{
	for (size_t i = 0; i < sizeof(slips) / sizeof(*slips); i++)
		if (!strcmp(slips[i].before, t->back[0].text) &&
		    !strcmp(slips[i].now, t->now->text))
			return slips[i].hint;
	if (t->now->kind == '!' && t->ahead && t->ahead->kind == TOK_IN)
		return "did you mean '!(a in b)'?";
	if (t->now->kind == ':' && t->ahead && t->ahead->kind == '=')
		return "did you mean '='?";
	return NULL;
}

static const char *top_hint(const struct tree *t)
{
	const struct token *now = t->now;
	int ahead = t->ahead ? t->ahead->kind : TOK_END;
	const char *near;

	if (now->kind != TOK_IDENT)
		return is_word(now->kind) && !is_top_word(now->kind) ?
			       "statements stand in a probe: probe begin { ... }" :
			       NULL;
	if (t->back[1].kind == TOK_GLOBAL)
		return "globals are separated by ','";
	near = foreign_hint(foreign_top, now->text);
	if (near)
		return near;
	near = str_nearest(top_words, now->text);
	if (near)
		return arena_printf(t->arena, "did you mean '%s'?", near);
	if (ahead == '(' || ahead == '=' || ahead == '[' || ahead == TOK_INC ||
	    ahead == TOK_ADD_ASSIGN)
		return "statements stand in a probe: probe begin { ... }";
	return NULL;
}

/* Before a component of a probe point, or its argument. */
static const char *point_hint(const struct tree *t, const struct token *opener)
{
	int kind = t->now->kind;

	if (opener && opener->kind == '(' && kind == TOK_IDENT)
		return arena_printf(t->arena, "did you mean \"%s\"?", t->now->text);
	if (opener)
		return NULL;
	if (kind == TOK_STRING || kind == '[')
		return "the argument of a component stands in parentheses";
	if (kind == ':' || kind == TOK_ARROW)
		return "the components of a probe point are joined by '.'";
	if (kind == TOK_IDENT || kind == TOK_FUNCTION)
		return "probe points are separated by ',', their components by '.'";
	if (kind == '=' || kind == TOK_ADD_ASSIGN)
		return "an alias has one name before the '='";
	return NULL;
}

static bool is_text(const struct token *tok, const char *text)
{
	return tok->text && !strcmp(tok->text, text);
}

/* Where the parenthesis behind "if", "while" and the like is missing. */
static const char *head_hint(const struct tree *t)
{
	int ahead = t->ahead ? t->ahead->kind : TOK_END;

	switch (t->back[0].kind) {
	case TOK_IF:
	case TOK_WHILE:
		return "the condition stands in parentheses";
	case TOK_FOR:
		return ahead == TOK_IN ? "did you mean 'foreach (... in ...)'?" :
					 "for (first; condition; step)";
	case TOK_FOREACH:
		return "foreach (key in array)";
	default:
		return NULL;
	}
}

static const char *hint_find(const struct tree *t, const struct expected *e,
			     const struct token *opener)
{
	const struct token *now = t->now;
	const char *hint = NULL;
	bool keys = e->in && !e->operation && now->kind == ',';

	if (now->kind == TOK_PROBE && t->back[0].kind == TOK_PRIVATE)
		return "functions and globals can be private";
	if ((e->name && (now->kind == TOK_LIMIT || now->kind == TOK_IN)) ||
	    (e->name && is_word(now->kind) && !e->statement && !is_top_word(now->kind)))
		return t->back[0].kind == '!' && now->kind == TOK_IN ?
			       slip_hint(t) :
			       arena_printf(t->arena,
					    "'%s' is a word of the language and can't be a name",
					    now->text);
	if (e->declaration)
		return top_hint(t);
	if (now->kind != '(' && e->n == 1 && !strcmp(e->texts[0], "'('"))
		hint = head_hint(t);
	if (hint)
		return hint;
	if (t->in_point)
		return point_hint(t, opener);
	if (now->kind == ':' && (is_text(&t->back[1], "case") || is_text(&t->back[0], "default")))
		return "there is no 'switch': write a chain of 'if' and 'else if'";
	if (e->in && t->back[0].kind == ']' && !e->operation)
		return "a tuple of keys is asked for: [a, b] in array";
	if (now->kind == '}' && e->statement && t->back[0].kind == ')')
		return "what shall be done is missing here";
	if (e->n && !strcmp(e->texts[0], "':'") && opener && opener->kind == '(' &&
	    now->kind == TOK_IDENT && t->back[0].kind == TOK_IDENT)
		return "types stand behind: name:long, name:string";
	if (keys && opener && opener->number == TOK_FOREACH)
		return "several keys stand in brackets: foreach ([a, b] in x)";
	if (opener && opener->number == TOK_FOR && now->kind == ')' && e->semicolon)
		return t->back[1].kind == TOK_IN ? "did you mean 'foreach'?" :
						   "for (first; condition; step)";
	if (opener && opener->number == TOK_FOR && now->kind == TOK_IDENT &&
	    t->back[0].kind == TOK_IDENT)
		return "variables are not declared";
	if (opener && opener->number == TOK_FOR && now->kind == ',')
		return "there is no ',' operator";
	if (now->kind == ',' && e->operation && (!opener || opener->kind == '{'))
		return "statements are separated by ';' or nothing";
	hint = slip_hint(t);
	if (!hint && now->kind == '*' && (e->target || e->statement))
		return "memory is read with '->', '[...]' and @cast(...)";
	return hint			    ? hint :
	       t->back[0].kind == TOK_MATCH ? "a regular expression is a string literal" :
					      NULL;
}

static void hints(struct tree *t, const struct expected *e, const struct token *opener,
		  const char *expected)
{
	const char *hint = hint_find(t, e, opener);

	if (hint)
		diag_hint(t->diag, "%s", hint);
	if (opener && expected && strchr(")]}", expected[1]) && expected[2] == '\'')
		diag_note(t->diag, opener->span, "this '%s' is not closed", opener->text);
}

bool tree_is_torn(const struct tree *t, const struct token *opener)
{
	struct span torn = t->torn;

	return opener && torn.src && opener->span.src == torn.src &&
	       source_place(torn.src, opener->span.begin).line ==
		       source_place(torn.src, torn.begin).line &&
	       memchr(torn.src->text + torn.begin, token_closer(opener->kind),
		      torn.end - torn.begin);
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
	if (t->quiet || tree_is_torn(t, opener) ||
	    (t->errors && (now->kind == TOK_ELSE || now->kind == TOK_CATCH)))
		return;
	/* The end is shown behind the last word, not on an empty line. */
	if (now->kind == TOK_END && t->back[0].span.src) {
		at = t->back[0].span;
		at.begin = at.end;
	}
	if (now->kind == TOK_ELSE && e->statement)
		tree_error(t, at, "'else' without 'if'");
	else if (now->kind == '}' && e->declaration)
		tree_error(t, at, "'}' without '{'");
	else if (now->kind == TOK_CATCH && e->statement)
		tree_error(t, at, "'catch' without 'try'");
	else if ((t->back[0].kind == TOK_INC || t->back[0].kind == TOK_DEC) && e->target)
		tree_error(t, t->back[0].span, "'%s' changes a variable, and here is none",
			   t->back[0].text);
	else if (expected)
		tree_error(t, at, "expected %s before %s", expected, found);
	else
		tree_error(t, at, "unexpected %s", found);
	hints(t, e, opener, expected);
}
