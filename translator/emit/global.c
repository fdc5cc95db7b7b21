// SPDX-License-Identifier: GPL-2.0-only
/* global.c: the script's globals by their storage, and the access functions of arrays. */
#include "internal.h"
#include "translator/resolve/access.h"

enum {
	QUANTILE_PAGES = 8, /* for each entry, on the average */
	QUANTILE_PAGES_MAX = 116, /* SPL_QPAGES of the runtime */
};

static const char *field(enum type t)
{
	return t == TYPE_STRING ? "SPL_FIELD_STRING" :
	       t == TYPE_STATS	? "SPL_FIELD_STAT" :
				  "SPL_FIELD_LONG";
}

/* ---- statistics ---- */

static const char *stat_ops(struct emit *e, unsigned int ops)
{
	static const struct {
		unsigned int kinds;
		const char *name;
	} needs[] = {
		{ 1u << STAT_COUNT | 1u << STAT_AVG, "SPL_STAT_COUNT" },
		{ 1u << STAT_SUM | 1u << STAT_AVG, "SPL_STAT_SUM" },
		{ 1u << STAT_MIN | 1u << STAT_QUANTILE, "SPL_STAT_MIN" },
		{ 1u << STAT_MAX | 1u << STAT_QUANTILE, "SPL_STAT_MAX" },
		{ 1u << STAT_VARIANCE, "SPL_STAT_VARIANCE" },
		{ 1u << STAT_HIST_LOG, "SPL_STAT_LOG" },
		{ 1u << STAT_HIST_LINEAR, "SPL_STAT_LINEAR" },
		{ 1u << STAT_QUANTILE, "SPL_STAT_QUANTILE" },
	};
	const char *text = "";

	for (size_t i = 0; i < sizeof(needs) / sizeof(*needs); i++)
		if (ops & needs[i].kinds)
			text = emit_text(e, "%s%s%s", text, *text ? " | " : "", needs[i].name);
	return *text ? text : "0";
}

static void emit_stat_desc(struct emit *e, struct out *o, const struct var *v)
{
	const char *name = emit_var(e, v);

	out_open(o, "static const struct spl_stat_desc %s_desc = {", name);
	out_line(o, ".ops = %s,", stat_ops(e, v->stat_ops));
	if (v->variance_shift)
		out_line(o, ".shift = %u,", v->variance_shift);
	if (v->stat_ops & 1u << STAT_HIST_LOG)
		out_line(o, ".buckets = SPL_LOG_BUCKETS,");
	if (v->stat_ops & 1u << STAT_HIST_LINEAR) {
		out_line(o, ".low = %s,", emit_number(e, v->hist_low));
		out_line(o, ".high = %s,", emit_number(e, v->hist_high));
		out_line(o, ".step = %s,", emit_number(e, v->hist_step));
		out_line(o, ".buckets = %u,", v->hist_buckets);
	}
	out_close(o, "};");
}

/* ---- arrays ---- */

static const char *params(struct emit *e, const struct var *v)
{
	const char *text = "";

	for (size_t i = 0; i < v->keys.n; i++)
		text = emit_text(e, "%s%s%s k%zu", text, i ? ", " : "", emit_c_type(v->keys.v[i]),
				 i);
	return text;
}

static void open_access(struct emit *e, struct out *o, const struct var *v, const char *head)
{
	const char *keys = "";

	for (size_t i = 0; i < v->keys.n; i++)
		keys = emit_text(e, "%s%sSPL_%c(k%zu)", keys, i ? ", " : "",
				 v->keys.v[i] == TYPE_STRING ? 'S' : 'L', i);
	out_blank(o);
	out_line(o, "%s", head);
	out_open(o, "{");
	out_line(o, "const union spl_key k[] = { %s };", keys);
}

static void find_node(struct emit *e, struct out *o, const struct var *v)
{
	const char *name = emit_var(e, v);

	out_line(o, "struct spl_node *n = spl_map_find(&%s, &%s_shape, k);", name, name);
	out_blank(o);
}

static void emit_get(struct emit *e, struct out *o, const struct var *v)
{
	const char *name = emit_var(e, v), *keys = params(e, v);

	if (v->type == TYPE_STRING) {
		open_access(
			e, o, v,
			emit_text(e,
				  "static inline struct spl_str %s_get(struct spl_context *c, %s)",
				  name, keys));
		find_node(e, o, v);
		out_line(o, "return n ? spl_node_str(c, &%s, n) : SPL_EMPTY;", name);
	} else if (v->type == TYPE_STATS) {
		open_access(e, o, v,
			    emit_text(e, "static inline const struct spl_statval *%s_get(%s)", name,
				      keys));
		find_node(e, o, v);
		out_line(o, "return n ? spl_node_stat(&%s, n) : NULL;", name);
	} else {
		open_access(e, o, v, emit_text(e, "static inline s64 %s_get(%s)", name, keys));
		find_node(e, o, v);
		out_line(o, "return n ? *spl_node_long(&%s, n) : 0;", name);
	}
	out_close(o, "}");
}

static void emit_at_func(struct emit *e, struct out *o, const struct var *v)
{
	static const char *const results[] = {
		[TYPE_LONG] = "s64",
		[TYPE_STRING] = "struct spl_node",
		[TYPE_STATS] = "struct spl_statval",
	};
	const char *name = emit_var(e, v);

	open_access(e, o, v,
		    emit_text(e,
			      "static inline %s *%s_at(struct spl_context *c, %s, const char *at)",
			      results[v->type], name, params(e, v)));
	out_line(o, "struct spl_node *n = spl_map_at(c, &%s, &%s_shape, k, at);", name, name);
	out_blank(o);
	if (v->type == TYPE_STRING)
		out_line(o, "return n;");
	else
		out_line(o, "return n ? spl_node_%s(&%s, n) : NULL;",
			 v->type == TYPE_STATS ? "stat" : "long", name);
	out_close(o, "}");
}

static void emit_access(struct emit *e, struct out *o, const struct var *v)
{
	unsigned int use = e->map_use[v->id];
	const char *name = emit_var(e, v), *keys = params(e, v);

	if (use & MAP_GET)
		emit_get(e, o, v);
	if (use & MAP_AT)
		emit_at_func(e, o, v);
	if (use & MAP_HAS) {
		open_access(e, o, v, emit_text(e, "static inline bool %s_has(%s)", name, keys));
		out_blank(o);
		out_line(o, "return spl_map_find(&%s, &%s_shape, k);", name, name);
		out_close(o, "}");
	}
	if (use & MAP_DEL) {
		open_access(e, o, v, emit_text(e, "static inline void %s_del(%s)", name, keys));
		find_node(e, o, v);
		out_line(o, "if (n)");
		out_line(o, "\tspl_map_remove(&%s, n);", name);
		out_close(o, "}");
	}
}

static void emit_map(struct emit *e, struct out *o, const struct var *v)
{
	const char *name = emit_var(e, v), *keys = "";
	long max = v->size ? (long)v->size->number :
			     options_define(&e->s->options, "MAXMAPENTRIES", 2048);

	for (size_t i = 0; i < v->keys.n; i++)
		keys = emit_text(e, "%s%s%s", keys, i ? ", " : "", field(v->keys.v[i]));
	if (v->type == TYPE_STATS)
		emit_stat_desc(e, o, v);
	out_open(o, "static const struct spl_map_shape %s_shape = {", name);
	out_line(o, ".nkeys = %zu,", v->keys.n);
	out_line(o, ".key = { %s },", keys);
	out_line(o, ".value = %s,", field(v->type));
	if (v->type == TYPE_STATS)
		out_line(o, ".stat = &%s_desc,", name);
	out_close(o, "};");
	out_open(o, "static struct spl_map %s = {", name);
	out_line(o, ".shape = &%s_shape,", name);
	out_line(o, ".max = %ld,", max);
	if (v->wrap)
		out_line(o, ".wrap = true,");
	if (v->stat_ops & 1u << STAT_QUANTILE) {
		long pages = options_define(&e->s->options, "QUANTILEPAGES", QUANTILE_PAGES);

		/* and what one entry may use over that, so that there is one that has all */
		out_line(o, ".pool = { .max = %ld },", max * pages + QUANTILE_PAGES_MAX - pages);
	}
	out_line(o, ".name = %s,", out_quote(e->a, v->name));
	out_close(o, "};");
	emit_access(e, o, v);
}

/* ---- all ---- */

static void emit_global(struct emit *e, struct out *o, const struct var *v)
{
	const char *name = emit_var(e, v);
	int64_t init = v->init && v->init->kind == EXPR_NUMBER ? v->init->number : 0;

	switch (v->storage) {
	case STORAGE_LONG:
		if (init)
			out_line(o, "static struct spl_glong %s = { .v = %s };", name,
				 emit_number(e, init));
		else
			out_line(o, "static struct spl_glong %s;", name);
		break;
	case STORAGE_COUNTER:
		if (init)
			out_line(o, "static struct spl_counter %s = { .init = %s };", name,
				 emit_number(e, init));
		else
			out_line(o, "static struct spl_counter %s;", name);
		break;
	case STORAGE_STRING:
		out_line(o, "static struct spl_gstr %s = { .init = %s };", name,
			 v->init ? out_quote(e->a, v->init->text) : "\"\"");
		break;
	case STORAGE_STAT:
		emit_stat_desc(e, o, v);
		out_line(o, "static struct spl_stat %s = { .desc = &%s_desc };", name, name);
		break;
	case STORAGE_MAP:
		emit_map(e, o, v);
		break;
	}
}

void emit_globals(struct emit *e, struct out *o)
{
	struct var *v;

	vec_each(v, &e->s->globals) {
		emit_global(e, o, v);
		if (v->storage == STORAGE_MAP)
			out_blank(o);
	}
	for (unsigned int i = 1; i <= e->orders; i++)
		out_line(o, "static struct spl_order order_%u = { .map = &%s };", i,
			 emit_var(e, e->order_maps.v[i - 1]));
	if (e->s->globals.n)
		out_blank(o);
}

/* The lists that the runtime readies at load: one row for each kind of storage. */
static const struct {
	enum storage storage;
	const char *type, *list;
} lists[] = {
	{ STORAGE_COUNTER, "spl_counter", "counters" },
	{ STORAGE_STRING, "spl_gstr", "strings" },
	{ STORAGE_STAT, "spl_stat", "stats" },
	{ STORAGE_MAP, "spl_map", "maps" },
};

static bool has_storage(const struct emit *e, enum storage st)
{
	struct var *v;

	vec_each(v, &e->s->globals)
		if (v->storage == (int)st)
			return true;
	return false;
}

void emit_global_lists(struct emit *e, struct out *o)
{
	struct var *v;

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		const char *items = "";

		if (!has_storage(e, lists[i].storage))
			continue;
		vec_each(v, &e->s->globals)
			if (v->storage == (int)lists[i].storage)
				items = emit_text(e, "%s&%s, ", items, emit_var(e, v));
		out_line(o, "static struct %s *const %s[] = { %sNULL };", lists[i].type,
			 lists[i].list, items);
	}
	if (e->orders) {
		const char *items = "";

		for (unsigned int i = 1; i <= e->orders; i++)
			items = emit_text(e, "%s&order_%u, ", items, i);
		out_line(o, "static struct spl_order *const orders[] = { %sNULL };", items);
	}
}

void emit_script_lists(struct emit *e, struct out *o)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (has_storage(e, lists[i].storage))
			out_line(o, ".%s = %s,", lists[i].list, lists[i].list);
	if (e->orders)
		out_line(o, ".orders = orders,");
}
