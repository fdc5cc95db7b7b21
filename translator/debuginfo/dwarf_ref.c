// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_ref.c: takes a DIE of a type; gives what it refers to, its children, its dimensions.
 *
 * The file may be damaged, and libdw believes what it reads: so children are met in the order in
 * which they lie in the file, and callers bound how far they follow references.
 */
#include <dwarf.h>

#include "translator/debuginfo/dwarf.h"
#include "translator/debuginfo/dwarf_type.h"
#include "translator/debuginfo/front.h"

/* What stands for a type that has a unit of its own names that by its signature. */
static void follow_signature(Dwarf_Die *die)
{
	Dwarf_Attribute attr;
	Dwarf_Die full;

	if (dwarf_attr(die, DW_AT_signature, &attr) && dwarf_formref_die(&attr, &full))
		*die = full;
}

enum dwarf_ref dwarf_ref(struct debuginfo *d, Dwarf_Die *die, unsigned int name, Dwarf_Die *to)
{
	Dwarf_Attribute attr;

	if (!dwarf_attr_integrate(die, name, &attr))
		return REF_NONE;
	if (dwarf_formref_die(&attr, to)) {
		follow_signature(to);
		return REF_FOUND;
	}
	debuginfo_fail(d, "the debug information in %s is damaged: %s",
		       d->dwarf ? d->dwarf->path : "it", dwarf_errmsg(-1));
	return REF_BAD;
}

bool dwarf_first(Dwarf_Die *of, Dwarf_Die *child)
{
	return !dwarf_child(of, child);
}

bool dwarf_next(Dwarf_Die *child)
{
	Dwarf_Die next;

	if (dwarf_siblingof(child, &next) || next.addr <= child->addr)
		return false;
	*child = next;
	return true;
}

bool dwarf_is_qualifier(int tag)
{
	switch (tag) {
	case DW_TAG_const_type:
	case DW_TAG_volatile_type:
	case DW_TAG_restrict_type:
	case DW_TAG_atomic_type:
	case DW_TAG_packed_type:
	case DW_TAG_shared_type:
	case DW_TAG_immutable_type:
		return true;
	default:
		return false;
	}
}

/* ---- arrays ---- */

/* The elements of one dimension; 0: not given, or it is another one each time. */
static uint64_t count_of(Dwarf_Die *range)
{
	Dwarf_Attribute attr;
	Dwarf_Sword last, first = 0;
	Dwarf_Word count;

	if (dwarf_attr(range, DW_AT_count, &attr))
		return dwarf_formudata(&attr, &count) ? 0 : count;
	if (!dwarf_attr(range, DW_AT_upper_bound, &attr))
		return 0;
	/* A last element of -1 has been written in every width; the smaller ones are unsigned. */
	if (attr.form == DW_FORM_data1 || attr.form == DW_FORM_data2 ||
	    attr.form == DW_FORM_data4) {
		if (dwarf_formudata(&attr, &count))
			return 0;
		last = attr.form == DW_FORM_data4 && count == UINT32_MAX ? -1 : (Dwarf_Sword)count;
	} else if (dwarf_formsdata(&attr, &last)) {
		return 0;
	}
	if (dwarf_attr(range, DW_AT_lower_bound, &attr) && dwarf_formsdata(&attr, &first))
		first = 0;
	return last >= first ? (uint64_t)(last - first) + 1 : 0;
}

unsigned int dwarf_dimensions(Dwarf_Die *array, uint64_t count[DIMENSIONS_MAX])
{
	unsigned int n = 0;
	Dwarf_Die child;

	if (dwarf_first(array, &child)) {
		do {
			if (dwarf_tag(&child) == DW_TAG_subrange_type)
				count[n++] = count_of(&child);
		} while (n < DIMENSIONS_MAX && dwarf_next(&child));
	}
	if (!n)
		count[n++] = 0;
	return n;
}

enum dwarf_ref dwarf_element(struct debuginfo *d, const struct dwarf_spot *array,
			     struct dwarf_spot *element)
{
	uint64_t count[DIMENSIONS_MAX];

	*element = *array;
	if (++element->dim < dwarf_dimensions(&element->die, count))
		return REF_FOUND;
	element->dim = 0;
	return dwarf_ref(d, &element->die, DW_AT_type, &element->die);
}
