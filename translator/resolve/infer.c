// SPDX-License-Identifier: GPL-2.0-only
/*
 * infer.c: runs over all code until no type is learnt any more.  What an expression must be
 * is told to it from above (want), what it is comes back; a variable remembers the place that
 * decided its type.
 */
#include "infer.h"

#include "body.h"
#include "embed.h"
#include "parser/format.h"
#include "translator/session.h"

/* What demands a type of an expression, for messages. */
struct demand {
	const struct expr *of; /* NULL: nothing that has a name */
	const char *by; /* its name */
	struct span decided; /* the place that decided it */
	struct var *var; /* the variable that it is, or NULL */
	const char *hint; /* what may have been meant, or NULL */
};

struct infer {
	struct session *s;
	struct func *func; /* whose body this is, or NULL */
	struct demand demand; /* of the expression that comes next */
	const struct expr *stats; /* statistics in a place that is made for them */
	bool changed, ok;
	bool final; /* nothing more will be learnt: complain about what is missing */
};

static enum type infer_expr(struct infer *x, struct expr *e, enum type want);

static const char *a_type(enum type t)
{
	switch (t) {
	case TYPE_LONG:
		return "a number";
	case TYPE_STRING:
		return "a string";
	case TYPE_STATS:
		return "statistics";
	default:
		return "nothing";
	}
}

/* Whether a conflict of this variable was told: what else it breaks follows from it. */
static bool was_told(const struct var *v)
{
	return v && v->conflicts;
}

static void mismatch_for(struct infer *x, const struct expr *e, enum type is, enum type want,
			 const struct demand *demand)
{
	struct var *v = e->var, *by = demand->var;

	x->ok = false;
	if (was_told(v) || was_told(by))
		return;
	if (v)
		v->conflicts = true;
	if (by)
		by->conflicts = true;
	if (is == TYPE_STATS) {
		diag_semantic(x->s->diag, e->span,
			      "statistics are read by @count(), @sum() and the like");
	} else if (want == TYPE_STATS) {
		diag_semantic(x->s->diag, e->span, "statistics are needed here, but this is %s",
			      a_type(is));
	} else if (is == TYPE_VOID && e->kind == EXPR_STAT) {
		diag_semantic(x->s->diag, e->span, "a histogram is no value");
		diag_hint(x->s->diag, "print(%s(...)), or read a bucket: %s(...)[n]", e->name,
			  e->name);
		return;
	} else if (is == TYPE_VOID) {
		diag_semantic(x->s->diag, e->span, "'%s' returns nothing", e->name);
		if (e->func)
			diag_note(x->s->diag, e->func->span, "it is defined here");
		if (e->func && e->func->use && e->func->use->speaks)
			diag_hint(x->s->diag, "what C returns must be written: function %s:long",
				  e->name);
		return;
	} else {
		diag_semantic(x->s->diag, e->span, "%s is needed here, but this is %s",
			      a_type(want), a_type(is));
		if (demand->hint)
			diag_hint(x->s->diag, "%s", demand->hint);
	}
	if (demand->decided.src)
		diag_note(x->s->diag, demand->decided, "%s is %s because of this", demand->by,
			  a_type(want));
	if (v && v->type_span.src)
		diag_note(x->s->diag, v->type_span, "'%s' is %s because of this", v->name,
			  a_type(v->type));
	else if (e->func && e->func->type_span.src)
		diag_note(x->s->diag, e->func->type_span, "'%s' returns %s because of this",
			  e->func->name, a_type(is));
}

static void mismatch(struct infer *x, const struct expr *e, enum type is, enum type want)
{
	const struct demand none = { 0 };

	mismatch_for(x, e, is, want, &none);
}

/* An expression whose type WHAT demands, which was decided at DECIDED. */
static enum type infer_for(struct infer *x, struct expr *e, enum type want, const char *what,
			   struct span decided)
{
	x->demand = (struct demand){ .of = e, .by = what, .decided = decided };
	return infer_expr(x, e, want);
}

/* The same where a variable demands it. */
static enum type infer_for_var(struct infer *x, struct expr *e, struct var *v)
{
	x->demand = (struct demand){ .of = e,
				     .by = arena_printf(x->s->arena, "'%s'", v->name),
				     .decided = v->type_span,
				     .var = v };
	return infer_expr(x, e, v->type);
}

/* Where statistics may stand. */
static enum type infer_stats(struct infer *x, struct expr *e)
{
	x->stats = e;
	return infer_expr(x, e, TYPE_STATS);
}

/* What is known of a variable's (value) type and what is wanted of it become one. */
static enum type infer_var(struct infer *x, struct expr *e, enum type want)
{
	struct var *v = e->var;

	if (!v)
		return TYPE_UNKNOWN;
	if (v->type == TYPE_UNKNOWN && want != TYPE_UNKNOWN && want != TYPE_VOID) {
		v->type = want;
		v->type_span = e->span;
		x->changed = true;
	}
	return v->type;
}

static void infer_keys(struct infer *x, struct expr *e)
{
	struct var *v = e->var;

	for (size_t i = 0; i < e->args.n; i++) {
		enum type known = v && i < v->keys.n ? v->keys.v[i] : TYPE_UNKNOWN, is;

		if (!e->args.v[i])
			continue;
		is = infer_for(x, e->args.v[i], known,
			       arena_printf(x->s->arena, "key %zu of '%s'", i + 1, e->name),
			       v && i < v->key_spans.n ? v->key_spans.v[i] : (struct span){ 0 });
		if (v && i < v->keys.n && known == TYPE_UNKNOWN && is != TYPE_UNKNOWN) {
			v->keys.v[i] = is;
			while (v->key_spans.n <= i)
				vec_push(x->s->arena, &v->key_spans, (struct span){ 0 });
			v->key_spans.v[i] = e->args.v[i]->span;
			x->changed = true;
		}
	}
}

static void infer_args(struct infer *x, struct expr *e, struct func *f)
{
	for (size_t i = 0; i < e->args.n; i++) {
		struct var *param = f->params.v[i];
		enum type is;

		if (was_told(param)) {
			infer_expr(x, e->args.v[i], TYPE_UNKNOWN);
			continue;
		}
		is = infer_for(x, e->args.v[i], param->type,
			       arena_printf(x->s->arena, "'%s'", param->name),
			       param->type_span.src ? param->type_span : param->span);

		if (param->type == TYPE_UNKNOWN && is != TYPE_UNKNOWN) {
			param->type = is;
			param->type_span = e->args.v[i]->span;
			x->changed = true;
		}
	}
}

/* Overloads that one call may reach return the same. */
static void infer_overloads(struct infer *x, struct func *f)
{
	struct func *g = f->next;

	if (f->type == TYPE_UNKNOWN || f->type == TYPE_VOID) {
		if (g->type == TYPE_UNKNOWN || g->type == TYPE_VOID)
			return;
		f->type = g->type;
	} else if (g->type == TYPE_UNKNOWN || g->type == TYPE_VOID) {
		g->type = f->type;
	} else if (f->type == g->type) {
		return;
	} else {
		x->ok = false;
		diag_semantic(x->s->diag, g->span, "this '%s' returns %s, the one before it %s",
			      g->name, a_type(g->type), a_type(f->type));
		diag_note(x->s->diag, f->span, "which says 'next' here");
		return;
	}
	x->changed = true;
}

/* A function's type comes from what it returns; of C only those who call it can tell. */
static enum type infer_call(struct infer *x, struct expr *e, enum type want)
{
	struct func *f;

	if (!e->func)
		return TYPE_UNKNOWN;
	for (f = e->func; f; f = f->next) {
		infer_args(x, e, f);
		if (f->next)
			infer_overloads(x, f);
	}
	f = e->func;
	if (f->use && f->type == TYPE_UNKNOWN && f->use->speaks && want != TYPE_UNKNOWN &&
	    want != TYPE_VOID) {
		f->type = want;
		f->type_span = e->span;
		x->changed = true;
	}
	return f->type;
}

static void infer_print(struct infer *x, struct expr *e)
{
	if (!format_check(x->s->arena, x->s->diag, e)) {
		x->ok = false;
		return;
	}
	for (size_t i = (e->print & PRINT_FORMAT) != 0; i < e->args.n; i++) {
		struct expr *arg = e->args.v[i];
		enum type want, is;
		const char *hint;

		want = format_arg_type(x->s->arena, e, i, &hint);
		x->demand = (struct demand){ .of = arg, .hint = hint };
		is = infer_expr(x, arg, want);
		if (arg->kind == EXPR_STAT && is == TYPE_VOID && want == TYPE_UNKNOWN)
			continue; /* a histogram prints itself */
		if (x->final && (is == TYPE_VOID || is == TYPE_STATS))
			mismatch(x, arg, is, TYPE_LONG);
	}
}

/* "x = 5" where x holds statistics. */
static enum type infer_stats_assign(struct infer *x, struct expr *e)
{
	struct var *v = e->a->var;

	infer_expr(x, e->b, TYPE_UNKNOWN);
	x->ok = false;
	if (was_told(v))
		return TYPE_UNKNOWN;
	v->conflicts = true;
	diag_semantic(x->s->diag, e->span, "nothing can be assigned to statistics");
	diag_hint(x->s->diag, "'%s <<< ...' adds a sample, 'delete %s' takes all away", v->name,
		  v->name);
	if (v->type_span.src)
		diag_note(x->s->diag, v->type_span, "'%s' is statistics because of this", v->name);
	return TYPE_UNKNOWN;
}

static enum type infer_assign(struct infer *x, struct expr *e)
{
	enum type t;

	switch (e->op) {
	case OP_NONE:
		if (e->a->var && e->a->var->type == TYPE_STATS)
			return infer_stats_assign(x, e);
		if (expr_is_target(e->a)) {
			infer_expr(x, e->b, TYPE_LONG);
			return infer_expr(x, e->a, TYPE_LONG);
		}
		t = e->a->var ? infer_for_var(x, e->b, e->a->var) :
				infer_expr(x, e->b, TYPE_UNKNOWN);
		if (t == TYPE_VOID) {
			mismatch(x, e->b, t, TYPE_LONG);
			return TYPE_UNKNOWN;
		}
		return t == TYPE_STATS ? TYPE_UNKNOWN : infer_expr(x, e->a, t);
	case OP_CONCAT:
		x->demand = (struct demand){ .of = e->b,
					     .hint = "sprint(...) makes a string of a number" };
		t = infer_expr(x, e->b, TYPE_STRING);
		if (t == TYPE_LONG && e->a->var && e->a->var->type == TYPE_LONG)
			return TYPE_LONG; /* both are wrong: told of the one */
		return infer_expr(x, e->a, TYPE_STRING);
	case OP_STAT:
		infer_expr(x, e->b, TYPE_LONG);
		infer_stats(x, e->a);
		return TYPE_LONG;
	default:
		x->demand = (struct demand){
			.of = e->b, .hint = e->op == OP_ADD ? "strings are joined by '.='" : NULL
		};
		t = infer_expr(x, e->b, TYPE_LONG);
		if (t == TYPE_STRING && e->a->var && e->a->var->type == TYPE_STRING)
			return TYPE_STRING;
		return infer_expr(x, e->a, TYPE_LONG);
	}
}

/* Both sides are of one type, whichever is known first. */
static enum type infer_same(struct infer *x, struct expr *a, struct expr *b, enum type want)
{
	enum type t = infer_expr(x, a, want), u;

	if (t == TYPE_STATS) /* told already */
		return infer_expr(x, b, want);
	u = t == TYPE_UNKNOWN ? infer_expr(x, b, want) :
				infer_for(x, b, t, "the other side", a->span);
	if (t == TYPE_UNKNOWN && u != TYPE_UNKNOWN)
		t = infer_expr(x, a, u);
	return t == TYPE_UNKNOWN ? u : t;
}

/* Both operands are of one type, which the operator says. */
static enum type infer_operands(struct infer *x, struct expr *e, enum type want, const char *hint)
{
	bool fraction = e->op == OP_CONCAT && e->a->kind == EXPR_NUMBER &&
			e->b->kind == EXPR_NUMBER; /* one message of 1.5 is enough */

	x->demand = (struct demand){ .of = e->a, .hint = hint };
	infer_expr(x, e->a, want);
	x->demand = (struct demand){ .of = e->b, .hint = hint };
	if (!fraction)
		infer_expr(x, e->b, want);
	return want;
}

static const char *concat_hint(const struct expr *e)
{
	if (e->b->kind == EXPR_NAME && expr_is_target(e->a))
		return "members are reached by '->'";
	return e->a->kind == EXPR_NUMBER && e->b->kind == EXPR_NUMBER ?
		       "there are no fractions: '.' joins strings" :
		       "sprint(...) makes a string of a number";
}

static enum type infer_binary(struct infer *x, struct expr *e)
{
	if (op_compares(e->op)) {
		infer_same(x, e->a, e->b, TYPE_UNKNOWN);
		return TYPE_LONG;
	}
	if (e->op == OP_CONCAT)
		return infer_operands(x, e, TYPE_STRING, concat_hint(e));
	return infer_operands(x, e, TYPE_LONG,
			      e->op == OP_ADD ? "strings are joined by '.'" : NULL);
}

static enum type infer_stat(struct infer *x, struct expr *e)
{
	struct expr *arg;

	infer_stats(x, e->a);
	vec_each(arg, &e->args)
		if (e->stat != STAT_QUANTILE || arg->kind != EXPR_STRING) /* "99.9" */
			infer_expr(x, arg, TYPE_LONG);
	if (e->b) {
		infer_expr(x, e->b, TYPE_LONG);
		return TYPE_LONG;
	}
	return e->stat == STAT_HIST_LOG || e->stat == STAT_HIST_LINEAR ? TYPE_VOID : TYPE_LONG;
}

/* A number, unless what it leads to is shown as text. */
static enum type infer_target(struct infer *x, struct expr *e)
{
	struct expr *arg;

	if (e->a)
		infer_expr(x, e->a, TYPE_LONG);
	vec_each(arg, &e->args) {
		bool memory = !strcmp(e->name, "@kderef") || !strcmp(e->name, "@uderef");
		enum type want = arg_i && arg->kind == EXPR_STRING && !memory ? TYPE_STRING :
										TYPE_LONG;

		/* literals, looked at before */
		if (!arg_i && (!strcmp(e->name, "@const") || !strcmp(e->name, "@perf") ||
			       !strcmp(e->name, "@var")))
			want = TYPE_STRING;
		infer_expr(x, arg, strcmp(e->name, "@defined") ? want : TYPE_UNKNOWN);
	}
	for (size_t i = 0; i < e->path.n; i++)
		if (e->path.v[i].index)
			infer_expr(x, e->path.v[i].index, TYPE_LONG);
	if (e->kind == EXPR_AT && !strcmp(e->name, "@enumname"))
		return TYPE_STRING;
	if (e->path.n && (e->path.v[e->path.n - 1].kind == STEP_PRETTY ||
			  e->path.v[e->path.n - 1].kind == STEP_TEXT))
		return TYPE_STRING;
	return TYPE_LONG;
}

static enum type infer_kind(struct infer *x, struct expr *e, enum type want)
{
	switch (e->kind) {
	case EXPR_NUMBER:
		return TYPE_LONG;
	case EXPR_TARGET:
	case EXPR_AT:
	case EXPR_DEREF:
		return infer_target(x, e);
	case EXPR_STRING:
		return TYPE_STRING;
	case EXPR_NAME:
		return infer_var(x, e, want);
	case EXPR_INDEX:
		infer_keys(x, e);
		return infer_var(x, e, want);
	case EXPR_IN:
		infer_keys(x, e);
		return TYPE_LONG;
	case EXPR_CALL:
		return infer_call(x, e, want);
	case EXPR_REGEX:
		infer_expr(x, e->a, TYPE_STRING);
		return TYPE_LONG;
	case EXPR_UNARY:
		infer_expr(x, e->a, TYPE_LONG);
		return TYPE_LONG;
	case EXPR_INCDEC:
		return infer_expr(x, e->a, TYPE_LONG);
	case EXPR_BINARY:
		return infer_binary(x, e);
	case EXPR_ASSIGN:
		return infer_assign(x, e);
	case EXPR_TERNARY:
		infer_expr(x, e->a, TYPE_LONG);
		return infer_same(x, e->b, e->c, want);
	case EXPR_STAT:
		return infer_stat(x, e);
	case EXPR_EMBED:
		return e->use && e->use->string ? TYPE_STRING : TYPE_LONG;
	case EXPR_PRINT:
		infer_print(x, e);
		return e->print & PRINT_TO_STRING ? TYPE_STRING : TYPE_VOID;
	default:
		return TYPE_UNKNOWN;
	}
}

static void stats_of_local(struct infer *x, const struct expr *e)
{
	x->ok = false;
	if (was_told(e->var))
		return;
	e->var->conflicts = true;
	diag_semantic(x->s->diag, e->span, "'%s' is local; only a global can hold statistics",
		      e->name);
	diag_hint(x->s->diag, "declare it: global %s", e->name);
}

static enum type infer_expr(struct infer *x, struct expr *e, enum type want)
{
	struct demand demand = { 0 };
	enum type is;

	if (x->demand.of == e)
		demand = x->demand;
	is = infer_kind(x, e, want);
	if (is == TYPE_UNKNOWN && x->final && e->kind == EXPR_CALL)
		is = TYPE_VOID;
	e->type = is;
	if (want != TYPE_UNKNOWN && is != TYPE_UNKNOWN && is != want)
		mismatch_for(x, e, is, want, &demand);
	else if (is == TYPE_STATS && e != x->stats)
		mismatch(x, e, is, TYPE_LONG);
	else if (is == TYPE_STATS && e->var->scope != VAR_GLOBAL)
		stats_of_local(x, e);
	return is;
}

/* ---- statements ---- */

static void infer_stmt(struct infer *x, struct stmt *st);

/* Buckets have a number, and a count for the value. */
static void infer_buckets(struct infer *x, struct stmt *st)
{
	struct foreach *f = st->each;

	f->array->type = infer_stat(x, f->array);
	infer_expr(x, f->keys.v[0], TYPE_LONG);
	if (f->value)
		infer_expr(x, f->value, TYPE_LONG);
	if (f->limit)
		infer_expr(x, f->limit, TYPE_LONG);
	infer_stmt(x, st->body);
}

static void infer_foreach(struct infer *x, struct stmt *st)
{
	struct foreach *f = st->each;
	struct var *v = f->array->var;

	if (f->array->kind == EXPR_STAT) {
		infer_buckets(x, st);
		return;
	}

	for (size_t i = 0; v && i < f->keys.n && i < v->keys.n; i++) {
		enum type t = infer_expr(x, f->keys.v[i], v->keys.v[i]);

		if (v->keys.v[i] == TYPE_UNKNOWN && t != TYPE_UNKNOWN) {
			v->keys.v[i] = t;
			x->changed = true;
		}
	}
	for (size_t i = 0; v && i < f->slice.n && i < v->keys.n; i++)
		if (f->slice.v[i])
			infer_expr(x, f->slice.v[i], v->keys.v[i]);
	if (f->value && v && v->type == TYPE_STATS) {
		x->ok = false;
		diag_semantic(x->s->diag, f->value->span,
			      "statistics have no single value; read @count(%s[...]) and the like",
			      v->name);
	} else if (f->value && v) {
		enum type t = infer_expr(x, f->value, v->type);

		if (t != TYPE_UNKNOWN)
			infer_var(x, f->array, t);
	}
	if (f->sort == SORT_VALUE && f->sort_stat_given &&
	    infer_var(x, f->array, TYPE_STATS) == TYPE_LONG)
		mismatch(x, f->array, TYPE_LONG, TYPE_STATS);
	f->array->type = v ? v->type : TYPE_UNKNOWN;
	if (f->limit)
		infer_expr(x, f->limit, TYPE_LONG);
	infer_stmt(x, st->body);
}

static void infer_return(struct infer *x, struct stmt *st)
{
	struct func *f = x->func;
	enum type t;

	if (!f || !st->cond)
		return;
	t = infer_for(x, st->cond, f->type == TYPE_VOID ? TYPE_UNKNOWN : f->type,
		      arena_printf(x->s->arena, "what '%s' returns", f->name),
		      f->type_span.src ? f->type_span : f->span);
	if (f->type == TYPE_UNKNOWN && t != TYPE_UNKNOWN && t != TYPE_VOID) {
		f->type = t;
		f->type_span = st->cond->span;
		x->changed = true;
	}
}

static void infer_stmt(struct infer *x, struct stmt *st)
{
	struct stmt *inner;

	switch (st->kind) {
	case STMT_BLOCK:
		vec_each(inner, &st->list)
			infer_stmt(x, inner);
		break;
	case STMT_EXPR:
		infer_expr(x, st->cond, TYPE_UNKNOWN);
		break;
	case STMT_IF:
	case STMT_WHILE:
	case STMT_FOR:
		if (st->init)
			infer_expr(x, st->init, TYPE_UNKNOWN);
		if (st->cond)
			infer_expr(x, st->cond, TYPE_LONG);
		if (st->step)
			infer_expr(x, st->step, TYPE_UNKNOWN);
		infer_stmt(x, st->body);
		if (st->other)
			infer_stmt(x, st->other);
		break;
	case STMT_FOREACH:
		infer_foreach(x, st);
		break;
	case STMT_RETURN:
		infer_return(x, st);
		break;
	case STMT_DELETE:
		if (st->cond->kind == EXPR_INDEX)
			infer_keys(x, st->cond);
		break;
	case STMT_TRY:
		infer_stmt(x, st->body);
		if (st->var && st->var->type == TYPE_UNKNOWN) {
			st->var->type = TYPE_STRING;
			st->var->type_span = st->name_span;
			x->changed = true;
		} else if (st->var && st->var->type != TYPE_STRING && !was_told(st->var)) {
			x->ok = false;
			st->var->conflicts = true;
			diag_semantic(x->s->diag, st->name_span,
				      "the message of catch is a string");
			diag_note(x->s->diag, st->var->type_span, "'%s' is %s because of this",
				  st->var->name, a_type(st->var->type));
		}
		infer_stmt(x, st->other);
		break;
	default:
		break;
	}
}

static void infer_all(struct infer *x)
{
	struct body *b;
	struct func *f;

	/* functions first: what one does with a parameter decides, not who calls it */
	vec_each(f, &x->s->funcs) {
		x->func = f;
		if (f->body)
			infer_stmt(x, f->body);
	}
	x->func = NULL;
	vec_each(b, &x->s->bodies) {
		infer_stmt(x, b->stmt);
	}
}

static void infer_inits(struct session *s)
{
	struct var *v;

	vec_each(v, &s->globals)
		if (v->init && v->type == TYPE_UNKNOWN) {
			v->type = v->init->kind == EXPR_STRING ? TYPE_STRING : TYPE_LONG;
			v->type_span = v->init->span;
		}
}

/* What nothing decides: an unused parameter is a number, a variable is reported. */
static void untyped(struct infer *x)
{
	struct session *s = x->s;
	struct func *f;
	struct var *v;

	vec_each(v, &s->globals) {
		for (size_t i = 0; i < v->keys.n; i++)
			if (v->keys.v[i] == TYPE_UNKNOWN)
				v->keys.v[i] = TYPE_LONG;
		if (v->type != TYPE_UNKNOWN)
			continue;
		if (v->reads) {
			diag_semantic(
				s->diag, v->span,
				"the type of '%s' can't be told: nothing is ever assigned to it",
				v->name);
			x->ok = false;
		}
		v->type = TYPE_LONG;
	}
	vec_each(f, &s->funcs) {
		vec_each(v, &f->params)
			if (v->type == TYPE_UNKNOWN)
				v->type = TYPE_LONG;
		if (f->type == TYPE_UNKNOWN)
			f->type = TYPE_VOID;
	}
}

static void untyped_locals(struct infer *x, const var_list *locals)
{
	struct var *v;

	vec_each(v, locals) {
		if (v->type != TYPE_UNKNOWN)
			continue;
		if (v->writes)
			diag_semantic(x->s->diag, v->span, "the type of '%s' can't be told",
				      v->name);
		else
			diag_semantic(
				x->s->diag, v->span,
				"the type of '%s' can't be told: nothing is ever assigned to it",
				v->name);
		x->ok = false;
	}
}

bool infer_types(struct session *s)
{
	struct infer x = { .s = s, .ok = true };
	struct body *b;
	struct func *f;

	infer_inits(s);
	do {
		x.changed = false;
		infer_all(&x);
	} while (x.changed);
	if (!x.ok)
		return false;
	untyped(&x);
	if (!x.ok)
		return false;
	x.final = true;
	do { /* with what void functions and defaults add */
		x.changed = false;
		infer_all(&x);
	} while (x.changed);
	if (!x.ok)
		return false;
	vec_each(b, &s->bodies)
		untyped_locals(&x, &b->locals);
	vec_each(f, &s->funcs)
		untyped_locals(&x, &f->locals);
	return x.ok;
}
