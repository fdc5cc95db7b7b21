// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_call.c: takes a function, or a copy of one; gives the calls that its call sites and the
 * copies in it describe, and what call frame tables say of a place in it.
 *
 * Call sites are those of DWARF 5, or what GNU made of them for DWARF 4.
 */
#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "parser/base/arena.h"
#include "parser/base/vec.h"
#include "translator/debuginfo/call.h"
#include "translator/debuginfo/code.h"
#include "translator/debuginfo/dwarf.h"
#include "translator/debuginfo/dwarf_index.h"
#include "translator/debuginfo/front.h"
#include "translator/debuginfo/place.h"

enum {
	DEPTH = 256, /* blocks in blocks */
	RBP = 6, /* as DWARF counts registers */
	RSP = 7,
};

typedef VEC(const struct code_place *) place_list;

struct finder {
	struct debuginfo *d;
	const struct dwarf_index *x;
	VEC(struct code_call) found;
	VEC(Dwarf_Die) copies; /* in the code at hand */
	Dwarf_Die *in; /* NULL: calls are where their DIEs are */
	size_t by_pointer;
};

static const struct index_func *func_at(const struct finder *f, size_t n)
{
	return index_func(f->x, n);
}

static const struct index_instance *instance_at(const struct finder *f, size_t n)
{
	return (const struct index_instance *)f->x->part[PART_INSTANCES] + n;
}

/* ---- who is called ---- */

/* What is described of a callee where it is called. */
struct callee {
	const char *name;
	bool external;
	int line;
	uint64_t unit;
};

/* Whether a function of the index, by its name the callee, is it. */
static bool is_callee(const struct index_func *fn, const struct callee *c)
{
	if (c->external || fn->flags & FUNC_EXTERNAL)
		return c->external && fn->flags & FUNC_EXTERNAL;
	return index_line(fn) == c->line;
}

static void add_entries(struct finder *f, const struct index_func *fn, const struct callee *c,
			place_list *whole, place_list *parts)
{
	for (size_t i = fn->first; i < index_instances_end(f->x, fn); i++) {
		const struct index_instance *one = instance_at(f, i);
		const struct code_place *p;

		if (one->flags & INSTANCE_INLINE || (!c->external && one->unit != c->unit))
			continue;
		p = index_instance_place(f->d, one);
		if (p && place_is_split_off(p))
			vec_push(f->d->arena, parts, p);
		else if (p)
			vec_push(f->d->arena, whole, p);
	}
}

/* Functions in assembler have a symbol and no more. */
static void add_symbols(struct finder *f, const char *name, place_list *list)
{
	size_t n;
	const struct kfunc *const *all = debuginfo_functions(f->d, name, &n);

	for (size_t i = 0; i < n; i++) {
		struct code_place *p = arena_new(f->d->arena, struct code_place);

		p->kind = PLACE_CALL;
		p->func = p->symbol = all[i]->name;
		p->section = all[i]->section;
		p->offset = all[i]->offset;
		p->pc = index_address(f->x, p->section, p->offset);
		vec_push(f->d->arena, list, p);
	}
}

static place_list entries_of(struct finder *f, Dwarf_Die *die)
{
	struct callee c = { .name = dwarf_diename(die) };
	place_list whole = { 0 }, parts = { 0 };
	Dwarf_Attribute attr;
	size_t first, end;
	Dwarf_Die unit;

	c.external = dwarf_attr_integrate(die, DW_AT_external, &attr);
	dwarf_decl_line(die, &c.line);
	if (dwarf_diecu(die, &unit, NULL, NULL))
		c.unit = dwarf_dieoffset(&unit);
	index_range(f->x, PART_FUNCS, c.name, &first, &end);
	for (size_t i = first; i < end; i++)
		if (is_callee(func_at(f, i), &c))
			add_entries(f, func_at(f, i), &c, &whole, &parts);
	if (!whole.n)
		whole = parts;
	if (!whole.n && c.external)
		add_symbols(f, c.name, &whole);
	return whole;
}

static const struct code_place *copy_at(struct finder *f, Dwarf_Die *die)
{
	const char *name = dwarf_diename(die);
	uint64_t at = dwarf_dieoffset(die);
	Dwarf_Addr pc;
	size_t first, end;

	if (!name || dwarf_entrypc(die, &pc))
		return NULL;
	index_range(f->x, PART_FUNCS, name, &first, &end);
	for (size_t i = first; i < end; i++) {
		const struct index_func *fn = func_at(f, i);
		size_t low = fn->first, high = index_instances_end(f->x, fn);

		while (low < high) { /* they are in the order of addresses */
			size_t middle = low + (high - low) / 2;

			if (instance_at(f, middle)->pc < pc)
				low = middle + 1;
			else
				high = middle;
		}
		for (; low < index_instances_end(f->x, fn) && instance_at(f, low)->pc == pc; low++)
			if (instance_at(f, low)->die == at)
				return index_instance_place(f->d, instance_at(f, low));
	}
	return NULL;
}

/* ---- calls ---- */

/* Whether a call that comes back to BACK belongs to the code at hand: to no copy in it. */
static bool is_own(const struct finder *f, Dwarf_Addr back)
{
	if (!f->in)
		return true;
	for (size_t i = 0; i < f->copies.n; i++)
		if (dwarf_haspc(&f->copies.v[i], back - 1) == 1)
			return false;
	return dwarf_haspc(f->in, back - 1) == 1;
}

/* The jump that ends at OFFSET or, where it is said so, begins there. */
static bool find_jump(struct debuginfo *d, struct code_call *call, bool begins)
{
	uint64_t start = call->offset;

	if (!begins && debuginfo_insn_at(d, call->section, call->offset - 1, &start) != INSN_INSIDE)
		return false;
	if (!debuginfo_jumps_at(d, call->section, start))
		return false; /* or under a condition */
	call->offset = start;
	return true;
}

static void add_call(struct finder *f, Dwarf_Die *site)
{
	bool old = dwarf_tag(site) == DW_TAG_GNU_call_site, begins = false;
	struct code_call call = { .kind = CALL_MADE };
	Dwarf_Attribute attr;
	place_list to;
	Dwarf_Die die;

	if (dwarf_hasattr(site, old ? DW_AT_GNU_tail_call : DW_AT_call_tail_call))
		call.kind = CALL_JUMP;
	if (!dwarf_attr(site, old ? DW_AT_low_pc : DW_AT_call_return_pc, &attr))
		begins = dwarf_attr(site, DW_AT_call_pc, &attr);
	if (dwarf_formaddr(&attr, &call.back) || !is_own(f, call.back + begins))
		return;
	if (!dwarf_attr(site, old ? DW_AT_abstract_origin : DW_AT_call_origin, &attr) ||
	    !dwarf_formref_die(&attr, &die) || !dwarf_diename(&die)) {
		f->by_pointer++;
		return;
	}
	if (!index_place(f->x, call.back, &call.section, &call.offset))
		return;
	if (call.kind == CALL_JUMP)
		call.known = find_jump(f->d, &call, begins);
	call.func = dwarf_diename(&die);
	to = entries_of(f, &die);
	call.to = to.v;
	call.n = to.n;
	vec_push(f->d->arena, &f->found, call);
}

static void add_copy(struct finder *f, Dwarf_Die *die)
{
	const struct code_place *copy = copy_at(f, die);
	struct code_call call = { .kind = CALL_COPY };
	place_list to = { 0 };

	if (!copy)
		return;
	vec_push(f->d->arena, &to, copy);
	call.func = copy->func;
	call.to = to.v;
	call.n = 1;
	vec_push(f->d->arena, &f->found, call);
}

static void find_copies(struct finder *f, Dwarf_Die *block, int depth)
{
	Dwarf_Die die;

	if (depth > DEPTH || dwarf_child(block, &die))
		return;
	do {
		if (dwarf_tag(&die) == DW_TAG_lexical_block) {
			find_copies(f, &die, depth + 1);
		} else if (dwarf_tag(&die) == DW_TAG_inlined_subroutine) {
			vec_push(f->d->arena, &f->copies, die);
			add_copy(f, &die);
		}
	} while (!dwarf_siblingof(&die, &die));
}

static void find_calls(struct finder *f, Dwarf_Die *block, int depth)
{
	Dwarf_Die die;

	if (depth > DEPTH || dwarf_child(block, &die))
		return;
	do {
		int tag = dwarf_tag(&die);

		if (tag == DW_TAG_lexical_block)
			find_calls(f, &die, depth + 1);
		else if (tag == DW_TAG_call_site || tag == DW_TAG_GNU_call_site)
			add_call(f, &die);
	} while (!dwarf_siblingof(&die, &die));
}

/* The function that COPY, or what is in it, was put into. */
static bool function_around(Dwarf_Die *copy, Dwarf_Die *func)
{
	Dwarf_Die *scopes;
	int n = dwarf_getscopes_die(copy, &scopes);
	bool found = false;

	for (int i = 0; i < n && !found; i++) {
		*func = scopes[i];
		found = dwarf_tag(func) == DW_TAG_subprogram;
	}
	if (n > 0)
		free(scopes);
	return found;
}

/* LLVM has all call sites of a function side by side, whatever copies they are in. */
static bool lists_all_calls(Dwarf_Die *die)
{
	Dwarf_Attribute attr;
	const char *by;
	Dwarf_Die unit;

	if (!dwarf_diecu(die, &unit, NULL, NULL))
		return false;
	by = dwarf_formstring(dwarf_attr(&unit, DW_AT_producer, &attr));
	return by && strstr(by, "clang");
}

bool debuginfo_calls(struct debuginfo *d, const struct code_place *at, struct code_calls *calls)
{
	struct finder f = { .d = d, .x = dwarf_index_of(d) };
	Dwarf_Die die, func;

	*calls = (struct code_calls){ 0 };
	if (!f.x || !dwarf_of(d))
		return false;
	if (!dwarf_offdie(d->dwarf->handle, at->scope, &die))
		return debuginfo_fail(d, "%s is damaged", d->dwarf->path);
	find_copies(&f, &die, 0);
	func = die;
	if (lists_all_calls(&die)) {
		f.in = &die;
		if (at->kind == PLACE_INLINE && !function_around(&die, &func))
			func = die;
	}
	find_calls(&f, &func, 0);
	*calls = (struct code_calls){ f.found.v, f.found.n, f.by_pointer };
	return true;
}

/* ---- frames ---- */

/* The frame's address as a register and a distance from it. */
static bool frame_address(Dwarf_Frame *frame, struct code_frame *f, int64_t *distance)
{
	Dwarf_Op *ops;
	unsigned int reg;
	size_t n;

	if (dwarf_frame_cfa(frame, &ops, &n) || n != 1)
		return false;
	if (ops->atom == DW_OP_bregx) {
		reg = (unsigned int)ops->number;
		*distance = (int64_t)ops->number2;
	} else {
		reg = (unsigned int)(ops->atom - DW_OP_breg0);
		*distance = (int64_t)ops->number;
	}
	f->by_rbp = reg == RBP;
	return reg == RBP || reg == RSP;
}

/* Where rbp is kept: bytes from the frame's address; 0: it was not touched. */
static int64_t kept_rbp(Dwarf_Frame *frame)
{
	Dwarf_Op mem[3], *ops;
	size_t n;

	if (dwarf_frame_register(frame, RBP, mem, &ops, &n) || n != 2 ||
	    ops[0].atom != DW_OP_call_frame_cfa || ops[1].atom != DW_OP_plus_uconst)
		return 0;
	return (int64_t)ops[1].number;
}

/* Whether a place is that far from a frame's address: a stack of the kernel has no more bytes. */
static bool is_near(int64_t distance)
{
	return distance > -16384 && distance < 16384;
}

bool debuginfo_frame(struct debuginfo *d, uint64_t pc, struct code_frame *f)
{
	enum { SLOT = 8 /* the return address is the last thing below the frame's address */ };
	struct dwarf *w = dwarf_of(d);
	Dwarf_CFI *cfi = w ? dwarf_frames(w) : NULL;
	Dwarf_Frame *frame = NULL;
	int64_t distance, kept;
	bool known;

	if (!cfi || dwarf_cfi_addrframe(cfi, pc, &frame))
		return false;
	known = frame_address(frame, f, &distance) && is_near(distance);
	kept = known ? kept_rbp(frame) : 0;
	free(frame);
	if (!known || !is_near(kept))
		return false;
	f->from = distance - SLOT;
	f->rbp = kept ? kept + SLOT : 0;
	return true;
}
