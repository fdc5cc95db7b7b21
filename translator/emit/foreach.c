// SPDX-License-Identifier: GPL-2.0-only
/*
 * foreach.c: loops over arrays.  Without an order they walk the list of entries by age; with
 * one, the runtime sorts entry numbers into the loop's own array first.
 */
#include "internal.h"
#include "translator/resolve/access.h"

struct loop {
	struct emit *e;
	struct foreach *f;
	struct var *map;
	const char *name; /* of the map in C */
	const char *slice; /* C array of keys, or NULL */
	unsigned int mask;
	unsigned int id;
};

void emit_set_name(struct emit *e, struct expr *x, const char *value)
{
	const struct var *v = x->var;
	const char *name = emit_var(e, v);

	if (v->scope == VAR_GLOBAL) {
		if (v->storage == STORAGE_STRING)
			out_line(e->o, "spl_gstr_set(&%s, %s);", name, value);
		else
			out_line(e->o, "%s.v = %s;", name, value);
	} else if (v->reads) {
		if (v->type == TYPE_STRING)
			out_line(e->o, "%s = spl_str_keep(%s_home, %s);", name, name, value);
		else
			out_line(e->o, "%s = %s;", name, value);
	}
}

static bool reads_var(struct walk *w, struct expr **x)
{
	const struct var **v = w->data;

	if ((*x)->kind == EXPR_NAME && (*x)->var == *v)
		*v = NULL;
	return true;
}

static bool stmt_names(struct stmt *st, const struct var *v)
{
	const struct var *look = v;
	struct walk w = { .expr = reads_var, .data = &look };

	walk_stmt(&w, &st);
	return !look;
}

static void set_names(struct loop *l, struct stmt *body)
{
	struct emit *e = l->e;
	const char *node = emit_text(e, "n_%u", l->id);
	struct foreach *f = l->f;

	for (size_t i = 0; i < f->keys.n; i++) {
		bool string = l->map->keys.v[i] == TYPE_STRING;
		const struct var *v = f->keys.v[i]->var;

		/* a key that only this loop has and its body never names needs no fetch */
		if (v->scope != VAR_GLOBAL && v->writes == 1 && !stmt_names(body, v))
			continue;
		emit_set_name(
			e, f->keys.v[i],
			string ? emit_try(e,
					  emit_text(e,
						    "spl_node_key_str(c, &%s, &%s_shape, %s, %zu)",
						    l->name, l->name, node, i)) :
				 emit_text(e, "spl_node_key_long(&%s, &%s_shape, %s, %zu)", l->name,
					   l->name, node, i));
	}
	if (!f->value)
		return;
	if (l->map->type == TYPE_STRING)
		emit_set_name(e, f->value,
			      emit_try(e, emit_text(e, "spl_node_str(c, &%s, %s)", l->name, node)));
	else
		emit_set_name(e, f->value, emit_text(e, "*spl_node_long(&%s, %s)", l->name, node));
}

static void inside(struct loop *l, struct stmt *st, bool strings)
{
	struct emit *e = l->e;

	emit_spend(e, st);
	if (strings)
		out_line(e->o, "c->str = mark_%u;", l->id);
	set_names(l, st->body);
	emit_stmt(e, st->body);
}

static void emit_unsorted(struct loop *l, struct stmt *st, bool strings)
{
	struct emit *e = l->e;
	struct foreach *f = l->f;
	unsigned int id = l->id;

	out_line(e->o, "struct spl_node *n_%u;", id);
	if (f->limit)
		out_line(e->o, "s64 left_%u = %s;", id, emit_expr(e, f->limit));
	out_blank(e->o);
	out_open(e->o, "for (n_%u = spl_map_first(&%s); n_%u; n_%u = spl_map_next(&%s, n_%u)) {",
		 id, l->name, id, id, l->name, id);
	if (l->slice) {
		out_line(e->o, "if (!spl_node_in_slice(&%s, n_%u, slice_%u, 0x%x))", l->name, id,
			 id, l->mask);
		out_line(e->o, "\tcontinue;");
	}
	if (f->limit) {
		out_line(e->o, "if (left_%u-- <= 0)", id);
		out_line(e->o, "\tbreak;");
	}
	inside(l, st, strings);
	out_close(e->o, "}");
}

static const char *sort_stat(const struct loop *l)
{
	if (l->map->type != TYPE_STATS)
		return "0";
	switch (l->f->sort_stat) {
	case STAT_SUM:
		return "SPL_STAT_SUM";
	case STAT_MIN:
		return "SPL_STAT_MIN";
	case STAT_MAX:
		return "SPL_STAT_MAX";
	case STAT_AVG:
		return "0";
	case STAT_VARIANCE:
		return "SPL_STAT_VARIANCE";
	default: /* the parser takes no other */
		return "SPL_STAT_COUNT";
	}
}

static void emit_sorted(struct loop *l, struct stmt *st, bool strings)
{
	struct emit *e = l->e;
	struct foreach *f = l->f;
	unsigned int id = l->id, order = ++e->orders;

	const char *limit = "S64_MAX";

	vec_push(e->a, &e->order_maps, l->map);
	if (f->limit) { /* before the loop's order is taken: it may fail */
		out_line(e->o, "s64 limit_%u = %s;", id, emit_expr(e, f->limit));
		limit = emit_text(e, "limit_%u", id);
	}
	out_line(e->o, "struct spl_order *o_%u __cleanup(spl_order_release) = &order_%u;", id,
		 order);
	out_line(e->o, "int i_%u, count_%u;", id, id);
	out_blank(e->o);
	out_line(e->o, "count_%u = %s;", id,
		 emit_try(e, emit_text(e, "spl_map_sort(c, o_%u, %d, %s, %d, %s, %s, 0x%x, %s)", id,
				       f->sort == SORT_KEY ? (int)f->sort_key : -1, sort_stat(l),
				       f->sort_dir, limit,
				       l->slice ? emit_text(e, "slice_%u", id) : "NULL", l->mask,
				       emit_at(e, f->array->span))));
	out_open(e->o, "for (i_%u = 0; i_%u < count_%u; i_%u++) {", id, id, id, id);
	out_line(e->o, "struct spl_node *n_%u = spl_order_node(o_%u, i_%u);", id, id, id);
	out_blank(e->o);
	inside(l, st, strings);
	out_close(e->o, "}");
}

void emit_foreach(struct emit *e, struct stmt *st)
{
	struct foreach *f = st->each;
	struct loop l = { .e = e, .f = f, .map = f->array->var };
	bool strings;

	if (f->array->kind == EXPR_STAT) {
		emit_buckets(e, st);
		return;
	}
	l.id = ++e->temps;
	strings = emit_takes_strings(st->body) || l.map->type == TYPE_STRING;
	for (size_t i = 0; i < l.map->keys.n; i++)
		strings |= l.map->keys.v[i] == TYPE_STRING;
	l.name = emit_var(e, l.map);
	out_open(e->o, "{");
	if (f->slice.n) {
		l.slice = emit_slice(e, l.map, &f->slice, &l.mask);
		out_line(e->o, "const union spl_key slice_%u[] = %s;", l.id, l.slice);
	}
	if (strings)
		out_line(e->o, "char *mark_%u = c->str;", l.id);
	if (f->sort == SORT_NONE)
		emit_unsorted(&l, st, strings);
	else
		emit_sorted(&l, st, strings);
	out_close(e->o, "}");
}
