// SPDX-License-Identifier: GPL-2.0-only
/*
 * location.c: where the debug information says that a value is, as C: registers, addresses that are
 * known when the kernel and its modules are loaded, arithmetic, fault-safe loads; and what is put
 * together of parts.
 */
#include "internal.h"
#include "translator/debuginfo/kernel.h"
#include "translator/debuginfo/location.h"

/* ---- addresses ---- */

size_t emit_base(struct emit *e, const struct loc_anchor *anchor)
{
	const struct loc_anchor *have;

	vec_each(have, &e->bases)
		if (!strcmp(have->module, anchor->module) && !strcmp(have->symbol, anchor->symbol))
			return have_i;
	vec_push(e->a, &e->bases, anchor);
	return e->bases.n - 1;
}

void emit_bases(struct emit *e, struct out *o)
{
	const struct loc_anchor *b;

	if (!e->bases.n)
		return;
	out_open(o, "static struct spl_base bases[] = {");
	vec_each(b, &e->bases)
		out_line(o, "{ .module = %s, .symbol = %s },",
			 out_quote(e->a, kernel_module_name(e->a, b->module)),
			 out_quote(e->a, b->symbol));
	out_close(o, "};");
	out_blank(o);
}

void emit_base_fields(struct emit *e, struct out *o)
{
	if (!e->bases.n)
		return;
	out_line(o, ".bases = bases,");
	out_line(o, ".nbases = ARRAY_SIZE(bases),");
}

static const char *address_text(struct emit *e, const struct loc_expr *x, const char *at)
{
	unsigned long long n = x->number;

	if (!x->anchor)
		return emit_text(e, "(spl_stext + 0x%llxULL)", n);
	return emit_text(e, "(%s + 0x%llxULL)",
			 emit_try(e, emit_text(e, "spl_base(c, &bases[%zu], %s)",
					       emit_base(e, x->anchor), at)),
			 n);
}

/* ---- registers ---- */

/* Those that ftrace saves for a callback that did not ask for all, by their DWARF numbers. */
static bool is_always_saved(uint64_t n)
{
	enum { RAX, RDX, RCX, RSI = 4, RDI, RBP, RSP, R8, R9, RIP = 16 };
	static const uint32_t saved = 1u << RAX | 1u << RDX | 1u << RCX | 1u << RSI | 1u << RDI |
				      1u << RBP | 1u << RSP | 1u << R8 | 1u << R9 | 1u << RIP;

	return saved >> n & 1;
}

const char *emit_register(struct emit *e, uint64_t n)
{
	e->registers |= e->traced && !is_always_saved(n);
	return emit_text(e, "spl_reg(c, %llu)", (unsigned long long)n);
}

/* ---- expressions ---- */

static const char *const operators[] = {
	[LOC_ADD] = "%s + %s",
	[LOC_SUB] = "%s - %s",
	[LOC_MUL] = "%s * %s",
	[LOC_AND] = "%s & %s",
	[LOC_OR] = "%s | %s",
	[LOC_XOR] = "%s ^ %s",
	[LOC_SHL] = "(u64)spl_shl(%s, %s)",
	[LOC_SHR] = "(u64)spl_ushr(%s, %s)",
	[LOC_SAR] = "(u64)spl_shr(%s, %s)",
	[LOC_EQ] = "(u64)(%s == %s)",
	[LOC_NE] = "(u64)(%s != %s)",
	[LOC_LT] = "(u64)((s64)%s < (s64)%s)",
	[LOC_LE] = "(u64)((s64)%s <= (s64)%s)",
	[LOC_ULT] = "(u64)(%s < %s)",
	[LOC_ULE] = "(u64)(%s <= %s)",
};

/* "%" twice stands for two operands. */
static const char *with_operands(struct emit *e, const char *form, const char *a, const char *b)
{
	const char *first = strstr(form, "%s"), *second = strstr(first + 2, "%s");

	return emit_text(e, "(%.*s%s%.*s%s%s)", (int)(first - form), form, a,
			 (int)(second - first - 2), first + 2, b, second + 2);
}

static const char *divided(struct emit *e, const struct loc_expr *x, const char *a, const char *b,
			   const char *at)
{
	const char *name = x->op == LOC_DIV  ? "spl_div" :
			   x->op == LOC_MOD  ? "spl_mod" :
			   x->op == LOC_UDIV ? "spl_udiv" :
					       "spl_umod";

	return emit_text(e, "(u64)%s",
			 emit_try(e, emit_text(e, "%s(c, %s, %s, %s)", name, a, b, at)));
}

const char *emit_location_expr(struct emit *e, const struct loc_expr *x, const char *at)
{
	const char *a = x->a ? emit_location_expr(e, x->a, at) : NULL;
	const char *b = x->b ? emit_location_expr(e, x->b, at) : NULL;

	switch (x->op) {
	case LOC_NUMBER:
		return emit_text(e, "0x%llxULL", (unsigned long long)x->number);
	case LOC_REGISTER:
		return emit_register(e, x->number);
	case LOC_SAVED:
		return emit_text(e, "spl_saved_arg(c, %llu)", (unsigned long long)x->number);
	case LOC_ADDRESS:
		return address_text(e, x, at);
	case LOC_PERCPU:
		return emit_text(e, "spl_percpu(%s)", a);
	case LOC_LOAD:
		return emit_try(e, emit_text(e, "spl_load(c, %s, %u, %s)", a, x->size, at));
	case LOC_SIGNED:
		return emit_text(e, "(u64)(s64)(s%u)%s", 8 * x->size, a);
	case LOC_UNSIGNED:
		return emit_text(e, "(u64)(u%u)%s", 8 * x->size, a);
	case LOC_NEG:
		return emit_text(e, "(-%s)", a);
	case LOC_NOT:
		return emit_text(e, "(~%s)", a);
	case LOC_CHOOSE:
		return emit_text(e, "(%s ? %s : %s)", a, b, emit_location_expr(e, x->c, at));
	case LOC_DIV:
	case LOC_UDIV:
	case LOC_MOD:
	case LOC_UMOD:
		return divided(e, x, a, b, at);
	default:
		return with_operands(e, operators[x->op], a, b);
	}
}

/* ---- parts ---- */

static uint64_t constant_bits(const struct loc_part *p, unsigned int bits)
{
	uint64_t v = 0;

	for (unsigned int i = 0; i < bits; i++) {
		uint64_t bit = p->skip + i;

		if (bit / 8 < p->nbytes && p->bytes[bit / 8] >> bit % 8 & 1)
			v |= 1ULL << i;
	}
	return v;
}

/* The low BITS of a part, with zeros above. */
static const char *part_text(struct emit *e, const struct loc_part *p, unsigned int bits,
			     const char *at)
{
	unsigned int skip = (unsigned int)p->skip;
	const char *v;

	if (p->kind == LOC_IS_BYTES)
		return emit_text(e, "0x%llxULL", (unsigned long long)constant_bits(p, bits));
	if (p->kind == LOC_MISSING || p->kind == LOC_POINTS)
		return "0ULL";
	v = emit_location_expr(e, p->expr, at);
	if (p->kind == LOC_IN_MEMORY)
		return emit_try(e, emit_text(e, "spl_load_bits(c, %s, %u, %u, %s)", v, skip, bits,
					     at));
	if (skip > 63)
		return "0ULL";
	if (skip)
		v = emit_text(e, "(%s >> %u)", v, skip);
	return bits < 64 ? emit_text(e, "(%s & 0x%llxULL)", v, (1ULL << bits) - 1) : v;
}

const char *emit_location_value(struct emit *e, const struct location *l, unsigned int bits,
				const char *at)
{
	const char *v = NULL;
	unsigned int done = 0;

	for (size_t i = 0; i < l->n && done < bits; i++) {
		const struct loc_part *p = &l->parts[i];
		unsigned int n = bits - done;
		const char *part;

		if (p->bits < n)
			n = (unsigned int)p->bits;
		part = part_text(e, p, n, at);
		if (done)
			part = emit_text(e, "%s << %u", part, done);
		v = v ? emit_text(e, "(%s | %s)", v, part) : part;
		done += n;
	}
	return v ? v : "0ULL";
}
