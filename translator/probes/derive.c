// SPDX-License-Identifier: GPL-2.0-only
/*
 * derive.c: takes each probe point apart, through aliases and families, down to concrete
 * probes; says what is wrong with those that nothing answers to.
 */
#include "derive.h"

#include "arming.h"
#include "callee.h"
#include "module.h"
#include "pattern.h"
#include "probewrite.h"
#include "provider.h"
#include "swap.h"
#include "target.h"
#include "translator/resolve/alias.h"
#include "translator/resolve/body.h"
#include "translator/resolve/known.h"
#include "translator/session.h"

#define NOT_SUPPORTED "not supported yet by this build"

struct derive {
	struct session *s;
	struct body *shared; /* of the declaration at hand */
	const char *why, *why_hint;
};

struct session *derive_session(const struct derive *d)
{
	return d->s;
}

void derive_why(struct derive *d, const char *hint, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	d->why = arena_vprintf(d->s->arena, fmt, ap);
	va_end(ap);
	d->why_hint = hint;
}

int64_t match_number(const struct match *m, size_t part, int64_t fallback)
{
	return m->args[part] ? m->args[part]->number : fallback;
}

/* What a body asks of the place where it runs. */
struct asks {
	struct session *s;
	bool targets; /* what the function has: parameters, its return value */
	bool place; /* anything that has no meaning everywhere */
};

static bool find_asks(struct walk *w, struct expr **e)
{
	struct asks *q = w->data;

	if ((*e)->kind == EXPR_TARGET) {
		q->place = true;
		/* the name of a tracepoint is the site's */
		q->targets |= strcmp((*e)->name, "$$name") && strcmp((*e)->name, "$$system");
	}
	if ((*e)->kind == EXPR_AT) {
		q->place = true;
		q->targets |= !strcmp((*e)->name, "@var");
	}
	if ((*e)->kind == EXPR_CALL && callee_asks(q->s, *e))
		q->targets = q->place = true;
	return true;
}

/* All that runs at the point. */
static void walk_match(struct walk *w, const struct match *m)
{
	struct expr *cond = m->point->condition;
	struct stmt *st = m->decl->body;

	walk_stmt(w, &st);
	vec_each(st, &m->plain->prologue)
		walk_stmt(w, &st);
	vec_each(st, &m->plain->epilogue)
		walk_stmt(w, &st);
	if (cond)
		walk_expr(w, &cond);
}

static struct asks match_asks(const struct derive *d, const struct match *m)
{
	struct asks q = { .s = d->s };
	struct walk w = { .expr = find_asks, .data = &q };

	walk_match(&w, m);
	return q;
}

struct names {
	struct session *s;
	struct strmap *names;
};

static bool find_name(struct walk *w, struct expr **ep)
{
	struct names *n = w->data;
	const struct expr *e = *ep;

	if (e->kind == EXPR_TARGET)
		strmap_set(n->names, e->name, NULL);
	if ((e->kind == EXPR_CALL && callee_asks(n->s, e)) ||
	    (e->kind == EXPR_AT && !strcmp(e->name, "@var")))
		strmap_set(n->names, "", NULL);
	return true;
}

void derive_target_names(const struct derive *d, const struct match *m, struct strmap *names)
{
	struct names n = { d->s, names };
	struct walk w = { .expr = find_name, .data = &n };

	strmap_init(names, d->s->arena);
	walk_match(&w, m);
}

bool derive_uses_targets(const struct derive *d, const struct match *m)
{
	return match_asks(d, m).targets;
}

/* The handler's code, with that of the aliases and the condition around it. */
static struct stmt *whole_code(struct derive *d, const struct match *m)
{
	struct arena *a = d->s->arena;
	struct stmt *block, *st;

	if (!m->plain->prologue.n && !m->plain->epilogue.n && !m->point->condition)
		return stmt_copy(a, m->decl->body);
	block = stmt_new(a, STMT_BLOCK, m->decl->body->span);
	if (m->point->condition)
		vec_push(a, &block->list, arming_guard(d->s, m->point->condition));
	vec_each(st, &m->plain->prologue)
		vec_push(a, &block->list, stmt_copy(a, st));
	vec_push(a, &block->list, stmt_copy(a, m->decl->body));
	vec_each(st, &m->plain->epilogue)
		vec_push(a, &block->list, stmt_copy(a, st));
	return block;
}

static struct body *body_new(struct derive *d, const struct match *m, struct stmt *code)
{
	struct body *b = arena_new(d->s->arena, struct body);

	b->span = m->decl->span;
	b->point = point_text(d->s->arena, m->point, false);
	b->stmt = code;
	vec_push(d->s->arena, &d->s->bodies, b);
	b->id = (unsigned int)d->s->bodies.n;
	return b;
}

/* What runs at the entry: each value goes into the variable that is kept for the return. */
static struct body *entry_body(struct derive *d, const struct match *m,
			       const struct target_needs *needs)
{
	struct arena *a = d->s->arena;
	struct stmt *block = stmt_new(a, STMT_BLOCK, m->decl->body->span), *st;
	struct body *b = body_new(d, m, block);

	for (size_t i = 0; i < needs->kept.n; i++) {
		const struct kept *k = &needs->kept.v[i];
		struct span at = k->var->span;

		st = stmt_new(a, STMT_EXPR, at);
		st->cond = expr_new(a, EXPR_ASSIGN, at);
		st->cond->op_span = at;
		st->cond->a = expr_new(a, EXPR_NAME, at);
		st->cond->a->name = k->var->name;
		st->cond->a->name_span = at;
		st->cond->a->var = k->var;
		st->cond->b = k->value;
		vec_push(a, &block->list, st);
		vec_push(a, &b->locals, k->var);
	}
	return b;
}

struct body *derive_body(struct derive *d, const struct match *m, const struct target_scope *scope)
{
	bool shares = !m->plain->prologue.n && !m->plain->epilogue.n && !m->point->condition &&
		      !match_asks(d, m).place;
	struct target_needs needs = { 0 };
	struct stmt *code;
	struct body *b;

	if (shares && d->shared)
		return d->shared;
	code = whole_code(d, m);
	if (!probewrite_settle(d->s, &code, m->decl->body) ||
	    !target_bind(d->s, scope, &code, &needs))
		return NULL;
	b = body_new(d, m, code);
	b->saved = needs.saved;
	if (needs.kept.n)
		b->entry = entry_body(d, m, &needs);
	if (shares)
		d->shared = b;
	return b;
}

struct probe *derive_add(struct derive *d, const struct match *m, enum probe_kind kind,
			 struct body *body, const char *point)
{
	struct probe *p = arena_new(d->s->arena, struct probe);

	p->kind = kind;
	p->family = m->family;
	p->body = body;
	p->span = m->point->span;
	p->point = point;
	p->pattern = point_text(d->s->arena, m->point, false);
	p->name = m->plain->name;
	p->swap = swap_of_point(d->s, m);
	p->save_args = kind == PROBE_RETURN && body->saved;
	p->condition_text = m->point->condition;
	if (kind != PROBE_BEGIN && kind != PROBE_END && kind != PROBE_ERROR &&
	    kind != PROBE_NEVER) {
		body->hot = true;
		if (p->condition_text)
			p->condition = arming_body(d->s, p->condition_text);
	}
	if (body->entry)
		body->entry->hot = true;
	vec_push(d->s->arena, &d->s->probes, p);
	return p;
}

static enum derived derive_point(struct derive *d, struct probe_decl *decl,
				 const struct plain_point *plain);

/* The points that the wildcards of one stand for; not each of them has to be there. */
static enum derived derive_wild(struct derive *d, struct probe_decl *decl,
				const struct plain_point *plain, const point_list *points)
{
	enum derived all = DERIVED_NONE;
	struct point *point;

	vec_each(point, points) {
		struct plain_point *one = arena_new(d->s->arena, struct plain_point);
		enum derived r;

		*one = *plain;
		one->point = point;
		r = derive_point(d, decl, one);
		if (r != DERIVED_NONE && all != DERIVED_ERROR)
			all = r;
	}
	return all;
}

static enum derived derive_modules(struct derive *d, struct probe_decl *decl,
				   const struct plain_point *plain)
{
	const char *pattern = plain->point->parts.v[0].arg->text;
	point_list points = { 0 };
	enum derived done;

	module_expand(d->s, plain->point, &points);
	done = derive_wild(d, decl, plain, &points);
	if (done != DERIVED_NONE)
		return done;
	if (!points.n)
		derive_why(d, NULL, "no module matches '%s'", pattern);
	else if (points.n > 1)
		derive_why(d, NULL, "none of the %zu modules that match has it", points.n);
	return DERIVED_NONE;
}

/* All that the families answer for one point without aliases. */
static enum derived derive_point(struct derive *d, struct probe_decl *decl,
				 const struct plain_point *plain)
{
	struct session *s = d->s;
	const struct point *point = plain->point;
	struct match m = { .point = point, .plain = plain, .decl = decl };
	struct span at = plain->written->span;
	point_list wild = { 0 };

	d->why = d->why_hint = NULL;
	if (point->condition && !arming_check(s, point->condition))
		return DERIVED_ERROR;
	for (size_t i = 0; providers[i]; i++) {
		if (!pattern_find(providers[i], &m))
			continue;
		if (!providers[i]->derive) {
			derive_why(d, NULL, NOT_SUPPORTED);
			return DERIVED_NONE;
		}
		if (module_is_wild(point))
			return derive_modules(d, decl, plain);
		return providers[i]->derive(d, &m);
	}
	if (pattern_expand(s->arena, point, &wild))
		return derive_wild(d, decl, plain, &wild);
	if (known_point(point)) {
		derive_why(d, NULL, NOT_SUPPORTED);
		return DERIVED_NONE;
	}
	if (point->optional || point->sufficient)
		return DERIVED_NONE;
	diag_semantic(s->diag, at, "no probe point '%s'", point_text(s->arena, point, false));
	pattern_hint(s->diag, s->arena, point);
	return DERIVED_ERROR;
}

static bool derive_points(struct derive *d, struct probe_decl *decl)
{
	struct session *s = d->s;
	bool ok = true, sufficient = false;
	struct plain_point *plain;
	struct point *point;

	vec_each(point, &decl->points) {
		struct plain_points points = { 0 };
		size_t had = s->probes.n;
		bool is_alias;

		if (sufficient)
			break;
		if (!alias_expand(s, point, &points, &is_alias)) {
			ok = false;
			continue;
		}
		vec_each(plain, &points.list) {
			size_t n = s->probes.n;
			enum derived r = derive_point(d, decl, plain);

			ok &= r != DERIVED_ERROR;
			if (r == DERIVED_NONE && !plain->point->optional &&
			    !plain->point->sufficient) {
				diag_semantic(s->diag, plain->written->span, "%s: %s",
					      point_text(s->arena, plain->point, false),
					      d->why ? d->why : "no match");
				if (d->why_hint)
					diag_hint(s->diag, "%s", d->why_hint);
				ok = false;
			}
			if (plain->point->sufficient && s->probes.n > n)
				break;
		}
		sufficient = point->sufficient && s->probes.n > had;
	}
	return ok;
}

bool derive_decl(struct session *s, struct probe_decl *decl)
{
	struct derive d = { .s = s };

	return derive_points(&d, decl);
}

enum derived derive_plain(struct session *s, struct probe_decl *decl,
			  const struct plain_point *plain)
{
	struct derive d = { .s = s };

	return derive_point(&d, decl, plain);
}

/* All that the script asks for is optional, by '?' or '!', and nothing of it is there. */
static void say_none(struct derive *d)
{
	const struct script *script = d->s->script;
	struct span at = { 0 };

	if (script->probes.n)
		at = script->probes.v[0]->points.v[0]->span;
	diag_semantic(d->s->diag, at, "the script has no probes");
	if (!script->probes.n)
		return;
	if (d->why)
		diag_hint(d->s->diag, "none of its points is there; the last one: %s", d->why);
	else
		diag_hint(d->s->diag, "none of its points is there");
}

bool derive_script(struct session *s)
{
	struct derive d = { .s = s };
	struct probe_decl *decl;
	bool ok = true;

	if (!s->script->probes.n && !s->script->aliases.n && !s->script->funcs.n &&
	    !s->script->globals.n)
		return true;
	vec_each(decl, &s->script->probes) {
		d.shared = NULL;
		ok &= derive_points(&d, decl);
	}
	if (!ok || s->probes.n)
		return ok;
	say_none(&d);
	return false;
}
