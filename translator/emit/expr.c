// SPDX-License-Identifier: GPL-2.0-only
/*
 * expr.c: expressions.  C's own evaluation order is open where the script's is left to
 * right, so operands that act (assign, print, call) are put into temporaries first.
 */
#include "internal.h"
#include "translator/resolve/access.h"
#include "translator/resolve/stat.h"

const char *emit_text(struct emit *e, const char *fmt, ...)
{
	va_list ap;
	const char *text;

	va_start(ap, fmt);
	text = arena_vprintf(e->a, fmt, ap);
	va_end(ap);
	return text;
}

const char *emit_commented(struct emit *e, const char *text)
{
	const char *done = "", *at;

	for (at = text; (at = strchr(at, '/')); at++) {
		if (at[1] != '*' && (at == text || at[-1] != '*'))
			continue;
		done = emit_text(e, "%s%.*s\\057", done, (int)(at - text), text);
		text = at + 1;
	}
	return emit_text(e, "%s%s", done, text);
}

const char *emit_c_type(enum type t)
{
	return t == TYPE_STRING ? "struct spl_str" : t == TYPE_VOID ? "void" : "s64";
}

const char *emit_var(struct emit *e, const struct var *v)
{
	return v->scope == VAR_GLOBAL ? e->global_names[v->id] : emit_text(e, "l_%s", v->name);
}

const char *emit_at(struct emit *e, struct span at)
{
	return at.src ? out_quote(e->a, span_text(e->a, at)) : "NULL";
}

const char *emit_try(struct emit *e, const char *text)
{
	e->fail->used = true;
	return emit_text(e, "spl_try(%s, %s)", text, e->fail->name);
}

const char *emit_number(struct emit *e, int64_t n)
{
	if (n == INT64_MIN)
		return "S64_MIN";
	if (n > INT32_MAX || n < INT32_MIN)
		return emit_text(e, "%lldLL", (long long)n);
	return emit_text(e, "%lld", (long long)n);
}

static bool is_plain(const struct expr *x)
{
	switch (x->kind) {
	case EXPR_NUMBER:
		return x->number >= 0;
	case EXPR_STRING:
	case EXPR_NAME:
	case EXPR_INDEX:
	case EXPR_CALL:
	case EXPR_STAT:
	case EXPR_IN:
	case EXPR_PRINT:
	case EXPR_EMBED:
		return true;
	default:
		return false;
	}
}

const char *emit_operand(struct emit *e, struct expr *x)
{
	return is_plain(x) ? emit_expr(e, x) : emit_text(e, "(%s)", emit_expr(e, x));
}

/*
 * The values of several operands, in order.  Where one acts, all that are no constants go into
 * temporaries: *BEFORE gets their declarations, and the whole is to stand in "({ ... })".
 */
static void emit_ordered(struct emit *e, struct expr *const *list, size_t n, const char **values,
			 const char **before)
{
	size_t live = 0;
	bool acts = false;

	*before = "";
	for (size_t i = 0; i < n; i++) {
		acts |= expr_acts(list[i]);
		live += list[i]->kind != EXPR_NUMBER && list[i]->kind != EXPR_STRING;
	}
	for (size_t i = 0; i < n; i++) {
		bool constant = list[i]->kind == EXPR_NUMBER || list[i]->kind == EXPR_STRING;

		values[i] = emit_expr(e, list[i]);
		if (!acts || live < 2 || constant)
			continue;
		*before = emit_text(e, "%s%s t_%u = %s; ", *before, emit_c_type(list[i]->type),
				    ++e->temps, values[i]);
		values[i] = emit_text(e, "t_%u", e->temps);
	}
}

static const char *wrap(struct emit *e, const char *before, const char *value)
{
	return *before ? emit_text(e, "({ %s%s; })", before, value) : value;
}

/* ---- operators ---- */

/* A and B are C operands. */
static const char *arithmetic(struct emit *e, enum op op, const char *a, const char *b,
			      const struct expr *right, struct span at)
{
	bool safe = right && right->kind == EXPR_NUMBER && right->number > 0;

	switch (op) {
	case OP_DIV:
	case OP_MOD:
		if (safe)
			return emit_text(e, "%s %s %s", a, op_text(op), b);
		return emit_try(e, emit_text(e, "spl_%s(c, %s, %s, %s)",
					     op == OP_DIV ? "div" : "mod", a, b, emit_at(e, at)));
	case OP_SHL:
		return emit_text(e, "spl_shl(%s, %s)", a, b);
	case OP_SHR:
		return emit_text(e, "spl_shr(%s, %s)", a, b);
	case OP_USHR:
		return emit_text(e, "spl_ushr(%s, %s)", a, b);
	case OP_CONCAT:
		return emit_try(e, emit_text(e, "spl_str_concat(c, %s, %s)", a, b));
	default:
		return emit_text(e, "%s %s %s", a, op_text(op), b);
	}
}

static const char *comparison(struct emit *e, struct expr *x, const char *a, const char *b)
{
	if (x->a->type != TYPE_STRING)
		return emit_text(e, "%s %s %s", a, op_text(x->op), b);
	if (x->op == OP_EQ)
		return emit_text(e, "spl_str_eq(%s, %s)", a, b);
	if (x->op == OP_NE)
		return emit_text(e, "!spl_str_eq(%s, %s)", a, b);
	return emit_text(e, "spl_str_cmp(%s, %s) %s 0", a, b, op_text(x->op));
}

static const char *emit_binary(struct emit *e, struct expr *x)
{
	struct expr *operands[] = { x->a, x->b };
	const char *v[2], *before = "", *text;

	if (x->op == OP_ANDAND || x->op == OP_OROR) /* C's order is the script's */
		return emit_text(e, "%s %s %s", emit_operand(e, x->a), op_text(x->op),
				 emit_operand(e, x->b));
	emit_ordered(e, operands, 2, v, &before);
	for (int i = 0; i < 2; i++)
		if (!*before && !is_plain(operands[i]) && x->op != OP_CONCAT)
			v[i] = emit_text(e, "(%s)", v[i]);
	if (op_compares(x->op))
		text = comparison(e, x, v[0], v[1]);
	else
		text = arithmetic(e, x->op, v[0], v[1], x->b, x->op_span);
	return wrap(e, before, text);
}

static const char *emit_unary(struct emit *e, struct expr *x)
{
	const char *a = emit_operand(e, x->a);

	return x->op == OP_PLUS ? a : emit_text(e, "%s%s", op_text(x->op), a);
}

/* ---- arrays ---- */

static void use_map(struct emit *e, const struct var *v, enum map_use use)
{
	e->map_use[v->id] |= use;
}

/* NAME(c, KEYS...), with the keys evaluated in order. */
static const char *map_call(struct emit *e, struct expr *x, const char *what, bool context, bool at)
{
	const char **v = arena_array(e->a, const char *, x->args.n), *before, *args = "";

	emit_ordered(e, x->args.v, x->args.n, v, &before);
	for (size_t i = 0; i < x->args.n; i++)
		args = emit_text(e, "%s%s%s", args, i ? ", " : "", v[i]);
	return wrap(e, before,
		    emit_text(e, "%s_%s(%s%s%s)", emit_var(e, x->var), what, context ? "c, " : "",
			      args, at ? emit_text(e, ", %s", emit_at(e, x->span)) : ""));
}

/* Keys first, then RIGHT (a value to store), in order; *KEYS gets "KEY, KEY..." for a call. */
static const char *keys_then(struct emit *e, struct expr *x, struct expr *right, const char **keys,
			     const char **before)
{
	struct expr **list = arena_array(e->a, struct expr *, x->args.n + 1);
	const char **v = arena_array(e->a, const char *, x->args.n + 1);

	memcpy(list, x->args.v, x->args.n * sizeof(*list));
	list[x->args.n] = right;
	emit_ordered(e, list, x->args.n + (right != NULL), v, before);
	*keys = "";
	for (size_t i = 0; i < x->args.n; i++)
		*keys = emit_text(e, "%s%s%s", *keys, i ? ", " : "", v[i]);
	return right ? v[x->args.n] : NULL;
}

const char *emit_map_delete(struct emit *e, struct expr *x)
{
	const char *keys, *before;

	e->map_use[x->var->id] |= MAP_DEL;
	keys_then(e, x, NULL, &keys, &before);
	return wrap(e, before, emit_text(e, "%s_del(%s)", emit_var(e, x->var), keys));
}

/* The place of an entry, made when missing: a pointer. */
static const char *map_place(struct emit *e, struct expr *x)
{
	use_map(e, x->var, MAP_AT);
	return emit_try(e, map_call(e, x, "at", true, true));
}

static const char *map_value(struct emit *e, struct expr *x)
{
	use_map(e, x->var, MAP_GET);
	if (x->var->type == TYPE_STRING)
		return emit_try(e, map_call(e, x, "get", true, false));
	return map_call(e, x, "get", false, false);
}

static bool is_slice(const struct expr *x)
{
	for (size_t i = 0; i < x->args.n; i++)
		if (!x->args.v[i])
			return true;
	return false;
}

const char *emit_slice(struct emit *e, const struct var *map, const expr_list *slice,
		       unsigned int *mask)
{
	const char *text = "";

	*mask = 0;
	for (size_t i = 0; i < slice->n; i++) {
		const char *v = "SPL_L(0)";

		if (slice->v[i]) {
			*mask |= 1u << i;
			v = emit_text(e, "SPL_%c(%s)", map->keys.v[i] == TYPE_STRING ? 'S' : 'L',
				      emit_expr(e, slice->v[i]));
		}
		text = emit_text(e, "%s%s%s", text, i ? ", " : "", v);
	}
	return emit_text(e, "{ %s }", text);
}

static const char *emit_in(struct emit *e, struct expr *x)
{
	unsigned int mask;
	const char *keys;

	if (!is_slice(x)) {
		use_map(e, x->var, MAP_HAS);
		return map_call(e, x, "has", false, false);
	}
	keys = emit_slice(e, x->var, &x->args, &mask);
	return emit_try(e, emit_text(e, "spl_map_any(c, &%s, (const union spl_key[])%s, 0x%x, %s)",
				     emit_var(e, x->var), keys, mask, emit_at(e, x->span)));
}

/* ---- variables ---- */

static const char *emit_name(struct emit *e, struct expr *x)
{
	const struct var *v = x->var;
	const char *name;

	if (v->scope == VAR_KEPT)
		return emit_text(
			e, v->type == TYPE_STRING ? "spl_kept_str(c, %u)" : "spl_kept_long(c, %u)",
			v->id);
	name = emit_var(e, v);
	if (v->scope != VAR_GLOBAL)
		return name;
	switch (v->storage) {
	case STORAGE_COUNTER:
		return emit_text(e, "spl_counter_sum(&%s)", name);
	case STORAGE_STRING:
		return emit_try(e, emit_text(e, "spl_gstr_get(c, &%s)", name));
	default:
		return emit_text(e, "%s.v", name);
	}
}

/* ---- assignment ---- */

static bool is_simple(struct expr *x)
{
	return !expr_acts(x) && !expr_fails(x);
}

static bool is_unread(const struct var *v)
{
	return v->scope == VAR_LOCAL && !v->reads;
}

const char *emit_arithmetic(struct emit *e, const struct expr *x, const char *a, const char *b)
{
	return arithmetic(e, x->op, a, b, x->b, x->op_span);
}

/* The new value, where the old one can be read as CUR. */
static const char *new_value(struct emit *e, struct expr *x, const char *cur, const char *v)
{
	if (x->op == OP_NONE)
		return v;
	return arithmetic(e, x->op, cur, emit_text(e, x->op == OP_CONCAT ? "%s" : "(%s)", v), x->b,
			  x->op_span);
}

static const char *assign_string(struct emit *e, struct expr *x, bool value)
{
	const struct var *v = x->a->var;
	const char *name = emit_var(e, v), *cur = NULL, *new;
	unsigned int t;

	if (x->op != OP_NONE)
		cur = emit_name(e, x->a);
	new = new_value(e, x, cur, emit_expr(e, x->b));
	if (v->scope != VAR_GLOBAL) {
		if (v->in_loop)
			new = emit_text(e, "spl_str_keep(%s_home, %s)", name, new);
		return emit_text(e, "%s = %s", name, new);
	}
	if (!value)
		return emit_text(e, "spl_gstr_set(&%s, %s)", name, new);
	t = ++e->temps;
	return emit_text(e, "({ struct spl_str t_%u = %s; spl_gstr_set(&%s, t_%u); t_%u; })", t,
			 new, name, t, t);
}

static const char *assign_long(struct emit *e, struct expr *x)
{
	const struct var *v = x->a->var;
	const char *place = emit_var(e, v), *new;

	if (v->scope == VAR_GLOBAL && v->storage == STORAGE_COUNTER)
		return emit_text(e, "spl_counter_add(&%s, %s%s)", place, x->op == OP_SUB ? "-" : "",
				 x->op == OP_SUB ? emit_operand(e, x->b) : emit_expr(e, x->b));
	if (v->scope == VAR_GLOBAL)
		place = emit_text(e, "%s.v", place);
	switch (x->op) {
	case OP_ADD:
	case OP_SUB:
	case OP_MUL:
	case OP_AND:
	case OP_OR:
	case OP_XOR:
		if (is_simple(x->b))
			return emit_text(e, "%s %s= %s", place, op_text(x->op), emit_expr(e, x->b));
		break;
	default:
		break;
	}
	if (x->op != OP_NONE && !is_simple(x->b)) { /* the right side first: it may change this */
		unsigned int t = ++e->temps;

		new = emit_expr(e, x->b);
		return emit_text(e, "({ s64 t_%u = %s; %s = %s; })", t, new, place,
				 new_value(e, x, place, emit_text(e, "t_%u", t)));
	}
	return emit_text(e, "%s = %s", place, new_value(e, x, place, emit_expr(e, x->b)));
}

/* The place of an entry whose keys are C already. */
static const char *place_of(struct emit *e, struct expr *x, const char *keys)
{
	use_map(e, x->var, MAP_AT);
	return emit_try(e, emit_text(e, "%s_at(c, %s, %s)", emit_var(e, x->var), keys,
				     emit_at(e, x->span)));
}

static const char *assign_string_element(struct emit *e, struct expr *x, bool value)
{
	const char *name = emit_var(e, x->a->var), *keys, *before, *v, *cur = NULL;
	unsigned int t = ++e->temps;

	v = keys_then(e, x->a, x->b, &keys, &before);
	if (x->op != OP_NONE) {
		use_map(e, x->a->var, MAP_GET);
		cur = emit_try(e, emit_text(e, "%s_get(c, %s)", name, keys));
	}
	return emit_text(e, "({ %sstruct spl_str t_%u = %s; spl_node_set_str(&%s, %s, t_%u);%s })",
			 before, t, new_value(e, x, cur, v), name, place_of(e, x->a, keys), t,
			 value ? emit_text(e, " t_%u;", t) : "");
}

static const char *assign_element(struct emit *e, struct expr *x, bool value)
{
	bool direct = is_simple(x->b) && x->op != OP_DIV && x->op != OP_MOD && x->op != OP_SHL &&
		      x->op != OP_SHR && x->op != OP_USHR;
	const char *keys, *before, *v, *place;
	unsigned int t;

	if (x->a->var->type == TYPE_STRING)
		return assign_string_element(e, x, value);
	v = keys_then(e, x->a, x->b, &keys, &before);
	if (direct)
		return wrap(e, before,
			    emit_text(e, "*%s %s= %s", place_of(e, x->a, keys),
				      x->op == OP_NONE ? "" : op_text(x->op), v));
	/* the entry is not made before the value is there, for that may fail */
	t = ++e->temps;
	if ((x->op == OP_DIV || x->op == OP_MOD) &&
	    !(x->b->kind == EXPR_NUMBER && x->b->number > 0)) {
		use_map(e, x->a->var, MAP_GET);
		place = emit_text(e, "%s_get(%s)", emit_var(e, x->a->var), keys);
		return emit_text(e, "({ %ss64 t_%u = %s; s64 n_%u = %s; *%s = n_%u; })", before, t,
				 v, t, new_value(e, x, place, emit_text(e, "t_%u", t)),
				 place_of(e, x->a, keys), t);
	}
	place = emit_text(e, "*p_%u", t);
	return emit_text(e, "({ %ss64 t_%u = %s; s64 *p_%u = %s; %s = %s; })", before, t, v, t,
			 place_of(e, x->a, keys), place,
			 new_value(e, x, place, emit_text(e, "t_%u", t)));
}

/* V into the statistics; an entry of an array is made where there is none. */
static const char *add_sample(struct emit *e, struct expr *x, const char *keys, const char *v)
{
	const struct var *var = x->a->var;
	const char *name = emit_var(e, var);

	if (x->a->kind == EXPR_NAME)
		return emit_text(e, "spl_stat_add(c, &%s, &%s_desc, %s)", name, name, v);
	if (var->stat_ops & 1u << STAT_QUANTILE) /* it may find no room */
		return emit_try(e,
				emit_text(e, "spl_map_sample(c, &%s, %s, &%s_desc, %s, %s)", name,
					  place_of(e, x->a, keys), name, v, emit_at(e, x->span)));
	return emit_text(e, "spl_statval_add(%s, &%s_desc, %s)", place_of(e, x->a, keys), name, v);
}

/* The value of "<<<" is the sample. */
static const char *emit_sample(struct emit *e, struct expr *x, bool value)
{
	const char *keys, *before, *v = keys_then(e, x->a, x->b, &keys, &before);
	unsigned int t;

	if (!value && (x->a->kind == EXPR_NAME || is_simple(x->b)))
		return wrap(e, before, add_sample(e, x, keys, v));
	t = ++e->temps;
	return emit_text(e, "({ %ss64 t_%u = %s; %s;%s })", before, t, v,
			 add_sample(e, x, keys, emit_text(e, "t_%u", t)),
			 value ? emit_text(e, " t_%u;", t) : "");
}

static const char *emit_assign(struct emit *e, struct expr *x, bool value)
{
	if (x->a->target)
		return emit_target_change(e, x, value);
	if (x->a->kind == EXPR_NAME && x->a->var->scope == VAR_KEPT)
		return emit_text(e,
				 x->a->type == TYPE_STRING ? "spl_keep_str(c, %u, %s)" :
							     "spl_keep_long(c, %u, %s)",
				 x->a->var->id, emit_expr(e, x->b));
	if (x->op == OP_STAT)
		return emit_sample(e, x, value);
	if (x->a->kind == EXPR_INDEX)
		return assign_element(e, x, value);
	if (is_unread(x->a->var) && !value)
		return emit_effect(e, x->b);
	if (is_unread(x->a->var))
		return emit_expr(e, x->b);
	return x->a->type == TYPE_STRING ? assign_string(e, x, value) : assign_long(e, x);
}

static const char *emit_incdec(struct emit *e, struct expr *x, bool value)
{
	const struct var *v = x->a->var;
	const char *op = x->op == OP_INC ? "++" : "--", *place;

	if (x->a->target)
		return emit_target_change(e, x, value);
	if (x->a->kind == EXPR_INDEX)
		place = emit_text(e, "(*%s)", map_place(e, x->a));
	else if (v->scope != VAR_GLOBAL)
		place = emit_var(e, v);
	else if (v->storage == STORAGE_COUNTER)
		return emit_text(e, "spl_counter_add(&%s, %s)", emit_var(e, v),
				 x->op == OP_INC ? "1" : "-1");
	else
		place = emit_text(e, "%s.v", emit_var(e, v));
	return x->postfix ? emit_text(e, "%s%s", place, op) : emit_text(e, "%s%s", op, place);
}

/* ---- calls and statistics ---- */

static const char *emit_call(struct emit *e, struct expr *x)
{
	const char **v = arena_array(e->a, const char *, x->args.n), *before, *args = "c", *text;

	emit_ordered(e, x->args.v, x->args.n, v, &before);
	for (size_t i = 0; i < x->args.n; i++)
		args = emit_text(e, "%s, %s", args, v[i]);
	text = emit_text(e, "%s(%s)", emit_callee_name(e, x->func), args);
	if (x->func->fails && x->func->type != TYPE_VOID) {
		/* the library and C can't know where they are called: it is at this place */
		if (x->func->span.src->kind == SOURCE_TAPSET || x->func->embed) {
			e->fail->used = true;
			text = emit_text(e, "spl_try_at(%s, %s, %s)", text, emit_at(e, x->span),
					 e->fail->name);
		} else {
			text = emit_try(e, text);
		}
	}
	return wrap(e, before, text);
}

/* A pointer to the samples, merged when they are spread over CPUs; may be NULL. */
const char *emit_samples(struct emit *e, struct expr *x)
{
	if (x->kind == EXPR_INDEX) {
		use_map(e, x->var, MAP_GET);
		return map_call(e, x, "get", false, false);
	}
	return emit_try(e, emit_text(e, "spl_stat_read(c, &%s, %s)", emit_var(e, x->var),
				     emit_at(e, x->span)));
}

static const char *emit_quantile(struct emit *e, struct expr *x)
{
	struct expr *p = x->args.v[0];
	const char *name = emit_var(e, x->a->var), *at = emit_at(e, x->span), *keys, *before, *v;
	int64_t percent;
	bool constant = stat_percent(p, &percent);

	v = keys_then(e, x->a, constant ? NULL : p, &keys, &before);
	v = constant ? emit_number(e, percent) :
		       emit_try(e, emit_text(e, "spl_percent(c, %s, %s)", v, emit_at(e, p->span)));
	if (x->a->kind == EXPR_INDEX) {
		use_map(e, x->a->var, MAP_GET);
		v = emit_text(e, "spl_map_quantile(c, &%s, %s_get(%s), %s, %s)", name, name, keys,
			      v, at);
	} else {
		v = emit_text(e, "spl_stat_quantile(c, &%s, %s, %s)", name, v, at);
	}
	return wrap(e, before, emit_try(e, v));
}

static const char *emit_bucket(struct emit *e, struct expr *x)
{
	const char *name = emit_var(e, x->a->var), *at = emit_at(e, x->span), *keys, *before, *n;

	n = keys_then(e, x->a, x->b, &keys, &before);
	if (x->a->kind == EXPR_INDEX) {
		use_map(e, x->a->var, MAP_GET);
		n = emit_text(e, "spl_hist_bucket(c, %s_get(%s), &%s_desc, %s, %s)", name, keys,
			      name, n, at);
	} else {
		n = emit_text(e, "spl_stat_bucket(c, &%s, %s, %s)", name, n, at);
	}
	return wrap(e, before, emit_try(e, n));
}

static const char *emit_stat(struct emit *e, struct expr *x)
{
	const char *what = stat_name(x->stat) + 1, *at = emit_at(e, x->span), *text;

	if (x->stat == STAT_QUANTILE)
		return emit_quantile(e, x);
	if (x->b)
		return emit_bucket(e, x);
	if (x->stat == STAT_HIST_LOG || x->stat == STAT_HIST_LINEAR)
		return emit_samples(e, x->a); /* for print alone */
	if (x->a->kind == EXPR_NAME)
		text = emit_text(e, "spl_stat_figure(c, &%s, spl_stat_%s, %s)",
				 emit_var(e, x->a->var), what, at);
	else
		text = emit_text(e, "spl_stat_%s(c, %s, %s)", what, emit_samples(e, x->a), at);
	/* of no sample there is a count and a sum */
	return x->stat == STAT_COUNT || x->stat == STAT_SUM ? text : emit_try(e, text);
}

/* ---- all of them ---- */

const char *emit_expr(struct emit *e, struct expr *x)
{
	switch (x->kind) {
	case EXPR_NUMBER:
		return emit_number(e, x->number);
	case EXPR_STRING:
		return emit_text(e, "SPL_LIT(%s)", out_quote(e->a, x->text));
	case EXPR_NAME:
		return emit_name(e, x);
	case EXPR_INDEX:
		return map_value(e, x);
	case EXPR_CALL:
		return emit_call(e, x);
	case EXPR_UNARY:
		return emit_unary(e, x);
	case EXPR_INCDEC:
		return emit_incdec(e, x, true);
	case EXPR_BINARY:
		return emit_binary(e, x);
	case EXPR_ASSIGN:
		return emit_assign(e, x, true);
	case EXPR_TERNARY:
		return emit_text(e, "%s ? %s : %s", emit_operand(e, x->a), emit_operand(e, x->b),
				 emit_operand(e, x->c));
	case EXPR_IN:
		return emit_in(e, x);
	case EXPR_TARGET:
	case EXPR_AT:
	case EXPR_DEREF:
		return emit_target(e, x);
	case EXPR_STAT:
		return emit_stat(e, x);
	case EXPR_PRINT:
		return emit_sprint(e, x);
	case EXPR_REGEX:
		return emit_regex(e, x);
	case EXPR_EMBED:
		return emit_embed_expr(e, x);
	}
	return "0";
}

const char *emit_effect(struct emit *e, struct expr *x)
{
	if (!expr_acts(x) && !expr_fails(x))
		return "";
	if (x->kind == EXPR_ASSIGN)
		return emit_assign(e, x, false);
	if (x->kind == EXPR_INCDEC)
		return emit_incdec(e, x, false);
	if (x->kind == EXPR_CALL && x->func->type == TYPE_VOID && x->func->fails) {
		e->fail->used = true;
		return emit_text(e, "spl_do(%s, %s, %s)", emit_call(e, x), emit_at(e, x->span),
				 e->fail->name);
	}
	return emit_expr(e, x);
}

/* ---- strings ---- */

static bool takes_string(struct walk *w, struct expr **x)
{
	if ((*x)->type == TYPE_STRING && (*x)->kind != EXPR_STRING && (*x)->kind != EXPR_NAME)
		*(bool *)w->data = true;
	if ((*x)->kind == EXPR_NAME && (*x)->type == TYPE_STRING && (*x)->var &&
	    (*x)->var->scope == VAR_GLOBAL)
		*(bool *)w->data = true;
	if ((*x)->kind == EXPR_STAT || (*x)->kind == EXPR_CALL || (*x)->kind == EXPR_EMBED)
		*(bool *)w->data = true;
	return true;
}

static bool is_c(struct walk *w, struct stmt **st)
{
	if ((*st)->kind == STMT_EMBED) /* may take what it likes */
		*(bool *)w->data = true;
	return true;
}

bool emit_takes_strings(struct stmt *st)
{
	bool found = false;
	struct walk w = { .expr = takes_string, .stmt = is_c, .data = &found };

	walk_stmt(&w, &st);
	return found;
}
