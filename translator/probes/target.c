// SPDX-License-Identifier: GPL-2.0-only
/*
 * target.c: finds the parameter or return value that a target variable means, and follows
 * its path through the types: each step is an addition or a load.
 */
#include "target.h"

#include "translator/session.h"

enum { ARG_REGISTERS = 6 }; /* of the kernel's calling convention: System V x86-64, 3.2.3 */

struct binder {
	struct session *s;
	const struct target_scope *scope;
	bool ok, saved;
};

static bool fail(struct binder *b, struct span at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static bool fail(struct binder *b, struct span at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	diag_semantic(b->s->diag, at, "%s", arena_vprintf(b->s->arena, fmt, ap));
	va_end(ap);
	b->ok = false;
	return false;
}

/* ---- where a parameter is at entry ---- */

/* The number of the register, or -1: on the stack, or in a floating-point register. */
static int param_register(const struct prototype *p, size_t which)
{
	unsigned int next = 0;

	for (size_t i = 0; i <= which; i++) {
		const struct ctype *t = p->params[i].type;
		unsigned int need = 1;

		if (t->kind == CTYPE_FLOAT) {
			if (i == which)
				return -1;
			continue;
		}
		if (t->kind == CTYPE_STRUCT)
			need = t->size <= 8 ? 1 : t->size <= 16 ? 2 : 0;
		if (!need || next + need > ARG_REGISTERS) {
			if (i == which)
				return -1;
			continue;
		}
		if (i == which)
			return (int)next;
		next += need;
	}
	return -1;
}

/* ---- the path ---- */

static struct target_op *op_add(struct binder *b, struct target *t, enum target_op_kind kind)
{
	struct target_op op = { .kind = kind };

	vec_push(b->s->arena, &t->ops, op);
	return &t->ops.v[t->ops.n - 1];
}

static void add_offset(struct binder *b, struct target *t, uint64_t bytes)
{
	struct target_op *last = t->ops.n ? &t->ops.v[t->ops.n - 1] : NULL;

	if (!bytes)
		return;
	if (last && last->kind == TARGET_ADD)
		last->number += bytes;
	else
		op_add(b, t, TARGET_ADD)->number = bytes;
}

/* A pointer that is in memory is loaded, so that what follows is relative to its value. */
static void pointer_value(struct binder *b, struct target *t)
{
	if (t->load)
		op_add(b, t, TARGET_LOAD);
	t->load = false;
}

static void member_hint(struct binder *b, const struct ctype *type, const char *name)
{
	struct cmember *list;
	size_t n = debuginfo_members(b->scope->info, type, &list);
	struct strmap names;
	const char *near;

	strmap_init(&names, b->s->arena);
	for (size_t i = 0; i < n; i++)
		if (list[i].name && list[i].name[0])
			strmap_set(&names, list[i].name, &list[i]);
	near = strmap_nearest(&names, name);
	if (near)
		diag_hint(b->s->diag, "did you mean '%s'?", near);
}

static bool step_member(struct binder *b, struct target *t, const struct step *st)
{
	struct debuginfo *info = b->scope->info;
	struct cmember m;

	if (t->type->kind == CTYPE_POINTER) {
		const struct ctype *to = debuginfo_target(info, t->type);

		pointer_value(b, t);
		if (!to)
			return fail(b, st->span, "'%s' points to nothing that is known",
				    t->type->text);
		t->type = to;
		t->load = true;
	}
	if (t->type->kind != CTYPE_STRUCT)
		return fail(b, st->span, "'%s' is no structure, so it has no member '%s'",
			    t->type->text, st->name);
	if (!t->load)
		return fail(b, st->span, "members of a structure in a register can't be read");
	if (!debuginfo_member(info, t->type, st->name, &m)) {
		fail(b, st->span, "'%s' has no member '%s'", t->type->text, st->name);
		member_hint(b, t->type, st->name);
		return false;
	}
	t->bit_size = m.bit_size;
	if (m.bit_size) {
		/* read the naturally aligned unit that holds the field */
		uint64_t unit = m.type->size * 8;
		uint64_t start = m.bit_offset / unit * unit;

		if (m.bit_offset - start + m.bit_size > unit)
			return fail(b, st->span, "the bit-field '%s' crosses its unit", st->name);
		add_offset(b, t, start / 8);
		t->bit_offset = (unsigned int)(m.bit_offset - start);
	} else {
		add_offset(b, t, m.bit_offset / 8);
	}
	t->type = m.type;
	return true;
}

static bool step_index(struct binder *b, struct target *t, const struct step *st)
{
	const struct ctype *element;
	struct target_op *op;

	if (t->type->kind != CTYPE_POINTER && t->type->kind != CTYPE_ARRAY)
		return fail(b, st->span, "'%s' is no array or pointer", t->type->text);
	element = debuginfo_target(b->scope->info, t->type);
	if (!element || !element->size)
		return fail(b, st->span, "the size of what '%s' holds is not known", t->type->text);
	if (t->type->kind == CTYPE_POINTER)
		pointer_value(b, t);
	if (st->index->kind == EXPR_NUMBER) {
		if (t->type->kind == CTYPE_ARRAY && t->type->count &&
		    (uint64_t)st->index->number >= t->type->count)
			return fail(b, st->span, "'%s' has no element %lld", t->type->text,
				    (long long)st->index->number);
		add_offset(b, t, (uint64_t)st->index->number * element->size);
	} else {
		op = op_add(b, t, TARGET_INDEX);
		op->number = element->size;
		op->index = st->index;
	}
	t->type = element;
	t->load = true;
	return true;
}

/* How the value that the path leads to is read. */
static bool finish(struct binder *b, const struct expr *e, struct target *t)
{
	const struct ctype *type = t->type;

	if (e->address) {
		if (!t->load || t->bit_size)
			return fail(b, e->span, "this has no address");
		t->load = false;
		t->size = 8;
		return true;
	}
	switch (type->kind) {
	case CTYPE_INT:
		t->size = (unsigned int)type->size;
		t->is_signed = type->is_signed;
		break;
	case CTYPE_POINTER:
	case CTYPE_FUNC:
		t->size = 8;
		break;
	case CTYPE_ARRAY: /* its address stands for it, as in C */
		t->load = false;
		t->size = 8;
		return true;
	case CTYPE_VOID:
		return fail(b, e->span, "the value is of type void");
	default:
		fail(b, e->span, "'%s' is no number: name a member, or take its address with &",
		     type->text);
		return false;
	}
	if (t->size != 1 && t->size != 2 && t->size != 4 && t->size != 8)
		return fail(b, e->span, "a value of %u bytes can't be read", t->size);
	return true;
}

/* ---- names ---- */

static bool bind_param(struct binder *b, struct expr *e, struct target *t)
{
	const struct prototype *p = &b->scope->proto;
	struct strmap names;
	const char *near;

	strmap_init(&names, b->s->arena);
	for (size_t i = 0; i < p->nparams; i++) {
		int reg;

		if (!p->params[i].name)
			continue;
		strmap_set(&names, p->params[i].name, NULL);
		if (strcmp(p->params[i].name, e->name + 1) != 0)
			continue;
		reg = param_register(p, i);
		if (reg < 0)
			return fail(b, e->span, "'%s' is not passed in a register", e->name);
		t->base = b->scope->at_return ? TARGET_SAVED : TARGET_ARG;
		t->arg = (unsigned int)reg;
		t->type = p->params[i].type;
		b->saved |= b->scope->at_return;
		return true;
	}
	fail(b, e->name_span, "%s has no parameter '%s'", b->scope->func, e->name);
	near = strmap_nearest(&names, e->name + 1);
	if (near)
		diag_hint(b->s->diag, "did you mean '$%s'?", near);
	return false;
}

static bool bind_name(struct binder *b, struct expr *e, struct target *t)
{
	if (!b->scope)
		return fail(b, e->span, "there are no target variables here, so no '%s'", e->name);
	if (!b->scope->known)
		return fail(b, e->span, "the parameters of %s are not known: %s", b->scope->func,
			    b->scope->why ? b->scope->why : "no debug information");
	if (strcmp(e->name, "$return") != 0)
		return bind_param(b, e, t);
	if (!b->scope->at_return)
		return fail(b, e->span, "$return is known in a .return probe only");
	if (b->scope->proto.ret->kind == CTYPE_VOID)
		return fail(b, e->span, "%s returns nothing", b->scope->func);
	t->base = TARGET_RETVAL;
	t->type = b->scope->proto.ret;
	return true;
}

static bool bind_path(struct binder *b, struct expr *e, struct target *t)
{
	for (size_t i = 0; i < e->path.n; i++) {
		const struct step *st = &e->path.v[i];
		bool ok = false;

		if (t->bit_size)
			return fail(b, st->span, "a bit-field has nothing below it");
		switch (st->kind) {
		case STEP_MEMBER:
			ok = step_member(b, t, st);
			break;
		case STEP_INDEX:
			ok = step_index(b, t, st);
			break;
		case STEP_PRETTY:
			return fail(b, st->span,
				    "pretty-printing with '$' is not supported yet by this build");
		}
		if (!ok)
			return false;
	}
	return finish(b, e, t);
}

static bool bind_target(struct binder *b, struct expr *e)
{
	struct target *t = arena_new(b->s->arena, struct target);

	if (!bind_name(b, e, t) || !bind_path(b, e, t))
		return false;
	e->target = t;
	e->type = TYPE_LONG;
	return true;
}

/* ---- $$parms and its kin become a sprintf of the single ones ---- */

static void add_shown(struct binder *b, struct expr *print, const char **format, const char *label,
		      const char *name)
{
	struct arena *a = b->s->arena;
	struct expr *var = expr_new(a, EXPR_TARGET, print->span);
	bool known;

	var->name = name;
	var->name_span = print->span;
	diag_hold(b->s->diag);
	known = bind_target(b, var);
	diag_drop(b->s->diag);
	*format = arena_printf(a, "%s%s%s=%s", *format, **format ? " " : "", label,
			       known ? "%#x" : "?");
	if (known)
		vec_push(a, &print->args, var);
	b->ok = true;
}

static bool bind_all(struct binder *b, struct expr **e)
{
	struct arena *a = b->s->arena;
	const char *name = (*e)->name;
	bool params = !strcmp(name, "$$parms") || !strcmp(name, "$$vars");
	bool ret = !strcmp(name, "$$return");
	const char *format = "";
	struct expr *print, *fmt;
	bool ok = b->ok;

	if (!params && !ret && strcmp(name, "$$locals") != 0)
		return fail(b, (*e)->span, "no such target variable as '%s'", name);
	if ((*e)->path.n)
		return fail(b, (*e)->path.v[0].span,
			    "pretty-printing with '$' is not supported yet by this build");
	if (!b->scope)
		return fail(b, (*e)->span, "there are no target variables here, so no '%s'", name);
	if (!b->scope->known)
		return bind_name(b, *e, NULL);
	print = expr_new(a, EXPR_PRINT, (*e)->span);
	print->name = "sprintf";
	print->name_span = (*e)->span;
	print->print = PRINT_TO_STRING | PRINT_FORMAT;
	vec_push(a, &print->args, NULL);
	for (size_t i = 0; params && i < b->scope->proto.nparams; i++) {
		const char *param = b->scope->proto.params[i].name;

		if (param)
			add_shown(b, print, &format, param, arena_printf(a, "$%s", param));
	}
	if (ret && b->scope->at_return && b->scope->proto.ret->kind != CTYPE_VOID)
		add_shown(b, print, &format, "return", "$return");
	b->ok = ok;
	fmt = expr_string(a, (*e)->span, format);
	print->args.v[0] = fmt;
	*e = print->args.n == 1 ? fmt : print;
	return true;
}

/* ---- the walk ---- */

static bool bind_expr(struct walk *w, struct expr **e);

static bool bind_defined(struct binder *b, struct expr **e)
{
	bool was_ok = b->ok, was_saved = b->saved, all = true;

	for (size_t i = 0; i < (*e)->args.n; i++) {
		struct walk w = { .expr = bind_expr, .data = b };

		b->ok = true;
		diag_hold(b->s->diag);
		walk_expr(&w, &(*e)->args.v[i]);
		diag_drop(b->s->diag);
		all &= b->ok;
	}
	b->ok = was_ok;
	b->saved = was_saved;
	*e = expr_number(b->s->arena, (*e)->span, all);
	(*e)->type = TYPE_LONG;
	return true;
}

/* Folds what @defined() leaves behind, so that the dead arm's variables are never asked for. */
static void fold(struct binder *b, struct expr **e)
{
	struct expr *x = *e;
	int64_t v;

	if (x->kind == EXPR_UNARY && x->op == OP_NOT) {
		fold(b, &x->a);
		if (x->a->kind != EXPR_NUMBER)
			return;
		v = !x->a->number;
	} else if (x->kind == EXPR_BINARY && (x->op == OP_ANDAND || x->op == OP_OROR)) {
		fold(b, &x->a);
		if (x->a->kind != EXPR_NUMBER)
			return;
		if ((x->op == OP_ANDAND) == (x->a->number != 0)) {
			fold(b, &x->b);
			if (x->b->kind != EXPR_NUMBER)
				return;
			v = x->b->number != 0;
		} else {
			v = x->op == OP_OROR;
		}
	} else if (x->kind == EXPR_AT && !strcmp(x->name, "@defined")) {
		bind_defined(b, e);
		return;
	} else {
		return;
	}
	*e = expr_number(b->s->arena, x->span, v);
	(*e)->type = TYPE_LONG;
}

static bool bind_expr(struct walk *w, struct expr **e)
{
	struct binder *b = w->data;
	struct expr *x = *e;

	switch (x->kind) {
	case EXPR_TARGET:
		if (x->target)
			return true;
		if (!strncmp(x->name, "$$", 2)) {
			bind_all(b, e);
			return false;
		}
		bind_target(b, x);
		return true; /* an index in its path may hold more */
	case EXPR_AT:
		if (!strcmp(x->name, "@defined")) {
			bind_defined(b, e);
			return false;
		}
		if (!strcmp(x->name, "@choose_defined") && x->args.n == 2) {
			struct expr *first = x->args.v[0], *test;

			test = expr_new(b->s->arena, EXPR_AT, x->span);
			test->name = "@defined";
			vec_push(b->s->arena, &test->args, expr_copy(b->s->arena, first));
			bind_defined(b, &test);
			*e = test->number ? first : x->args.v[1];
			walk_expr(w, e);
			return false;
		}
		fail(b, x->span, "%s is not supported yet by this build", x->name);
		return false;
	case EXPR_TERNARY:
		fold(b, &x->a);
		if (x->a->kind == EXPR_NUMBER) {
			*e = x->a->number ? x->b : x->c;
			walk_expr(w, e);
			return false;
		}
		return true;
	case EXPR_UNARY:
	case EXPR_BINARY:
		fold(b, e);
		return true;
	default:
		return true;
	}
}

static bool bind_stmt(struct walk *w, struct stmt **st)
{
	struct binder *b = w->data;

	if ((*st)->kind != STMT_IF)
		return true;
	fold(b, &(*st)->cond);
	if ((*st)->cond->kind != EXPR_NUMBER)
		return true;
	if ((*st)->cond->number)
		*st = (*st)->body;
	else
		*st = (*st)->other ? (*st)->other : stmt_new(b->s->arena, STMT_EMPTY, (*st)->span);
	walk_stmt(w, st);
	return false;
}

bool target_bind(struct session *s, const struct target_scope *scope, struct stmt **stmt,
		 bool *saved)
{
	struct binder b = { .s = s, .scope = scope, .ok = true };
	struct walk w = { .expr = bind_expr, .stmt = bind_stmt, .data = &b };

	walk_stmt(&w, stmt);
	*saved = b.saved;
	return b.ok;
}
