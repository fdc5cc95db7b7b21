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
	if (t->in_point && !in_parenthesis(t)) {
		/* A "probe" elsewhere is the next declaration. */
		bool start = before_component(before) && (now.kind != TOK_PROBE || before == '.');

		if (start && now.kind != TOK_NUMBER && is_name_part(&now))
			return component_join(t->arena, tokens, i);
		if (!start && now.kind == '{')
			t->in_point = false;
	}
	if (now.kind == TOK_PROBE && !t->openers.n)
		t->in_point = true;
	if (!t->openers.n && (now.kind == TOK_PROBE || now.kind == TOK_FUNCTION))
		t->in_func = now.kind == TOK_FUNCTION;
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
	bool in_point; /* there a "function" may be a component */
	bool header; /* the brackets that were dropped are those of "if (...)" or its like */
	size_t brackets; /* ( and [ that were open, and are passed over up to their ends */
	struct span last; /* of the token before */
};

static void resync_start(struct tree *t, struct resync *r)
{
	r->brackets = 0;
	r->header = false;
	while (t->openers.n && t->openers.v[t->openers.n - 1].kind != '{') {
		r->header = has_header((int)t->openers.v[--t->openers.n].number);
		r->brackets++;
	}
	if (t->in_point)
		t->openers.n = 0;
	r->in_point = t->in_point;
	t->in_point = false;
	t->failed = false;
	r->on = true;
	r->at_top = !t->openers.n;
	r->last = t->back[0].span;
}

static bool is_statement_word(int kind)
{
	return kind >= TOK_BREAK && kind <= TOK_WHILE && kind != TOK_IN && kind != TOK_LIMIT;
}

static bool starts_line(const struct token *now, struct span last)
{
	return now->span.src != last.src || source_place(last.src, now->span.begin).line !=
						    source_place(last.src, last.begin).line;
}

/* The words that a statement may begin with, where it is the first of its line. */
static bool begins_statement(int kind)
{
	return kind == TOK_IDENT || kind == TOK_TARGET || kind == TOK_AT || kind == TOK_INC ||
	       kind == TOK_DEC;
}

/* FIRST: the token that the error was found at. */
static bool resync_here(struct resync *r, const struct token *now, bool first)
{
	struct span last = r->last;
	int kind = now->kind;

	r->last = now->span;

	if (kind == TOK_END || kind == TOK_PROBE)
		return true;
	if (is_top_word(kind))
		return !r->in_point || starts_line(now, last);
	if (r->at_top)
		return false;
	if (kind == '{' || kind == '}')
		return true;
	if (r->brackets) {
		if (kind == '(' || kind == '[')
			r->brackets++;
		else if (kind == ')' || kind == ']')
			r->brackets--;
		else
			return (kind == ';' && !r->header) ||
			       (starts_line(now, last) &&
				(is_statement_word(kind) || (first && begins_statement(kind))));
		return false;
	}
	/* Behind a header a statement begins. */
	return kind == ';' || r->header || is_statement_word(kind) ||
	       (begins_statement(kind) && starts_line(now, last));
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
	if (now->flaw == FLAW_OPEN)
		t->torn = now->span;
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
	if (now->flaw == FLAW_NUL)
		diag_warn(t->diag, at, "this string ends at its '\\0'");
	return grammar_push_parse(state, now->kind, &value, &at, t);
}

static void block_open_report(struct tree *t, const struct token *now, const struct token *opener)
{
	tree_error(t, now->span, "expected '%c' before '%s'", token_closer(opener->kind),
		   now->text);
	diag_note(t->diag, opener->span, "this '%s' is not closed", opener->text);
}

/* A declaration begins in a block: the braces that are missing are put before it. */
static int blocks_close(struct tree *t, grammar_pstate *state, const struct token *now)
{
	struct token brace = { .kind = '}', .span = now->span, .text = "}" };
	const struct token *opener = &t->openers.v[t->openers.n - 1];
	int status = YYPUSH_MORE;

	if (!tree_is_torn(t, opener))
		block_open_report(t, now, opener);
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

/* The column of the first word in the line of AT. */
static unsigned int indent_of(struct span at)
{
	size_t len;
	const char *line = source_line(at.src, source_place(at.src, at.begin).line, &len);

	return (unsigned int)strspn(line, " \t") + 1;
}

/*
 * A declaration in a block: it was put there on purpose when it stands further right than the
 * line where the block's declaration begins; else a brace is missing before it.
 */
static bool is_nested(const struct tree *t, const struct token *now)
{
	struct span open = t->openers.v[0].span;

	return t->openers.v[0].kind == '{' && open.src == now->span.src && !now->span.via &&
	       !open.via && source_place(now->span.src, now->span.begin).col > indent_of(open);
}

static void nested_report(struct tree *t, const struct token *now)
{
	const struct token *open = &t->openers.v[t->openers.n - 1];

	if (t->ahead && (t->ahead->kind == '=' || t->ahead->kind == TOK_ASSIGN)) {
		tree_error(t, now->span, "'%s' is a word of the language and can't be a name",
			   now->text);
		return;
	}
	tree_error(t, now->span, "'%s' can't stand in a block", now->text);
	diag_hint(t->diag, "declarations stand outside of probes and functions");
	diag_note(t->diag, open->span, "this '%s' is not closed", open->text);
}

/* Whether an operand must come behind a token of this kind. */
static bool wants_operand(int kind)
{
	return kind == '=' || kind == TOK_ASSIGN || kind == '+' || kind == '-' || kind == ',' ||
	       kind == '.' || kind == TOK_EQUAL || kind == TOK_RELATION || kind == TOK_ANDAND ||
	       kind == TOK_OROR;
}

/* Whether the '{' at I is a set of components: then the header of the probe goes on behind it. */
static bool opens_set(const token_list *tokens, size_t i)
{
	unsigned int depth = 0;

	for (; i < tokens->n; i++) {
		int kind = tokens->v[i].kind;

		if (kind == '{')
			depth++;
		else if (kind == '}' && !--depth)
			break;
	}
	if (i + 1 >= tokens->n)
		return true;
	switch (tokens->v[i + 1].kind) {
	case '{':
	case '}':
	case '.':
	case ',':
	case '?':
	case '!':
	case '=':
	case TOK_ADD_ASSIGN:
	case TOK_IF:
	case TOK_EMBED:
		return true;
	default:
		return false;
	}
}

/* "probe { ... }", "probe a, { ... }": a name is put where one is missing. */
static int point_missing(struct tree *t, grammar_pstate *state, const struct token *now)
{
	struct token name = { .kind = TOK_IDENT, .span = now->span, .text = "" };

	tree_error(t, now->span, "expected a probe point before '{'");
	t->in_point = false;
	return push(t, state, &name);
}

/* After an error that NOW gave: from where to go on. */
static int failed(struct tree *t, grammar_pstate *state, struct resync *resync,
		  const struct token *now)
{
	int status = YYPUSH_MORE;

	if (now->kind == TOK_ELSE || now->kind == TOK_CATCH) {
		/* What follows it is a statement of its own. */
		t->failed = false;
		return status;
	}
	resync_start(t, resync);
	/* It is no declaration. */
	if (is_top_word(now->kind) && t->openers.n && is_nested(t, now))
		return status;
	/* The grammar went back to where a statement or declaration may begin. */
	if (resync_here(resync, now, true)) {
		status = push(t, state, now);
		resync->on = t->failed;
		t->failed = false;
	}
	return status;
}

static void push_all(struct tree *t, const token_list *tokens)
{
	grammar_pstate *state = grammar_pstate_new();
	struct resync resync = { 0 };
	int status = YYPUSH_MORE, before = 0;

	for (size_t i = 0; i < tokens->n && status == YYPUSH_MORE; i++) {
		struct token now = token_take(t, tokens, &i, before);

		t->ahead = i + 1 < tokens->n ? &tokens->v[i + 1] : NULL;
		if (t->deep || t->cut || t->errors >= ERRORS_MAX)
			break;
		if (!token_check(t, &now))
			continue;
		if (is_top_word(now.kind) && t->openers.n && !t->in_point &&
		    !wants_operand(before) && is_nested(t, &now)) {
			if (!resync.on)
				nested_report(t, &now);
			resync = (struct resync){ .on = true, .last = now.span };
			continue;
		}
		if (resync.on && !resync_here(&resync, &now, false))
			continue;
		resync.on = false;
		if (is_top_word(now.kind) && t->openers.n && !t->in_point && !wants_operand(before))
			status = blocks_close(t, state, &now);
		if (now.kind == '{' && t->in_point && before_component(before) && before != '.' &&
		    !t->openers.n && !opens_set(tokens, i))
			status = point_missing(t, state, &now);
		if (status == YYPUSH_MORE)
			status = push(t, state, &now);
		t->quiet = false;
		if (t->failed && status == YYPUSH_MORE)
			status = failed(t, state, &resync, &now);
		if (!resync.on)
			openers_follow(t, &now, before);
		before = resync.on ? 0 : now.kind;
		t->back[1] = t->back[0];
		t->back[0] = now;
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
	diag_hold(p->diag); /* the preprocessor has been over it before the grammar begins */
	tokens_make(p, src, &macros, &tokens);
	push_all(&t, &tokens);
	diag_sort(p->diag);
	diag_keep(p->diag);
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
