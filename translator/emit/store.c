// SPDX-License-Identifier: GPL-2.0-only
/*
 * store.c: assignments to target variables: the address, then the value, then a fault-safe write;
 * a register is what the probe's own changes to it leave.
 *
 * The value of an assignment is what can be read there afterwards: cut to the variable's type.
 */
#include "internal.h"
#include "translator/debuginfo/location.h"
#include "translator/probes/target.h"

static const char *done(struct emit *e, const char *call, const char *at)
{
	e->fail->used = true;
	return emit_text(e, "spl_do(%s, %s, %s); ", call, at, e->fail->name);
}

static const char *set_register(struct emit *e, uint64_t n, const char *v, const char *at)
{
	emit_register(e, n);
	return done(e, emit_text(e, "spl_set_register(c, %llu, %s)", (unsigned long long)n, v), at);
}

/* ---- what is in parts ---- */

/* BITS of V, from bit FROM on, into the part P. */
static const char *set_part(struct emit *e, const struct loc_part *p, const char *v,
			    unsigned int from, unsigned int bits, const char *at)
{
	unsigned long long mask = bits < 64 ? (1ULL << bits) - 1 : ~0ULL;
	unsigned int skip = (unsigned int)p->skip;

	if (from)
		v = emit_text(e, "(%s >> %u)", v, from);
	if (p->kind == LOC_IN_MEMORY)
		return done(e,
			    emit_text(e, "spl_write_bits(c, %s, %u, %u, %s)",
				      emit_location_expr(e, p->expr, at), skip, bits, v),
			    at);
	if (p->bits == LOC_ALL && !skip) /* a variable that has the register for itself */
		return set_register(e, p->expr->number, v, at);
	v = emit_text(e, "(%s & ~(0x%llxULL << %u)) | (%s & 0x%llxULL) << %u",
		      emit_register(e, p->expr->number), mask, skip, v, mask, skip);
	return set_register(e, p->expr->number, v, at);
}

static const char *set_parts(struct emit *e, const struct target *t, const char *v, const char *at)
{
	const char *text = "";
	unsigned int from = 0;

	for (size_t i = 0; i < t->loc->n && from < t->base_bits; i++) {
		const struct loc_part *p = &t->loc->parts[i];
		unsigned int bits = t->base_bits - from;

		if (p->bits < bits)
			bits = (unsigned int)p->bits;
		text = emit_text(e, "%s%s", text, set_part(e, p, v, from, bits, at));
		from += bits;
	}
	return text;
}

/* ---- all of them ---- */

/* Writes V, which is as wide as the language's numbers. */
static const char *set(struct emit *e, struct expr *x, const char *place, const char *v)
{
	static const unsigned int arguments[] = { 5, 4, 1, 2, 8, 9 }; /* by their DWARF numbers */
	const struct target *t = x->target;
	const char *at = emit_at(e, x->span);

	if (t->load && t->bit_size)
		return done(e,
			    emit_text(e, "spl_write_bits(c, %s, %u, %u, %s)", place, t->bit_offset,
				      t->bit_size, v),
			    at);
	if (t->load)
		return done(e,
			    emit_text(e, "spl_write%s(c, %s, %u, %s)", t->user ? "_user" : "",
				      place, t->size, v),
			    at);
	switch (t->base) {
	case TARGET_ARG:
		return set_register(e, arguments[t->arg], v, at);
	case TARGET_RETVAL:
		return set_register(e, 0, v, at);
	case TARGET_REGISTER:
		return set_register(e, t->arg, v, at);
	default:
		return set_parts(e, t, v, at);
	}
}

/* V as the variable will hold it. */
static const char *converted(struct emit *e, const struct target *t, const char *v)
{
	struct target plain = *t;

	if (t->type && t->type->is_bool)
		return emit_text(e, "(s64)!!%s", v);
	plain.bit_offset = 0;
	return emit_target_widen(e, &plain, v);
}

const char *emit_target_change(struct emit *e, struct expr *x, bool value)
{
	const struct target *t = x->a->target;
	bool changes = x->kind == EXPR_INCDEC || x->op != OP_NONE;
	unsigned int n = ++e->temps;
	const char *before, *place = emit_target_place(e, x->a, &before), *old = NULL;
	const char *text, *v;

	text = emit_text(e, "({ %s", before);
	if (t->load) {
		text = emit_text(e, "%su64 a_%u = %s; ", text, n, place);
		place = emit_text(e, "a_%u", n);
	}
	if (x->kind == EXPR_ASSIGN)
		text = emit_text(e, "%ss64 b_%u = %s; ", text, n, emit_expr(e, x->b));
	if (changes) {
		old = t->load ? emit_target_load(e, t, place, emit_at(e, x->a->span)) : place;
		text = emit_text(e, "%ss64 o_%u = %s; ", text, n, emit_target_widen(e, t, old));
		old = emit_text(e, "o_%u", n);
	}
	v = emit_text(e, "b_%u", n);
	if (x->kind == EXPR_INCDEC)
		v = emit_text(e, "(%s %c 1)", old, x->op == OP_INC ? '+' : '-');
	else if (changes)
		v = emit_text(e, "(%s)", emit_arithmetic(e, x, old, v));
	text = emit_text(e, "%ss64 v_%u = %s; ", text, n, converted(e, t, v));
	text = emit_text(e, "%s%s", text, set(e, x->a, place, emit_text(e, "(u64)v_%u", n)));
	if (value)
		text = emit_text(e, "%s%c_%u; ", text, x->postfix ? 'o' : 'v', n);
	return emit_text(e, "%s})", text);
}
