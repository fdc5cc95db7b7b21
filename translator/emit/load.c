// SPDX-License-Identifier: GPL-2.0-only
/* load.c: a target variable's location as C: a register, additions, fault-safe loads. */
#include "internal.h"
#include "translator/probes/target.h"

static const char *base_text(struct emit *e, const struct target *t)
{
	switch (t->base) {
	case TARGET_ARG:
		return emit_text(e, "spl_arg(c, %u)", t->arg);
	case TARGET_SAVED:
		return emit_text(e, "spl_saved_arg(c, %u)", t->arg);
	default:
		return "spl_retval(c)";
	}
}

/* A value of SIZE bytes widened to the language's 64. */
static const char *widen(struct emit *e, const struct target *t, const char *v)
{
	if (t->bit_size) {
		unsigned int left = 64 - t->bit_offset - t->bit_size;

		return emit_text(e, "(s64)((%s64)((u64)%s << %u) >> %u)", t->is_signed ? "s" : "u",
				 v, left, 64 - t->bit_size);
	}
	if (t->size == 8)
		return emit_text(e, "(s64)%s", v);
	return emit_text(e, "(s64)(%c%u)%s", t->is_signed ? 's' : 'u', t->size * 8, v);
}

const char *emit_target(struct emit *e, struct expr *x)
{
	const struct target *t = x->target;
	const char *v = base_text(e, t), *at = emit_at(e, x->span);

	for (size_t i = 0; i < t->ops.n; i++) {
		const struct target_op *op = &t->ops.v[i];

		switch (op->kind) {
		case TARGET_LOAD:
			v = emit_try(e, emit_text(e, "spl_load(c, %s, 8, %s)", v, at));
			break;
		case TARGET_ADD:
			v = emit_text(e, "%s + %llu", v, (unsigned long long)op->number);
			break;
		case TARGET_INDEX:
			v = emit_text(e, "%s + %s * %llu", v, emit_operand(e, op->index),
				      (unsigned long long)op->number);
			break;
		}
	}
	if (t->load)
		v = emit_try(e, emit_text(e, "spl_load(c, %s, %u, %s)", v, t->size, at));
	else if (t->ops.n)
		v = emit_text(e, "(%s)", v);
	return widen(e, t, v);
}
