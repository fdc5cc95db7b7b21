/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ast_print.c: takes a tree, gives script text that parses to the same tree.
 *
 * Parentheses stand only where the grammar would read something else, and a ';' only where
 * the next statement would be read as part of the one before it.
 */
#include "ast_print.h"

#include <inttypes.h>

#include "ast.h"
#include "base/out.h"

/* How tightly an expression holds together; the order of grammar.y. */
enum level {
	LEVEL_ASSIGN,
	LEVEL_TERNARY,
	LEVEL_OROR,
	LEVEL_ANDAND,
	LEVEL_OR,
	LEVEL_XOR,
	LEVEL_AND,
	LEVEL_IN,
	LEVEL_COMPARE,
	LEVEL_SHIFT,
	LEVEL_CONCAT,
	LEVEL_ADD,
	LEVEL_MUL,
	LEVEL_UNARY,
	LEVEL_PRIMARY,
};

static const struct op_row {
	const char *text;
	enum level level;
} ops[] = {
	[OP_NONE] = { "", LEVEL_ASSIGN },     [OP_ADD] = { "+", LEVEL_ADD },
	[OP_SUB] = { "-", LEVEL_ADD },	      [OP_MUL] = { "*", LEVEL_MUL },
	[OP_DIV] = { "/", LEVEL_MUL },	      [OP_MOD] = { "%", LEVEL_MUL },
	[OP_AND] = { "&", LEVEL_AND },	      [OP_OR] = { "|", LEVEL_OR },
	[OP_XOR] = { "^", LEVEL_XOR },	      [OP_SHL] = { "<<", LEVEL_SHIFT },
	[OP_SHR] = { ">>", LEVEL_SHIFT },     [OP_USHR] = { ">>>", LEVEL_SHIFT },
	[OP_ANDAND] = { "&&", LEVEL_ANDAND }, [OP_OROR] = { "||", LEVEL_OROR },
	[OP_EQ] = { "==", LEVEL_COMPARE },    [OP_NE] = { "!=", LEVEL_COMPARE },
	[OP_LT] = { "<", LEVEL_COMPARE },     [OP_LE] = { "<=", LEVEL_COMPARE },
	[OP_GT] = { ">", LEVEL_COMPARE },     [OP_GE] = { ">=", LEVEL_COMPARE },
	[OP_CONCAT] = { ".", LEVEL_CONCAT },  [OP_STAT] = { "<<<", LEVEL_ASSIGN },
	[OP_NOT] = { "!", LEVEL_UNARY },      [OP_COMPL] = { "~", LEVEL_UNARY },
	[OP_PLUS] = { "+", LEVEL_UNARY },     [OP_MINUS] = { "-", LEVEL_UNARY },
	[OP_INC] = { "++", LEVEL_UNARY },     [OP_DEC] = { "--", LEVEL_UNARY },
	[OP_MATCH] = { "=~", LEVEL_COMPARE }, [OP_NOMATCH] = { "!~", LEVEL_COMPARE },
};

static const char *const stats[] = {
	[STAT_COUNT] = "@count",       [STAT_SUM] = "@sum",
	[STAT_MIN] = "@min",	       [STAT_MAX] = "@max",
	[STAT_AVG] = "@avg",	       [STAT_VARIANCE] = "@variance",
	[STAT_HIST_LOG] = "@hist_log", [STAT_HIST_LINEAR] = "@hist_linear",
	[STAT_QUANTILE] = "@quantile",
};

const char *type_name(enum type t)
{
	static const char *const names[] = {
		[TYPE_UNKNOWN] = "unknown", [TYPE_LONG] = "long", [TYPE_STRING] = "string",
		[TYPE_STATS] = "stats",	    [TYPE_VOID] = "void",
	};

	return names[t];
}

bool op_compares(enum op op)
{
	return op >= OP_EQ && op <= OP_GE;
}

const char *op_text(enum op op)
{
	return ops[op].text;
}

const char *stat_name(enum stat_kind k)
{
	return stats[k];
}

static void print_expr(struct out *o, const struct expr *e, enum level least);

static enum level level_of(const struct expr *e)
{
	switch (e->kind) {
	case EXPR_ASSIGN:
		return LEVEL_ASSIGN;
	case EXPR_TERNARY:
		return LEVEL_TERNARY;
	case EXPR_BINARY:
	case EXPR_REGEX:
		return ops[e->op].level;
	case EXPR_IN:
		/* "[a, b] in x" can only be followed by what binds less than 'in' does. */
		return LEVEL_IN;
	case EXPR_UNARY:
	case EXPR_INCDEC:
		return LEVEL_UNARY;
	case EXPR_NUMBER:
		return e->number < 0 ? LEVEL_UNARY : LEVEL_PRIMARY;
	case EXPR_TARGET:
	case EXPR_AT:
	case EXPR_DEREF:
		return e->address ? LEVEL_UNARY : LEVEL_PRIMARY;
	default:
		return LEVEL_PRIMARY;
	}
}

static void print_list(struct out *o, const expr_list *list, bool first)
{
	for (size_t i = 0; i < list->n; i++) {
		if (i || !first)
			out_text(o, ", ");
		if (list->v[i])
			print_expr(o, list->v[i], LEVEL_ASSIGN);
		else
			out_text(o, "*");
	}
}

static void print_path(struct out *o, const struct expr *e)
{
	for (size_t i = 0; i < e->path.n; i++) {
		const struct step *s = &e->path.v[i];

		switch (s->kind) {
		case STEP_MEMBER:
			out_put(o, "->%s", s->name);
			break;
		case STEP_INDEX:
			out_text(o, "[");
			print_expr(o, s->index, LEVEL_ASSIGN);
			out_text(o, "]");
			break;
		case STEP_PRETTY:
			out_text(o, s->number > 1 ? "$$" : "$");
			break;
		case STEP_TEXT: /* no syntax of the language */
			break;
		}
	}
}

/* Whether the path of E, a DEREF, may follow its expression without parentheses around that. */
static bool is_bare(const struct expr *e)
{
	switch (e->a->kind) {
	case EXPR_NAME:
		return !e->path.n || e->path.v[0].kind == STEP_MEMBER;
	case EXPR_INDEX:
	case EXPR_CALL:
	case EXPR_PRINT:
		return true;
	default:
		return false;
	}
}

static void print_target(struct out *o, const struct expr *e)
{
	if (e->address)
		out_text(o, "&");
	if (e->kind == EXPR_DEREF) {
		bool bare = is_bare(e);

		out_text(o, bare ? "" : "(");
		print_expr(o, e->a, LEVEL_ASSIGN);
		out_text(o, bare ? "" : ")");
	} else {
		out_text(o, e->name);
	}
	if (e->kind == EXPR_AT && e->args.n) {
		out_text(o, "(");
		print_list(o, &e->args, true);
		out_text(o, ")");
	}
	print_path(o, e);
}

static void print_binary(struct out *o, const struct expr *e)
{
	enum level level = level_of(e);

	/* All of them group to the left, so an equal one on the right needs parentheses. */
	print_expr(o, e->a, level);
	out_put(o, " %s ", op_text(e->op));
	print_expr(o, e->b, level + 1);
}

/* The expression that E's text begins with, or NULL; *least is what its place asks for. */
static const struct expr *leftmost(const struct expr *e, enum level *least)
{
	switch (e->kind) {
	case EXPR_BINARY:
		*least = level_of(e);
		return e->a;
	case EXPR_ASSIGN:
		*least = LEVEL_TERNARY;
		return e->a;
	case EXPR_TERNARY:
		*least = LEVEL_OROR;
		return e->a;
	case EXPR_REGEX:
		*least = LEVEL_COMPARE;
		return e->a;
	case EXPR_IN:
		*least = LEVEL_COMPARE;
		return e->args.n == 1 ? e->args.v[0] : NULL;
	case EXPR_INCDEC:
		*least = LEVEL_PRIMARY;
		return e->postfix ? e->a : NULL;
	default:
		return NULL;
	}
}

/* The first character of E's text where it is one that could go on with what stands before it. */
static char first_char(const struct expr *e, enum level least)
{
	for (;;) {
		const struct expr *left;

		if (level_of(e) < least)
			return '(';
		left = leftmost(e, &least);
		if (!left)
			break;
		e = left;
	}
	switch (e->kind) {
	case EXPR_STRING:
		return '"';
	case EXPR_NUMBER:
		return e->number < 0 ? '-' : '\0';
	case EXPR_UNARY:
	case EXPR_INCDEC:
		return op_text(e->op)[0];
	case EXPR_IN:
		return '[';
	case EXPR_TARGET:
	case EXPR_AT:
	case EXPR_DEREF:
		if (e->address)
			return '&';
		return e->kind == EXPR_DEREF && !is_bare(e) ? '(' : '\0';
	default:
		return '\0';
	}
}

static void print_unary(struct out *o, const struct expr *e)
{
	out_text(o, op_text(e->op));
	/* "- -x" is not "--x". */
	if (first_char(e->a, LEVEL_UNARY) == op_text(e->op)[0])
		out_text(o, " ");
	print_expr(o, e->a, LEVEL_UNARY);
}

/* "5++" is none, "(5)++" is. */
static void print_incdec(struct out *o, const struct expr *e)
{
	bool parens = e->a->kind == EXPR_NUMBER || e->a->kind == EXPR_STRING ||
		      e->a->kind == EXPR_EMBED || level_of(e->a) < LEVEL_PRIMARY;

	out_text(o, e->postfix ? "" : op_text(e->op));
	out_text(o, parens ? "(" : "");
	print_expr(o, e->a, LEVEL_ASSIGN);
	out_text(o, parens ? ")" : "");
	out_text(o, e->postfix ? op_text(e->op) : "");
}

/* The lines of embedded C stay as they are. */
static void print_embed(struct out *o, const char *text)
{
	unsigned int indent = o->indent;

	out_text(o, "%{");
	o->indent = 0;
	out_text(o, text);
	out_text(o, "%}");
	o->indent = indent;
}

static void print_in(struct out *o, const struct expr *e)
{
	if (e->args.n == 1 && e->args.v[0]) {
		print_expr(o, e->args.v[0], LEVEL_COMPARE);
	} else {
		out_text(o, "[");
		print_list(o, &e->args, true);
		out_text(o, "]");
	}
	out_put(o, " in %s", e->name);
}

static void print_stat(struct out *o, const struct expr *e)
{
	out_put(o, "%s(", stat_name(e->stat));
	print_expr(o, e->a, LEVEL_ASSIGN);
	print_list(o, &e->args, false);
	out_text(o, ")");
	if (e->b) {
		out_text(o, "[");
		print_expr(o, e->b, LEVEL_ASSIGN);
		out_text(o, "]");
	}
}

static void print_kind(struct out *o, const struct expr *e)
{
	switch (e->kind) {
	case EXPR_NUMBER:
		out_put(o, "%" PRId64, e->number);
		break;
	case EXPR_STRING:
		out_text(o, out_quote(o->arena, e->text));
		break;
	case EXPR_NAME:
		out_text(o, e->name);
		break;
	case EXPR_INDEX:
		out_put(o, "%s[", e->name);
		print_list(o, &e->args, true);
		out_text(o, "]");
		break;
	case EXPR_CALL:
	case EXPR_PRINT:
		out_put(o, "%s(", e->name);
		print_list(o, &e->args, true);
		out_text(o, ")");
		break;
	case EXPR_UNARY:
		print_unary(o, e);
		break;
	case EXPR_INCDEC:
		print_incdec(o, e);
		break;
	case EXPR_BINARY:
		print_binary(o, e);
		break;
	case EXPR_ASSIGN:
		print_expr(o, e->a, LEVEL_TERNARY);
		out_put(o, " %s%s ", op_text(e->op), e->op == OP_STAT ? "" : "=");
		print_expr(o, e->b, LEVEL_ASSIGN);
		break;
	case EXPR_TERNARY:
		print_expr(o, e->a, LEVEL_OROR);
		out_text(o, " ? ");
		print_expr(o, e->b, LEVEL_ASSIGN);
		out_text(o, " : ");
		print_expr(o, e->c, LEVEL_TERNARY);
		break;
	case EXPR_IN:
		print_in(o, e);
		break;
	case EXPR_REGEX:
		print_expr(o, e->a, LEVEL_COMPARE);
		out_put(o, " %s %s", op_text(e->op), out_quote(o->arena, e->text));
		break;
	case EXPR_TARGET:
	case EXPR_AT:
	case EXPR_DEREF:
		print_target(o, e);
		break;
	case EXPR_STAT:
		print_stat(o, e);
		break;
	case EXPR_EMBED:
		print_embed(o, e->text);
		break;
	}
}

/* In parentheses where the place asks for something that holds together more tightly. */
static void print_expr(struct out *o, const struct expr *e, enum level least)
{
	bool parens = level_of(e) < least;

	out_text(o, parens ? "(" : "");
	print_kind(o, e);
	out_text(o, parens ? ")" : "");
}

const char *expr_text(struct arena *a, const struct expr *e)
{
	struct out o;

	out_init(&o, a);
	print_expr(&o, e, LEVEL_ASSIGN);
	return o.text;
}

/* A number so far from zero is read as hexadecimal. */
static bool is_address(const struct expr *e)
{
	enum { FAR = 1 << 24 };

	return e->kind == EXPR_NUMBER && (e->number >= FAR || e->number <= -FAR);
}

static void print_point(struct out *o, const struct point *p, bool cond)
{
	for (size_t i = 0; i < p->parts.n; i++) {
		const struct component *c = &p->parts.v[i];

		out_put(o, "%s%s", i ? "." : "", c->name);
		if (c->arg) {
			out_text(o, "(");
			if (is_address(c->arg))
				out_put(o, "0x%" PRIx64, (uint64_t)c->arg->number);
			else
				print_expr(o, c->arg, LEVEL_ASSIGN);
			out_text(o, ")");
		}
	}
	out_text(o, p->optional ? "?" : p->sufficient ? "!" : "");
	if (cond && p->condition) {
		out_text(o, " if (");
		print_expr(o, p->condition, LEVEL_ASSIGN);
		out_text(o, ")");
	}
}

const char *point_text(struct arena *a, const struct point *p, bool cond)
{
	struct out o;

	out_init(&o, a);
	print_point(&o, p, cond);
	return o.text;
}

/* Statements. */

static void print_header(struct out *o, const char *word, const struct expr *cond)
{
	out_put(o, "%s (", word);
	print_expr(o, cond, LEVEL_ASSIGN);
	out_text(o, ")");
}

static void print_stmt(struct out *o, const struct stmt *s);

/* The text ends in a statement which the expression of S would go on with. */
static bool needs_semicolon(const struct out *o, const struct stmt *s, const struct stmt *before)
{
	size_t n = o->len;
	const struct expr *e = s->kind == STMT_EXPR ? s->cond : NULL;
	char c = e ? first_char(e, LEVEL_ASSIGN) : '\0';

	while (before->kind != STMT_RETURN && (before->other || before->body))
		before = before->other ? before->other : before->body;
	if (before->kind == STMT_RETURN && !before->cond)
		return e || s->kind == STMT_EMBED;
	if (n < 3 || (o->text[n - 2] == '}' && o->text[n - 3] != '%'))
		return false;
	if (c == '"' && o->text[n - 2] == '"') /* side by side they would be one string */
		return true;
	return c && strchr("([+-&", c);
}

static void print_block(struct out *o, const struct stmt *s)
{
	out_open(o, "{");
	for (size_t i = 0; i < s->list.n; i++) {
		if (i && needs_semicolon(o, s->list.v[i], s->list.v[i - 1])) {
			/* It stands before the newline. */
			o->text[--o->len] = '\0';
			o->line_start = false;
			out_text(o, ";\n");
		}
		print_stmt(o, s->list.v[i]);
	}
	out_close(o, "}");
}

/* A statement without "else" of its own at its end would take the one that follows. */
static bool takes_else(const struct stmt *s)
{
	switch (s->kind) {
	case STMT_IF:
		return !s->other || takes_else(s->other);
	case STMT_WHILE:
	case STMT_FOR:
	case STMT_FOREACH:
		return takes_else(s->body);
	default:
		return false;
	}
}

/* Behind "if (...)" and its like: a block on the same line, anything else on the next. */
static void print_body(struct out *o, const struct stmt *s, bool braces)
{
	if (s->kind == STMT_BLOCK) {
		out_text(o, " ");
		print_block(o, s);
	} else if (braces) {
		out_open(o, " {");
		print_stmt(o, s);
		out_close(o, "}");
	} else {
		out_text(o, "\n");
		o->indent++;
		print_stmt(o, s);
		o->indent--;
	}
}

/* WORD goes on the line of the brace before it. */
static void print_behind(struct out *o, const char *word)
{
	size_t n = o->len;

	if (n > 2 && o->text[n - 2] == '}' && o->text[n - 3] != '%') {
		o->text[n - 1] = ' ';
		o->line_start = false;
	}
	out_text(o, word);
}

static void print_if(struct out *o, const struct stmt *s)
{
	print_header(o, "if", s->cond);
	print_body(o, s->body, s->other && takes_else(s->body));
	if (!s->other)
		return;
	print_behind(o, "else");
	if (s->other->kind == STMT_IF) {
		out_text(o, " ");
		print_if(o, s->other);
	} else {
		print_body(o, s->other, false);
	}
}

static void print_for(struct out *o, const struct stmt *s)
{
	const struct expr *parts[] = { s->init, s->cond, s->step };

	out_text(o, "for (");
	for (size_t i = 0; i < 3; i++) {
		out_text(o, !i ? "" : parts[i] ? "; " : ";");
		if (parts[i])
			print_expr(o, parts[i], LEVEL_ASSIGN);
	}
	out_text(o, ")");
	print_body(o, s->body, false);
}

static const char *sort_text(const struct foreach *f, enum sort_by by)
{
	return f->sort != by ? "" : f->sort_dir > 0 ? "+" : "-";
}

static void print_foreach(struct out *o, const struct foreach *f)
{
	bool brackets = f->keys.n != 1;

	out_text(o, "foreach (");
	if (f->value)
		out_put(o, "%s = ", f->value->name);
	out_text(o, brackets ? "[" : "");
	for (size_t i = 0; i < f->keys.n; i++)
		out_put(o, "%s%s%s", i ? ", " : "", f->keys.v[i]->name,
			i == f->sort_key ? sort_text(f, SORT_KEY) : "");
	out_put(o, "%s in ", brackets ? "]" : "");
	print_expr(o, f->array, LEVEL_ASSIGN);
	if (f->slice.n) {
		out_text(o, "[");
		print_list(o, &f->slice, true);
		out_text(o, "]");
	}
	if (f->sort_stat_given)
		out_put(o, " %s", stat_name(f->sort_stat));
	out_put(o, "%s", sort_text(f, SORT_VALUE));
	if (f->limit) {
		out_text(o, " limit ");
		print_expr(o, f->limit, LEVEL_ASSIGN);
	}
	out_text(o, ")");
}

static void print_stmt(struct out *o, const struct stmt *s)
{
	static const char *const words[] = {
		[STMT_BREAK] = "break",	  [STMT_CONTINUE] = "continue", [STMT_NEXT] = "next",
		[STMT_RETURN] = "return", [STMT_DELETE] = "delete",
	};

	switch (s->kind) {
	case STMT_EMPTY:
		out_line(o, ";");
		break;
	case STMT_BLOCK:
		print_block(o, s);
		break;
	case STMT_EXPR:
		print_expr(o, s->cond, LEVEL_ASSIGN);
		out_text(o, "\n");
		break;
	case STMT_IF:
		print_if(o, s);
		break;
	case STMT_WHILE:
		print_header(o, "while", s->cond);
		print_body(o, s->body, false);
		break;
	case STMT_FOR:
		print_for(o, s);
		break;
	case STMT_FOREACH:
		print_foreach(o, s->each);
		print_body(o, s->body, false);
		break;
	case STMT_BREAK:
	case STMT_CONTINUE:
	case STMT_NEXT:
		out_line(o, "%s", words[s->kind]);
		break;
	case STMT_RETURN:
	case STMT_DELETE:
		out_text(o, words[s->kind]);
		if (s->cond) {
			out_text(o, " ");
			print_expr(o, s->cond, LEVEL_ASSIGN);
		}
		out_text(o, "\n");
		break;
	case STMT_TRY:
		out_text(o, "try");
		print_body(o, s->body, true);
		print_behind(o, "catch");
		if (s->name)
			out_put(o, " (%s)", s->name);
		print_body(o, s->other, true);
		break;
	case STMT_EMBED:
		print_embed(o, s->text);
		out_text(o, "\n");
		break;
	}
}

void ast_print_stmt(struct out *o, const struct stmt *s)
{
	print_stmt(o, s);
}

/* Declarations. */

static void print_points(struct out *o, const point_list *points)
{
	for (size_t i = 0; i < points->n; i++) {
		out_text(o, i ? ", " : "");
		print_point(o, points->v[i], true);
	}
}

static void print_alias(struct out *o, const struct alias *a)
{
	out_text(o, "probe ");
	print_point(o, a->name, false);
	out_text(o, a->epilogue ? " += " : " = ");
	print_points(o, &a->points);
	out_text(o, " ");
	print_block(o, a->body);
	if (a->tail) {
		print_behind(o, ", ");
		print_block(o, a->tail);
	}
}

static void print_global(struct out *o, const struct var *v)
{
	out_put(o, "%sglobal %s%s", v->is_private ? "private " : "", v->name, v->wrap ? "%" : "");
	if (v->size)
		out_put(o, "[%" PRId64 "]", v->size->number);
	if (v->init) {
		out_text(o, " = ");
		print_expr(o, v->init, LEVEL_ASSIGN);
	}
	out_text(o, "\n");
}

static const char *type_suffix(enum type t)
{
	return t == TYPE_LONG ? ":long" : t == TYPE_STRING ? ":string" : "";
}

static void print_func(struct out *o, const struct func *f)
{
	out_put(o, "%sfunction %s%s(", f->is_private ? "private " : "", f->name,
		type_suffix(f->type));
	for (size_t i = 0; i < f->params.n; i++)
		out_put(o, "%s%s%s", i ? ", " : "", f->params.v[i]->name,
			type_suffix(f->params.v[i]->type));
	out_text(o, ")");
	if (f->priority)
		out_put(o, ":%" PRId64, f->priority->number);
	out_text(o, " ");
	if (f->body)
		print_block(o, f->body);
	if (f->embed) {
		print_embed(o, f->embed);
		out_text(o, "\n");
	}
}

void ast_print_script(struct out *o, const struct script *s)
{
	for (size_t i = 0; i < s->embeds.n; i++) {
		print_embed(o, s->embeds.v[i].text);
		out_text(o, "\n");
	}
	for (size_t i = 0; i < s->globals.n; i++)
		print_global(o, s->globals.v[i]);
	for (size_t i = 0; i < s->aliases.n; i++) {
		out_blank(o);
		print_alias(o, s->aliases.v[i]);
	}
	for (size_t i = 0; i < s->probes.n; i++) {
		out_blank(o);
		out_text(o, "probe ");
		print_points(o, &s->probes.v[i]->points);
		out_text(o, " ");
		print_block(o, s->probes.v[i]->body);
	}
	for (size_t i = 0; i < s->funcs.n; i++) {
		out_blank(o);
		print_func(o, s->funcs.v[i]);
	}
}
