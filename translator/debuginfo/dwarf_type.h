/* SPDX-License-Identifier: GPL-2.0-only */
/* dwarf_type.h: what the files that read C types of DWARF share. */
#ifndef SPILE_DWARF_TYPE_H
#define SPILE_DWARF_TYPE_H

#include <elfutils/libdw.h>
#include <stdbool.h>

#include "translator/debuginfo/debuginfo.h"

enum { TYPE_DEPTH = 64 /* typedefs of typedefs, structures in structures: more is damaged */ };

/*
 * A type as DWARF has it.  An array of several dimensions is one DIE with a child for each of them;
 * in C it is an array of arrays, so DIM counts the dimensions that are taken off already.
 */
struct dwarf_spot {
	Dwarf_Die die;
	unsigned int dim;
};

/* A struct ctype by DWARF; the first member is what others see. */
struct dwarf_made {
	struct ctype c;
	struct dwarf_spot named; /* behind qualifiers */
	struct dwarf_spot at; /* behind typedefs and qualifiers */
	const char *alias; /* of what has no name: the typedef that it goes by, or NULL */
};

static inline const struct dwarf_made *dwarf_made(const struct ctype *t)
{
	return (const struct dwarf_made *)t;
}

/* --- dwarf_ref.c: from one DIE to others --- */

enum dwarf_ref {
	REF_NONE, /* there is no such attribute: void */
	REF_FOUND,
	REF_BAD, /* debuginfo_why() */
};

/* The DIE that an attribute of DIE refers to. */
enum dwarf_ref dwarf_ref(struct debuginfo *d, Dwarf_Die *die, unsigned int attr, Dwarf_Die *to);
/* The children of a DIE, in order; a damaged file has an end too. */
bool dwarf_first(Dwarf_Die *of, Dwarf_Die *child);
bool dwarf_next(Dwarf_Die *child);

enum { DIMENSIONS_MAX = 64 };

/* Of an array; flexible ones, and those whose size is not constant, have one of 0 elements. */
unsigned int dwarf_dimensions(Dwarf_Die *array, uint64_t count[DIMENSIONS_MAX]);
/* What is left of an array when its first dimension is taken off. */
enum dwarf_ref dwarf_element(struct debuginfo *d, const struct dwarf_spot *array,
			     struct dwarf_spot *element);
/* const, volatile and their like. */
bool dwarf_is_qualifier(int tag);

/* --- dwarf_type.c --- */

const struct ctype *dwarf_ctype_at(struct debuginfo *d, const struct dwarf_spot *at);

/* --- dwarf_text.c --- */

const char *dwarf_text(struct debuginfo *d, const struct dwarf_spot *at);
/* The same as listings have it: ctype_listed(). */
const char *dwarf_listed(struct debuginfo *d, const struct dwarf_spot *at);

/* --- dwarf_member.c --- */

bool dwarf_member(struct debuginfo *d, const struct ctype *t, const char *name, struct cmember *m);
size_t dwarf_members(struct debuginfo *d, const struct ctype *t, struct cmember **list);
size_t dwarf_enumerators(struct debuginfo *d, const struct ctype *t, struct cenumerator **list);
bool dwarf_enumerator(struct debuginfo *d, const char *name, int64_t *value);
/* Whether an enumerator of an enumeration is below 0. */
bool dwarf_has_negative(Dwarf_Die *of);
/* A hash of the names and places of all that is in a structure, union or enumeration. */
uint64_t dwarf_shape(Dwarf_Die *of);

/* --- dwarf_proto.c --- */

bool dwarf_prototype(struct debuginfo *d, const char *func, struct prototype *p);

#endif
