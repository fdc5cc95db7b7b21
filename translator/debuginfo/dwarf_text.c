// SPDX-License-Identifier: GPL-2.0-only
/* dwarf_text.c: takes a type of DWARF; gives it as C text, or as listings have it. */
#include <dwarf.h>

#include "parser/base/arena.h"
#include "parser/base/vec.h"
#include "translator/debuginfo/ctype.h"
#include "translator/debuginfo/dwarf_type.h"
#include "translator/debuginfo/front.h"

/* What AT refers to as a handle; NULL is void. */
static bool spell_to(struct debuginfo *d, Dwarf_Die *die, const void **to)
{
	struct dwarf_spot *spot = arena_new(d->arena, struct dwarf_spot);

	switch (dwarf_ref(d, die, DW_AT_type, &spot->die)) {
	case REF_NONE:
		*to = NULL;
		return true;
	case REF_FOUND:
		*to = spot;
		return true;
	default:
		return false;
	}
}

static bool spell_array(struct debuginfo *d, const struct dwarf_spot *at, struct spelling *is)
{
	struct dwarf_spot *element = arena_new(d->arena, struct dwarf_spot);
	struct dwarf_spot array = *at;
	uint64_t count[DIMENSIONS_MAX];

	if (at->dim >= dwarf_dimensions(&array.die, count))
		return false;
	is->kind = SPELL_ARRAY;
	is->count = count[at->dim];
	is->to = element;
	return dwarf_element(d, at, element) == REF_FOUND;
}

static bool spell_func(struct debuginfo *d, Dwarf_Die *die, struct spelling *is)
{
	VEC(const void *) params = { 0 };
	const void *param;
	Dwarf_Die child;

	is->kind = SPELL_FUNC;
	if (!spell_to(d, die, &is->to))
		return false;
	if (!dwarf_first(die, &child))
		return true;
	do {
		int tag = dwarf_tag(&child);

		if (tag == DW_TAG_unspecified_parameters)
			is->variadic = true;
		if (tag != DW_TAG_formal_parameter)
			continue;
		if (!spell_to(d, &child, &param))
			return false;
		vec_push(d->arena, &params, param);
	} while (dwarf_next(&child));
	is->params = params.v;
	is->nparams = params.n;
	return true;
}

/* The words of what says no more than its tag. */
static bool spell_plain(Dwarf_Die *die, struct spelling *is)
{
	const char *name = dwarf_diename(die);

	is->kind = SPELL_TAG;
	is->name = name;
	switch (dwarf_tag(die)) {
	case DW_TAG_structure_type:
		is->word = "struct";
		return true;
	case DW_TAG_class_type:
		is->word = "class";
		return true;
	case DW_TAG_union_type:
		is->word = "union";
		return true;
	case DW_TAG_enumeration_type:
		is->word = "enum";
		return true;
	default:
		is->kind = SPELL_NAME;
		is->word = name;
		return name != NULL;
	}
}

static bool dwarf_spell(const struct speller *s, const void *type, struct spelling *is)
{
	struct debuginfo *d = s->data;
	const struct dwarf_spot *at = type;
	Dwarf_Die die = at->die;

	is->kind = SPELL_QUALIFIER;
	switch (dwarf_tag(&die)) {
	case DW_TAG_const_type:
		is->word = "const";
		break;
	case DW_TAG_volatile_type:
		is->word = "volatile";
		break;
	case DW_TAG_atomic_type:
		is->word = "_Atomic";
		break;
	case DW_TAG_pointer_type:
	case DW_TAG_reference_type:
	case DW_TAG_rvalue_reference_type:
		is->kind = SPELL_POINTER;
		break;
	case DW_TAG_array_type:
		return spell_array(d, at, is);
	case DW_TAG_subroutine_type:
		return spell_func(d, &die, is);
	default:
		if (!dwarf_is_qualifier(dwarf_tag(&die)))
			return spell_plain(&die, is);
		is->kind = SPELL_SILENT;
		break;
	}
	return spell_to(d, &die, &is->to);
}

const char *dwarf_text(struct debuginfo *d, const struct dwarf_spot *at)
{
	const struct speller s = { .spell = dwarf_spell, .arena = d->arena, .data = d };

	return ctype_text(&s, at);
}

const char *dwarf_listed(struct debuginfo *d, const struct dwarf_spot *at)
{
	const struct speller s = { .spell = dwarf_spell, .arena = d->arena, .data = d };

	return ctype_listed(&s, at);
}
