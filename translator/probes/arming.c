// SPDX-License-Identifier: GPL-2.0-only
/* arming.c: conditions of probe points are checked, and become code of their own. */
#include "arming.h"

#include "parser/ast.h"
#include "target.h"
#include "translator/resolve/body.h"
#include "translator/resolve/embed.h"
#include "translator/resolve/tapset.h"
#include "translator/session.h"

struct check {
	struct session *s;
	bool ok;
};

#define FAIL(k, at, ...) (diag_semantic((k)->s->diag, (at), __VA_ARGS__), (void)((k)->ok = false))

static struct var *global_find(struct session *s, const struct expr *e)
{
	const struct script *own = tapset_script(s, e->span.src);
	const char *name = e->name;
	struct var *v;

	for (size_t i = 0; own && i < own->globals.n; i++)
		if (!strcmp(own->globals.v[i]->name, name))
			return own->globals.v[i];
	vec_each(v, &s->script->globals)
		if (!strcmp(v->name, name))
			return v;
	return tapset_global(s, name);
}

static bool is_function(struct session *s, const char *name)
{
	struct func *f;

	vec_each(f, &s->script->funcs)
		if (!strcmp(f->name, name))
			return true;
	return tapset_funcs(s, name)->funcs.n;
}

static void refuse_call(struct check *k, const struct expr *e)
{
	FAIL(k, e->name_span, "the condition of a probe can't call functions");
	diag_hint(k->s->diag, "keep what '%s' says in a global, or ask it in the handler", e->name);
}

static void check_name(struct check *k, const struct expr *e)
{
	struct strmap all;
	const char *near;
	struct var *v;

	if (global_find(k->s, e))
		return;
	if (is_function(k->s, e->name)) {
		refuse_call(k, e);
		return;
	}
	FAIL(k, e->name_span, "the condition of a probe reads globals only, and '%s' is none",
	     e->name);
	strmap_init(&all, k->s->arena);
	vec_each(v, &k->s->script->globals)
		strmap_set(&all, v->name, v);
	near = strmap_nearest(&all, e->name);
	if (near)
		diag_hint(k->s->diag, "did you mean '%s'?", near);
	else
		diag_hint(k->s->diag, "declare it: global %s", e->name);
}

static bool check_expr(struct walk *w, struct expr **ep)
{
	struct check *k = w->data;
	const struct expr *e = *ep;

	switch (e->kind) {
	case EXPR_NAME:
		check_name(k, e);
		break;
	case EXPR_CALL:
		refuse_call(k, e);
		return false;
	case EXPR_ASSIGN:
	case EXPR_INCDEC:
		FAIL(k, e->op_span.src ? e->op_span : e->span,
		     "the condition of a probe can't change anything");
		if (e->kind == EXPR_ASSIGN && e->op == OP_NONE)
			diag_hint(k->s->diag, "did you mean '=='?");
		return false;
	case EXPR_PRINT:
		if (!(e->print & PRINT_TO_STRING))
			FAIL(k, e->span, "the condition of a probe can't print");
		break;
	case EXPR_EMBED:
		if (!embed_marked(e->text, "pure")) {
			FAIL(k, e->span, "C in the condition of a probe must be pure");
			diag_hint(k->s->diag, "say so in it: /* pure */");
		}
		break;
	case EXPR_TARGET:
	case EXPR_DEREF:
		FAIL(k, e->span, "the condition of a probe can't read the target's variables");
		diag_hint(k->s->diag, "ask it in the handler: if (...) next");
		return false;
	case EXPR_AT:
		if (strcmp(e->name, "@const")) {
			FAIL(k, e->span, "the condition of a probe can't ask %s", e->name);
			diag_hint(k->s->diag, "ask it in the handler: if (...) next");
		}
		return false;
	default:
		break;
	}
	return true;
}

bool arming_check(struct session *s, const struct expr *cond)
{
	struct check k = { .s = s, .ok = true };
	struct walk w = { .expr = check_expr, .data = &k };
	struct expr *e = (struct expr *)cond;

	walk_expr(&w, &e);
	return k.ok;
}

struct body *arming_body(struct session *s, const struct expr *cond)
{
	struct target_needs none = { 0 };
	const char *text = arena_printf(s->arena, "if (%s)", expr_text(s->arena, cond));
	struct body *b;

	vec_each(b, &s->bodies)
		if (b->is_condition && b->span.src == cond->span.src && !strcmp(b->point, text))
			return b;
	b = arena_new(s->arena, struct body);
	b->span = cond->span;
	b->point = text;
	b->is_condition = true;
	b->hot = true; /* it is asked while handlers run */
	b->stmt = stmt_new(s->arena, STMT_IF, cond->span);
	b->stmt->cond = expr_copy(s->arena, cond);
	b->stmt->body = stmt_new(s->arena, STMT_NEXT, cond->span);
	if (!target_bind(s, NULL, &b->stmt, &none)) /* @const() */
		return NULL;
	vec_push(s->arena, &s->bodies, b);
	b->id = (unsigned int)s->bodies.n;
	return b;
}

struct stmt *arming_guard(struct session *s, const struct expr *cond)
{
	struct arena *a = s->arena;
	struct stmt *st = stmt_new(a, STMT_IF, cond->span);

	st->cond = expr_new(a, EXPR_UNARY, cond->span);
	st->cond->op = OP_NOT;
	st->cond->a = expr_copy(a, cond);
	st->body = stmt_new(a, STMT_NEXT, cond->span);
	return st;
}
