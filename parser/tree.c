/* SPDX-License-Identifier: GPL-2.0-only */
/* tree.c: takes what the grammar found, gives declarations, probe points and statements. */
#include "tree.h"

#include <stdarg.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/strmap.h"
#include "parse.h"

enum {
	POINTS_MAX = 4096, /* that braces may make of one declaration */
};

struct arena *tree_arena(const struct tree *t)
{
	return t->arena;
}

void tree_error(struct tree *t, struct span at, const char *fmt, ...)
{
	va_list ap;
	const char *text;

	va_start(ap, fmt);
	text = arena_vprintf(t->arena, fmt, ap);
	va_end(ap);
	t->errors++;
	diag_parse(t->diag, at, "%s", text);
}

void tree_name_check(struct tree *t, struct span at, const char *name)
{
	if (strcmp(name, "long") && strcmp(name, "string"))
		return;
	tree_error(t, at, "'%s' is a type and can't be a name", name);
	if (t->now->kind == ')')
		diag_hint(t->diag, "there are no casts but @cast()");
	else if (t->now->kind == TOK_IDENT)
		diag_hint(t->diag, "a variable has no declaration, its use gives its type");
}

void tree_value_check(struct tree *t, const struct expr *e)
{
	if (!e || e->kind != EXPR_STAT || e->b ||
	    (e->stat != STAT_HIST_LOG && e->stat != STAT_HIST_LINEAR))
		return;
	tree_error(t, e->span, "a histogram is no value");
	diag_hint(t->diag, "print(%s(x)), foreach (b in %s(x)), %s(x)[b]", e->name, e->name,
		  e->name);
}

void tree_too_deep(struct tree *t, struct span at)
{
	if (!t->deep)
		tree_error(t, at, "this is nested more than %d levels deep", DEPTH_MAX);
	t->deep = true;
}

/* Declarations. */

void tree_probe(struct tree *t, struct span at, point_list points, struct stmt *body)
{
	struct probe_decl *p = arena_new(t->arena, struct probe_decl);

	p->span = at;
	p->points = points;
	p->body = body;
	vec_push(t->arena, &t->script->probes, p);
}

static bool alias_name_fits(struct tree *t, const struct point *name)
{
	for (size_t i = 0; i < name->parts.n; i++) {
		const struct component *c = &name->parts.v[i];

		if (c->arg) {
			tree_error(t, c->span, "the name of an alias can't have arguments");
			return false;
		}
		if (strchr(c->name, '*')) {
			tree_error(t, c->span, "the name of an alias can't have wildcards");
			return false;
		}
	}
	if (!name->optional && !name->sufficient && !name->condition)
		return true;
	tree_error(t, name->span, "the name of an alias can't have '?', '!' or a condition");
	return false;
}

void tree_alias(struct tree *t, struct span at, point_list name, bool epilogue, point_list points,
		struct stmt *body, struct stmt *tail)
{
	struct alias *a = arena_new(t->arena, struct alias);

	if (name.n != 1) {
		tree_error(t, at, "an alias has one name");
		return;
	}
	if (!alias_name_fits(t, name.v[0]))
		return;
	if (epilogue && tail)
		tree_error(t, tail->span, "'+=' takes one block, '=' may have a second");
	a->span = at;
	a->name = name.v[0];
	a->epilogue = epilogue;
	a->points = points;
	a->body = body;
	a->tail = tail;
	vec_push(t->arena, &t->script->aliases, a);
}

static void global_twice(struct tree *t, const struct var *v)
{
	const struct var *other;

	vec_each(other, &t->script->globals) {
		if (strcmp(other->name, v->name))
			continue;
		tree_error(t, v->span, "'%s' is declared twice", v->name);
		diag_note(t->diag, other->span, "the first time");
		return;
	}
}

void tree_globals(struct tree *t, var_list vars, bool is_private)
{
	struct var *v;

	vec_each(v, &vars) {
		v->is_private = is_private;
		/* Within one list it was told. */
		global_twice(t, v);
		vec_push(t->arena, &t->script->globals, v);
	}
}

static struct func *func_add(struct tree *t, struct span at, const char *name, enum type type,
			     var_list params, struct expr *priority)
{
	struct func *f = arena_new(t->arena, struct func);

	f->name = name;
	f->span = at;
	f->type = type;
	f->params = params;
	f->priority = priority;
	if (priority && priority->number < 1)
		tree_error(t, priority->span, "a priority is 1 or more");
	vec_push(t->arena, &t->script->funcs, f);
	return f;
}

void tree_func(struct tree *t, struct span at, const char *name, enum type type, var_list params,
	       struct expr *priority, struct stmt *body)
{
	func_add(t, at, name, type, params, priority)->body = body;
}

void tree_func_embed(struct tree *t, struct span at, const char *name, enum type type,
		     var_list params, struct expr *priority, struct span embed_at, const char *text)
{
	struct func *f = func_add(t, at, name, type, params, priority);

	f->embed = text;
	f->embed_span = embed_at;
}

void tree_private(struct tree *t)
{
	t->script->funcs.v[t->script->funcs.n - 1]->is_private = true;
}

void tree_embed(struct tree *t, struct span at, const char *text)
{
	struct embed e = { at, text };

	vec_push(t->arena, &t->script->embeds, e);
}

static struct var *var_make(struct tree *t, struct span at, const char *name, enum var_scope scope)
{
	struct var *v = arena_new(t->arena, struct var);

	v->name = name;
	v->span = at;
	v->scope = scope;
	tree_name_check(t, at, name);
	return v;
}

struct var *tree_global(struct tree *t, struct span at, const char *name, bool wrap,
			struct expr *size, struct expr *init)
{
	struct var *v = var_make(t, at, name, VAR_GLOBAL);

	if (size && (size->number <= 0 || size->number > INT32_MAX))
		tree_error(t, size->span, "an array can't have the size %lld",
			   (long long)size->number);
	if (init && (size || wrap))
		tree_error(t, init->span, "an array can't be initialised");
	v->wrap = wrap;
	v->size = size;
	v->init = init;
	v->is_array = size || wrap;
	return v;
}

struct var *tree_param(struct tree *t, struct span at, const char *name, enum type type)
{
	struct var *v = var_make(t, at, name, VAR_PARAM);

	v->type = type;
	return v;
}

enum type tree_type(struct tree *t, struct span at, const char *name)
{
	static const char *const types[] = { "long", "string", NULL };
	const char *near = str_nearest(types, name);

	if (!strcmp(name, "long"))
		return TYPE_LONG;
	if (!strcmp(name, "string"))
		return TYPE_STRING;
	tree_error(t, at, "no type '%s'", name);
	if (near)
		diag_hint(t->diag, "did you mean '%s'?", near);
	else
		diag_hint(t->diag, "there are 'long' and 'string'");
	return TYPE_UNKNOWN;
}

var_list tree_var_first(struct tree *t, struct var *v)
{
	return tree_var_add(t, (var_list){ 0 }, v);
}

var_list tree_var_add(struct tree *t, var_list list, struct var *v)
{
	struct var *other;

	vec_each(other, &list) {
		if (strcmp(other->name, v->name))
			continue;
		tree_error(t, v->span, "'%s' is declared twice", v->name);
		diag_note(t->diag, other->span, "the first time");
		break;
	}
	vec_push(t->arena, &list, v);
	return list;
}

/* Probe points. */

static point_list point_single(struct tree *t, struct point *p)
{
	point_list list = { 0 };

	vec_push(t->arena, &list, p);
	return list;
}

point_list tree_point(struct tree *t, struct component part)
{
	struct point *p = arena_new(t->arena, struct point);

	p->span = part.span;
	vec_push(t->arena, &p->parts, part);
	return point_single(t, p);
}

struct component tree_part_empty(struct tree *t, struct span at, const char *name)
{
	tree_error(t, at, "there is nothing between the parentheses of '%s'", name);
	diag_hint(t->diag, "without an argument it has none");
	return (struct component){ name, NULL, at };
}

static bool points_too_many(struct tree *t, size_t n, struct span at)
{
	if (n > POINTS_MAX && !t->many)
		tree_error(t, at, "more than %d probe points in one probe", POINTS_MAX);
	t->many |= n > POINTS_MAX; /* what comes behind it is not written out any more */
	return t->many;
}

point_list tree_points(struct tree *t, point_list list, point_list more)
{
	struct point *p;

	if (points_too_many(t, list.n + more.n, more.v[0]->span))
		return list;
	vec_each(p, &more)
		vec_push(t->arena, &list, p);
	return list;
}

static struct point *point_concat(struct tree *t, const struct point *l, const struct point *r)
{
	struct point *p = arena_new(t->arena, struct point);

	*p = *r;
	memset(&p->parts, 0, sizeof(p->parts));
	for (size_t i = 0; i < l->parts.n; i++)
		vec_push(t->arena, &p->parts, l->parts.v[i]);
	for (size_t i = 0; i < r->parts.n; i++)
		vec_push(t->arena, &p->parts, r->parts.v[i]);
	p->span = span_join(l->span, r->span);
	return p;
}

point_list tree_point_product(struct tree *t, point_list left, struct span right_at,
			      point_list right)
{
	point_list list = { 0 };
	struct point *l, *r;

	vec_each(l, &left) {
		if (!l->optional && !l->sufficient && !l->condition)
			continue;
		tree_error(t, l->span, "'?', '!' and conditions stand behind the last component");
		return left;
	}
	if (points_too_many(t, left.n * right.n, right_at))
		return left;
	vec_each(l, &left)
		vec_each(r, &right)
			vec_push(t->arena, &list, point_concat(t, l, r));
	return list;
}

point_list tree_point_args(struct tree *t, point_list list, struct expr *arg)
{
	struct point *p;

	vec_each(p, &list) {
		struct component *last = &p->parts.v[p->parts.n - 1];

		if (last->arg || p->optional || p->sufficient || p->condition) {
			tree_error(
				t, arg->span,
				"a part of this has an argument, '?', '!' or a condition already");
			break;
		}
		last->arg = arg;
	}
	return list;
}

point_list tree_point_flags(struct tree *t, point_list list, struct span flag_at, int64_t flag,
			    struct expr *condition)
{
	struct point *p;

	vec_each(p, &list) {
		if ((flag && (p->optional || p->sufficient)) || (condition && p->condition)) {
			tree_error(t, flag_at,
				   "a part of this has '?', '!' or a condition already");
			break;
		}
		p->optional |= flag == '?';
		p->sufficient |= flag == '!';
		if (condition)
			p->condition = condition;
	}
	return list;
}

/* Statements. */

static struct stmt *settle(struct tree *t, struct stmt *s)
{
	unsigned int depth = 0;
	struct stmt *below;

	if (s->body)
		depth = s->body->depth;
	if (s->other && s->other->depth > depth)
		depth = s->other->depth;
	vec_each(below, &s->list)
		if (below->depth > depth)
			depth = below->depth;
	s->depth = depth + 1;
	if (s->depth > DEPTH_MAX)
		tree_too_deep(t, s->span);
	return s;
}

stmt_list tree_stmts(struct tree *t, stmt_list list, struct stmt *s)
{
	if (s->kind != STMT_EMPTY)
		vec_push(t->arena, &list, s);
	return list;
}

struct stmt *tree_block(struct tree *t, struct span at, stmt_list list)
{
	struct stmt *s = stmt_new(t->arena, STMT_BLOCK, at);

	s->list = list;
	return settle(t, s);
}

struct stmt *tree_stmt_expr(struct tree *t, struct span at, struct expr *e)
{
	if (e->kind != EXPR_EMBED || e->parens)
		return tree_simple(t, at, STMT_EXPR, e);
	struct stmt *s = stmt_new(t->arena, STMT_EMBED, at);

	s->text = e->text;
	return s;
}

struct stmt *tree_simple(struct tree *t, struct span at, enum stmt_kind kind, struct expr *e)
{
	struct stmt *s = stmt_new(t->arena, kind, at);

	s->cond = e;
	tree_value_check(t, e);
	return s;
}

struct stmt *tree_return(struct tree *t, struct span at, struct expr *e)
{
	if (!t->in_func) {
		at.end = at.begin + (uint32_t)strlen("return");
		tree_error(t, at, "'return' stands in functions only");
		diag_hint(t->diag, "'next' leaves the handler of a probe");
	}
	return tree_simple(t, at, STMT_RETURN, e);
}

struct stmt *tree_if(struct tree *t, struct span at, struct expr *cond, struct stmt *body,
		     struct stmt *other)
{
	struct stmt *s = tree_simple(t, at, STMT_IF, cond);

	s->body = body;
	s->other = other;
	return settle(t, s);
}

struct stmt *tree_loop(struct tree *t, struct span at, enum stmt_kind kind, struct expr *cond,
		       struct stmt *body)
{
	struct stmt *s = tree_simple(t, at, kind, cond);

	s->body = body;
	return settle(t, s);
}

struct stmt *tree_for(struct tree *t, struct span at, struct expr *init, struct expr *cond,
		      struct expr *step, struct stmt *body)
{
	struct stmt *s = tree_loop(t, at, STMT_FOR, cond, body);

	tree_value_check(t, init);
	tree_value_check(t, step);
	s->init = init;
	s->step = step;
	return s;
}

struct stmt *tree_foreach(struct tree *t, struct span at, struct foreach *each, struct stmt *body)
{
	struct stmt *s = tree_loop(t, at, STMT_FOREACH, NULL, body);

	s->each = each;
	return s;
}

struct stmt *tree_try(struct tree *t, struct span at, struct stmt *body, struct span name_at,
		      const char *name, struct stmt *other)
{
	struct stmt *s = stmt_new(t->arena, STMT_TRY, at);

	if (name)
		tree_name_check(t, name_at, name);
	s->body = body;
	s->other = other;
	s->name = name;
	s->name_span = name_at;
	return settle(t, s);
}

/* Foreach. */

static bool sort_set(struct tree *t, struct foreach *f, struct span at, enum sort_by by, int dir)
{
	if (!dir)
		return false;
	if (f->sort) {
		tree_error(t, at, "one loop can't be sorted twice");
		return false;
	}
	f->sort = by;
	f->sort_dir = dir;
	return true;
}

static void sort_stat_set(struct tree *t, struct foreach *f, struct span at, const char *stat,
			  bool sorted)
{
	int kind = stat ? tree_stat_kind(stat) : -1;

	if (!stat)
		return;
	if (kind < 0 || kind == STAT_HIST_LOG || kind == STAT_HIST_LINEAR || kind == STAT_QUANTILE)
		tree_error(t, at, "'%s' gives no order", stat);
	else if (!sorted)
		tree_error(t, at, "expected '+' or '-' behind '%s'", stat);
	f->sort_stat = (enum stat_kind)(kind < 0 ? STAT_COUNT : kind);
	f->sort_stat_given = true;
}

struct expr *tree_key(struct tree *t, struct span at, const char *name, struct span stat_at,
		      const char *stat, struct span sort_at, int sort)
{
	struct expr *e = tree_name(t, at, name);

	e->number = sort;
	e->op_span = stat ? stat_at : sort_at;
	e->text = stat;
	return e;
}

struct foreach *tree_each_keys(struct tree *t, struct expr *value, expr_list keys)
{
	struct foreach *f = arena_new(t->arena, struct foreach);
	bool sorted;

	f->value = value;
	f->keys = keys;
	if (value) {
		sorted = sort_set(t, f, value->op_span, SORT_VALUE, (int)value->number);
		sort_stat_set(t, f, value->op_span, value->text, sorted);
		value->number = 0;
		value->text = NULL;
	}
	for (size_t i = 0; i < keys.n; i++) {
		struct expr *e = keys.v[i];

		if (e->text)
			tree_error(t, e->op_span, "a key is no statistic");
		if (sort_set(t, f, e->op_span, SORT_KEY, (int)e->number))
			f->sort_key = (unsigned int)i;
		e->number = 0;
		e->text = NULL;
	}
	return f;
}

struct foreach *tree_each(struct tree *t, struct foreach *f, struct expr *array,
			  struct span stat_at, const char *stat, struct span sort_at, int sort,
			  struct expr *limit)
{
	bool sorted = sort_set(t, f, sort_at, SORT_VALUE, sort);

	sort_stat_set(t, f, stat_at, stat, sorted);
	f->array = array;
	f->limit = limit;
	return f;
}

struct foreach *tree_each_slice(struct tree *t, struct foreach *f, struct span name_at,
				const char *name, expr_list slice, struct span stat_at,
				const char *stat, struct span sort_at, int sort, struct expr *limit)
{
	f->slice = slice;
	return tree_each(t, f, tree_name(t, name_at, name), stat_at, stat, sort_at, sort, limit);
}

struct expr *tree_each_hist(struct tree *t, struct span at, struct span name_at, const char *name,
			    expr_list args)
{
	struct expr *e = tree_at(t, at, name_at, name, args, true);
	int kind = tree_stat_kind(name);

	if (kind != STAT_HIST_LOG && kind != STAT_HIST_LINEAR)
		tree_error(t, at, "'%s' is nothing to walk through", name);
	return e;
}
