/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * parse.c: takes a text, gives its tree: lexer, preprocessor, then the grammar, a token a push.
 *
 * On their way to the grammar the tokens of a probe point become names: words of the language
 * may be components, and neighbours without a blank ("sys" "*" "open") are one of them.
 */
#include "parse.h"

#include "base/arena.h"
#include "base/diag.h"
#include "macro.h"
#include "preprocess.h"
#include "tree.h"

enum {
	ERRORS_MAX = 100, /* in one text; what has more is no script */
};

void parser_init(struct parser *p, struct arena *a, struct diag *d)
{
	memset(p, 0, sizeof(*p));
	p->arena = a;
	p->diag = d;
	strmap_init(&p->macros, a);
}

static bool is_word(const struct token *t)
{
	return t->kind == TOK_IDENT || (t->kind >= TOK_BREAK && t->kind <= TOK_WHILE);
}

static bool is_top_word(int kind)
{
	return kind == TOK_PROBE || kind == TOK_FUNCTION || kind == TOK_GLOBAL ||
	       kind == TOK_PRIVATE;
}

static bool is_name_part(const struct token *t)
{
	return is_word(t) || t->kind == '*' || t->kind == TOK_NUMBER;
}

/* A component of a probe point may begin behind one of these. */
static bool before_component(int kind)
{
	return kind == TOK_PROBE || kind == '.' || kind == ',' || kind == '{' || kind == '=' ||
	       kind == TOK_ADD_ASSIGN;
}

/* The component that begins at V[*I]; *I moves to its last token. */
static struct token component_join(struct arena *a, const token_list *tokens, size_t *i)
{
	struct token t = tokens->v[*i];

	while (*i + 1 < tokens->n && is_name_part(&tokens->v[*i + 1]) &&
	       token_touches(&tokens->v[*i], &tokens->v[*i + 1])) {
		++*i;
		t.text = arena_printf(a, "%s%s", t.text, tokens->v[*i].text);
		t.span.end = tokens->v[*i].span.end;
	}
	t.kind = TOK_IDENT;
	return t;
}

/* Whether the brackets around are those of a probe point's header, not of an argument. */
static bool in_parenthesis(const struct tree *t)
{
	return t->openers.n && t->openers.v[t->openers.n - 1].kind == '(';
}

/* Makes one token of those at *I, where the grammar wants one. */
static struct token token_take(struct tree *t, const token_list *tokens, size_t *i, int before)
{
	struct token now = tokens->v[*i];

	/* "if (x) a; else b": this ';' is no statement between the two. */
	if (now.kind == ';' && *i + 1 < tokens->n && tokens->v[*i + 1].kind == TOK_ELSE &&
	    !t->header_closed && before != TOK_ELSE)
		now = tokens->v[++*i];
	/* A member may be called "next". */
	if (before == TOK_ARROW && is_word(&now))
		now.kind = TOK_IDENT;
	if (now.kind == TOK_PROBE && !t->openers.n) {
		t->in_point = true;
	} else if (t->in_point && !in_parenthesis(t)) {
		bool start = before_component(before);

		if (start && now.kind != TOK_NUMBER && is_name_part(&now))
			return component_join(t->arena, tokens, i);
		if (!start && now.kind == '{')
			t->in_point = false;
	}
	return now;
}

static int opener_of(int kind)
{
	return kind == ')' ? '(' : kind == ']' ? '[' : kind == '}' ? '{' : 0;
}

static bool has_header(int kind)
{
	return kind == TOK_IF || kind == TOK_WHILE || kind == TOK_FOR || kind == TOK_FOREACH;
}

/* Keeps the open brackets; an opener's number is the kind of the token before it. */
static void openers_follow(struct tree *t, const struct token *now, int before)
{
	int opener = opener_of(now->kind);

	t->header_closed = false;
	if (now->kind == '(' || now->kind == '[' || now->kind == '{') {
		vec_push(t->arena, &t->openers, *now);
		t->openers.v[t->openers.n - 1].number = before;
		if (t->openers.n > DEPTH_MAX)
			tree_too_deep(t, now->span);
	}
	for (size_t n = t->openers.n; opener && n; n--)
		if (t->openers.v[n - 1].kind == opener) {
			t->openers.n = n - 1;
			t->header_closed = has_header((int)t->openers.v[n - 1].number);
			return;
		}
}

/*
 * After an error: in a block go on where a statement may begin, that is at a word that
 * begins one, a brace, ';' or a name that is the first of its line; elsewhere at the next
 * declaration.
 */
struct resync {
	bool on, at_top;
	struct span last; /* of the token before */
};

static void resync_start(struct tree *t, struct resync *r)
{
	while (t->openers.n && t->openers.v[t->openers.n - 1].kind != '{')
		t->openers.n--;
	if (t->in_point)
		t->openers.n = 0;
	t->in_point = false;
	t->failed = false;
	r->on = true;
	r->at_top = !t->openers.n;
	r->last = t->now->span;
}

static bool starts_line(const struct token *now, struct span last)
{
	return now->span.src != last.src || source_place(last.src, now->span.begin).line !=
						    source_place(last.src, last.begin).line;
}

static bool resync_here(struct resync *r, const struct token *now)
{
	struct span last = r->last;
	int kind = now->kind;

	r->last = now->span;

	if (kind == TOK_END || is_top_word(kind))
		return true;
	if (r->at_top)
		return false;
	if (kind == '{' || kind == '}' || kind == ';')
		return true;
	if (kind >= TOK_BREAK && kind <= TOK_WHILE && kind != TOK_IN && kind != TOK_LIMIT)
		return true;
	return (kind == TOK_IDENT || kind == TOK_TARGET || kind == TOK_AT || kind == TOK_INC ||
		kind == TOK_DEC) &&
	       starts_line(now, last);
}

/* Reports BAD tokens and what is not allowed here; false: the token is left out. */
static bool token_check(struct tree *t, struct token *now)
{
	if (now->kind == TOK_EMBED && !now->span.src->guru) {
		tree_error(t, now->span, "embedded C is for guru mode only");
		diag_hint(t->diag, "use -g");
	}
	t->quiet = now->kind == TOK_BAD;
	if (!t->quiet)
		return true;
	if (now->text)
		tree_error(t, now->span, "%s", now->text);
	t->cut = now->number == TOK_BAD;
	/* What was meant takes its place, so that nothing else is said about it. */
	now->kind = (int)now->number;
	now->number = 0;
	now->text = "";
	return now->kind != TOK_END && !t->cut;
}

static int push(struct tree *t, grammar_pstate *state, const struct token *now)
{
	struct span at = now->span;
	GRAMMAR_STYPE value = { 0 };

	if (now->kind == TOK_NUMBER)
		value.number = now->number;
	else if (now->op != OP_NONE)
		value.op = now->op;
	else
		value.text = now->text;
	t->now = now;
	return grammar_push_parse(state, now->kind, &value, &at, t);
}

/* A declaration begins in a block: the braces that are missing are put before it. */
static int blocks_close(struct tree *t, grammar_pstate *state, const struct token *now)
{
	struct token brace = { .kind = '}', .span = now->span, .text = "}" };
	const struct token *opener = &t->openers.v[t->openers.n - 1];
	int status = YYPUSH_MORE;

	tree_error(t, now->span, "expected '%c' before '%s'",
		   opener->kind == '(' ? ')' :
		   opener->kind == '[' ? ']' :
					 '}',
		   now->text);
	diag_note(t->diag, opener->span, "this '%s' is not closed", opener->text);
	t->quiet = true;
	while (t->openers.n && status == YYPUSH_MORE)
		if (t->openers.v[--t->openers.n].kind == '{') {
			status = push(t, state, &brace);
			/* An expression that had no end was dropped; its block is still open. */
			if (t->failed) {
				t->failed = false;
				status = push(t, state, &brace);
			}
		}
	t->failed = t->quiet = t->in_point = false;
	t->in_point = now->kind == TOK_PROBE;
	return status;
}

static void push_all(struct tree *t, const token_list *tokens)
{
	grammar_pstate *state = grammar_pstate_new();
	struct resync resync = { 0 };
	int status = YYPUSH_MORE, before = 0;

	for (size_t i = 0; i < tokens->n && status == YYPUSH_MORE; i++) {
		struct token now = token_take(t, tokens, &i, before);

		if (t->deep || t->cut || t->errors >= ERRORS_MAX)
			break;
		if (!token_check(t, &now))
			continue;
		if (resync.on && !resync_here(&resync, &now))
			continue;
		resync.on = false;
		if (is_top_word(now.kind) && t->openers.n && !t->in_point)
			status = blocks_close(t, state, &now);
		if (status == YYPUSH_MORE)
			status = push(t, state, &now);
		t->quiet = false;
		if (t->failed && (now.kind == TOK_ELSE || now.kind == TOK_CATCH)) {
			/* What follows it is a statement of its own. */
			t->failed = false;
		} else if (t->failed) {
			resync_start(t, &resync);
			/* The grammar went back to where a statement or declaration may begin. */
			if (status == YYPUSH_MORE && resync_here(&resync, &now)) {
				status = push(t, state, &now);
				resync.on = t->failed;
				t->failed = false;
			}
		}
		if (!resync.on)
			openers_follow(t, &now, before);
		before = now.kind;
		t->last = now.span;
	}
	grammar_pstate_delete(state);
}

static bool script_is_empty(const struct script *s)
{
	return !s->probes.n && !s->aliases.n && !s->funcs.n && !s->globals.n && !s->embeds.n;
}

/* The tokens of SRC, preprocessed; MACROS gets those that it defines. */
static void tokens_make(struct parser *p, const struct source *src, struct strmap *macros,
			token_list *tokens)
{
	token_list raw = { 0 };

	lexer_scan(p->arena, src, &raw);
	preprocess(p, &raw, macros, tokens);
}

struct script *parse_text(struct parser *p, const struct source *src)
{
	struct script *s = arena_new(p->arena, struct script);
	unsigned int before = diag_errors(p->diag);
	token_list tokens = { 0 };
	struct strmap macros;
	struct tree t = { .parser = p, .arena = p->arena, .diag = p->diag, .script = s };

	s->src = src;
	t.macros = &macros;
	strmap_init(&macros, p->arena);
	tokens_make(p, src, &macros, &tokens);
	push_all(&t, &tokens);
	if (diag_errors(p->diag) == before && script_is_empty(s) && src->kind == SOURCE_SCRIPT)
		diag_parse(p->diag, ((struct span){ src, 0, 0, NULL }), "empty script");
	return diag_errors(p->diag) == before ? s : NULL;
}

bool parse_macros(struct parser *p, const struct source *src)
{
	unsigned int before = diag_errors(p->diag);
	token_list tokens = { 0 };

	tokens_make(p, src, &p->macros, &tokens);
	if (diag_errors(p->diag) == before && tokens.v[0].kind == TOK_BAD)
		diag_parse(p->diag, tokens.v[0].span, "%s", tokens.v[0].text);
	else if (diag_errors(p->diag) == before && tokens.v[0].kind != TOK_END)
		diag_parse(p->diag, tokens.v[0].span, "expected '@define' before %s",
			   token_name(p->arena, &tokens.v[0]));
	return diag_errors(p->diag) == before;
}
