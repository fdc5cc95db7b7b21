/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * condition.c: takes the tokens of a condition, gives its truth for the target.
 *
 *	condition := all { '||' all }
 *	all := comparison { '&&' comparison }
 *	comparison := operand operator literal
 */
#define _GNU_SOURCE 1 /* strverscmp() */
#include "condition.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "macro.h"
#include "parse.h"

/* How an operand is compared. */
enum way {
	WAY_VERSION, /* by version, or by pattern */
	WAY_PATTERN, /* by pattern */
	WAY_TEXT, /* as text */
	WAY_NUMBER,
};

struct operand {
	const struct token *token;
	enum way way;
	const char *text;
	int64_t number;
};

struct condition {
	struct parser *parser;
	struct reader words;
	struct span at;
	bool failed;
};

static const char *const names[] = {
	"arch",	   "guru_mode",		  "kernel_v",	 "kernel_vr",
	"runtime", "systemtap_privilege", "systemtap_v", NULL,
};

static struct span place(const struct condition *c, const struct token *t)
{
	return t->kind == TOK_END ? c->at : t->span;
}

static bool is_config(const struct token *t)
{
	return t->kind == TOK_IDENT && !strncmp(t->text, "CONFIG_", 7);
}

static const char *config_value(const struct parse_target *target, const char *name)
{
	const char *value = target->config ? target->config(target->config_data, name) : NULL;

	return value && strcmp(value, "n") ? value : "";
}

static void name_unknown(struct condition *c, const struct token *t)
{
	struct diag *d = c->parser->diag;
	const char *near = t->kind == TOK_IDENT ? str_nearest(names, t->text) : NULL;

	c->failed = true;
	if (t->kind == TOK_BAD) {
		if (t->text)
			diag_parse(d, t->span, "%s", t->text);
		return;
	}
	if (t->kind == TOK_END) {
		diag_parse(d, c->at, "expected a condition before '%%?'");
		return;
	}
	diag_parse(d, place(c, t), "a condition can't ask about %s",
		   token_name(c->parser->arena, t));
	if (near)
		diag_hint(d, "did you mean '%s'?", near);
	else if (t->kind == '(' || t->kind == '!')
		diag_hint(d, "here are only comparisons, '&&', and '||', which binds less");
	else
		diag_hint(d, "kernel_v, kernel_vr, arch, CONFIG_..., or literals");
}

static struct operand operand_text(const struct token *t, enum way way, const char *text)
{
	return (struct operand){ t, way, text ? text : "", 0 };
}

static struct operand operand_read(struct condition *c)
{
	const struct parse_target *target = &c->parser->target;
	const struct token *t = reader_next(&c->words);

	if (t->kind == TOK_STRING)
		return operand_text(t, WAY_TEXT, t->text);
	if (t->kind == TOK_NUMBER)
		return (struct operand){ t, WAY_NUMBER, t->text, t->number };
	if (t->kind == '-' && reader_peek(&c->words)->kind == TOK_NUMBER) {
		t = reader_next(&c->words);
		return (struct operand){ t, WAY_NUMBER, t->text,
					 (int64_t)(0 - (uint64_t)t->number) };
	}
	if (t->kind != TOK_IDENT)
		goto unknown;
	if (!strcmp(t->text, "kernel_v"))
		return operand_text(t, WAY_VERSION, target->kernel_v);
	if (!strcmp(t->text, "kernel_vr"))
		return operand_text(t, WAY_VERSION, target->kernel_vr);
	if (!strcmp(t->text, "systemtap_v"))
		return operand_text(t, WAY_VERSION, target->systemtap_v);
	if (!strcmp(t->text, "arch"))
		return operand_text(t, WAY_PATTERN, target->arch);
	if (!strcmp(t->text, "runtime"))
		return operand_text(t, WAY_PATTERN, target->runtime);
	if (!strcmp(t->text, "systemtap_privilege"))
		return operand_text(t, WAY_PATTERN, target->privilege);
	if (!strcmp(t->text, "guru_mode"))
		return (struct operand){ t, WAY_NUMBER, t->text, target->guru };
	if (is_config(t))
		return operand_text(t, WAY_PATTERN, config_value(target, t->text));
unknown:
	name_unknown(c, t);
	return operand_text(t, WAY_TEXT, "");
}

static bool order_holds(enum op op, int order)
{
	switch (op) {
	case OP_EQ:
		return order == 0;
	case OP_NE:
		return order != 0;
	case OP_LT:
		return order < 0;
	case OP_LE:
		return order <= 0;
	case OP_GT:
		return order > 0;
	default:
		return order >= 0;
	}
}

static bool is_pattern(const struct operand *o)
{
	return strpbrk(o->text, "*?[");
}

/* Whether L OP R has a meaning; both are numbers, or none is. */
static bool comparison_check(struct condition *c, const struct operand *l, const struct token *op,
			     const struct operand *r)
{
	struct diag *d = c->parser->diag;
	bool equality = op->kind == TOK_EQUAL;
	bool guru = l->token->kind == TOK_IDENT && l->way == WAY_NUMBER && !is_config(l->token);

	if (!equality && (l->way == WAY_PATTERN || guru)) {
		diag_parse(d, op->span, "'%s' can only be compared with '==' or '!='",
			   l->token->text);
		if (is_config(l->token))
			diag_hint(d, "with a number, which has no quotes, in any way");
		return false;
	}
	if (!equality && l->way == WAY_VERSION && is_pattern(r)) {
		diag_parse(d, r->token->span, "a wildcard has no order, only '==' and '!='");
		return false;
	}
	if (guru && r->number != 0 && r->number != 1) {
		diag_parse(d, r->token->span, "'%s' is 0 or 1", l->token->text);
		return false;
	}
	return true;
}

static bool operands_compare(const struct operand *l, const struct token *op,
			     const struct operand *r)
{
	bool equality = op->kind == TOK_EQUAL;
	bool pattern = l->way == WAY_PATTERN || (l->way == WAY_VERSION && is_pattern(r));

	if (l->way == WAY_NUMBER)
		return order_holds(op->op, (l->number > r->number) - (l->number < r->number));
	if (equality && pattern) {
		/* A configuration that is not set is "" and "n". */
		bool match = !fnmatch(r->text, l->text, 0) ||
			     (!*l->text && !strcmp(r->text, "n") && is_config(l->token));

		return match == (op->op == OP_EQ);
	}
	return order_holds(op->op, l->way == WAY_VERSION ? strverscmp(l->text, r->text) :
							   strcmp(l->text, r->text));
}

static bool comparison_test(struct condition *c)
{
	struct operand l = operand_read(c), r;
	const struct token *op;

	if (c->failed)
		return false;
	op = reader_next(&c->words);
	if (op->kind != TOK_EQUAL && op->kind != TOK_RELATION) {
		diag_parse(c->parser->diag, place(c, op), "expected a comparison before %s",
			   op->kind == TOK_END ? "'%?'" : token_name(c->parser->arena, op));
		c->failed = true;
		return false;
	}
	if (reader_peek(&c->words)->kind == TOK_END) {
		diag_parse(c->parser->diag, op->span, "nothing is compared with '%s'",
			   l.token->text);
		c->failed = true;
		return false;
	}
	r = operand_read(c);
	if (c->failed)
		return false;
	/* A configuration value is a number where it is compared with one. */
	if (is_config(l.token) && r.way == WAY_NUMBER) {
		l.way = WAY_NUMBER;
		l.number = strtoll(l.text, NULL, 0);
	}
	if ((l.way == WAY_NUMBER) != (r.way == WAY_NUMBER)) {
		diag_parse(c->parser->diag, r.token->span, "%s can't be compared with %s",
			   l.way == WAY_NUMBER ? "a number" : "a string",
			   r.way == WAY_NUMBER ? "a number" : "a string");
		if (l.way == WAY_VERSION)
			diag_hint(c->parser->diag, "a version stands in quotes");
		c->failed = true;
		return false;
	}
	c->failed = !comparison_check(c, &l, op, &r);
	return !c->failed && operands_compare(&l, op, &r);
}

static bool all_test(struct condition *c)
{
	bool truth = comparison_test(c);

	while (!c->failed && reader_peek(&c->words)->kind == TOK_ANDAND) {
		reader_next(&c->words);
		truth &= comparison_test(c);
	}
	return truth;
}

bool condition_test(struct parser *p, const token_list *words, struct span at, bool *truth)
{
	struct condition c = { .parser = p, .words = { words->v, words->n, 0 }, .at = at };
	const struct token *t;

	*truth = all_test(&c);
	while (!c.failed && reader_peek(&c.words)->kind == TOK_OROR) {
		reader_next(&c.words);
		*truth |= all_test(&c);
	}
	t = reader_peek(&c.words);
	if (!c.failed && t->kind != TOK_END) {
		diag_parse(p->diag, t->span, "expected '&&', '||' or '%%?' before %s",
			   token_name(p->arena, t));
		c.failed = true;
	}
	return !c.failed;
}
