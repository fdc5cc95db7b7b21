// SPDX-License-Identifier: GPL-2.0-only
/* dwarf_member.c: takes structures, unions, enumerations of DWARF; gives what they consist of. */
#include <dwarf.h>
#include <string.h>

#include "parser/base/arena.h"
#include "parser/base/vec.h"
#include "translator/debuginfo/dwarf.h"
#include "translator/debuginfo/dwarf_type.h"
#include "translator/debuginfo/front.h"

/* ---- members ---- */

/* What is at a place of its own in each object; what a class inherits is like a nameless member. */
static bool is_member(Dwarf_Die *die)
{
	switch (dwarf_tag(die)) {
	case DW_TAG_member:
		/* a static one is somewhere else */
		return !dwarf_hasattr(die, DW_AT_declaration) &&
		       !dwarf_hasattr(die, DW_AT_external);
	case DW_TAG_inheritance:
		return true;
	default:
		return false;
	}
}

static const char *member_name(Dwarf_Die *die)
{
	const char *name = dwarf_tag(die) == DW_TAG_member ? dwarf_diename(die) : NULL;

	return name ? name : "";
}

/* Of the first byte; of what says no place, as in unions, 0. */
static uint64_t byte_offset(Dwarf_Die *die)
{
	Dwarf_Attribute attr;
	Dwarf_Word number;
	Dwarf_Op *op;
	size_t n;

	if (!dwarf_attr(die, DW_AT_data_member_location, &attr))
		return 0;
	if (!dwarf_formudata(&attr, &number))
		return number;
	/* DWARF 2: an expression that adds */
	if (!dwarf_getlocation(&attr, &op, &n) && n == 1 && op->atom == DW_OP_plus_uconst)
		return op->number;
	return 0;
}

static uint64_t udata(Dwarf_Die *die, unsigned int name, uint64_t otherwise)
{
	Dwarf_Attribute attr;
	Dwarf_Word number;

	return dwarf_formudata(dwarf_attr(die, name, &attr), &number) ? otherwise : number;
}

/*
 * The lowest bit.  DWARF 2 counts the bits of a bit-field from the highest one of the unit that it
 * is stored in, down to its own highest; STORAGE is the unit's size where it isn't given.
 */
static uint64_t bit_offset(Dwarf_Die *die, uint64_t bits, uint64_t storage)
{
	uint64_t first = byte_offset(die) * 8;
	Dwarf_Attribute attr;
	Dwarf_Sword from_top;

	if (dwarf_hasattr(die, DW_AT_data_bit_offset))
		return udata(die, DW_AT_data_bit_offset, 0);
	if (!bits || dwarf_formsdata(dwarf_attr(die, DW_AT_bit_offset, &attr), &from_top))
		return first;
	return first + udata(die, DW_AT_byte_size, storage) * 8 - (uint64_t)from_top - bits;
}

/* OFFSET is that of the structure it is in. */
static bool fill_member(struct debuginfo *d, Dwarf_Die *die, uint64_t offset, struct cmember *m)
{
	m->type = dwarf_type_of(d, die);
	if (!m->type)
		return false;
	m->name = member_name(die);
	m->bit_size = (uint32_t)udata(die, DW_AT_bit_size, 0);
	if (m->bit_size > 8 * m->type->size)
		return debuginfo_fail(d, "the debug information in %s is damaged: %s",
				      d->dwarf->path, "a bit-field is larger than its type");
	m->bit_offset = offset + bit_offset(die, m->bit_size, m->type->size);
	return true;
}

static bool find_member(struct debuginfo *d, Dwarf_Die *of, const char *name, uint64_t offset,
			int depth, struct cmember *m)
{
	Dwarf_Die die;

	if (depth > TYPE_DEPTH || !dwarf_first(of, &die))
		return false;
	do {
		const char *is = is_member(&die) ? member_name(&die) : NULL;
		const struct ctype *type;
		struct dwarf_spot at;

		if (is && *is && !strcmp(is, name))
			return fill_member(d, &die, offset, m);
		type = is && !*is ? dwarf_type_of(d, &die) : NULL;
		if (!type || type->kind != CTYPE_STRUCT || type->source != &dwarf_ops)
			continue;
		at = dwarf_made(type)->at;
		if (find_member(d, &at.die, name, offset + bit_offset(&die, 0, 0), depth + 1, m))
			return true;
	} while (dwarf_next(&die));
	return false;
}

bool dwarf_member(struct debuginfo *d, const struct ctype *t, const char *name, struct cmember *m)
{
	Dwarf_Die die = dwarf_made(t)->at.die;

	if (t->kind == CTYPE_FORWARD)
		return debuginfo_fail(
			d, "'%s' is declared but not described in the debug information of %s",
			t->text, d->dwarf->path);
	if (t->kind != CTYPE_STRUCT)
		return debuginfo_fail(d, "'%s' is not a structure", t->text);
	return find_member(d, &die, name, 0, 0, m) ||
	       debuginfo_fail(d, "'%s' has no member '%s'", t->text, name);
}

size_t dwarf_members(struct debuginfo *d, const struct ctype *t, struct cmember **list)
{
	Dwarf_Die of = dwarf_made(t)->at.die, die;
	VEC(struct cmember) found = { 0 };
	struct cmember m;

	*list = NULL;
	if (t->kind != CTYPE_STRUCT || !dwarf_first(&of, &die))
		return 0;
	do {
		if (is_member(&die) && fill_member(d, &die, 0, &m))
			vec_push(d->arena, &found, m);
	} while (dwarf_next(&die));
	*list = found.v;
	return found.n;
}

/* ---- enumerators ---- */

/* Without a sign in its form, a value has none; one of eight bytes is what its bits are. */
static int64_t enumerator_value(Dwarf_Die *die, bool *is_signed)
{
	Dwarf_Attribute attr;
	Dwarf_Sword signed_value;
	Dwarf_Word value;

	*is_signed = false;
	if (!dwarf_attr(die, DW_AT_const_value, &attr))
		return 0;
	*is_signed = attr.form == DW_FORM_sdata || attr.form == DW_FORM_implicit_const;
	if (*is_signed)
		return dwarf_formsdata(&attr, &signed_value) ? 0 : signed_value;
	return dwarf_formudata(&attr, &value) ? 0 : (int64_t)value;
}

static bool is_enumerator(Dwarf_Die *die)
{
	return dwarf_tag(die) == DW_TAG_enumerator && dwarf_diename(die);
}

size_t dwarf_enumerators(struct debuginfo *d, const struct ctype *t, struct cenumerator **list)
{
	Dwarf_Die of = dwarf_made(t)->at.die, die;
	VEC(struct cenumerator) found = { 0 };
	bool is_signed;

	*list = NULL;
	if (!t->is_enum || !dwarf_first(&of, &die))
		return 0;
	do {
		struct cenumerator one = { .name = dwarf_diename(&die) };

		if (!is_enumerator(&die))
			continue;
		one.value = enumerator_value(&die, &is_signed);
		vec_push(d->arena, &found, one);
	} while (dwarf_next(&die));
	*list = found.v;
	return found.n;
}

bool dwarf_has_negative(Dwarf_Die *of)
{
	bool is_signed;
	Dwarf_Die die;

	if (!dwarf_first(of, &die))
		return false;
	do {
		if (is_enumerator(&die) && enumerator_value(&die, &is_signed) < 0 && is_signed)
			return true;
	} while (dwarf_next(&die));
	return false;
}

bool dwarf_enumerator(struct debuginfo *d, const char *name, int64_t *value)
{
	Dwarf_Die of, die;
	bool is_signed;

	if (!dwarf_of(d))
		return false;
	if (dwarf_named_enumerator(d, name, &of) && dwarf_first(&of, &die)) {
		do {
			if (!is_enumerator(&die) || strcmp(dwarf_diename(&die), name))
				continue;
			*value = enumerator_value(&die, &is_signed);
			return true;
		} while (dwarf_next(&die));
	}
	return debuginfo_fail(d, "there is no enumerator '%s' in the debug information of %s", name,
			      d->dwarf->path);
}

/* ---- all at once ---- */

uint64_t dwarf_shape(Dwarf_Die *of)
{
	uint64_t shape = 0;
	bool is_signed;
	Dwarf_Die die;

	if (!dwarf_first(of, &die))
		return 0;
	do {
		const char *name = dwarf_diename(&die);

		for (; name && *name; name++)
			shape = shape * 31 + (unsigned char)*name;
		if (is_enumerator(&die))
			shape = shape * 31 + (uint64_t)enumerator_value(&die, &is_signed);
		else if (is_member(&die))
			shape = shape * 31 + bit_offset(&die, 0, 0);
	} while (dwarf_next(&die));
	return shape;
}
