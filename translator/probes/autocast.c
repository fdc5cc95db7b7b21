// SPDX-License-Identifier: GPL-2.0-only
/*
 * autocast.c: runs over all code until nothing more is learnt of what variables point to.
 *
 * A variable has the type of what is assigned to it as long as all that is typed agrees; a
 * plain number does not disagree.  Then what hangs on variables is bound once, and what
 * can't be is reported with the reason.
 */
#include "autocast.h"

#include "binder.h"
#include "fold.h"
#include "path.h"
#include "translator/resolve/body.h"
#include "translator/resolve/embed.h"
#include "parser/format.h"
#include "translator/session.h"
#include "write.h"

struct autocast {
	struct session *s;
	struct func *func; /* whose body this is, or NULL */
	bool changed, ok;
};

/* ---- what is learnt ---- */

static bool same_type(const struct ctype *a, const struct ctype *b)
{
	/* a module's debuginfo has types of the kernel's over again */
	return a == b || (a->kind == b->kind && a->size == b->size && !strcmp(a->text, b->text));
}

/* True: IS was news. */
static bool learn(struct autocast *x, const struct ctype **to, const struct ctype **other,
		  const struct ctype *is)
{
	if (!is || *other || (*to && same_type(*to, is)))
		return false;
	*(*to ? other : to) = is;
	return x->changed = true;
}

static void learn_var(struct autocast *x, struct var *v, const struct expr *from)
{
	if (!v || !learn(x, &v->to, &v->to_other, from->to))
		return;
	*(v->to_other ? &v->to_other_span : &v->to_span) = from->span;
}

/* The keys of an element that is assigned to. */
static void learn_keys(struct autocast *x, const struct expr *e)
{
	struct var *v = e->var;

	if (e->kind != EXPR_INDEX || !v)
		return;
	while (v->key_types.n < e->args.n)
		vec_push(x->s->arena, &v->key_types, (struct key_type){ 0 });
	for (size_t i = 0; i < e->args.n; i++)
		learn(x, &v->key_types.v[i].to, &v->key_types.v[i].other, e->args.v[i]->to);
}

static const struct ctype *either(const struct expr *a, const struct expr *b)
{
	if (!a->to || !b->to)
		return a->to ? a->to : b->to;
	return same_type(a->to, b->to) ? a->to : NULL;
}

/* The target of a DEREF whose pointer has a type; reported unless messages are held. */
static struct target *deref_target(struct autocast *x, const struct expr *e)
{
	struct target *t = arena_new(x->s->arena, struct target);

	t->base = TARGET_VALUE;
	path_start_at(t, e->a->to);
	if (e->address && !e->path.n) {
		diag_semantic(x->s->diag, e->span, "a variable or a value has no address");
		return NULL;
	}
	return path_follow(x->s, e, t) ? t : NULL;
}

static bool is_pretty(const struct expr *e)
{
	return e->path.n && e->path.v[e->path.n - 1].kind == STEP_PRETTY;
}

static void learn_deref(struct autocast *x, struct expr *e)
{
	struct target *t;

	if (!e->a->to || e->target || is_pretty(e))
		return;
	diag_hold(x->s->diag);
	t = deref_target(x, e);
	diag_drop(x->s->diag);
	if (t)
		e->to = path_points_to(e, t);
}

/* What the library says of a function in C; without debug information it is a plain number. */
static void learn_points(struct autocast *x, struct func *f)
{
	if (f->to || !f->use || !f->use->points)
		return;
	f->to = debuginfo_type(session_debuginfo(x->s, NULL),
			       arena_printf(x->s->arena, "struct %s", f->use->points));
}

/* Children first: a type comes from below. */
static void learn_expr(struct walk *w, struct expr **ep)
{
	struct autocast *x = w->data;
	struct expr *e = *ep;

	switch (e->kind) {
	case EXPR_NAME:
	case EXPR_INDEX:
		e->to = e->var && !e->var->to_other ? e->var->to : NULL;
		break;
	case EXPR_INCDEC:
		learn_keys(x, e->a);
		break;
	case EXPR_ASSIGN:
		learn_keys(x, e->a);
		if (e->op == OP_NONE) {
			learn_var(x, e->a->var, e->b);
			e->to = e->b->to;
		}
		break;
	case EXPR_TERNARY:
		e->to = either(e->b, e->c);
		break;
	case EXPR_CALL:
		if (!e->func)
			break;
		for (size_t i = 0; i < e->args.n && i < e->func->params.n; i++)
			learn_var(x, e->func->params.v[i], e->args.v[i]);
		learn_points(x, e->func);
		e->to = e->func->to_other ? NULL : e->func->to;
		break;
	case EXPR_DEREF:
		learn_deref(x, e);
		break;
	default:
		break;
	}
}

/* What a loop takes its keys from has told. */
static void learn_each_key(struct autocast *x, const struct foreach *f)
{
	const struct var *array = f->array->var;
	struct expr *name;

	vec_each(name, &f->keys) {
		const struct key_type *is;
		struct expr key = *name;

		if (!array || name_i >= array->key_types.n)
			return;
		is = &array->key_types.v[name_i];
		key.to = is->other ? NULL : is->to;
		learn_var(x, name->var, &key);
	}
}

static bool learn_stmt(struct walk *w, struct stmt **sp)
{
	struct foreach *f = (*sp)->each;

	if (f)
		learn_each_key(w->data, f);
	if (f && f->value && f->array->var && f->value->var) {
		struct expr element = *f->array;

		element.to = f->array->var->to_other ? NULL : f->array->var->to;
		learn_var(w->data, f->value->var, &element);
	}
	return true;
}

static void learn_return(struct walk *w, struct stmt **sp)
{
	struct autocast *x = w->data;
	struct stmt *st = *sp;

	if (st->kind == STMT_RETURN && st->cond && x->func)
		learn(x, &x->func->to, &x->func->to_other, st->cond->to);
}

/* ---- what is bound ---- */

static bool fail_untyped(struct autocast *x, const struct expr *e)
{
	struct diag *d = x->s->diag;
	const struct var *v = e->a->var;
	const char *what = expr_text(x->s->arena, e->a);

	if (v && v->to_other) {
		diag_semantic(d, e->a->span, "'%s' points to '%s' as well as to '%s'", what,
			      v->to->text, v->to_other->text);
		diag_note(d, v->to_span, "this is a pointer to '%s'", v->to->text);
		diag_note(d, v->to_other_span, "this is a pointer to '%s'", v->to_other->text);
	} else {
		diag_semantic(d, e->a->span,
			      "'%s' is a plain number: nothing tells what it points to", what);
	}
	if (v && v->scope == VAR_LOCAL && !v->writes)
		diag_hint(d, "a parameter of the probed function is $%s", v->name);
	else
		diag_hint(d, "give it a type: @cast(%s, \"type\")", what);
	return x->ok = false;
}

/* The sprintf of a "$" at the end comes late: its parts are bound and typed here. */
static bool bind_shown(struct autocast *x, struct expr **ep)
{
	struct session *s = x->s;
	struct target t = { .base = TARGET_VALUE };
	struct expr *e = *ep, *print, *part;

	path_start_at(&t, e->a->to);
	if (!path_reach(s, e, &t))
		return x->ok = false;
	print = pretty_of(s, e, t.type, NULL);
	print->type = TYPE_STRING;
	print->args.v[0]->type = TYPE_STRING;
	for (size_t i = 1; i < print->args.n; i++) {
		part = print->args.v[i];
		part->target = deref_target(x, part);
		if (!part->target)
			return x->ok = false;
		part->type = part->target->text ? TYPE_STRING : TYPE_LONG;
	}
	if (!format_check(s->arena, s->diag, print))
		return x->ok = false;
	*ep = print;
	return true;
}

static bool bind_deref(struct autocast *x, struct expr **ep)
{
	struct expr *e = *ep;

	if (e->target)
		return true;
	if (!e->a->to)
		return fail_untyped(x, e);
	if (is_pretty(e))
		return bind_shown(x, ep);
	e->target = deref_target(x, e);
	return e->target || (x->ok = false);
}

static void bind_enum_name(struct walk *w, struct expr *e)
{
	struct autocast *x = w->data;
	bool ok = x->ok;

	x->ok = true;
	walk_expr(w, &e->args.v[0]);
	x->ok = x->ok && operator_enum_late(x->s, e) && ok;
}

static void settle_defined(struct autocast *x, struct expr **ep);

static void bind_change(struct walk *w, struct expr *e)
{
	struct autocast *x = w->data;
	bool ok = x->ok;

	x->ok = true;
	walk_expr(w, &e->a);
	x->ok = x->ok && write_check(x->s, e->a) && ok;
	walk_expr(w, &e->b);
}

static bool bind_walk(struct walk *w, struct expr **ep)
{
	struct autocast *x = w->data;
	struct expr *e = *ep;

	if ((e->kind == EXPR_ASSIGN || e->kind == EXPR_INCDEC) && e->a->kind == EXPR_DEREF) {
		bind_change(w, e);
		return false;
	}
	if (e->kind == EXPR_AT && !strcmp(e->name, "@defined")) {
		settle_defined(x, ep);
		return false;
	}
	if (e->kind == EXPR_AT && !strcmp(e->name, "@enumname") && !e->target) {
		bind_enum_name(w, e);
		return false;
	}
	if (e->kind == EXPR_DEREF) {
		walk_expr(w, &e->a);
		if (!bind_deref(x, ep))
			return false;
		for (size_t i = 0; (*ep)->kind == EXPR_DEREF && i < e->path.n; i++)
			walk_expr(w, &e->path.v[i].index);
		return false;
	}
	return fold_expr(x->s->arena, w, ep);
}

static void settle_defined(struct autocast *x, struct expr **ep)
{
	struct autocast inner = { .s = x->s, .func = x->func, .ok = true };
	struct walk w = { .expr = bind_walk, .data = &inner };

	diag_hold(x->s->diag);
	walk_expr(&w, &(*ep)->args.v[0]);
	diag_drop(x->s->diag);
	*ep = fold_number(x->s->arena, (*ep)->span, inner.ok);
}

static bool bind_stmt(struct walk *w, struct stmt **st)
{
	struct autocast *x = w->data;

	return fold_stmt(x->s->arena, w, st);
}

static void over_all(struct autocast *x, struct walk *w)
{
	struct body *b;
	struct func *f;

	vec_each(f, &x->s->funcs) {
		x->func = f;
		if (f->body)
			walk_stmt(w, &f->body);
	}
	x->func = NULL;
	vec_each(b, &x->s->bodies)
		walk_stmt(w, &b->stmt);
}

bool autocast_bind(struct session *s)
{
	struct autocast x = { .s = s, .ok = true };
	struct walk learning = {
		.stmt = learn_stmt, .expr_done = learn_expr, .stmt_done = learn_return, .data = &x
	};
	struct walk binding = { .expr = bind_walk, .stmt = bind_stmt, .data = &x };

	do {
		x.changed = false;
		over_all(&x, &learning);
	} while (x.changed);
	over_all(&x, &binding);
	return x.ok;
}
