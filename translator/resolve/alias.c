// SPDX-License-Identifier: GPL-2.0-only
/*
 * alias.c: a probe point whose first components match an alias becomes the alias's points,
 * with the components that are left over behind each.
 */
#include "alias.h"

#include "tapset.h"
#include "translator/session.h"

enum {
	DEPTH_MAX = 64, /* of aliases that stand for aliases */
	POINTS_MAX = 4096, /* that one point of a script may stand for */
};

struct expansion_state {
	struct session *s;
	struct plain_points *out;
	const struct point *written;
	const struct alias *chain[DEPTH_MAX]; /* those that are being expanded */
	unsigned int depth;
	bool full; /* POINTS_MAX was reached, and told */
};

/*
 * "*" stands for any part of a component, "**" for anything, dots included.  Row by row: which
 * beginnings of TEXT the pattern so far can be.
 */
static bool glob(struct arena *a, const char *pattern, const char *text)
{
	size_t n = strlen(text) + 1;
	bool *can = arena_array(a, bool, n);

	can[0] = true;
	for (; *pattern; pattern++) {
		bool all = !strncmp(pattern, "**", 2), before = can[0];

		pattern += all;
		can[0] = can[0] && *pattern == '*';
		for (size_t i = 1; i < n; i++) {
			bool was = can[i];

			if (*pattern == '*')
				can[i] |= can[i - 1] && (all || text[i - 1] != '.');
			else
				can[i] = before && text[i - 1] == *pattern;
			before = was;
		}
	}
	return can[n - 1];
}

/* The names with dots between them; NULL: one of them has an argument. */
static const char *dotted(struct arena *a, const struct point *p, size_t n)
{
	const char *text = "";

	for (size_t i = 0; i < n; i++) {
		if (p->parts.v[i].arg)
			return NULL;
		text = arena_printf(a, "%s%s%s", text, i ? "." : "", p->parts.v[i].name);
	}
	return text;
}

static bool has_wildcard(const struct point *p, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (strchr(p->parts.v[i].name, '*'))
			return true;
	return false;
}

/* Whether the first N components of POINT, without wildcards, are the alias's N. */
static bool is_same(const struct point *point, const struct point *name, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (point->parts.v[i].arg ||
		    strcmp(point->parts.v[i].name, name->parts.v[i].name) != 0)
			return false;
	return true;
}

/* How many components of POINT the alias's name takes up; 0: it does not match. */
static size_t alias_matches(struct arena *a, const struct point *point, const struct alias *al)
{
	const char *name, *pattern;
	size_t n = al->name->parts.n;

	for (size_t i = 0; i < point->parts.n; i++)
		if (strstr(point->parts.v[i].name, "**")) /* takes all that is there */
			n = point->parts.n;
	if (n > point->parts.n || has_wildcard(point, n, point->parts.n))
		return 0;
	if (!has_wildcard(point, 0, n))
		return is_same(point, al->name, n) ? n : 0;
	name = dotted(a, al->name, al->name->parts.n);
	pattern = dotted(a, point, n);
	return name && pattern && glob(a, pattern, name) ? n : 0;
}

/* TARGET with the flags and the left-over components of POINT behind it. */
static struct point *point_behind(struct arena *a, const struct point *target,
				  const struct point *point, size_t taken)
{
	struct point *p = arena_new(a, struct point);

	p->span = point->span;
	/* what a wildcard finds by chance need not have the components behind it */
	p->optional = target->optional || point->optional ||
		      (taken < point->parts.n && has_wildcard(point, 0, taken));
	p->sufficient = target->sufficient || point->sufficient;
	p->condition = point->condition ? point->condition : target->condition;
	if (point->condition && target->condition)
		p->condition = expr_binary(a, expr_copy(a, target->condition), OP_ANDAND,
					   point->condition->span, expr_copy(a, point->condition));
	for (size_t i = 0; i < target->parts.n; i++)
		vec_push(a, &p->parts, target->parts.v[i]);
	for (size_t i = taken; i < point->parts.n; i++)
		vec_push(a, &p->parts, point->parts.v[i]);
	return p;
}

static struct plain_point *plain_copy(struct arena *a, const struct plain_point *from)
{
	struct plain_point *p = arena_new(a, struct plain_point);
	struct stmt *st;

	p->written = from->written;
	p->name = from->name;
	vec_each(st, &from->prologue)
		vec_push(a, &p->prologue, st);
	vec_each(st, &from->epilogue)
		vec_push(a, &p->epilogue, st);
	return p;
}

static bool expand(struct expansion_state *x, struct point *point, const struct plain_point *so_far,
		   bool *is_alias);

static bool expand_by(struct expansion_state *x, struct point *point, struct alias *al,
		      size_t taken, const struct plain_point *so_far)
{
	struct arena *a = x->s->arena;
	struct plain_point *with = plain_copy(a, so_far);
	struct point *target;
	bool ok = true, circle = x->depth == DEPTH_MAX;

	/* Each turn of a circle might double what is to be looked at. */
	for (unsigned int i = 0; i < x->depth; i++)
		circle |= x->chain[i] == al;
	if (circle) {
		diag_semantic(x->s->diag, al->span, "this alias stands for itself");
		return false;
	}
	if (al->epilogue || al->tail) {
		VEC(struct stmt *) inner = { 0 };
		struct stmt *st;

		vec_push(a, &inner, al->epilogue ? al->body : al->tail);
		vec_each(st, &with->epilogue)
			vec_push(a, &inner, st);
		with->epilogue.n = 0;
		vec_each(st, &inner)
			vec_push(a, &with->epilogue, st);
	}
	if (!al->epilogue)
		vec_push(a, &with->prologue, al->body);
	if (!x->depth) {
		target = point_behind(a, al->name, point, taken);
		target->optional = point->optional; /* not because of a wildcard */
		with->name = point_text(a, target, false);
	}
	x->chain[x->depth++] = al;
	vec_each(target, &al->points) {
		bool any = false;

		ok &= expand(x, point_behind(a, target, point, taken), with, &any);
	}
	x->depth--;
	return ok;
}

/*
 * How many components an alias must take up: of "a" and "a.b", the second stands for "a.b", and the
 * first for "a.c".  What a wildcard meets is not weighed.
 */
static size_t longest_name(struct arena *a, const struct point *point, const struct alias_list *own,
			   const struct alias_list *library)
{
	size_t longest = 1, n;
	struct alias *al;

	if (has_wildcard(point, 0, point->parts.n))
		return 1;
	vec_each(al, &own->aliases) {
		n = alias_matches(a, point, al);
		longest = n > longest ? n : longest;
	}
	vec_each(al, &library->aliases) {
		n = alias_matches(a, point, al);
		longest = n > longest ? n : longest;
	}
	return longest;
}

/* By the aliases of LIST that take up LONGEST components or more. */
static bool expand_list(struct expansion_state *x, struct point *point,
			const struct alias_list *list, size_t longest,
			const struct plain_point *so_far, bool *is_alias)
{
	struct alias *al;
	bool ok = true;

	vec_each(al, &list->aliases) {
		size_t taken = alias_matches(x->s->arena, point, al);

		if (taken < longest)
			continue;
		*is_alias = true;
		ok &= expand_by(x, point, al, taken, so_far);
	}
	return ok;
}

static bool expand(struct expansion_state *x, struct point *point, const struct plain_point *so_far,
		   bool *is_alias)
{
	struct session *s = x->s;
	const struct alias_list *library;
	struct alias_list own = { 0 };
	struct plain_point *p;
	struct alias *al;
	size_t longest;
	bool ok;

	if (x->full)
		return false;
	vec_each(al, &s->script->aliases)
		vec_push(s->arena, &own.aliases, al);
	library = tapset_aliases(s, point->parts.v[0].name);
	longest = longest_name(s->arena, point, &own, library);
	ok = expand_list(x, point, &own, longest, so_far, is_alias);
	ok &= expand_list(x, point, library, longest, so_far, is_alias);
	if (*is_alias)
		return ok;
	if (x->out->list.n == POINTS_MAX) {
		diag_semantic(s->diag, x->written->span,
			      "this stands for more than %d probe points", POINTS_MAX);
		x->full = true;
		return false;
	}
	p = plain_copy(s->arena, so_far);
	p->point = point;
	vec_push(s->arena, &x->out->list, p);
	return true;
}

bool alias_expand(struct session *s, struct point *point, struct plain_points *out, bool *is_alias)
{
	struct expansion_state x = { .s = s, .out = out, .written = point };
	struct plain_point none = { .written = point };

	*is_alias = false;
	return expand(&x, point, &none, is_alias);
}
