// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_frame.c: registers, and what a function's frame says of them, as trees: where the frame
 * is, and what a register held when the function was entered.
 */
#include <dwarf.h>
#include <stdlib.h>

#include "parser/base/arena.h"
#include "translator/debuginfo/call.h"
#include "translator/debuginfo/dwarf_expr.h"
#include "translator/debuginfo/dwarf_index.h"
#include "translator/debuginfo/front.h"
#include "translator/debuginfo/location.h"

enum {
	REGISTERS = 17, /* rax to r15, and the return address: System V psABI, figure 3.36 */
};

static const char *register_name(struct arena *a, uint64_t n)
{
	if (n >= 17 && n <= 32)
		return arena_printf(a, "xmm%d", (int)n - 17);
	if (n >= 33 && n <= 40)
		return arena_printf(a, "st%d", (int)n - 33);
	return arena_printf(a, "register %llu", (unsigned long long)n);
}

const struct loc_expr *dwarf_register(const struct dwarf_spot *at, uint64_t n)
{
	if (n < REGISTERS)
		return loc_register(at->d->arena, LOC_REGISTER, (unsigned int)n);
	debuginfo_fail(at->d, "it is in %s, which is not saved where a probe is met",
		       register_name(at->d->arena, n));
	return NULL;
}

const struct loc_expr *dwarf_expr_value(const struct dwarf_spot *at, Dwarf_Attribute *attr,
					const Dwarf_Op *ops, size_t n, enum loc_kind *kind)
{
	struct dwarf_spot deeper = *at;
	struct location loc;

	if (++deeper.depth > DWARF_DEPTH_MAX) {
		debuginfo_fail(at->d, "its location is too intricate to be computed");
		return NULL;
	}
	if (!dwarf_expr(&deeper, attr, ops, n, &loc))
		return NULL;
	if (loc.n != 1 || !loc.parts->expr) {
		debuginfo_fail(at->d, "its location depends on what is no number");
		return NULL;
	}
	*kind = loc.parts->kind;
	return loc.parts->expr;
}

/* The tables of frames at the place; NULL: reported. */
static Dwarf_Frame *frame_at(const struct dwarf_spot *at)
{
	Dwarf_CFI *cfi = at->in_func ? dwarf_frames(at->w) : NULL;
	Dwarf_Frame *frame = NULL;

	if (!cfi || dwarf_cfi_addrframe(cfi, at->pc, &frame)) {
		debuginfo_fail(
			at->d,
			"its location depends on the function's frame, which is not known here");
		return NULL;
	}
	return frame;
}

const struct loc_expr *dwarf_cfa(const struct dwarf_spot *at)
{
	Dwarf_Frame *frame = frame_at(at);
	const struct loc_expr *cfa = NULL;
	enum loc_kind kind;
	Dwarf_Op *ops;
	size_t n;

	if (!frame)
		return NULL;
	if (!dwarf_frame_cfa(frame, &ops, &n) && n)
		cfa = dwarf_expr_value(at, NULL, ops, n, &kind);
	else
		debuginfo_fail(
			at->d,
			"its location depends on the function's frame, which is not known here");
	free(frame);
	return cfa;
}

const struct loc_expr *dwarf_frame_base(const struct dwarf_spot *at)
{
	Dwarf_Die *func = (Dwarf_Die *)&at->func;
	Dwarf_Attribute attr;
	enum loc_kind kind;
	Dwarf_Op *ops;
	size_t n;

	if (!at->in_func || !dwarf_attr_integrate(func, DW_AT_frame_base, &attr) ||
	    dwarf_getlocation_addr(&attr, at->pc, &ops, &n, 1) != 1) {
		debuginfo_fail(
			at->d,
			"its location depends on the function's frame, which is not known here");
		return NULL;
	}
	return dwarf_expr_value(at, &attr, ops, n, &kind);
}

const struct kfunc *dwarf_called(const struct dwarf_spot *at, struct code_frame *frame)
{
	const struct dwarf_index *x = at->in_func ? at->d->index : NULL;
	const struct kfunc *f;
	const char *section;
	uint64_t offset;

	if (!x || !index_place(x, at->entry, &section, &offset))
		return NULL;
	f = debuginfo_function_at(at->d, section, offset);
	return f && f->offset == offset && debuginfo_frame(at->d, at->pc, frame) ? f : NULL;
}

/* Register N of an argument, where a probe at the entry can have kept it for this place. */
static const struct loc_expr *kept_argument(const struct dwarf_spot *at, uint64_t n)
{
	enum { RDX = 1, RCX, RSI = 4, RDI, R8 = 8, R9 };
	static const uint8_t nth[] = {
		[RDI] = 1, [RSI] = 2, [RDX] = 3, [RCX] = 4, [R8] = 5, [R9] = 6
	};
	struct code_frame frame;

	if (n < sizeof(nth) && nth[n] && dwarf_called(at, &frame))
		return loc_register(at->d->arena, LOC_SAVED, nth[n] - 1u);
	debuginfo_fail(
		at->d,
		"only its value at the entry of the function is described, and nothing keeps that");
	return NULL;
}

const struct loc_expr *dwarf_register_at_entry(const struct dwarf_spot *at, uint64_t n)
{
	const struct loc_expr *e = NULL;
	Dwarf_Op mem[3], *ops;
	Dwarf_Frame *frame;
	enum loc_kind kind;
	size_t nops;

	if (at->in_func && at->pc == at->entry)
		return dwarf_register(at, n);
	frame = n < REGISTERS ? frame_at(at) : NULL;
	if (!frame)
		return NULL;
	if (dwarf_frame_register(frame, (int)n, mem, &ops, &nops)) {
		debuginfo_fail(at->d, "its location is damaged: %s", dwarf_errmsg(-1));
	} else if (!nops && !ops) {
		e = dwarf_register(at, n);
	} else if (nops) {
		e = dwarf_expr_value(at, NULL, ops, nops, &kind);
		if (e && kind == LOC_IN_MEMORY)
			e = loc_unary(at->d->arena, LOC_LOAD, 8, e);
	} else {
		e = kept_argument(at, n);
	}
	free(frame);
	return e;
}
