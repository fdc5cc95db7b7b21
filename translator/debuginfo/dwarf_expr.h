/* SPDX-License-Identifier: GPL-2.0-only */
/* dwarf_expr.h: location expressions as trees, for the files here that read DWARF. */
#ifndef SPILE_DWARF_EXPR_H
#define SPILE_DWARF_EXPR_H

#include "translator/debuginfo/dwarf.h"
#include "translator/debuginfo/location.h"

struct code_frame;
struct kfunc;

enum {
	DWARF_DEPTH_MAX = 6, /* of descriptions that lead to others */
};

/* From where an expression is looked at. */
struct dwarf_spot {
	struct debuginfo *d;
	struct dwarf *w;
	bool in_func; /* else what a frame holds is not known */
	Dwarf_Addr pc; /* in the debug file, like all addresses here */
	Dwarf_Addr entry; /* of the function, the one that was compiled */
	Dwarf_Die func;
	unsigned int depth; /* at most DWARF_DEPTH_MAX */
};

/*
 * What the N operations at OPS say of a variable; ATTR is the attribute that they are of, or NULL.
 * False: it can't be read, debuginfo_why() says why.
 */
bool dwarf_expr(const struct dwarf_spot *at, Dwarf_Attribute *attr, const Dwarf_Op *ops, size_t n,
		struct location *loc);
/* The same where one number is wanted: it, or where it is.  NULL: debuginfo_why(). */
const struct loc_expr *dwarf_expr_value(const struct dwarf_spot *at, Dwarf_Attribute *attr,
					const Dwarf_Op *ops, size_t n, enum loc_kind *kind);
/* Where the variable or procedure DIE is.  False: debuginfo_why(). */
bool dwarf_locate_die(const struct dwarf_spot *at, Dwarf_Die *die, struct location *loc);

/* --- dwarf_frame.c; NULL: debuginfo_why() --- */

const struct loc_expr *dwarf_register(const struct dwarf_spot *at, uint64_t n);
const struct loc_expr *dwarf_cfa(const struct dwarf_spot *at);
const struct loc_expr *dwarf_frame_base(const struct dwarf_spot *at);
/* What register N held when the function was entered, if its frame tells or it can be kept. */
const struct loc_expr *dwarf_register_at_entry(const struct dwarf_spot *at, uint64_t n);

/*
 * The function that AT's function is called by, and how far its return address is at AT.  NULL: it
 * has no symbol, or its frame is not described.
 */
const struct kfunc *dwarf_called(const struct dwarf_spot *at, struct code_frame *frame);

/* --- dwarf_address.c --- */

/*
 * The address ADDR of the debug file as it will be in the running kernel; *PERCPU: it is of a
 * per-CPU variable, of which each processor has a copy.  NULL: debuginfo_why().
 */
const struct loc_expr *dwarf_address(struct debuginfo *d, Dwarf_Addr addr, bool *percpu);

#endif
