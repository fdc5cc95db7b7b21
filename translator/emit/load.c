// SPDX-License-Identifier: GPL-2.0-only
/* load.c: where a target's value is, as C: a register, additions, fault-safe loads. */
#include "internal.h"
#include "translator/debuginfo/location.h"
#include "translator/probes/target.h"
#include "translator/resolve/access.h"

static const char *base_text(struct emit *e, struct expr *x)
{
	const struct target *t = x->target;
	const char *at = emit_at(e, x->span);

	switch (t->base) {
	case TARGET_ARG:
		return emit_text(e, "spl_arg(c, %u)", t->arg);
	case TARGET_SAVED:
	case TARGET_TRACED:
		return emit_text(e, "spl_saved_arg(c, %u)", t->arg);
	case TARGET_RETVAL:
		return "spl_retval(c)";
	case TARGET_VALUE:
		return emit_text(e, "(u64)%s", emit_operand(e, target_value(x)));
	case TARGET_LOCATION:
		if (t->base_bits)
			return emit_location_value(e, t->loc, t->base_bits, at);
		return emit_location_expr(e, location_address(e->a, t->loc), at);
	case TARGET_REGISTER:
		e->registers |= e->traced;
		return emit_try(e, emit_text(e, "spl_register(c, %u, %s)", t->arg, at));
	case TARGET_UREGISTER:
		return emit_try(e, emit_text(e, "spl_user_register(c, %u, %s)", t->arg, at));
	case TARGET_C:
		return emit_text(e, "(%s)", t->c_text);
	case TARGET_STRING:
		return emit_try(e, t->c_text);
	case TARGET_MARKED:
		return emit_try(e, emit_text(e, "spl_mark_arg(c, %u, %s)", t->arg, at));
	case TARGET_MARKED_TEXT:
		return emit_try(e, emit_text(e, "spl_mark_text(c, %u, %s, %s)", t->arg, t->c_text,
					     at));
	case TARGET_COUNTER:
		return emit_counter(e, x);
	}
	return "0";
}

const char *emit_target_widen(struct emit *e, const struct target *t, const char *v)
{
	unsigned int offset = t->crosses ? 0 : t->bit_offset;

	if (t->bit_size) {
		unsigned int left = 64 - offset - t->bit_size;

		return emit_text(e, "(s64)((%s64)((u64)%s << %u) >> %u)", t->is_signed ? "s" : "u",
				 v, left, 64 - t->bit_size);
	}
	if (t->size == 8)
		return emit_text(e, "(s64)%s", v);
	return emit_text(e, "(s64)(%c%u)%s", t->is_signed ? 's' : 'u', t->size * 8, v);
}

const char *emit_target_load(struct emit *e, const struct target *t, const char *addr,
			     const char *at)
{
	const char *load = t->user ? "spl_load_user" : "spl_load";

	if (t->crosses)
		return emit_try(e, emit_text(e, "spl_load_bits(c, %s, %u, %u, %s)", addr,
					     t->bit_offset, t->bit_size, at));
	return emit_try(e, emit_text(e, "%s(c, %s, %u, %s)", load, addr, t->size, at));
}

/* The script's order is left to right: the value comes before the indexes behind it. */
static const char *base_first(struct emit *e, const char *v, const char **before)
{
	unsigned int n = ++e->temps;

	*before = emit_text(e, "u64 t_%u = %s; ", n, v);
	return emit_text(e, "t_%u", n);
}

static bool index_acts(const struct expr *x)
{
	for (size_t i = 0; i < x->path.n; i++)
		if (x->path.v[i].index && expr_acts(x->path.v[i].index))
			return true;
	return false;
}

const char *emit_target_place(struct emit *e, struct expr *x, const char **before)
{
	const struct target *t = x->target;
	const char *load = t->user ? "spl_load_user" : "spl_load";
	const char *v = base_text(e, x), *at = emit_at(e, x->span);

	*before = "";
	if (index_acts(x))
		v = base_first(e, v, before);
	for (size_t i = 0; i < t->ops.n; i++) {
		const struct target_op *op = &t->ops.v[i];

		switch (op->kind) {
		case TARGET_LOAD:
			v = emit_try(e, emit_text(e, "%s(c, %s, 8, %s)", load, v, at));
			break;
		case TARGET_ADD:
			v = emit_text(e, "%s + %llu", v, (unsigned long long)op->number);
			break;
		case TARGET_INDEX:
			v = emit_text(e, "%s + %s * %llu", v,
				      emit_operand(e, x->path.v[op->step].index),
				      (unsigned long long)op->number);
			break;
		}
	}
	return v;
}

const char *emit_target(struct emit *e, struct expr *x)
{
	const struct target *t = x->target;
	const char *v, *before;

	if (t->base == TARGET_STRING || t->base == TARGET_MARKED_TEXT)
		return base_text(e, x);
	if (t->enum_name)
		return emit_enum_name(e, x);
	v = emit_target_place(e, x, &before);
	if (t->text)
		v = emit_try(e, emit_text(e, "spl_show_text(c, %s, %llu)", v,
					  (unsigned long long)t->text_max));
	else if (t->load)
		v = emit_target_load(e, t, v, emit_at(e, x->span));
	else if (t->ops.n)
		v = emit_text(e, "(%s)", v);
	if (!t->text)
		v = emit_target_widen(e, t, v);
	return *before ? emit_text(e, "({ %s%s; })", before, v) : v;
}
