// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_location.c: takes a variable and a place; finds the description that holds there, or says
 * why there is none and where in the function there is one.
 */
#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "parser/base/arena.h"
#include "translator/debuginfo/call.h"
#include "translator/debuginfo/dwarf_expr.h"
#include "translator/debuginfo/dwarf_index.h"
#include "translator/debuginfo/front.h"
#include "translator/debuginfo/location.h"
#include "translator/debuginfo/place.h"

enum {
	OVERLAP_MAX = 4, /* descriptions for one place */
	SHOWN_MAX = 3, /* ranges that a message names */
	PLAIN_REGISTERS = 15, /* r15 */
	PLAIN_MAX = 32, /* operations */
};

/* ---- where else it is known ---- */

/* The path of the source in its tree; of a tree that is elsewhere, the file alone. */
static const char *short_path(Dwarf_Die *cu, const char *path)
{
	Dwarf_Attribute attr;
	const char *dir = dwarf_attr(cu, DW_AT_comp_dir, &attr) ? dwarf_formstring(&attr) : NULL;
	size_t n = dir ? strlen(dir) : 0;

	if (n && !strncmp(path, dir, n) && path[n] == '/')
		path += n + 1;
	if (*path == '/')
		return strrchr(path, '/') + 1;
	return strncmp(path, "./", 2) ? path : path + 2;
}

/* " (fs/read_write.c:455-470)", or "" */
static const char *lines_of(struct arena *a, Dwarf_Die *cu, Dwarf_Addr from, Dwarf_Addr to)
{
	Dwarf_Line *first = dwarf_getsrc_die(cu, from), *last = dwarf_getsrc_die(cu, to - 1);
	const char *file = first ? dwarf_linesrc(first, NULL, NULL) : NULL;
	const char *end = last ? dwarf_linesrc(last, NULL, NULL) : NULL;
	int low = 0, high = 0;

	if (!file || dwarf_lineno(first, &low) || !low)
		return "";
	file = short_path(cu, file);
	if (!end || strcmp(short_path(cu, end), file) || dwarf_lineno(last, &high) || high == low)
		return arena_printf(a, " (%s:%d)", file, low);
	return arena_printf(a, " (%s:%d-%d)", file, low < high ? low : high,
			    low < high ? high : low);
}

static const char *range_text(const struct dwarf_spot *at, Dwarf_Addr from, Dwarf_Addr to)
{
	struct arena *a = at->d->arena;
	const char *name = dwarf_diename((Dwarf_Die *)&at->func);
	Dwarf_Die cu;

	if (!dwarf_diecu((Dwarf_Die *)&at->func, &cu, NULL, NULL))
		return "";
	if (!name || from < at->entry) /* in a part that was put elsewhere */
		return arena_printf(a, "0x%llx..0x%llx%s", (unsigned long long)from,
				    (unsigned long long)to, lines_of(a, &cu, from, to));
	return arena_printf(a, "%s+0x%llx..0x%llx%s", name, (unsigned long long)(from - at->entry),
			    (unsigned long long)(to - at->entry), lines_of(a, &cu, from, to));
}

/* Whether it can be read where its description is this one. */
static bool can_read(const struct dwarf_spot *at, Dwarf_Attribute *attr, Dwarf_Addr pc,
		     const Dwarf_Op *ops, size_t n)
{
	struct dwarf_spot there = *at;
	struct location loc;

	there.pc = pc;
	there.depth++;
	return n && dwarf_expr(&there, attr, ops, n, &loc) && !location_lacks(&loc);
}

/* "; it is known at RANGE, RANGE", or "" */
static const char *known_at(const struct dwarf_spot *at, Dwarf_Attribute *attr)
{
	struct arena *a = at->d->arena;
	const char *text = "";
	Dwarf_Addr base, from, to, start = 0, end = 0;
	ptrdiff_t next = 0;
	size_t n, shown = 0;
	Dwarf_Op *ops;

	if (!at->in_func || at->depth)
		return "";
	do {
		next = dwarf_getlocations(attr, next, &base, &from, &to, &ops, &n);
		if (next > 0 && !from && to == (Dwarf_Addr)-1) /* everywhere: no list */
			return "";
		if (next > 0 && !can_read(at, attr, from, ops, n))
			continue;
		if (next > 0 && end && from == end) {
			end = to;
			continue;
		}
		if (end && shown++ < SHOWN_MAX)
			text = arena_printf(a, "%s%s%s", text, *text ? ", " : "; it is known at ",
					    range_text(at, start, end));
		start = from;
		end = to;
	} while (next > 0);
	return shown > SHOWN_MAX ? arena_printf(a, "%s ...", text) : text;
}

/* ---- here ---- */

/* ATTR NULL: nothing describes it. */
static bool fail_lost(const struct dwarf_spot *at, Dwarf_Attribute *attr)
{
	const char *where = attr ? known_at(at, attr) : "";

	return debuginfo_fail(at->d, "it is optimized out%s",
			      *where ? arena_printf(at->d->arena, " here%s", where) : "");
}

/*
 * A parameter that has one place in the frame for all of the function is put there by its first
 * instructions: at its entry it is not there yet.  What the caller left on the stack is.
 */
static bool is_early(const struct dwarf_spot *at, Dwarf_Attribute *attr, const Dwarf_Op *op)
{
	Dwarf_Attribute base;
	Dwarf_Op *ops;
	size_t n;

	if (!at->in_func || at->pc != at->entry || op->atom != DW_OP_fbreg ||
	    dwarf_whatform(attr) == DW_FORM_sec_offset || dwarf_whatform(attr) == DW_FORM_loclistx)
		return false;
	return (int64_t)op->number < 0 ||
	       !dwarf_attr_integrate((Dwarf_Die *)&at->func, DW_AT_frame_base, &base) ||
	       dwarf_getlocation(&base, &ops, &n) || !n || ops->atom != DW_OP_call_frame_cfa;
}

static bool is_argument_register(const struct loc_part *p)
{
	enum { RDX = 1, RCX, RSI = 4, RDI, R8 = 8, R9 };
	uint64_t n = p->kind == LOC_IN_REGISTER ? p->expr->number : 0;

	return n == RDX || n == RCX || n == RSI || n == RDI || n == R8 || n == R9;
}

/*
 * Clang describes parameters from behind the call that ftrace patches, which leaves their registers
 * as they are: at the entry they are there too.
 */
static bool is_behind_call(const struct dwarf_spot *at, Dwarf_Attribute *attr, struct location *loc)
{
	static const unsigned int lengths[] = { 5, 9 }; /* with an ENDBR before it */
	Dwarf_Op *ops;
	size_t n;

	if (!at->in_func || at->pc != at->entry)
		return false;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		bool all = true;

		if (dwarf_getlocation_addr(attr, at->entry + lengths[i], &ops, &n, 1) != 1 || !n ||
		    !dwarf_expr(at, attr, ops, n, loc))
			continue;
		for (size_t k = 0; k < loc->n; k++)
			all &= is_argument_register(&loc->parts[k]);
		if (all)
			return true;
	}
	return false;
}

static bool locate_attr(const struct dwarf_spot *at, Dwarf_Attribute *attr, bool is_param,
			struct location *loc)
{
	Dwarf_Op *ops[OVERLAP_MAX];
	size_t lens[OVERLAP_MAX];
	int n = dwarf_getlocation_addr(attr, at->pc, ops, lens, OVERLAP_MAX);
	const char *why = NULL;

	if (n < 0)
		return debuginfo_fail(
			at->d,
			"its location is damaged, or has what this machine's libdw doesn't know: %s",
			dwarf_errmsg(-1));
	if (n > 0 && is_param && lens[0] == 1 && is_early(at, attr, ops[0]))
		return debuginfo_fail(
			at->d,
			"it gets to its place in the frame only behind the function's entry");
	for (int i = 0; i < n && i < OVERLAP_MAX; i++) {
		if (!lens[i])
			continue;
		if (!dwarf_expr(at, attr, ops[i], lens[i], loc))
			why = debuginfo_why(at->d);
		else if (loc->n > 1 || !location_lacks(loc))
			return true;
	}
	if (is_param && is_behind_call(at, attr, loc))
		return true;
	if (!why)
		return fail_lost(at, attr);
	return debuginfo_fail(at->d, "%s%s", why, known_at(at, attr));
}

static bool constant(const struct dwarf_spot *at, Dwarf_Attribute *attr, struct location *loc)
{
	struct loc_part *part = arena_new(at->d->arena, struct loc_part);
	const char *text;
	Dwarf_Block block;
	Dwarf_Word n;
	bool percpu;
	Dwarf_Addr addr;

	part->bits = LOC_ALL;
	part->kind = LOC_IS_VALUE;
	loc->parts = part;
	loc->n = 1;
	switch (dwarf_whatform(attr)) {
	case DW_FORM_string:
	case DW_FORM_strp:
	case DW_FORM_line_strp:
	case DW_FORM_strx:
	case DW_FORM_strx1:
	case DW_FORM_strx2:
	case DW_FORM_strx3:
	case DW_FORM_strx4:
	case DW_FORM_GNU_strp_alt:
		text = dwarf_formstring(attr);
		part->kind = LOC_IS_BYTES;
		part->bytes = (const uint8_t *)text;
		part->nbytes = text ? strlen(text) + 1 : 0;
		return text || debuginfo_fail(at->d, "its value is damaged: %s", dwarf_errmsg(-1));
	case DW_FORM_block:
	case DW_FORM_block1:
	case DW_FORM_block2:
	case DW_FORM_block4:
	case DW_FORM_data16:
		if (dwarf_formblock(attr, &block))
			break;
		part->kind = LOC_IS_BYTES;
		part->bytes = block.data;
		part->nbytes = block.length;
		return true;
	case DW_FORM_addr:
	case DW_FORM_addrx:
		if (dwarf_formaddr(attr, &addr))
			break;
		part->expr = dwarf_address(at->d, addr, &percpu);
		return part->expr;
	case DW_FORM_sdata:
	case DW_FORM_implicit_const:
		if (dwarf_formsdata(attr, (Dwarf_Sword *)&n))
			break;
		part->expr = loc_number(at->d->arena, n);
		return true;
	default:
		if (dwarf_formudata(attr, &n))
			break;
		part->expr = loc_number(at->d->arena, n);
		return true;
	}
	return debuginfo_fail(at->d, "its value is damaged: %s", dwarf_errmsg(-1));
}

bool dwarf_locate_die(const struct dwarf_spot *at, Dwarf_Die *die, struct location *loc)
{
	Dwarf_Attribute attr;
	bool declared;

	if (dwarf_attr_integrate(die, DW_AT_location, &attr))
		return locate_attr(at, &attr, dwarf_tag(die) == DW_TAG_formal_parameter, loc);
	if (dwarf_attr_integrate(die, DW_AT_const_value, &attr))
		return constant(at, &attr, loc);
	if (dwarf_attr(die, DW_AT_declaration, &attr) && !dwarf_formflag(&attr, &declared) &&
	    declared)
		return debuginfo_fail(at->d, "it is declared here, and defined elsewhere");
	return fail_lost(at, NULL);
}

/* What dwarf_expr() makes a tree of in any case. */
static bool is_plain(const Dwarf_Op *op)
{
	static const uint8_t plain[] = { DW_OP_deref,	    DW_OP_dup,	       DW_OP_swap,
					 DW_OP_and,	    DW_OP_minus,       DW_OP_mul,
					 DW_OP_neg,	    DW_OP_not,	       DW_OP_or,
					 DW_OP_plus,	    DW_OP_plus_uconst, DW_OP_shl,
					 DW_OP_shr,	    DW_OP_shra,	       DW_OP_xor,
					 DW_OP_stack_value, DW_OP_fbreg };

	if (op->atom >= DW_OP_const1u && op->atom <= DW_OP_consts)
		return true;
	if (op->atom >= DW_OP_lit0 && op->atom <= DW_OP_lit31)
		return true;
	if (op->atom >= DW_OP_reg0 && op->atom <= DW_OP_breg31)
		return (op->atom - DW_OP_reg0) % 32 <= PLAIN_REGISTERS;
	return memchr(plain, op->atom, sizeof(plain));
}

enum reading { READ_PLAIN, READ_ANYWHERE, READ_IN_FUNC };

/* Whether that they can be read is sure, can be said of any function, or depends on this one. */
static enum reading reading_of(const Dwarf_Op *ops, size_t n, bool may_be_early)
{
	enum reading r = n <= PLAIN_MAX ? READ_PLAIN : READ_IN_FUNC;

	if (may_be_early && n == 1 && ops->atom == DW_OP_fbreg)
		return READ_IN_FUNC;
	for (size_t i = 0; i < n && r != READ_IN_FUNC; i++)
		if (ops[i].atom == DW_OP_addr)
			r = READ_ANYWHERE;
		else if (!is_plain(&ops[i]))
			r = READ_IN_FUNC;
	for (size_t i = 0; i < n && r == READ_ANYWHERE; i++)
		if (ops[i].atom == DW_OP_fbreg)
			r = READ_IN_FUNC;
	return r;
}

/* The function with the code at PC that begins where the symbol table says. */
static bool func_by_symbol(const struct dwarf_spot *at, Dwarf_Die *die)
{
	const struct dwarf_index *x = at->d->index;
	const struct index_instance *one;
	const struct kfunc *f;
	const char *section;
	uint64_t offset;
	uint32_t entry;

	if (!x || !index_place(x, at->pc, &section, &offset))
		return false;
	f = debuginfo_function_at(at->d, section, offset);
	if (!f || !index_entry(at->d, index_address(x, f->section, f->offset), &entry))
		return false;
	one = (const struct index_instance *)x->part[PART_INSTANCES] + entry;
	return dwarf_offdie(at->w->handle, one->die, die) && dwarf_haspc(die, at->pc) > 0;
}

/* The function that was compiled: SCOPE itself, or the one around it, which has the code at PC. */
static void find_func(struct dwarf_spot *at, Dwarf_Die *scope)
{
	Dwarf_Die unit, die;

	if (dwarf_tag(scope) == DW_TAG_subprogram) {
		die = *scope;
	} else if (!func_by_symbol(at, &die)) {
		if (!dwarf_diecu(scope, &unit, NULL, NULL) || dwarf_child(&unit, &die))
			return;
		while (dwarf_tag(&die) != DW_TAG_subprogram || dwarf_haspc(&die, at->pc) <= 0)
			if (dwarf_siblingof(&die, &die))
				return;
	}
	at->func = die;
	at->in_func = dwarf_entry(&die, &at->entry);
}

bool dwarf_can_read(struct debuginfo *d, Dwarf_Die *scope, Dwarf_Addr pc, Dwarf_Die *var)
{
	/* the depth spares it the places where it could be read */
	struct dwarf_spot at = { .d = d, .w = dwarf_of(d), .pc = pc, .depth = 1 };
	bool at_entry, is_lost;
	enum reading r = READ_IN_FUNC;
	struct location loc;
	Dwarf_Attribute attr;
	uint32_t entry;
	Dwarf_Op *ops;
	size_t n;
	int found;

	if (!dwarf_attr_integrate(var, DW_AT_location, &attr))
		return dwarf_attr_integrate(var, DW_AT_const_value, &attr);
	at_entry = dwarf_tag(var) == DW_TAG_formal_parameter && index_entry(d, pc, &entry);
	found = dwarf_getlocation_addr(&attr, pc, &ops, &n, 1);
	is_lost = found == 0 || (found == 1 && !n);
	if (is_lost && !at_entry)
		return false;
	if (found == 1 && n)
		r = reading_of(ops, n, at_entry);
	if (r == READ_PLAIN)
		return true;
	if (r == READ_IN_FUNC)
		find_func(&at, scope);
	return is_lost ? is_behind_call(&at, &attr, &loc) : dwarf_locate_die(&at, var, &loc);
}

bool dwarf_locate(struct debuginfo *d, Dwarf_Die *scope, Dwarf_Addr pc, Dwarf_Die *var,
		  struct location *loc)
{
	struct dwarf_spot at = { .d = d, .w = dwarf_of(d), .pc = pc };

	if (!at.w)
		return false;
	if (scope)
		find_func(&at, scope);
	return dwarf_locate_die(&at, var, loc);
}

const struct kfunc *debuginfo_called(struct debuginfo *d, const struct code_place *at,
				     struct code_frame *frame)
{
	struct dwarf_spot spot = { .d = d, .w = dwarf_of(d), .pc = at->pc };
	Dwarf_Die scope;

	if (!spot.w || !dwarf_offdie(d->dwarf->handle, at->scope, &scope))
		return NULL;
	find_func(&spot, &scope);
	return dwarf_called(&spot, frame);
}
