/* SPDX-License-Identifier: GPL-2.0-only */
/* dwarf.h: the debug file of a kernel or module, for the files here that read it. */
#ifndef SPILE_DWARF_H
#define SPILE_DWARF_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ctype;
struct debuginfo;
struct location;
struct code_place;
struct prototype;

struct dwarf {
	Dwarf *handle;
	const char *path;
	Dwarf_CFI *cfi; /* dwarf_frames() */
	struct Dwfl *dwfl;
	struct Dwfl_Module *module;
	struct dwarf_types *types; /* dwarf_type.c */
	uint64_t stext; /* of a kernel, in this file */
	bool no_frames;
};

/* Opened on the first question.  NULL: there is none, debuginfo_why(). */
struct dwarf *dwarf_of(struct debuginfo *d);
void dwarf_close(struct debuginfo *d);
/* The same file once more, for a walk that is to leave nothing behind. */
struct dwarf *dwarf_open(struct debuginfo *d);
void dwarf_drop(struct dwarf *w);
/*
 * Gives back the memory of what was read of the file, to be read again when it is needed; for walks
 * over most of it.
 */
void dwarf_forget(struct dwarf *w);
size_t dwarf_info_size(const struct dwarf *w); /* bytes of .debug_info */
/*
 * Where the code of a function or copy begins; false: nowhere.  One whose cold part lies elsewhere
 * may have ranges alone: then it is the start of the first.
 */
bool dwarf_entry(Dwarf_Die *die, Dwarf_Addr *pc);
/* The call frame tables of .debug_frame or .eh_frame; NULL: there are none. */
Dwarf_CFI *dwarf_frames(struct dwarf *w);

/* --- dwarf_type.c --- */

/*
 * The type that DIE, a DW_TAG_*_type, describes; DIE NULL: void.  A declaration gives way to the
 * structure, if one is known.  NULL: damaged, debuginfo_why().
 */
const struct ctype *dwarf_ctype(struct debuginfo *d, Dwarf_Die *die);
/* The type of a variable, member or function (what it returns). */
const struct ctype *dwarf_type_of(struct debuginfo *d, Dwarf_Die *die);

/* --- dwarf_proto.c --- */

/*
 * What the function of the source takes and returns that FUNC, a DW_TAG_subprogram or an inlined
 * copy, was made of.  False: damaged, debuginfo_why().
 */
bool dwarf_prototype_of(struct debuginfo *d, Dwarf_Die *func, struct prototype *p);
/*
 * Whether a function takes its parameters elsewhere than its prototype says.  Clang leaves out what
 * a static function's callers need not give, under the function's own name: a parameter that is in
 * no place, or that is a constant, and those behind it have moved.
 */
bool dwarf_is_rearranged(Dwarf_Die *func);

/* --- dwarf_expr.c --- */

/*
 * Where the variable or parameter VAR, seen from the function or inlined copy SCOPE, is when the
 * instruction at PC (an address in the debug file) is reached.  False: it is nowhere, or in a way
 * that can't be read; debuginfo_why() says which and, if other parts of the function have it,
 * where.
 */
bool dwarf_locate(struct debuginfo *d, Dwarf_Die *scope, Dwarf_Addr pc, Dwarf_Die *var,
		  struct location *loc);
/* Whether it says true, known at less cost: for listings of whatever can be read. */
bool dwarf_can_read(struct debuginfo *d, Dwarf_Die *scope, Dwarf_Addr pc, Dwarf_Die *var);

/* --- dwarf_var.c --- */

struct variable;
/* debuginfo_variables() without their types. */
size_t dwarf_visible(struct debuginfo *d, const struct code_place *at, struct variable **list);

/* --- dwarf_index.c: what is found without reading units --- */

/*
 * The full definition of a type by its name: TAG is DW_TAG_structure_type, _union_type,
 * _enumeration_type, _typedef, _base_type.  False: there is none.
 */
bool dwarf_named_type(struct debuginfo *d, int tag, const char *name, Dwarf_Die *die);
/* The enumeration that has an enumerator of this name. */
bool dwarf_named_enumerator(struct debuginfo *d, const char *name, Dwarf_Die *enumeration);

#endif
