// SPDX-License-Identifier: GPL-2.0-only
/* access.c: sets of what code reads, writes and adds to, closed over the calls that it makes. */
#include "access.h"

#include "body.h"
#include "embed.h"
#include "regex.h"
#include "translator/session.h"

/* What one function or body does; funcs hold theirs in an array beside s->funcs. */
struct usage {
	var_list reads, writes, adds; /* globals; adds: ++ and += whose value is dropped */
	VEC(struct func *) calls;
	var_list sorts; /* arrays that loops sort: the order has one place for all CPUs */
	bool calls_script; /* a function that is no embedded C */
	bool fails, acts;
};

struct access {
	struct session *s;
	struct usage *funcs; /* by func->id */
	bool ok;
};

static bool add_var(struct arena *a, var_list *list, struct var *v)
{
	struct var *have;

	if (!v || v->scope != VAR_GLOBAL)
		return false;
	vec_each(have, list)
		if (have == v)
			return false;
	vec_push(a, list, v);
	return true;
}

static bool has_var(const var_list *list, const struct var *v)
{
	struct var *have;

	vec_each(have, list)
		if (have == v)
			return true;
	return false;
}

/* ---- what an expression or a statement does itself ---- */

/* By itself, its operands left aside. */
static bool node_fails(const struct expr *e)
{
	switch (e->kind) {
	case EXPR_ASSIGN:
		if (expr_is_target(e->a))
			return true;
		/* fall through */
	case EXPR_BINARY:
		if (e->op == OP_DIV || e->op == OP_MOD)
			return !(e->b->kind == EXPR_NUMBER && e->b->number != 0);
		if (e->op == OP_CONCAT)
			return true;
		return e->kind == EXPR_ASSIGN && e->a->kind == EXPR_INDEX;
	case EXPR_INCDEC:
		return e->a->kind == EXPR_INDEX || expr_is_target(e->a);
	case EXPR_NAME: /* strings of globals are copied */
		return e->var && e->var->scope == VAR_GLOBAL && e->type == TYPE_STRING;
	case EXPR_INDEX:
		return e->type == TYPE_STRING;
	case EXPR_IN:
		for (size_t i = 0; i < e->args.n; i++)
			if (!e->args.v[i])
				return true; /* a slice looks at all entries */
		return false;
	case EXPR_TARGET:
	case EXPR_AT:
	case EXPR_DEREF:
	case EXPR_STAT:
		return true;
	case EXPR_PRINT:
		return e->print & PRINT_TO_STRING;
	case EXPR_CALL:
		return e->func && e->func->fails;
	case EXPR_EMBED:
		return e->use->fails;
	default:
		return false;
	}
}

static bool node_acts(const struct expr *e)
{
	switch (e->kind) {
	case EXPR_ASSIGN:
	case EXPR_INCDEC:
		return true;
	case EXPR_PRINT:
		return !(e->print & PRINT_TO_STRING);
	case EXPR_CALL:
		return e->func && !e->func->pure;
	case EXPR_EMBED:
		return !e->use->pure;
	case EXPR_REGEX:
		return regex_acts(e);
	default:
		return false;
	}
}

struct question {
	bool (*node)(const struct expr *e);
	bool yes;
};

static bool ask(struct walk *w, struct expr **e)
{
	struct question *q = w->data;

	q->yes |= q->node(*e);
	return !q->yes;
}

static bool any_node(const struct expr *e, bool (*node)(const struct expr *))
{
	struct question q = { .node = node };
	struct walk w = { .expr = ask, .data = &q };
	struct expr *top = (struct expr *)e;

	walk_expr(&w, &top);
	return q.yes;
}

bool expr_fails(const struct expr *e)
{
	return any_node(e, node_fails);
}

bool expr_acts(const struct expr *e)
{
	return any_node(e, node_acts);
}

/* C says of itself what it does. */
static void collect_embed(struct access *x, struct usage *u, const struct embed_use *use)
{
	for (size_t i = 0; i < use->globals.n; i++)
		add_var(x->s->arena, use->globals.v[i].write ? &u->writes : &u->reads,
			use->globals.v[i].var);
	u->acts |= !use->pure;
	u->fails |= use->fails;
	x->ok &= embed_check(x->s, use);
}

struct collect {
	struct access *x;
	struct usage *u;
};

static bool collect_expr(struct walk *w, struct expr **ep)
{
	struct collect *k = w->data;
	struct arena *a = k->x->s->arena;
	struct expr *e = *ep;

	switch (e->kind) {
	case EXPR_NAME:
	case EXPR_INDEX:
	case EXPR_IN:
		add_var(a, &k->u->reads, e->var);
		break;
	case EXPR_ASSIGN:
	case EXPR_INCDEC:
		add_var(a, &k->u->writes, e->a->var);
		if (e->op != OP_NONE && e->op != OP_STAT)
			add_var(a, &k->u->reads, e->a->var);
		/* the operands, but the target of the assignment is no read */
		for (size_t i = 0; i < e->a->args.n; i++)
			if (e->a->args.v[i])
				walk_expr(w, &e->a->args.v[i]);
		if (expr_is_target(e->a)) /* what its place depends on is read */
			walk_expr(w, &e->a);
		if (e->kind == EXPR_ASSIGN)
			walk_expr(w, &e->b);
		break;
	case EXPR_CALL:
		for (struct func *f = e->func; f; f = f->next) {
			vec_push(a, &k->u->calls, f);
			k->u->calls_script |= f->body != NULL;
		}
		break;
	case EXPR_EMBED:
		collect_embed(k->x, k->u, e->use);
		break;
	default:
		break;
	}
	if (e->kind != EXPR_CALL) {
		k->u->fails |= node_fails(e);
		k->u->acts |= node_acts(e);
	}
	return e->kind != EXPR_ASSIGN && e->kind != EXPR_INCDEC;
}

/* A ++ or += whose value is dropped is an addition, not a read. */
static bool collect_effect(struct walk *w, struct expr **ep)
{
	struct collect *k = w->data;
	struct expr *e = *ep;
	bool add = e->kind == EXPR_INCDEC ||
		   (e->kind == EXPR_ASSIGN && (e->op == OP_ADD || e->op == OP_SUB));

	if (!add || e->a->kind != EXPR_NAME)
		return false;
	add_var(k->x->s->arena, &k->u->writes, e->a->var);
	add_var(k->x->s->arena, &k->u->adds, e->a->var);
	k->u->acts = true;
	if (e->kind == EXPR_ASSIGN)
		walk_expr(w, &e->b);
	return true;
}

static bool collect_stmt(struct walk *w, struct stmt **sp)
{
	struct collect *k = w->data;
	struct stmt *st = *sp;

	switch (st->kind) {
	case STMT_EXPR:
		return !collect_effect(w, &st->cond);
	case STMT_WHILE:
	case STMT_FOR:
	case STMT_FOREACH:
		k->u->fails = true; /* by its budget */
		if (st->each) {
			add_var(k->x->s->arena, &k->u->reads, st->each->array->var);
			for (size_t i = 0; i < st->each->keys.n; i++)
				add_var(k->x->s->arena, &k->u->writes, st->each->keys.v[i]->var);
			if (st->each->value)
				add_var(k->x->s->arena, &k->u->writes, st->each->value->var);
			if (st->each->sort != SORT_NONE)
				add_var(k->x->s->arena, &k->u->sorts, st->each->array->var);
		}
		break;
	case STMT_TRY:
		add_var(k->x->s->arena, &k->u->writes, st->var);
		break;
	case STMT_DELETE:
		add_var(k->x->s->arena, &k->u->writes, st->cond->var);
		k->u->acts = true;
		k->u->fails = true; /* of many entries it spends */
		break;
	case STMT_EMBED:
		collect_embed(k->x, k->u, st->use);
		k->u->acts = true;
		break;
	default:
		break;
	}
	return true;
}

static void collect(struct access *x, struct usage *u, struct stmt *st)
{
	struct collect k = { .x = x, .u = u };
	struct walk w = { .expr = collect_expr, .stmt = collect_stmt, .data = &k };

	walk_stmt(&w, &st);
}

/* ---- closing over calls ---- */

static bool merge(struct access *x, struct usage *to, const struct usage *from)
{
	struct arena *a = x->s->arena;
	bool changed = false;
	struct var *v;

	vec_each(v, &from->reads)
		changed |= add_var(a, &to->reads, v);
	vec_each(v, &from->writes)
		changed |= add_var(a, &to->writes, v);
	vec_each(v, &from->adds)
		changed |= add_var(a, &to->adds, v);
	vec_each(v, &from->sorts)
		changed |= add_var(a, &to->sorts, v);
	if ((from->fails && !to->fails) || (from->acts && !to->acts))
		changed = true;
	to->fails |= from->fails;
	to->acts |= from->acts;
	return changed;
}

static void merge_calls(struct access *x, struct usage *u)
{
	struct func *f;

	vec_each(f, &u->calls)
		merge(x, u, &x->funcs[f->id]);
}

/* Tarjan's algorithm: functions that reach each other are a ring, found in one walk. */
struct rings {
	struct access *x;
	VEC(struct func *) open; /* whose ring is not closed yet */
	struct ring_place {
		unsigned int number; /* in the order of the walk, from 1; 0: not visited */
		unsigned int low; /* the lowest number that is reached and open */
		bool open;
	} * places; /* by func->id */
	unsigned int n;
};

static void ring_visit(struct rings *r, struct func *from)
{
	struct ring_place *place = &r->places[from->id];
	struct func *f;
	size_t first = r->open.n;

	place->number = place->low = ++r->n;
	place->open = true;
	vec_push(r->x->s->arena, &r->open, from);
	vec_each(f, &r->x->funcs[from->id].calls) {
		const struct ring_place *other = &r->places[f->id];

		from->recursive |= f == from;
		if (!other->number)
			ring_visit(r, f);
		if (other->open && other->low < place->low)
			place->low = other->low;
	}
	if (place->low != place->number)
		return;
	for (size_t i = first; i < r->open.n; i++) {
		r->open.v[i]->recursive |= r->open.n - first > 1;
		r->places[r->open.v[i]->id].open = false;
	}
	r->open.n = first;
}

static void find_rings(struct access *x)
{
	struct rings r = { .x = x };
	struct func *f;

	r.places = arena_array(x->s->arena, struct ring_place, x->s->funcs.n + 1);
	vec_each(f, &x->s->funcs)
		if (!r.places[f->id].number)
			ring_visit(&r, f);
}

static void close_funcs(struct access *x)
{
	struct session *s = x->s;
	bool changed = true;
	struct func *f;

	x->funcs = arena_array(s->arena, struct usage, s->funcs.n + 1);
	for (size_t i = 0; i < s->funcs.n; i++) {
		f = s->funcs.v[i];
		f->id = (unsigned int)i;
		if (f->embed) {
			collect_embed(x, &x->funcs[i], f->use);
			x->funcs[i].fails |= f->type == TYPE_STRING; /* it may use up the arena */
		} else {
			collect(x, &x->funcs[i], f->body);
		}
		x->funcs[i].fails |= f->says_next;
		f->calls = x->funcs[i].calls_script;
	}
	find_rings(x);
	vec_each(f, &s->funcs)
		x->funcs[f->id].fails |= f->recursive | f->calls;
	while (changed) {
		changed = false;
		for (size_t i = 0; i < s->funcs.n; i++) {
			struct usage *u = &x->funcs[i];

			for (size_t k = 0; k < u->calls.n; k++)
				changed |= merge(x, u, &x->funcs[u->calls.v[k]->id]);
		}
	}
	vec_each(f, &s->funcs) {
		f->fails = x->funcs[f->id].fails;
		f->pure = !x->funcs[f->id].acts;
	}
}

/* ---- loops over arrays that change them ---- */

static bool check_loop(struct walk *w, struct stmt **sp)
{
	struct access *x = w->data;
	struct stmt *st = *sp;
	struct usage u = { 0 };
	struct var *v;

	if (st->kind != STMT_FOREACH)
		return true;
	v = st->each->array->var;
	if (st->each->array->kind == EXPR_STAT && st->each->array->a->kind == EXPR_INDEX)
		v = st->each->array->a->var; /* of a scalar the loop has a copy */
	collect(x, &u, st->body);
	merge_calls(x, &u);
	if (v && has_var(&u.writes, v)) {
		diag_semantic(x->s->diag, st->each->array->span,
			      "'%s' is changed by the loop that runs over it", v->name);
		diag_hint(x->s->diag, "collect the keys first, or change it after the loop");
		x->ok = false;
	}
	return true;
}

/* ---- the decisions ---- */

static enum storage storage_of(const struct var *v, bool adds_only)
{
	if (v->is_array)
		return STORAGE_MAP;
	if (v->type == TYPE_STATS)
		return STORAGE_STAT;
	if (v->type == TYPE_STRING)
		return STORAGE_STRING;
	return adds_only ? STORAGE_COUNTER : STORAGE_LONG;
}

static void decide(struct access *x, const struct usage *bodies)
{
	struct session *s = x->s;
	struct body *b;
	struct var *v;

	for (size_t g = 0; g < s->globals.n; g++) {
		bool adds_only, hot_write = false;

		v = s->globals.v[g];
		v->id = (unsigned int)g;
		adds_only = v->writes && v->adds == v->writes;
		for (size_t i = 0; i < s->bodies.n; i++) {
			const struct usage *u = &bodies[i];

			b = s->bodies.v[i];
			/* who adds and looks at the sum wants to see both as one */
			if (b->hot && has_var(&u->adds, v) && has_var(&u->reads, v))
				adds_only = false;
			hot_write |= b->hot && (has_var(&u->writes, v) || has_var(&u->sorts, v));
		}
		v->storage = storage_of(v, adds_only);
		if (!hot_write || v->storage == STORAGE_COUNTER || v->storage == STORAGE_STAT)
			continue;
		for (size_t i = 0; i < s->bodies.n; i++) {
			b = s->bodies.v[i];
			if (b->hot &&
			    (has_var(&bodies[i].reads, v) || has_var(&bodies[i].writes, v)))
				vec_push(s->arena, &b->globals, v);
		}
	}
}

/* Which handlers may make a condition say something else than before. */
static void find_changes(struct access *x, const struct usage *bodies)
{
	struct session *s = x->s;
	var_list read = { 0 };
	struct var *v;

	for (size_t i = 0; i < s->bodies.n; i++)
		if (s->bodies.v[i]->is_condition)
			vec_each(v, &bodies[i].reads)
				add_var(s->arena, &read, v);
	for (size_t i = 0; i < s->bodies.n; i++)
		vec_each(v, &bodies[i].writes)
			s->bodies.v[i]->changes_conditions |= has_var(&read, v);
}

bool access_analyse(struct session *s)
{
	struct access x = { .s = s, .ok = true };
	struct usage *bodies = arena_array(s->arena, struct usage, s->bodies.n + 1);
	struct walk w = { .stmt = check_loop, .data = &x };

	close_funcs(&x);
	for (size_t i = 0; i < s->bodies.n; i++) {
		struct body *b = s->bodies.v[i];

		b->globals.n = 0;
		collect(&x, &bodies[i], b->stmt);
		merge_calls(&x, &bodies[i]);
		walk_stmt(&w, &b->stmt);
	}
	for (size_t i = 0; i < s->funcs.n; i++)
		if (s->funcs.v[i]->body)
			walk_stmt(&w, &s->funcs.v[i]->body);
	decide(&x, bodies);
	find_changes(&x, bodies);
	return x.ok;
}
