// SPDX-License-Identifier: GPL-2.0-only
/*
 * type_id.c: takes a C type; gives a number that tells whether two types are the same.
 *
 * What a type is built of counts, and not how it is spelled: a pointer's number comes from that of
 * what it points to.  Only of structures, unions and enumerations the source must say which one it
 * is, for many can have the same name.
 */
#include "translator/debuginfo/debuginfo.h"

enum {
	DEPTH = 64, /* pointers to pointers, arrays of arrays: more is damaged */
};

static uint64_t add_number(uint64_t id, uint64_t n)
{
	id = (id ^ n) * UINT64_C(0x9e3779b97f4a7c15);
	return id ^ id >> 29;
}

static uint64_t add_text(uint64_t id, const char *text)
{
	for (; text && *text; text++)
		id = (id ^ (unsigned char)*text) * UINT64_C(0x100000001b3); /* FNV-1a */
	return id ^ id >> 32;
}

static uint64_t id_of(const struct ctype *t, int depth)
{
	uint64_t id = add_number((uint64_t)t->kind + 1, t->count);
	const struct ctype *to;

	switch (t->kind) {
	case CTYPE_POINTER:
	case CTYPE_ARRAY:
		to = depth < DEPTH ? debuginfo_target(t->of, t) : NULL;
		return add_number(id, to ? id_of(to, depth + 1) : 0);
	case CTYPE_STRUCT:
		return add_number(id, t->source->type_id(t->of, t));
	case CTYPE_INT:
		if (t->is_enum)
			return add_number(id, t->source->type_id(t->of, t));
		return add_text(add_number(id, t->size << 1 | t->is_signed), t->name);
	case CTYPE_FUNC:
		return add_text(id, t->text);
	default:
		return add_text(add_number(id, t->size << 1 | t->is_union), t->name);
	}
}

uint64_t debuginfo_type_id(const struct ctype *t)
{
	return id_of(t, 0);
}
