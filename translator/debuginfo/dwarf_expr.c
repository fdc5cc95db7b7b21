// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_expr.c: takes a location expression of DWARF 4 or 5, with the extensions of GNU that
 * became DWARF 5; gives the tree that computes the same.
 *
 *  1. The operations are run once, on a stack of trees in place of values.
 *  2. A branch whose condition is constant is followed; at another one both ways are run to the
 *     end, and what they give is put together.
 *  3. What names a register, a value or a piece ends a part of the description.
 */
#include "translator/debuginfo/dwarf_expr.h"

#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "parser/base/vec.h"
#include "translator/debuginfo/front.h"
#include "translator/debuginfo/location.h"

enum {
	STACK_MAX = 64,
	STEPS_MAX = 4096, /* of loops as well */
	FORKS_MAX = 8, /* branches on the way to one end */
	NODES_MAX = 300, /* of a tree, which becomes C */
};

/* A generic value has the size of an address and no sign. */
struct value {
	const struct loc_expr *e;
	bool typed, is_signed;
	bool percpu; /* an address for which each processor has an offset */
	unsigned int size; /* typed: bytes */
};

struct state {
	struct value stack[STACK_MAX];
	size_t n;
	bool ended; /* the part that comes next is known: */
	struct loc_part part;
	VEC(struct loc_part) parts;
	unsigned int forks;
};

struct machine {
	const struct dwarf_spot *at;
	struct arena *a;
	Dwarf_Attribute *attr;
	const Dwarf_Op *ops;
	size_t n;
	unsigned int steps;
};

static bool fail_damaged(const struct machine *m)
{
	return debuginfo_fail(m->at->d, "its location is damaged: %s", dwarf_errmsg(-1));
}

/* ---- the stack ---- */

static bool push_value(const struct machine *m, struct state *s, struct value v)
{
	if (s->n == STACK_MAX || v.e->nodes > NODES_MAX)
		return debuginfo_fail(m->at->d, "its location is too intricate to be computed");
	s->stack[s->n++] = v;
	return true;
}

static bool push(const struct machine *m, struct state *s, const struct loc_expr *e)
{
	return push_value(m, s, (struct value){ .e = e });
}

static bool push_number(const struct machine *m, struct state *s, uint64_t n)
{
	return push(m, s, loc_number(m->a, n));
}

static bool needs(const struct machine *m, const struct state *s, size_t n)
{
	return s->n >= n ||
	       debuginfo_fail(m->at->d, "its location is damaged: %s", "the stack is empty");
}

/* What is typed has in all its 64 bits what C's conversion to them gives. */
static const struct loc_expr *narrowed(const struct machine *m, const struct value *type,
				       const struct loc_expr *e)
{
	if (!type->typed)
		return e;
	return loc_unary(m->a, type->is_signed ? LOC_SIGNED : LOC_UNSIGNED, type->size, e);
}

/* ---- registers ---- */

static bool push_register(const struct machine *m, struct state *s, uint64_t n, int64_t offset)
{
	const struct loc_expr *e = dwarf_register(m->at, n);

	return e && push(m, s, loc_binary(m->a, LOC_ADD, e, loc_number(m->a, (uint64_t)offset)));
}

static bool end_part(struct state *s, enum loc_kind kind, const struct loc_expr *e)
{
	s->ended = true;
	s->part = (struct loc_part){ .kind = kind, .expr = e };
	return true;
}

static bool in_register(const struct machine *m, struct state *s, uint64_t n)
{
	const struct loc_expr *e = dwarf_register(m->at, n);

	return e && end_part(s, LOC_IN_REGISTER, e);
}

/* ---- the function's entry ---- */

static bool push_entry_value(const struct machine *m, struct state *s, const Dwarf_Op *op)
{
	const struct loc_expr *e = NULL;
	Dwarf_Attribute attr;
	enum loc_kind kind;
	Dwarf_Op *ops;
	size_t n;

	if (!m->attr || dwarf_getlocation_attr(m->attr, op, &attr) ||
	    dwarf_getlocation(&attr, &ops, &n) || !n)
		return fail_damaged(m);
	if (n == 1 && ops->atom >= DW_OP_reg0 && ops->atom <= DW_OP_reg31)
		e = dwarf_register_at_entry(m->at, ops->atom - DW_OP_reg0);
	else if (n == 1 && ops->atom == DW_OP_regx)
		e = dwarf_register_at_entry(m->at, ops->number);
	else if (m->at->in_func && m->at->pc == m->at->entry)
		e = dwarf_expr_value(m->at, &attr, ops, n, &kind);
	else
		debuginfo_fail(
			m->at->d,
			"only its value at the entry of the function is described, and nothing keeps that");
	return e && push(m, s, e);
}

/* ---- types ---- */

/* What a type that the operation names makes of a value; offset 0 is the generic type. */
static bool op_type(const struct machine *m, const Dwarf_Op *op, struct value *type)
{
	Dwarf_Attribute attr;
	Dwarf_Die die;
	Dwarf_Word encoding;
	int size;

	if (!m->attr || dwarf_getlocation_die(m->attr, op, &die))
		return fail_damaged(m);
	size = dwarf_bytesize(&die);
	if (!dwarf_attr(&die, DW_AT_encoding, &attr) || dwarf_formudata(&attr, &encoding))
		return fail_damaged(m);
	if (encoding == DW_ATE_float || encoding == DW_ATE_complex_float ||
	    encoding == DW_ATE_decimal_float || encoding == DW_ATE_imaginary_float)
		return debuginfo_fail(m->at->d, "its location is computed in floating point");
	if (size != 1 && size != 2 && size != 4 && size != 8)
		return debuginfo_fail(m->at->d, "its location is computed in numbers of %d bytes",
				      size);
	type->typed = true;
	type->size = (unsigned int)size;
	type->is_signed = encoding == DW_ATE_signed || encoding == DW_ATE_signed_char;
	return true;
}

static bool push_typed(const struct machine *m, struct state *s, struct value type,
		       const struct loc_expr *e)
{
	type.e = narrowed(m, &type, e);
	return push_value(m, s, type);
}

static bool convert(const struct machine *m, struct state *s, const Dwarf_Op *op)
{
	struct value type = { 0 };

	if (!needs(m, s, 1) || (op->number && !op_type(m, op, &type)))
		return false;
	return push_typed(m, s, type, s->stack[--s->n].e);
}

static bool push_typed_constant(const struct machine *m, struct state *s, const Dwarf_Op *op)
{
	struct value type = { 0 };
	Dwarf_Attribute attr;
	Dwarf_Block block;
	uint64_t v = 0;

	if (!op_type(m, op, &type))
		return false;
	if (dwarf_getlocation_attr(m->attr, op, &attr) || dwarf_formblock(&attr, &block))
		return fail_damaged(m);
	memcpy(&v, block.data, block.length < sizeof(v) ? block.length : sizeof(v));
	return push_typed(m, s, type, loc_number(m->a, v));
}

static bool push_typed_register(const struct machine *m, struct state *s, const Dwarf_Op *op)
{
	const struct loc_expr *e = dwarf_register(m->at, op->number);
	struct value type = { 0 };

	return e && op_type(m, op, &type) && push_typed(m, s, type, e);
}

/* ---- memory ---- */

static bool deref(const struct machine *m, struct state *s, uint64_t size, struct value type)
{
	if (!needs(m, s, 1))
		return false;
	if (size != 1 && size != 2 && size != 4 && size != 8)
		return debuginfo_fail(m->at->d, "its location needs a read of %llu bytes",
				      (unsigned long long)size);
	return push_typed(m, s, type,
			  loc_unary(m->a, LOC_LOAD, (unsigned int)size, s->stack[--s->n].e));
}

static bool deref_typed(const struct machine *m, struct state *s, const Dwarf_Op *op)
{
	struct value type = { 0 };

	return op_type(m, op, &type) && deref(m, s, op->number, type);
}

static bool push_address(const struct machine *m, struct state *s, Dwarf_Addr addr)
{
	struct value v = { 0 };

	v.e = dwarf_address(m->at->d, addr, &v.percpu);
	return v.e && push_value(m, s, v);
}

static bool push_indexed(const struct machine *m, struct state *s, const Dwarf_Op *op)
{
	bool constant = op->atom == DW_OP_constx || op->atom == DW_OP_GNU_const_index;
	Dwarf_Attribute attr;
	Dwarf_Addr addr;
	Dwarf_Word n;

	if (!m->attr || dwarf_getlocation_attr(m->attr, op, &attr))
		return fail_damaged(m);
	if (!constant)
		return dwarf_formaddr(&attr, &addr) ? fail_damaged(m) : push_address(m, s, addr);
	return dwarf_formudata(&attr, &n) ? fail_damaged(m) : push_number(m, s, n);
}

/* ---- arithmetic ---- */

/* SWAP: the operands change places.  The generic type has no sign, but some operations have. */
struct arithmetic {
	uint8_t atom;
	enum loc_op generic, is_signed, is_unsigned;
	bool swap, compares;
};

static const struct arithmetic arithmetics[] = {
	{ DW_OP_and, LOC_AND, LOC_AND, LOC_AND, false, false },
	{ DW_OP_or, LOC_OR, LOC_OR, LOC_OR, false, false },
	{ DW_OP_xor, LOC_XOR, LOC_XOR, LOC_XOR, false, false },
	{ DW_OP_plus, LOC_ADD, LOC_ADD, LOC_ADD, false, false },
	{ DW_OP_minus, LOC_SUB, LOC_SUB, LOC_SUB, false, false },
	{ DW_OP_mul, LOC_MUL, LOC_MUL, LOC_MUL, false, false },
	{ DW_OP_div, LOC_DIV, LOC_DIV, LOC_UDIV, false, false },
	{ DW_OP_mod, LOC_UMOD, LOC_MOD, LOC_UMOD, false, false },
	{ DW_OP_shl, LOC_SHL, LOC_SHL, LOC_SHL, false, false },
	{ DW_OP_shr, LOC_SHR, LOC_SHR, LOC_SHR, false, false },
	{ DW_OP_shra, LOC_SAR, LOC_SAR, LOC_SAR, false, false },
	{ DW_OP_eq, LOC_EQ, LOC_EQ, LOC_EQ, false, true },
	{ DW_OP_ne, LOC_NE, LOC_NE, LOC_NE, false, true },
	{ DW_OP_lt, LOC_LT, LOC_LT, LOC_ULT, false, true },
	{ DW_OP_le, LOC_LE, LOC_LE, LOC_ULE, false, true },
	{ DW_OP_gt, LOC_LT, LOC_LT, LOC_ULT, true, true },
	{ DW_OP_ge, LOC_LE, LOC_LE, LOC_ULE, true, true },
};

static const struct arithmetic *arithmetic_of(uint8_t atom)
{
	for (size_t i = 0; i < sizeof(arithmetics) / sizeof(*arithmetics); i++)
		if (arithmetics[i].atom == atom)
			return &arithmetics[i];
	return NULL;
}

static bool compute(const struct machine *m, struct state *s, const struct arithmetic *how)
{
	struct value x, y, type;
	enum loc_op op;

	if (!needs(m, s, 2))
		return false;
	y = s->stack[--s->n];
	x = type = s->stack[--s->n];
	op = !type.typed ? how->generic : type.is_signed ? how->is_signed : how->is_unsigned;
	if (type.typed && (how->atom == DW_OP_shr || how->atom == DW_OP_shra)) {
		/* the bits that come in at the top are those of the operation, not of the type */
		struct value as = type;

		as.is_signed = how->atom == DW_OP_shra;
		x.e = narrowed(m, &as, x.e);
	}
	if (how->compares)
		type = (struct value){ 0 };
	type.percpu = op == LOC_ADD && x.percpu && y.e->op == LOC_NUMBER;
	return push_typed(m, s, type,
			  loc_binary(m->a, op, how->swap ? y.e : x.e, how->swap ? x.e : y.e));
}

static bool compute_one(const struct machine *m, struct state *s, const Dwarf_Op *op)
{
	struct value v;

	if (!needs(m, s, 1))
		return false;
	v = s->stack[--s->n];
	switch (op->atom) {
	case DW_OP_neg:
		return push_typed(m, s, v, loc_unary(m->a, LOC_NEG, 0, v.e));
	case DW_OP_not:
		return push_typed(m, s, v, loc_unary(m->a, LOC_NOT, 0, v.e));
	case DW_OP_plus_uconst:
		return push_typed(m, s, v,
				  loc_binary(m->a, LOC_ADD, v.e, loc_number(m->a, op->number)));
	default: /* DW_OP_abs */
		if (v.typed && !v.is_signed)
			return push_value(m, s, v);
		return push_typed(m, s, v,
				  loc_choose(m->a,
					     loc_binary(m->a, LOC_LT, v.e, loc_number(m->a, 0)),
					     loc_unary(m->a, LOC_NEG, 0, v.e), v.e));
	}
}

/* ---- what only moves values ---- */

static bool copy_from(const struct machine *m, struct state *s, uint64_t below)
{
	return needs(m, s, below + 1) && push_value(m, s, s->stack[s->n - 1 - below]);
}

static bool shuffle(const struct machine *m, struct state *s, const Dwarf_Op *op)
{
	size_t n = op->atom == DW_OP_rot ? 3 : op->atom == DW_OP_swap ? 2 : 1;
	struct value top;

	if (!needs(m, s, n))
		return false;
	top = s->stack[s->n - 1];
	if (op->atom == DW_OP_drop) {
		s->n--;
		return true;
	}
	for (size_t i = 1; i < n; i++)
		s->stack[s->n - i] = s->stack[s->n - i - 1];
	s->stack[s->n - n] = top;
	return true;
}

/* ---- ends of parts ---- */

static bool is_bytes(const struct machine *m, struct state *s, const Dwarf_Op *op)
{
	Dwarf_Block block;

	if (!m->attr || dwarf_getlocation_implicit_value(m->attr, op, &block))
		return fail_damaged(m);
	end_part(s, LOC_IS_BYTES, NULL);
	s->part.bytes = block.data;
	s->part.nbytes = block.length;
	return true;
}

/* The object may be known where the pointer is not; what it points to may be nowhere as well. */
static bool points(const struct machine *m, struct state *s, const Dwarf_Op *op)
{
	struct location *to = arena_new(m->a, struct location);
	struct dwarf_spot deeper = *m->at;
	Dwarf_Die die;

	if (!m->attr || dwarf_getlocation_die(m->attr, op, &die))
		return fail_damaged(m);
	if (++deeper.depth > DWARF_DEPTH_MAX || !dwarf_locate_die(&deeper, &die, to))
		return end_part(s, LOC_MISSING, NULL);
	end_part(s, LOC_POINTS, NULL);
	s->part.to = to;
	s->part.offset = (int64_t)op->number2;
	return true;
}

static void add_part(const struct machine *m, struct state *s, uint64_t bits, uint64_t skip)
{
	struct loc_part part = { .kind = LOC_MISSING };

	if (s->ended) {
		part = s->part;
	} else if (s->n) {
		const struct value *v = &s->stack[s->n - 1];

		part.kind = LOC_IN_MEMORY;
		part.expr = v->percpu ? loc_unary(m->a, LOC_PERCPU, 0, v->e) : v->e;
	}
	part.bits = bits;
	part.skip = skip;
	vec_push(m->a, &s->parts, part);
	s->n = 0;
	s->ended = false;
}

static bool end_value(const struct machine *m, struct state *s)
{
	return needs(m, s, 1) && end_part(s, LOC_IS_VALUE, s->stack[s->n - 1].e);
}

/* ---- one operation ---- */

static bool refuse(const struct machine *m, const Dwarf_Op *op)
{
	switch (op->atom) {
	case DW_OP_form_tls_address:
	case DW_OP_GNU_push_tls_address:
		return debuginfo_fail(m->at->d, "it is thread-local");
	case DW_OP_GNU_parameter_ref:
		return debuginfo_fail(m->at->d, "it is optimized out%s",
				      ": no caller gives it any more");
	case DW_OP_push_object_address:
		return debuginfo_fail(m->at->d,
				      "its location depends on an object that is not known here");
	default:
		return debuginfo_fail(m->at->d,
				      "its location has an operation that is not known: 0x%02x",
				      op->atom);
	}
}

static bool step_number(const struct machine *m, struct state *s, const Dwarf_Op *op)
{
	uint8_t atom = op->atom;

	if (atom >= DW_OP_lit0 && atom <= DW_OP_lit31)
		return push_number(m, s, atom - DW_OP_lit0);
	if (atom >= DW_OP_reg0 && atom <= DW_OP_reg31)
		return in_register(m, s, atom - DW_OP_reg0);
	if (atom >= DW_OP_breg0 && atom <= DW_OP_breg31)
		return push_register(m, s, atom - DW_OP_breg0, (int64_t)op->number);
	return refuse(m, op);
}

static bool step(const struct machine *m, struct state *s, const Dwarf_Op *op)
{
	const struct arithmetic *how = arithmetic_of(op->atom);
	const struct loc_expr *e;

	if (how)
		return compute(m, s, how);
	switch (op->atom) {
	case DW_OP_nop:
	case DW_OP_GNU_uninit:
		return true;
	case DW_OP_const1u:
	case DW_OP_const1s:
	case DW_OP_const2u:
	case DW_OP_const2s:
	case DW_OP_const4u:
	case DW_OP_const4s:
	case DW_OP_const8u:
	case DW_OP_const8s:
	case DW_OP_constu:
	case DW_OP_consts:
		return push_number(m, s, op->number);
	case DW_OP_addr:
		return push_address(m, s, op->number);
	case DW_OP_addrx:
	case DW_OP_constx:
	case DW_OP_GNU_addr_index:
	case DW_OP_GNU_const_index:
		return push_indexed(m, s, op);
	case DW_OP_regx:
		return in_register(m, s, op->number);
	case DW_OP_bregx:
		return push_register(m, s, op->number, (int64_t)op->number2);
	case DW_OP_fbreg:
		e = dwarf_frame_base(m->at);
		return e && push(m, s, loc_binary(m->a, LOC_ADD, e, loc_number(m->a, op->number)));
	case DW_OP_call_frame_cfa:
		e = dwarf_cfa(m->at);
		return e && push(m, s, e);
	case DW_OP_entry_value:
	case DW_OP_GNU_entry_value:
		return push_entry_value(m, s, op);
	case DW_OP_dup:
		return copy_from(m, s, 0);
	case DW_OP_over:
		return copy_from(m, s, 1);
	case DW_OP_pick:
		return copy_from(m, s, op->number);
	case DW_OP_drop:
	case DW_OP_swap:
	case DW_OP_rot:
		return shuffle(m, s, op);
	case DW_OP_deref:
		return deref(m, s, 8, (struct value){ 0 });
	case DW_OP_deref_size:
		return deref(m, s, op->number, (struct value){ 0 });
	case DW_OP_deref_type:
	case DW_OP_GNU_deref_type:
		return deref_typed(m, s, op);
	case DW_OP_const_type:
	case DW_OP_GNU_const_type:
		return push_typed_constant(m, s, op);
	case DW_OP_regval_type:
	case DW_OP_GNU_regval_type:
		return push_typed_register(m, s, op);
	case DW_OP_convert:
	case DW_OP_reinterpret:
	case DW_OP_GNU_convert:
	case DW_OP_GNU_reinterpret:
		return convert(m, s, op);
	case DW_OP_abs:
	case DW_OP_neg:
	case DW_OP_not:
	case DW_OP_plus_uconst:
		return compute_one(m, s, op);
	case DW_OP_stack_value:
		return end_value(m, s);
	case DW_OP_implicit_value:
		return is_bytes(m, s, op);
	case DW_OP_implicit_pointer:
	case DW_OP_GNU_implicit_pointer:
		return points(m, s, op);
	case DW_OP_piece:
		add_part(m, s, op->number * 8, 0);
		return true;
	case DW_OP_bit_piece:
		add_part(m, s, op->number, op->number2);
		return true;
	default:
		return step_number(m, s, op);
	}
}

/* ---- all of them ---- */

/* The operation that a branch at OP leads to; M->n: the end. */
static bool branch_target(const struct machine *m, const Dwarf_Op *op, size_t *to)
{
	Dwarf_Word offset = op->offset + 3 + (Dwarf_Word)(int64_t)(int16_t)op->number;

	for (*to = 0; *to < m->n; ++*to)
		if (m->ops[*to].offset == offset)
			return true;
	/* behind the last one, whose length is not known */
	return offset > m->ops[m->n - 1].offset ||
	       debuginfo_fail(m->at->d, "its location is damaged: %s", "a branch leads nowhere");
}

static bool run(struct machine *m, struct state *s, size_t i);

/* Both ways end in descriptions of the same form, or it can't be told. */
static bool join(const struct machine *m, const struct loc_expr *cond, struct state *yes,
		 const struct state *no)
{
	if (yes->parts.n != no->parts.n)
		return debuginfo_fail(m->at->d, "its location has a form that depends on values");
	for (size_t i = 0; i < yes->parts.n; i++) {
		struct loc_part *a = &yes->parts.v[i];
		const struct loc_part *b = &no->parts.v[i];

		if (a->kind != b->kind || a->bits != b->bits || a->skip != b->skip ||
		    (a->kind != LOC_IN_MEMORY && a->kind != LOC_IS_VALUE))
			return debuginfo_fail(m->at->d,
					      "its location has a form that depends on values");
		a->expr = loc_choose(m->a, cond, a->expr, b->expr);
		if (a->expr->nodes > NODES_MAX)
			return debuginfo_fail(m->at->d,
					      "its location is too intricate to be computed");
	}
	return true;
}

static bool run_both(struct machine *m, struct state *s, const struct loc_expr *cond, size_t taken,
		     size_t next)
{
	struct state *no = arena_new(m->a, struct state);
	VEC(struct loc_part) parts = { 0 };

	if (++s->forks > FORKS_MAX)
		return debuginfo_fail(m->at->d, "its location is too intricate to be computed");
	*no = *s;
	for (size_t i = 0; i < s->parts.n; i++)
		vec_push(m->a, &parts, s->parts.v[i]);
	memcpy(&no->parts, &parts, sizeof(parts));
	return run(m, s, taken) && run(m, no, next) && join(m, cond, s, no);
}

/* To the end; S->parts has what was found. */
static bool run(struct machine *m, struct state *s, size_t i)
{
	while (i < m->n) {
		const Dwarf_Op *op = &m->ops[i++];
		const struct loc_expr *cond;
		size_t to;

		if (++m->steps > STEPS_MAX)
			return debuginfo_fail(m->at->d,
					      "its location is too intricate to be computed");
		if (op->atom != DW_OP_skip && op->atom != DW_OP_bra) {
			if (!step(m, s, op))
				return false;
			continue;
		}
		if (!branch_target(m, op, &to))
			return false;
		if (op->atom == DW_OP_bra) {
			if (!needs(m, s, 1))
				return false;
			cond = s->stack[--s->n].e;
			if (cond->op != LOC_NUMBER)
				return run_both(m, s, cond, to, i);
			to = cond->number ? to : i;
		}
		i = to;
	}
	if (s->ended || s->n || !s->parts.n)
		add_part(m, s, LOC_ALL, 0);
	return true;
}

bool dwarf_expr(const struct dwarf_spot *at, Dwarf_Attribute *attr, const Dwarf_Op *ops, size_t n,
		struct location *loc)
{
	struct machine m = { .at = at, .a = at->d->arena, .attr = attr, .ops = ops, .n = n };
	struct state s = { 0 };

	if (!run(&m, &s, 0))
		return false;
	loc->parts = s.parts.v;
	loc->n = s.parts.n;
	return true;
}
