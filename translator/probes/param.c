// SPDX-License-Identifier: GPL-2.0-only
/*
 * param.c: takes a prototype; says which registers, or which place on the stack, the kernel's
 * calling convention gives each parameter and the result (System V psABI for x86-64, 3.2.3).
 */
#include "param.h"

#include "path.h"
#include "target.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/debuginfo/location.h"
#include "translator/session.h"

enum {
	ARG_REGISTERS = 6,
	RAX = 0, /* by their DWARF numbers */
	RDX = 1,
	RSP = 7,
	NESTED_MAX = 8, /* structures in each other */
};

static const unsigned int arg_registers[ARG_REGISTERS] = { 5, 4, 1, 2, 8, 9 };

/* ---- how a type is passed ---- */

static uint64_t alignment(const struct ctype *t, unsigned int depth)
{
	struct cmember *list;
	uint64_t most = 1, align;
	size_t n;

	while (t && t->kind == CTYPE_ARRAY)
		t = debuginfo_target(t->of, t);
	if (!t || depth > NESTED_MAX)
		return 1;
	if (t->kind != CTYPE_STRUCT)
		return t->size ? t->size : 1;
	n = debuginfo_members(t->of, t, &list);
	for (size_t i = 0; i < n; i++) {
		align = alignment(list[i].type, depth + 1);
		if (!list[i].bit_size && align > most)
			most = align;
	}
	return most;
}

/* A structure that is packed in such a way that a member is not where C would have it. */
static bool is_unaligned(const struct ctype *t, unsigned int depth)
{
	struct cmember *list;
	size_t n;

	if (t->kind != CTYPE_STRUCT || depth > NESTED_MAX)
		return false;
	n = debuginfo_members(t->of, t, &list);
	for (size_t i = 0; i < n; i++) {
		uint64_t align = alignment(list[i].type, depth);

		if (list[i].bit_size)
			continue;
		if (align && list[i].bit_offset % (8 * align))
			return true;
		if (is_unaligned(list[i].type, depth + 1))
			return true;
	}
	return false;
}

/* The registers that it takes, if as many are left; 0: it is in memory, or nowhere. */
static unsigned int registers_for(const struct ctype *t)
{
	if (t->kind == CTYPE_FLOAT || !t->size)
		return t->kind == CTYPE_FLOAT || t->kind == CTYPE_STRUCT ? 0 : 1;
	if (t->size > 16 || is_unaligned(t, 0))
		return 0;
	return t->size > 8 ? 2 : 1;
}

/* A result that is in memory: the caller says where, by a parameter before all others. */
static bool returns_memory(const struct ctype *t)
{
	return t->kind == CTYPE_STRUCT && t->size && !registers_for(t);
}

static bool fits(const struct ctype *t, unsigned int next)
{
	return registers_for(t) && next + registers_for(t) <= ARG_REGISTERS;
}

static uint64_t stack_place(const struct ctype *t, uint64_t stack)
{
	return alignment(t, 0) > 8 ? (stack + 15) / 16 * 16 : stack;
}

/* Counts what a parameter takes of the registers, or of the stack. */
static void pass(const struct ctype *t, unsigned int *next, uint64_t *stack)
{
	if (t->kind == CTYPE_FLOAT)
		return;
	if (fits(t, *next))
		*next += registers_for(t);
	else
		*stack = stack_place(t, *stack) + (t->size + 7) / 8 * 8;
}

/* ---- places ---- */

/* N registers, each with eight bytes of it. */
static const struct location *in_registers(struct arena *a, const struct loc_expr *const *regs,
					   enum loc_kind kind, unsigned int n)
{
	struct location *l = arena_new(a, struct location);
	struct loc_part *parts = arena_array(a, struct loc_part, n);

	for (unsigned int i = 0; i < n; i++)
		parts[i] = (struct loc_part){ .kind = kind,
					      .bits = i + 1 < n ? 64 : LOC_ALL,
					      .expr = regs[i] };
	l->parts = parts;
	l->n = n;
	return l;
}

static void by_registers(struct session *s, const struct ctype *type, unsigned int first,
			 bool at_return, struct target *t)
{
	const struct loc_expr *regs[2];
	unsigned int n = registers_for(type);

	if (n == 1 && type->kind != CTYPE_STRUCT) {
		t->base = at_return ? TARGET_SAVED : TARGET_ARG;
		t->arg = first;
		t->type = type;
		return;
	}
	for (unsigned int i = 0; i < n; i++)
		regs[i] = at_return ?
				  loc_register(s->arena, LOC_SAVED, first + i) :
				  loc_register(s->arena, LOC_REGISTER, arg_registers[first + i]);
	path_start_in(s, t, type,
		      in_registers(s->arena, regs, at_return ? LOC_IS_VALUE : LOC_IN_REGISTER, n));
}

static void on_stack(struct session *s, const struct ctype *type, uint64_t offset, struct target *t)
{
	const struct loc_expr *sp = loc_register(s->arena, LOC_REGISTER, RSP);
	const struct loc_expr *addr =
		loc_binary(s->arena, LOC_ADD, sp, loc_number(s->arena, 8 + offset));

	path_start_in(s, t, type, location_of(s->arena, LOC_IN_MEMORY, addr));
}

bool param_place(struct session *s, const struct prototype *p, size_t which, bool at_return,
		 struct target *t, const char **why)
{
	const struct ctype *type = p->params[which].type;
	unsigned int next = p->ret && returns_memory(p->ret);
	uint64_t stack = 0; /* behind the return address */

	for (size_t i = 0; i < which; i++)
		pass(p->params[i].type, &next, &stack);
	if (type->kind == CTYPE_FLOAT) {
		*why = "it is in a floating-point register";
		return false;
	}
	if (fits(type, next)) {
		by_registers(s, type, next, at_return, t);
		return true;
	}
	if (at_return) {
		*why = "it was on the stack, and is not kept for the return";
		return false;
	}
	on_stack(s, type, stack_place(type, stack), t);
	return true;
}

void param_result(struct session *s, const struct prototype *p, struct target *t)
{
	const struct loc_expr *regs[] = { loc_register(s->arena, LOC_REGISTER, RAX),
					  loc_register(s->arena, LOC_REGISTER, RDX) };
	unsigned int n = registers_for(p->ret);

	if (n == 1 && p->ret->kind != CTYPE_STRUCT) {
		t->base = TARGET_RETVAL;
		t->type = p->ret;
	} else if (!n) {
		path_start_in(s, t, p->ret, location_of(s->arena, LOC_IN_MEMORY, regs[0]));
	} else {
		path_start_in(s, t, p->ret, in_registers(s->arena, regs, LOC_IN_REGISTER, n));
	}
}
