/* SPDX-License-Identifier: GPL-2.0-only */
/* tree_expr.c: takes what the grammar found, gives the nodes of expressions. */
#include "tree.h"

#include "base/arena.h"
#include "base/diag.h"
#include "base/strmap.h"
#include "format.h"
#include "macro.h"
#include "parse.h"

/* The depth of E from those below it, and a bound on it. */
static struct expr *settle(struct tree *t, struct expr *e)
{
	const struct expr *below[] = { e->a, e->b, e->c };
	bool prints = e->kind == EXPR_PRINT && e->args.n == 1; /* a histogram, maybe */
	unsigned int depth = 0;

	for (size_t i = 0; i < 3; i++)
		if (below[i] && below[i]->depth > depth)
			depth = below[i]->depth;
	for (size_t i = 0; i < 3; i++)
		tree_value_check(t, below[i]);
	for (size_t i = 0; i < e->args.n; i++) {
		if (!prints)
			tree_value_check(t, e->args.v[i]);
		if (e->args.v[i] && e->args.v[i]->depth > depth)
			depth = e->args.v[i]->depth;
	}
	for (size_t i = 0; i < e->path.n; i++)
		if (e->path.v[i].index && e->path.v[i].index->depth > depth)
			depth = e->path.v[i].index->depth;
	e->depth = depth + 1;
	if (e->depth > DEPTH_MAX)
		tree_too_deep(t, e->span);
	return e;
}

struct expr *tree_negative(struct tree *t, struct span at, int64_t n)
{
	return expr_number(t->arena, at, (int64_t)(0 - (uint64_t)n));
}

struct expr *tree_text(struct tree *t, enum expr_kind kind, struct span at, const char *text)
{
	struct expr *e = expr_new(t->arena, kind, at);

	e->text = text;
	return e;
}

static struct expr *named(struct tree *t, enum expr_kind kind, struct span at, struct span name_at,
			  const char *name)
{
	struct expr *e = expr_new(t->arena, kind, at);

	e->name = name;
	e->name_span = name_at;
	return e;
}

struct expr *tree_index(struct tree *t, struct span at, struct span name_at, const char *name,
			expr_list args)
{
	struct expr *e = named(t, EXPR_INDEX, at, name_at, name);

	e->args = args;
	return settle(t, e);
}

static const struct print_name {
	const char *name;
	unsigned int flags;
} print_names[] = {
	{ "print", 0 },
	{ "print_char", PRINT_CHAR },
	{ "printd", PRINT_DELIM },
	{ "printdln", PRINT_DELIM | PRINT_NEWLINE },
	{ "printf", PRINT_FORMAT },
	{ "println", PRINT_NEWLINE },
	{ "sprint", PRINT_TO_STRING },
	{ "sprintd", PRINT_TO_STRING | PRINT_DELIM },
	{ "sprintdln", PRINT_TO_STRING | PRINT_DELIM | PRINT_NEWLINE },
	{ "sprintf", PRINT_TO_STRING | PRINT_FORMAT },
	{ "sprintln", PRINT_TO_STRING | PRINT_NEWLINE },
	{ NULL, 0 },
};

/* The row of what prints, or NULL. */
static const struct print_name *print_find(const char *name)
{
	for (const struct print_name *p = print_names; p->name; p++)
		if (!strcmp(p->name, name))
			return p;
	return NULL;
}

struct expr *tree_name(struct tree *t, struct span at, const char *name)
{
	tree_name_check(t, at, name);
	if (print_find(name)) {
		tree_error(t, t->now->kind == TOK_END ? at : t->now->span, "expected '(' before %s",
			   token_name(t->arena, t->now));
		diag_hint(t->diag, "what '%s' shall print stands in parentheses", name);
	}
	return named(t, EXPR_NAME, at, at, name);
}

struct expr *tree_call(struct tree *t, struct span at, struct span name_at, const char *name,
		       expr_list args)
{
	struct expr *e = named(t, EXPR_CALL, at, name_at, name);
	const struct print_name *p = print_find(name);

	e->args = args;
	if (p) {
		e->kind = EXPR_PRINT;
		e->print = p->flags;
		t->errors += !format_read(t->arena, t->diag, e);
	}
	tree_name_check(t, name_at, name);
	return settle(t, e);
}

struct expr *tree_parens(struct tree *t, struct span at, struct expr *e)
{
	(void)t;
	e->parens = true;
	e->span = at;
	return e;
}

struct expr *tree_unary(struct tree *t, struct span at, enum op op, struct span op_at,
			struct expr *e)
{
	struct expr *made;

	/* Both -5 and 18446744073709551611 are the number -5. */
	if (op == OP_MINUS && e->kind == EXPR_NUMBER)
		return tree_negative(t, at, e->number);
	made = expr_new(t->arena, EXPR_UNARY, at);
	made->op = op;
	made->op_span = op_at;
	made->a = e;
	return settle(t, made);
}

struct expr *tree_incdec(struct tree *t, struct span at, struct expr *e, struct span op_at,
			 enum op op, bool postfix)
{
	struct expr *made = expr_new(t->arena, EXPR_INCDEC, at);

	made->op = op;
	made->op_span = op_at;
	made->a = e;
	made->postfix = postfix;
	return settle(t, made);
}

struct expr *tree_binary(struct tree *t, struct expr *l, enum op op, struct span op_at,
			 struct expr *r)
{
	return settle(t, expr_binary(t->arena, l, op, op_at, r));
}

struct expr *tree_assign(struct tree *t, struct span at, struct expr *l, enum op op,
			 struct span op_at, struct expr *r)
{
	struct expr *e = expr_new(t->arena, EXPR_ASSIGN, at);

	e->op = op;
	e->op_span = op_at;
	e->a = l;
	e->b = r;
	return settle(t, e);
}

struct expr *tree_ternary(struct tree *t, struct span at, struct expr *cond, struct span op_at,
			  struct expr *yes, struct expr *no)
{
	struct expr *e = expr_new(t->arena, EXPR_TERNARY, at);

	e->op_span = op_at;
	e->a = cond;
	e->b = yes;
	e->c = no;
	return settle(t, e);
}

struct expr *tree_regex(struct tree *t, struct expr *e, enum op op, struct span op_at,
			struct span text_at, const char *text)
{
	struct expr *made = expr_new(t->arena, EXPR_REGEX, span_join(e->span, text_at));

	made->op = op;
	made->op_span = op_at;
	made->a = e;
	made->text = text;
	made->name_span = text_at;
	return settle(t, made);
}

struct expr *tree_in(struct tree *t, struct span at, expr_list keys, struct span op_at,
		     struct span name_at, const char *name)
{
	struct expr *e = named(t, EXPR_IN, at, name_at, name);

	e->op_span = op_at;
	e->args = keys;
	return settle(t, e);
}

expr_list tree_expr_first(struct tree *t, struct expr *e)
{
	return tree_expr_add(t, (expr_list){ 0 }, e);
}

expr_list tree_expr_add(struct tree *t, expr_list list, struct expr *e)
{
	vec_push(t->arena, &list, e);
	return list;
}

/* What an argument of an operator has to be. */
enum what {
	WHAT_ANY,
	WHAT_NUMBER, /* a literal */
	WHAT_STRING, /* a literal */
	WHAT_VARIABLE, /* of the script, or a target's */
};

/* How many arguments the operators take, and which. */
static const struct at_arity {
	const char *name;
	unsigned int least, most;
	int stat; /* enum stat_kind, or -1 */
	enum what first, others;
	bool guru;
} at_arities[] = {
	{ "@avg", 1, 1, STAT_AVG, WHAT_ANY, WHAT_ANY, false },
	{ "@cast", 2, 3, -1, WHAT_ANY, WHAT_STRING, false },
	{ "@choose_defined", 2, 2, -1, WHAT_ANY, WHAT_ANY, false },
	{ "@const", 1, 1, -1, WHAT_STRING, WHAT_STRING, true },
	{ "@count", 1, 1, STAT_COUNT, WHAT_ANY, WHAT_ANY, false },
	{ "@defined", 1, 1, -1, WHAT_ANY, WHAT_ANY, false },
	{ "@entry", 1, 1, -1, WHAT_ANY, WHAT_ANY, false },
	{ "@enum", 1, 2, -1, WHAT_STRING, WHAT_STRING, false },
	{ "@enumname", 1, 3, -1, WHAT_ANY, WHAT_STRING, false },
	{ "@hist_linear", 4, 4, STAT_HIST_LINEAR, WHAT_ANY, WHAT_NUMBER, false },
	{ "@hist_log", 1, 1, STAT_HIST_LOG, WHAT_ANY, WHAT_ANY, false },
	{ "@kderef", 2, 2, -1, WHAT_NUMBER, WHAT_ANY, false },
	{ "@kregister", 1, 1, -1, WHAT_NUMBER, WHAT_ANY, false },
	{ "@max", 1, 1, STAT_MAX, WHAT_ANY, WHAT_ANY, false },
	{ "@min", 1, 1, STAT_MIN, WHAT_ANY, WHAT_ANY, false },
	{ "@perf", 1, 1, -1, WHAT_STRING, WHAT_STRING, false },
	{ "@probewrite", 1, 1, -1, WHAT_VARIABLE, WHAT_ANY, false },
	{ "@quantile", 2, 2, STAT_QUANTILE, WHAT_ANY, WHAT_ANY, false },
	{ "@sum", 1, 1, STAT_SUM, WHAT_ANY, WHAT_ANY, false },
	{ "@uderef", 2, 2, -1, WHAT_NUMBER, WHAT_ANY, false },
	{ "@uregister", 1, 1, -1, WHAT_NUMBER, WHAT_ANY, false },
	{ "@var", 1, 2, -1, WHAT_STRING, WHAT_STRING, false },
	{ "@variance", 1, 2, STAT_VARIANCE, WHAT_ANY, WHAT_NUMBER, false },
};

static const struct at_arity *at_arity(const char *name)
{
	static const struct at_arity none = { "", 0, 0, -1, WHAT_ANY, WHAT_ANY, false };

	for (size_t i = 0; i < sizeof(at_arities) / sizeof(*at_arities); i++)
		if (!strcmp(at_arities[i].name, name))
			return &at_arities[i];
	return at_is_operator(name) ? &none : NULL;
}

int tree_stat_kind(const char *name)
{
	const struct at_arity *arity = at_arity(name);

	return arity ? arity->stat : -1;
}

static void at_unknown(struct tree *t, struct span at, const char *name)
{
	static const struct {
		const char *name, *hint;
	} others[] = {
		{ "@average", "did you mean '@avg'?" },
		{ "@hist", "there are @hist_log(s) and @hist_linear(s, low, high, step)" },
		{ "@mean", "did you mean '@avg'?" },
		{ "@median", "write @quantile(s, 50)" },
		{ "@percentile", "did you mean '@quantile'?" },
		{ "@stddev", "there is @variance(s), its square" },
		{ "@total", "did you mean '@sum'?" },
	};
	const char *near = str_nearest(at_operators, name);

	tree_error(t, at, "no operator or macro '%s'", name);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (!strcmp(name, others[i].name)) {
			diag_hint(t->diag, "%s", others[i].hint);
			return;
		}
	if (near) {
		diag_hint(t->diag, "did you mean '%s'?", near);
		return;
	}
	near = strmap_nearest(t->macros, name + 1);
	if (!near)
		near = strmap_nearest(&t->parser->macros, name + 1);
	if (near && !strcmp(near, name + 1))
		diag_hint(t->diag, "it is defined further down: move that up");
	else if (near)
		diag_hint(t->diag, "did you mean '@%s'?", near);
}

/* How many '$' a name ends in; they ask for the printed form. */
static unsigned int pretty_count(const char *name)
{
	size_t n = strlen(name);
	unsigned int count = 0;

	while (n && name[n - 1] == '$') {
		count++;
		n--;
	}
	return count;
}

static struct expr *pretty_add(struct tree *t, struct expr *e, unsigned int count,
			       struct span name_at)
{
	struct step step = { .kind = STEP_PRETTY, .number = count, .span = name_at };

	if (!count)
		return e;
	step.span.begin = step.span.end - count;
	if (count > 2)
		tree_error(t, step.span, "there are '$' and '$$' behind a name, no more");
	return tree_step(t, e->span, e, step);
}

static bool is_what(const struct expr *e, enum what what)
{
	switch (what) {
	case WHAT_NUMBER:
		return e->kind == EXPR_NUMBER;
	case WHAT_STRING:
		return e->kind == EXPR_STRING;
	case WHAT_VARIABLE:
		return e->kind == EXPR_NAME || (e->kind == EXPR_TARGET && !e->path.n);
	default:
		return true;
	}
}

/* The arguments of the operator E, whose number is right. */
static void at_check(struct tree *t, const struct at_arity *arity, const struct expr *e)
{
	static const char *const texts[] = {
		[WHAT_NUMBER] = "a number literal",
		[WHAT_STRING] = "a string literal",
		[WHAT_VARIABLE] = "the name of a variable",
	};

	if (arity->guru && !e->span.src->guru) {
		tree_error(t, e->name_span, "'%s' is for guru mode only", e->name);
		diag_hint(t->diag, "use -g");
	}
	for (size_t i = 0; i < e->args.n; i++) {
		const struct expr *arg = e->args.v[i];
		enum what what = i ? arity->others : arity->first;

		if (is_what(arg, what))
			continue;
		tree_error(t, arg->span, "'%s' takes %s here", e->name, texts[what]);
		if (what == WHAT_STRING && arg->kind == EXPR_NAME)
			diag_hint(t->diag, "did you mean \"%s\"?", arg->name);
	}
}

struct expr *tree_at(struct tree *t, struct span at, struct span name_at, const char *name,
		     expr_list args, bool parens)
{
	unsigned int pretty = parens ? 0 : pretty_count(name);
	const struct at_arity *arity;
	struct expr *e;

	name = arena_strndup(t->arena, name, strlen(name) - pretty);
	arity = at_arity(name);
	e = named(t, EXPR_AT, at, name_at, name);
	e->args = args;
	if (!arity) {
		at_unknown(t, name_at, name);
		return e;
	}
	if (args.n < arity->least || args.n > arity->most || (parens && !arity->most)) {
		tree_error(t, name_at, "'%s' takes %s%u argument%s, not %zu", name,
			   arity->least < arity->most ?
				   args.n < arity->least ? "at least " : "at most " :
				   "",
			   args.n < arity->least ? arity->least : arity->most,
			   (args.n < arity->least ? arity->least : arity->most) == 1 ? "" : "s",
			   args.n);
		return e;
	}
	at_check(t, arity, e);
	if (arity->stat >= 0) {
		e->kind = EXPR_STAT;
		e->stat = (enum stat_kind)arity->stat;
		e->a = args.v[0];
		e->args.v++;
		e->args.n--;
		e->args.room = e->args.n;
	}
	return pretty_add(t, settle(t, e), pretty, name_at);
}

struct expr *tree_target(struct tree *t, struct span at, const char *name)
{
	unsigned int pretty = pretty_count(name);
	struct expr *e =
		named(t, EXPR_TARGET, at, at, arena_strndup(t->arena, name, strlen(name) - pretty));

	return pretty_add(t, e, pretty, at);
}

struct expr *tree_deref(struct tree *t, struct expr *e)
{
	struct expr *made = expr_new(t->arena, EXPR_DEREF, e->span);

	made->a = e;
	return settle(t, made);
}

struct expr *tree_step(struct tree *t, struct span at, struct expr *e, struct step step)
{
	bool bucket = e->kind == EXPR_STAT && step.kind == STEP_INDEX && !e->b &&
		      (e->stat == STAT_HIST_LOG || e->stat == STAT_HIST_LINEAR);

	e->span = at;
	if (bucket) {
		e->b = step.index;
		return settle(t, e);
	}
	if (e->kind == EXPR_STAT)
		tree_error(t, step.span, "%s'%s' is a number and has no parts",
			   e->b ? "a bucket of " : "", e->name);
	else if (e->path.n && e->path.v[e->path.n - 1].kind == STEP_PRETTY)
		tree_error(t, step.span, "a printed form has no parts");
	vec_push(t->arena, &e->path, step);
	return settle(t, e);
}

struct expr *tree_member(struct tree *t, struct span at, struct expr *e, struct span name_at,
			 const char *name)
{
	unsigned int pretty = pretty_count(name);
	struct step step = { .kind = STEP_MEMBER, .span = name_at };

	step.name = arena_strndup(t->arena, name, strlen(name) - pretty);
	return pretty_add(t, tree_step(t, at, e, step), pretty, name_at);
}

struct expr *tree_address(struct tree *t, struct span at, struct expr *e)
{
	if (e->kind == EXPR_STAT)
		tree_error(t, at, "statistics have no address");
	e->address = true;
	e->span = at;
	return e;
}
