// SPDX-License-Identifier: GPL-2.0-only
/*
 * symbols.c: binds names.  A name that is no global and no parameter is a local variable;
 * one that is read and never assigned is an error.  What a construct demands of its
 * operands (something to assign to, an array, an enclosing loop) is checked on the way.
 */
#include "symbols.h"

#include "body.h"
#include "embed.h"
#include "habits.h"
#include "known.h"
#include "overload.h"
#include "regex.h"
#include "stat.h"
#include "tapset.h"
#include "translator/session.h"

enum { KEYS_MAX = 9 }; /* SPL_MAP_KEYS of the runtime */

struct binder {
	struct session *s;
	const struct source *src; /* of the code at hand: its file's private names are seen */
	struct strmap locals;
	var_list *local_list;
	struct func *func; /* or NULL: a probe's body */
	unsigned int loops;
	bool ok;
};

#define FAIL(b, at, ...) (diag_semantic((b)->s->diag, (at), __VA_ARGS__), (void)((b)->ok = false))

static void bind_expr(struct binder *b, struct expr *e);
static void bind_stmt(struct binder *b, struct stmt *st);

/* ---- finding what a name means ---- */

static struct var *find_in(const var_list *list, const char *name)
{
	struct var *v;

	vec_each(v, list)
		if (!strcmp(v->name, name))
			return v;
	return NULL;
}

/* Code of a library's alias, in the handler of a script: its file's names are seen as well. */
static const struct source *library_of(const struct binder *b, struct span at)
{
	return at.src && at.src->kind != SOURCE_SCRIPT && at.src != b->src ? at.src : NULL;
}

static struct var *find_global(struct binder *b, const char *name)
{
	struct script *user = b->s->script;
	const struct script *own;
	struct var *v;

	if (!b->src || b->src->kind == SOURCE_SCRIPT) {
		v = find_in(&user->globals, name);
		if (v)
			return v;
	} else {
		own = tapset_script(b->s, b->src);
		v = own ? find_in(&own->globals, name) : NULL;
		if (v)
			return v;
	}
	return tapset_global(b->s, name);
}

/* A local, or a global; NULL: neither. */
static struct var *find_known(struct binder *b, const char *name, struct span at)
{
	const struct source *library = library_of(b, at);
	const struct script *own = library ? tapset_script(b->s, library) : NULL;
	struct var *v = own ? find_in(&own->globals, name) : NULL;

	if (!v)
		v = strmap_get(&b->locals, name);
	return v ? v : find_global(b, name);
}

static void use_global(struct binder *b, struct var *v)
{
	if (v->used)
		return;
	v->used = true;
	vec_push(b->s->arena, &b->s->globals, v);
}

struct var *symbols_global(struct session *s, const struct source *src, const char *name)
{
	struct binder b = { .s = s, .src = src };
	struct var *v = find_global(&b, name);

	if (v)
		use_global(&b, v);
	return v;
}

static struct var *local_new(struct binder *b, const char *name, struct span at)
{
	struct var *v = arena_new(b->s->arena, struct var);

	v->name = name;
	v->span = at;
	v->scope = VAR_LOCAL;
	v->shape_known = true;
	strmap_set(&b->locals, name, v);
	vec_push(b->s->arena, b->local_list, v);
	return v;
}

static struct var *find_var(struct binder *b, const char *name, struct span at)
{
	struct var *v = find_known(b, name, at);

	if (!v)
		return local_new(b, name, at);
	if (v->scope == VAR_GLOBAL)
		use_global(b, v);
	return v;
}

/* The nearest to NAME of the names that the script itself made. */
static const char *nearest_own(struct binder *b, const char *name)
{
	struct strmap all;
	struct var *v;
	struct func *f;

	strmap_init(&all, b->s->arena);
	vec_each(v, b->local_list)
		if (v->writes)
			strmap_set(&all, v->name, v);
	for (size_t i = 0; b->func && i < b->func->params.n; i++)
		strmap_set(&all, b->func->params.v[i]->name, b->func);
	vec_each(v, &b->s->script->globals)
		strmap_set(&all, v->name, v);
	vec_each(f, &b->s->script->funcs)
		strmap_set(&all, f->name, f);
	return strmap_nearest(&all, name);
}

/* The nearest function, the script's or the library's. */
static const char *nearest_func(struct binder *b, const char *name)
{
	struct strmap all;
	const char *near;
	struct func *f;

	strmap_init(&all, b->s->arena);
	vec_each(f, &b->s->script->funcs)
		strmap_set(&all, f->name, f);
	near = strmap_nearest(&all, name);
	return near ? near : tapset_nearest_func(b->s, name);
}

static bool has_function(struct binder *b, const char *name)
{
	return overload_named(b->s, name)->funcs.n || tapset_defines(b->s, name);
}

/* ---- operands ---- */

static bool is_lvalue(const struct expr *e)
{
	return e->kind == EXPR_NAME || e->kind == EXPR_INDEX;
}

static void bind_args(struct binder *b, const expr_list *args)
{
	struct expr *e;

	for (size_t i = 0; i < args->n; i++) {
		e = args->v[i];
		if (e)
			bind_expr(b, e);
	}
}

/* The array that an index, an "in", a delete or a foreach names. */
static void bind_array(struct binder *b, struct expr *e)
{
	struct var *v = find_known(b, e->name, e->name_span);
	const char *near;

	if (v && v->scope == VAR_GLOBAL) {
		use_global(b, v);
		e->var = v;
		return;
	}
	if (v) {
		FAIL(b, e->name_span, "'%s' is local; only a global can be an array", e->name);
		diag_note(b->s->diag, v->span, "'%s' is first used here", e->name);
		return;
	}
	FAIL(b, e->name_span, "no array '%s'", e->name);
	near = nearest_own(b, e->name);
	if (near && strcmp(near, e->name) != 0)
		diag_hint(b->s->diag, "did you mean '%s'?", near);
	else
		diag_hint(b->s->diag, "declare it: global %s", e->name);
}

static void shape(struct binder *b, struct expr *e, bool is_array, size_t nkeys, struct span at)
{
	struct var *v = e->var;

	if (!v)
		return;
	if (nkeys > KEYS_MAX) {
		FAIL(b, e->span, "an array has %d keys at most", KEYS_MAX);
		return;
	}
	if (!v->shape_known && (is_array ? v->init != NULL : v->is_array)) {
		FAIL(b, e->span,
		     is_array ? "'%s' is no array" : "'%s' is an array, and needs its keys here",
		     v->name);
		diag_note(b->s->diag, is_array ? v->init->span : v->span, "it is declared as %s",
			  is_array ? "a single value" : "an array");
		return;
	}
	if (!v->shape_known) {
		v->shape_known = true;
		v->is_array = is_array;
		v->array_span = at;
		for (size_t i = v->keys.n; is_array && i < nkeys; i++)
			vec_push(b->s->arena, &v->keys, TYPE_UNKNOWN);
		return;
	}
	if (v->is_array != is_array) {
		if (v->scope == VAR_GLOBAL && !is_array)
			FAIL(b, e->span, "'%s' is an array, and needs its keys here", v->name);
		else
			FAIL(b, e->span, "'%s' is no array", v->name);
	} else if (is_array && v->keys.n != nkeys) {
		FAIL(b, e->span, "'%s' has %zu %s, not %zu", v->name, v->keys.n,
		     v->keys.n == 1 ? "key" : "keys", nkeys);
	} else {
		return;
	}
	if (v->array_span.src)
		diag_note(b->s->diag, v->array_span, "here it is used as %s",
			  v->is_array ? "an array" : "a single value");
}

static void bind_element(struct binder *b, struct expr *e)
{
	bind_array(b, e);
	shape(b, e, true, e->args.n, e->span);
	bind_args(b, &e->args);
}

static void bind_name(struct binder *b, struct expr *e)
{
	if (e->var && e->var->scope == VAR_KEPT)
		return;
	e->var = find_var(b, e->name, e->name_span);
	shape(b, e, false, 0, e->span);
}

static void wrote(struct binder *b, struct var *v)
{
	if (!v)
		return;
	v->writes++;
	if (b->loops)
		v->in_loop = true;
}

/* OP: of an assignment, OP_NONE for '='; else what changes it. */
static void bind_lvalue(struct binder *b, struct expr *e, enum op op)
{
	if (expr_is_target(e)) {
		if (op == OP_STAT)
			FAIL(b, e->span, "a target variable can't hold statistics");
		else if (!e->span.src || !e->span.src->guru)
			FAIL(b, e->span, "target variables are written to in guru mode only (-g)");
		bind_expr(b, e);
		return;
	}
	if (!is_lvalue(e)) {
		FAIL(b, e->span, "this is nothing that can be assigned to");
		if (op == OP_NONE && e->kind != EXPR_NUMBER && e->kind != EXPR_STRING)
			diag_hint(b->s->diag, "did you mean '=='?");
		bind_expr(b, e);
		return;
	}
	if (e->kind == EXPR_NAME)
		bind_name(b, e);
	else
		bind_element(b, e);
	wrote(b, e->var);
	if (e->kind == EXPR_INDEX)
		for (size_t i = 0; i < e->args.n; i++)
			if (!e->args.v[i])
				FAIL(b, e->span, "a slice can't be assigned to");
}

/* ---- calls ---- */

static bool has_func(const struct func_list *list, const struct func *f)
{
	const struct func *have;

	vec_each(have, &list->funcs)
		if (have == f)
			return true;
	return false;
}

static void add_overloads(struct binder *b, const char *name, size_t nargs, struct span at,
			  struct func_list *out)
{
	const struct source *library = library_of(b, at);
	struct func *f;

	if (library)
		vec_each(f, &tapset_funcs(b->s, name)->funcs)
			if (f->is_private && f->span.src == library)
				vec_push(b->s->arena, &out->funcs, f);
	if (out->funcs.n)
		return;
	if (!b->src || b->src->kind == SOURCE_SCRIPT)
		vec_each(f, &overload_named(b->s, name)->funcs)
			vec_push(b->s->arena, &out->funcs, f);
	if (overload_is_closed(out, (unsigned int)nargs))
		return;
	vec_each(f, &tapset_funcs(b->s, name)->funcs)
		if ((!f->is_private || f->span.src == b->src) && !has_func(out, f))
			vec_push(b->s->arena, &out->funcs, f);
}

/* C of the library that only a script in guru mode may call. */
static void check_guru(struct binder *b, const struct expr *e, const struct func *f)
{
	if (!f->embed || b->s->options.guru || !b->src || b->src->kind != SOURCE_SCRIPT ||
	    !embed_marked(f->embed, "guru"))
		return;
	FAIL(b, e->name_span, "'%s' is for guru mode only", e->name);
	diag_hint(b->s->diag, "use -g");
}

static void no_function(struct binder *b, const struct expr *e)
{
	const struct func_list *hidden = tapset_funcs(b->s, e->name);
	const char *near, *habit = habit_hint(e->name);

	if (!hidden->funcs.n && tapset_defines(b->s, e->name)) { /* its file's errors were told */
		b->ok = false;
		return;
	}
	FAIL(b, e->name_span, "no function '%s'", e->name);
	if (hidden->funcs.n) {
		diag_note(b->s->diag, hidden->funcs.v[0]->span, "this one is private to its file");
		return;
	}
	near = habit ? NULL : nearest_func(b, e->name);
	if (habit)
		diag_hint(b->s->diag, "%s", habit);
	else if (near)
		diag_hint(b->s->diag, "did you mean '%s'?", near);
}

static void bind_call(struct binder *b, struct expr *e)
{
	struct func_list all = { 0 };
	const char *takes;
	struct func *f;
	bool one;

	bind_args(b, &e->args);
	add_overloads(b, e->name, e->args.n, e->name_span, &all);
	if (!all.funcs.n && known_func(e->name)) {
		FAIL(b, e->name_span,
		     "function '%s' of SystemTap's library is not supported yet by this build",
		     e->name);
		return;
	}
	if (!all.funcs.n) {
		no_function(b, e);
		return;
	}
	e->func = overload_chain(b->s, &all, (unsigned int)e->args.n);
	for (f = e->func; f; f = f->next)
		check_guru(b, e, f);
	if (e->func)
		return;
	f = all.funcs.v[0];
	takes = overload_arities(b->s, &all, &one);
	if (takes)
		FAIL(b, e->span, "'%s' takes %s %s, not %zu", e->name, takes,
		     one ? "argument" : "arguments", e->args.n);
	else
		FAIL(b, e->span, "'%s' takes no arguments", e->name);
	if (f->span.src && f->span.src->kind == SOURCE_SCRIPT)
		diag_note(b->s->diag, f->span, "it is defined here");
}

static void bind_stat(struct binder *b, struct expr *e)
{
	if (e->a->kind != EXPR_NAME && e->a->kind != EXPR_INDEX)
		FAIL(b, e->a->span, "%s needs the name of statistics", e->name);
	bind_expr(b, e->a);
	if (e->a->var && e->a->var->scope == VAR_LOCAL && !e->a->var->writes) {
		FAIL(b, e->a->span, "'%s' is local; only a global can hold statistics", e->a->name);
		diag_hint(b->s->diag, "declare it: global %s", e->a->name);
		e->a->var->writes++; /* this was its message */
	}
	bind_args(b, &e->args);
	if (e->b)
		bind_expr(b, e->b);
	if (e->a->var && !stat_check(b->s, e))
		b->ok = false;
}

static void bind_expr(struct binder *b, struct expr *e)
{
	switch (e->kind) {
	case EXPR_NUMBER:
	case EXPR_STRING:
		break;
	case EXPR_NAME:
		bind_name(b, e);
		if (e->var)
			e->var->reads++;
		break;
	case EXPR_INDEX:
		for (size_t i = 0; i < e->args.n; i++)
			if (!e->args.v[i]) {
				FAIL(b, e->span, "a slice has no value");
				diag_hint(b->s->diag, "'*' is for delete, 'in' and foreach");
				break;
			}
		/* fall through */
	case EXPR_IN:
		bind_element(b, e);
		if (e->var)
			e->var->reads++;
		break;
	case EXPR_CALL:
		bind_call(b, e);
		break;
	case EXPR_ASSIGN:
		bind_expr(b, e->b);
		bind_lvalue(b, e->a, e->op);
		if (e->a->var && e->op != OP_NONE && e->op != OP_STAT)
			e->a->var->reads++;
		break;
	case EXPR_INCDEC:
		bind_lvalue(b, e->a, e->op);
		if (e->a->var)
			e->a->var->reads++;
		break;
	case EXPR_STAT:
		bind_stat(b, e);
		break;
	case EXPR_TARGET:
	case EXPR_AT:
	case EXPR_DEREF:
		if (e->a)
			bind_expr(b, e->a);
		bind_args(b, &e->args);
		for (size_t i = 0; i < e->path.n; i++)
			if (e->path.v[i].index)
				bind_expr(b, e->path.v[i].index);
		break;
	case EXPR_REGEX:
		bind_expr(b, e->a);
		b->ok &= regex_bind(b->s, e);
		break;
	case EXPR_EMBED:
		e->use = embed_scan(b->s, EMBED_EXPRESSION, b->func, e->span, e->text, &b->ok);
		break;
	case EXPR_PRINT:
		bind_args(b, &e->args);
		break;
	case EXPR_UNARY:
	case EXPR_BINARY:
	case EXPR_TERNARY:
		bind_expr(b, e->a);
		if (e->b)
			bind_expr(b, e->b);
		if (e->c)
			bind_expr(b, e->c);
		break;
	}
}

/* ---- statements ---- */

/* An expression whose value nobody takes. */
static void bind_effect(struct binder *b, struct expr *e)
{
	bool change = e->kind == EXPR_INCDEC ||
		      (e->kind == EXPR_ASSIGN && e->op != OP_NONE && e->op != OP_STAT);

	bind_expr(b, e);
	if (!change || !e->a->var)
		return;
	e->a->var->reads--; /* nobody sees the old value */
	if (e->kind == EXPR_INCDEC || e->op == OP_ADD || e->op == OP_SUB)
		e->a->var->adds++;
}

static void bind_foreach(struct binder *b, struct stmt *st)
{
	struct foreach *f = st->each;
	struct expr *e;

	if (f->array->kind == EXPR_STAT) {
		bind_expr(b, f->array);
		if (!stat_check_loop(b->s, f))
			b->ok = false;
	} else {
		bind_array(b, f->array);
		shape(b, f->array, true, f->keys.n, f->array->span);
		if (f->array->var)
			f->array->var->reads++;
		if (f->slice.n && f->slice.n != f->keys.n)
			FAIL(b, f->array->span, "the slice has %zu keys, the loop %zu", f->slice.n,
			     f->keys.n);
		bind_args(b, &f->slice);
		if (f->sort == SORT_VALUE && f->array->var)
			f->array->var->stat_ops |= 1u << f->sort_stat;
	}
	if (f->limit)
		bind_expr(b, f->limit);
	b->loops++;
	vec_each(e, &f->keys) {
		bind_lvalue(b, e, OP_INC);
		e->var ? e->var->reads++ : 0; /* a loop may well leave a key unread */
	}
	if (f->value)
		bind_lvalue(b, f->value, OP_INC);
	bind_stmt(b, st->body);
	b->loops--;
}

static void bind_delete(struct binder *b, struct stmt *st)
{
	struct expr *e = st->cond;

	if (e->kind == EXPR_NAME) {
		struct var *v = find_known(b, e->name, e->name_span);

		if (v && v->scope == VAR_GLOBAL) { /* whole arrays too: the shape stays open */
			use_global(b, v);
			e->var = v;
		} else {
			bind_name(b, e);
		}
		wrote(b, e->var);
	} else if (e->kind == EXPR_INDEX) {
		bind_element(b, e);
		wrote(b, e->var);
	} else {
		FAIL(b, e->span, "only a variable, an array or its elements can be deleted");
	}
}

static void bind_loop(struct binder *b, struct stmt *st)
{
	if (st->init)
		bind_effect(b, st->init);
	b->loops++;
	if (st->cond)
		bind_expr(b, st->cond);
	if (st->step)
		bind_effect(b, st->step);
	bind_stmt(b, st->body);
	b->loops--;
}

static void bind_try(struct binder *b, struct stmt *st)
{
	bind_stmt(b, st->body);
	if (st->name) {
		struct expr *e = expr_new(b->s->arena, EXPR_NAME, st->name_span);

		e->name = st->name;
		e->name_span = st->name_span;
		bind_lvalue(b, e, OP_INC);
		st->var = e->var;
		if (e->var)
			e->var->reads++;
	}
	bind_stmt(b, st->other);
}

static void bind_stmt(struct binder *b, struct stmt *st)
{
	struct stmt *inner;

	switch (st->kind) {
	case STMT_EMPTY:
		break;
	case STMT_BLOCK:
		vec_each(inner, &st->list)
			bind_stmt(b, inner);
		break;
	case STMT_EXPR:
		bind_effect(b, st->cond);
		break;
	case STMT_IF:
		bind_expr(b, st->cond);
		bind_stmt(b, st->body);
		if (st->other)
			bind_stmt(b, st->other);
		break;
	case STMT_WHILE:
	case STMT_FOR:
		bind_loop(b, st);
		break;
	case STMT_FOREACH:
		bind_foreach(b, st);
		break;
	case STMT_BREAK:
	case STMT_CONTINUE:
		if (!b->loops)
			FAIL(b, st->span, "'%s' outside of a loop",
			     st->kind == STMT_BREAK ? "break" : "continue");
		break;
	case STMT_NEXT:
		break;
	case STMT_RETURN:
		if (!b->func)
			FAIL(b, st->span, "'return' outside of a function; a probe ends by 'next'");
		if (st->cond)
			bind_expr(b, st->cond);
		break;
	case STMT_DELETE:
		bind_delete(b, st);
		break;
	case STMT_TRY:
		bind_try(b, st);
		break;
	case STMT_EMBED:
		st->use = embed_scan(b->s, EMBED_STATEMENT, b->func, st->span, st->text, &b->ok);
		break;
	}
}

/*
 * A local that is read and that nothing ever assigns is a slip when its name is that of something
 * else, or nearly one of the script's own; else it is empty, and warned about (warn.c).
 */
static void check_locals(struct binder *b, const var_list *locals)
{
	struct var *v;

	vec_each(v, locals) {
		const char *near, *habit;

		if (v->writes || !v->reads)
			continue;
		if (has_function(b, v->name)) {
			FAIL(b, v->span, "no variable '%s', but there is a function", v->name);
			diag_hint(b->s->diag, "call it: %s()", v->name);
			continue;
		}
		near = nearest_own(b, v->name);
		habit = habit_hint(v->name);
		if (!near && !habit)
			continue;
		FAIL(b, v->span, "no variable or function '%s'", v->name);
		if (near)
			diag_hint(b->s->diag, "did you mean '%s'?", near);
		else
			diag_hint(b->s->diag, "%s", habit);
	}
}

static void bind_func(struct session *s, struct func *f, bool *ok)
{
	struct binder b = { .s = s, .src = f->span.src, .func = f, .ok = true };
	struct var *v;

	f->bound = true;
	if (f->embed) {
		f->use = embed_scan(s, EMBED_FUNCTION, f, f->embed_span, f->embed, ok);
		return;
	}
	if (!s->bind_targets(s, f)) {
		*ok = false;
		return;
	}
	b.local_list = &f->locals;
	strmap_init(&b.locals, s->arena);
	vec_each(v, &f->params) {
		v->shape_known = true;
		v->scope = VAR_PARAM;
		strmap_set(&b.locals, v->name, v);
	}
	bind_stmt(&b, f->body);
	check_locals(&b, &f->locals);
	*ok &= b.ok;
}

bool symbols_bind(struct session *s, size_t first)
{
	bool ok = true;

	for (size_t i = 0; !first && i < s->script->embeds.n; i++)
		ok &= embed_is_closed(s, EMBED_TOP, s->script->embeds.v[i].span,
				      s->script->embeds.v[i].text);
	for (size_t i = first; i < s->bodies.n; i++) {
		struct body *body = s->bodies.v[i];
		struct binder b = { .s = s, .src = body->span.src, .ok = true };

		if (body->is_condition) /* may be of a library's alias and of the script's */
			b.src = NULL;
		b.local_list = &body->locals;
		strmap_init(&b.locals, s->arena);
		bind_stmt(&b, body->stmt);
		check_locals(&b, &body->locals);
		ok &= b.ok;
	}
	for (size_t i = 0; i < s->funcs.n; i++) /* grows while it goes */
		if (!s->funcs.v[i]->bound)
			bind_func(s, s->funcs.v[i], &ok);
	return ok;
}
