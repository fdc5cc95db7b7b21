// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_type.c: takes DIEs of types; gives C types as btf.c gives them, and answers for those.
 *
 * A type is made when its DIE is met, and what it refers to when that is asked for; units are
 * never walked.  Each unit describes what its headers declare over again, and a structure may
 * hold others of the same name in each: so what a unit says of a type is answered from there,
 * and nothing is shared between units but a structure that one of them declares only.
 */
#include <dwarf.h>
#include <string.h>

#include "parser/base/arena.h"
#include "parser/base/vec.h"
#include "translator/debuginfo/ctype.h"
#include "translator/debuginfo/dwarf.h"
#include "translator/debuginfo/dwarf_index.h"
#include "translator/debuginfo/dwarf_type.h"
#include "translator/debuginfo/front.h"

/* What was made, by the place of the DIE in memory, which is its own in all files. */
struct dwarf_types {
	struct slot {
		const void *at;
		unsigned int dim;
		struct dwarf_made *made;
	} * slots;
	size_t n, room; /* a power of two */
	const struct ctype *nothing; /* void */
};

/* ---- what was made ---- */

static struct slot *slot_of(const struct dwarf_types *t, const void *at, unsigned int dim)
{
	size_t i = (size_t)(((uintptr_t)at + dim) * UINT64_C(0x9e3779b97f4a7c15) >> 20);

	for (;; i++) {
		struct slot *s = &t->slots[i & (t->room - 1)];

		if (!s->at || (s->at == at && s->dim == dim))
			return s;
	}
}

static void grow(struct dwarf_types *t, struct arena *a)
{
	const struct dwarf_types old = *t;

	t->room = old.room ? old.room * 2 : 256;
	t->slots = arena_array(a, struct slot, t->room);
	for (size_t i = 0; i < old.room; i++)
		if (old.slots[i].at)
			*slot_of(t, old.slots[i].at, old.slots[i].dim) = old.slots[i];
}

static struct dwarf_types *types_of(struct debuginfo *d)
{
	struct dwarf *w = dwarf_of(d);

	if (w && !w->types) {
		w->types = arena_new(d->arena, struct dwarf_types);
		grow(w->types, d->arena);
	}
	return w ? w->types : NULL;
}

static struct dwarf_made *made_new(struct debuginfo *d, struct dwarf_types *t,
				   const struct dwarf_spot *at)
{
	struct dwarf_made *made = arena_new(d->arena, struct dwarf_made);

	if (++t->n * 2 > t->room)
		grow(t, d->arena);
	*slot_of(t, at->die.addr, at->dim) =
		(struct slot){ .at = at->die.addr, .dim = at->dim, .made = made };
	made->c.source = &dwarf_ops;
	made->c.of = d;
	return made;
}

static const struct ctype *void_type(struct debuginfo *d)
{
	struct dwarf_types *t = types_of(d);
	struct dwarf_made *made;

	if (t && !t->nothing) {
		made = arena_new(d->arena, struct dwarf_made);
		made->c.kind = CTYPE_VOID;
		made->c.text = "void";
		made->c.source = &dwarf_ops;
		made->c.of = d;
		t->nothing = &made->c;
	}
	return t ? t->nothing : NULL;
}

/* ---- behind typedefs, qualifiers and declarations ---- */

/* Takes off qualifiers, and typedefs too, where ALIAS is not NULL: it gets the last one's name. */
static enum dwarf_ref strip(struct debuginfo *d, struct dwarf_spot *at, const char **alias)
{
	for (int i = 0; i < TYPE_DEPTH; i++) {
		int tag = dwarf_tag(&at->die);
		enum dwarf_ref ref;

		if (tag != DW_TAG_typedef ? !dwarf_is_qualifier(tag) : !alias)
			return REF_FOUND;
		if (tag == DW_TAG_typedef)
			*alias = dwarf_diename(&at->die);
		ref = dwarf_ref(d, &at->die, DW_AT_type, &at->die);
		if (ref != REF_FOUND)
			return ref;
	}
	debuginfo_fail(d, "the debug information in %s is damaged: %s", d->dwarf->path,
		       "a type is one of itself");
	return REF_BAD;
}

static bool is_tagged(int tag)
{
	return tag == DW_TAG_structure_type || tag == DW_TAG_class_type ||
	       tag == DW_TAG_union_type || tag == DW_TAG_enumeration_type;
}

/* The definition that belongs to a declaration, in place of it; false: this file has none. */
static bool define(struct debuginfo *d, Dwarf_Die *die)
{
	int tag = dwarf_tag(die);
	const char *name = dwarf_diename(die);
	Dwarf_Die full;

	if (!name || !dwarf_named_type(d, tag, name, &full) || dwarf_tag(&full) != tag ||
	    dwarf_hasattr(&full, DW_AT_declaration))
		return false;
	*die = full;
	return true;
}

static const char *tag_word(int tag)
{
	return tag == DW_TAG_enumeration_type ? "enum" :
	       tag == DW_TAG_union_type	      ? "union" :
						"struct";
}

/*
 * What BTF, or for a module the kernel, has under the name of a declaration, spelled as it is here.
 */
static bool define_elsewhere(struct debuginfo *d, Dwarf_Die *die, struct ctype *c)
{
	const char *name = dwarf_diename(die), *text = c->text;
	const struct ctype *t = NULL;

	if (!name)
		return false;
	name = arena_printf(d->arena, "%s %s", tag_word(dwarf_tag(die)), name);
	if (d->only == SOURCE_ANY)
		t = btf_ops.type_named(d, name);
	if (!t && d->base)
		t = debuginfo_type(d->base, name);
	if (!t)
		return false;
	*c = *t;
	c->text = text;
	return true;
}

/* ---- filling ---- */

static bool is_signed_base(Dwarf_Die *die)
{
	Dwarf_Attribute attr;
	Dwarf_Word encoding;

	return !dwarf_formudata(dwarf_attr(die, DW_AT_encoding, &attr), &encoding) &&
	       (encoding == DW_ATE_signed || encoding == DW_ATE_signed_char);
}

static void fill_base(struct ctype *c, Dwarf_Die *die)
{
	Dwarf_Attribute attr;
	Dwarf_Word encoding;

	if (dwarf_formudata(dwarf_attr(die, DW_AT_encoding, &attr), &encoding))
		encoding = DW_ATE_unsigned;
	c->kind = CTYPE_INT;
	c->is_signed = is_signed_base(die);
	c->is_bool = encoding == DW_ATE_boolean;
	c->is_char = c->size == 1 && !c->is_bool &&
		     (encoding == DW_ATE_signed_char || encoding == DW_ATE_unsigned_char ||
		      (c->name && strstr(c->name, "char")));
	if (encoding == DW_ATE_float || encoding == DW_ATE_complex_float ||
	    encoding == DW_ATE_imaginary_float || encoding == DW_ATE_decimal_float)
		c->kind = CTYPE_FLOAT;
}

/* Its integer tells the sign; where none is given, one enumerator below 0 does. */
static bool is_signed_enum(struct debuginfo *d, Dwarf_Die *die)
{
	struct dwarf_spot base = { .dim = 0 };
	const char *alias = NULL;

	if (dwarf_ref(d, die, DW_AT_type, &base.die) == REF_FOUND &&
	    strip(d, &base, &alias) == REF_FOUND && dwarf_tag(&base.die) == DW_TAG_base_type)
		return is_signed_base(&base.die);
	return dwarf_has_negative(die);
}

static void fill_array(struct debuginfo *d, struct ctype *c, const struct dwarf_spot *at)
{
	uint64_t count[DIMENSIONS_MAX];
	struct dwarf_spot array = *at, element;
	const struct ctype *of = NULL;

	c->kind = CTYPE_ARRAY;
	if (at->dim < dwarf_dimensions(&array.die, count))
		c->count = count[at->dim];
	if (dwarf_element(d, at, &element) == REF_FOUND)
		of = dwarf_ctype_at(d, &element);
	c->size = of ? c->count * of->size : 0;
}

static void fill_pointer(struct ctype *c, Dwarf_Die *die)
{
	Dwarf_Die unit;
	uint8_t size = 8;

	c->kind = CTYPE_POINTER;
	if (!c->size && dwarf_diecu(die, &unit, &size, NULL))
		c->size = size;
}

static void fill(struct debuginfo *d, struct dwarf_made *made)
{
	struct ctype *c = &made->c;
	Dwarf_Die *die = &made->at.die;
	int size = dwarf_bytesize(die);

	c->size = size > 0 ? (uint64_t)size : 0;
	switch (dwarf_tag(die)) {
	case DW_TAG_base_type:
		fill_base(c, die);
		break;
	case DW_TAG_enumeration_type:
		c->kind = CTYPE_INT;
		c->is_enum = true;
		c->is_signed = is_signed_enum(d, die);
		break;
	case DW_TAG_pointer_type:
	case DW_TAG_reference_type:
	case DW_TAG_rvalue_reference_type:
		fill_pointer(c, die);
		break;
	case DW_TAG_array_type:
		fill_array(d, c, &made->at);
		break;
	case DW_TAG_union_type:
		c->is_union = true;
		/* fall through */
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
		c->kind = CTYPE_STRUCT;
		break;
	case DW_TAG_subroutine_type:
		c->kind = CTYPE_FUNC;
		break;
	default:
		c->kind = CTYPE_VOID;
		break;
	}
}

static void fill_declared(struct debuginfo *d, struct dwarf_made *made)
{
	if (define(d, &made->at.die))
		fill(d, made);
	else if (!define_elsewhere(d, &made->at.die, &made->c))
		made->c.kind = CTYPE_FORWARD;
	made->c.is_union |= dwarf_tag(&made->at.die) == DW_TAG_union_type;
}

const struct ctype *dwarf_ctype_at(struct debuginfo *d, const struct dwarf_spot *at)
{
	struct dwarf_types *t = types_of(d);
	struct dwarf_spot bare = *at;
	struct dwarf_made *made;
	enum dwarf_ref ref;

	if (!t)
		return NULL;
	ref = strip(d, &bare, NULL); /* a value has no qualifiers of its own */
	if (ref == REF_FOUND) {
		made = slot_of(t, bare.die.addr, bare.dim)->made;
		if (made)
			return &made->c;
	}
	if (ref != REF_FOUND)
		return ref == REF_NONE ? void_type(d) : NULL;

	made = made_new(d, t, &bare); /* before the rest: a damaged array may be one of itself */
	made->c.text = dwarf_text(d, &bare);
	made->named = made->at = bare;
	ref = strip(d, &made->at, &made->alias);
	if (ref == REF_BAD) {
		slot_of(t, bare.die.addr, bare.dim)->made = NULL;
		return NULL;
	}
	if (ref == REF_NONE)
		return &made->c; /* a typedef of void */
	made->c.name = dwarf_diename(&made->at.die);
	if (is_tagged(dwarf_tag(&made->at.die)) && dwarf_hasattr(&made->at.die, DW_AT_declaration))
		fill_declared(d, made);
	else
		fill(d, made);
	return &made->c;
}

const struct ctype *dwarf_ctype(struct debuginfo *d, Dwarf_Die *die)
{
	struct dwarf_spot at = { .dim = 0 };

	if (!die)
		return void_type(d);
	at.die = *die;
	return dwarf_ctype_at(d, &at);
}

const struct ctype *dwarf_type_of(struct debuginfo *d, Dwarf_Die *die)
{
	Dwarf_Die type;

	switch (dwarf_ref(d, die, DW_AT_type, &type)) {
	case REF_NONE:
		return void_type(d);
	case REF_FOUND:
		return dwarf_ctype(d, &type);
	default:
		return NULL;
	}
}

/* ---- questions ---- */

static const struct ctype *dwarf_target_of(struct debuginfo *d, const struct ctype *t)
{
	const struct dwarf_made *made = dwarf_made(t);
	struct dwarf_spot element;
	Dwarf_Die die = made->at.die;

	if (t->kind == CTYPE_POINTER)
		return dwarf_type_of(d, &die);
	if (t->kind == CTYPE_ARRAY && dwarf_element(d, &made->at, &element) == REF_FOUND)
		return dwarf_ctype_at(d, &element);
	if (t->kind != CTYPE_ARRAY)
		debuginfo_fail(d, "'%s' is neither a pointer nor an array", t->text);
	return NULL;
}

static bool find_name(struct debuginfo *d, const char *name, const int *tags, size_t n,
		      Dwarf_Die *die)
{
	for (size_t i = 0; i < n; i++)
		if (dwarf_named_type(d, tags[i], name, die))
			return true;
	return false;
}

static const struct ctype *dwarf_type_named(struct debuginfo *d, const char *c_name)
{
	/* without a tag, "file" stands for "struct file" */
	static const int tags[] = { DW_TAG_typedef,    DW_TAG_base_type,  DW_TAG_structure_type,
				    DW_TAG_class_type, DW_TAG_union_type, DW_TAG_enumeration_type };
	static const struct {
		size_t first, n;
	} rows[] = {
		[TAG_NONE] = { 0, 6 },
		[TAG_STRUCT] = { 2, 2 },
		[TAG_UNION] = { 4, 1 },
		[TAG_ENUM] = { 5, 1 },
	};
	const char *name, *ints[2];
	enum ctype_tag tag = ctype_split(c_name, &name);
	bool found = false;
	Dwarf_Die die;

	if (!dwarf_of(d))
		return NULL;
	if (tag == TAG_NONE && ctype_int_names(name, ints)) {
		for (size_t i = 0; !found && i < 2; i++)
			found = dwarf_named_type(d, DW_TAG_base_type, ints[i], &die);
	} else {
		found = find_name(d, name, tags + rows[tag].first, rows[tag].n, &die);
	}
	if (found)
		return dwarf_ctype(d, &die);
	debuginfo_fail(d, "there is no type '%s' in the debug information of %s", c_name,
		       d->dwarf->path);
	return NULL;
}

static const char *const *dwarf_names(struct debuginfo *d, const char *c_name)
{
	static const uint32_t tags[] = {
		[TAG_STRUCT] = DW_TAG_structure_type,
		[TAG_UNION] = DW_TAG_union_type,
		[TAG_ENUM] = DW_TAG_enumeration_type,
	};
	const struct dwarf_index *x = dwarf_index_of(d);
	const struct index_type *t = x ? x->part[PART_TYPES] : NULL;
	VEC(const char *) names = { 0 };
	enum ctype_tag tag = TAG_NONE;
	const char *name;

	if (!x)
		return NULL;
	if (c_name)
		tag = ctype_split(c_name, &name);
	for (size_t i = 0; i < x->n[PART_TYPES]; i++) {
		uint32_t is = t[i].tag & (TYPE_SECTION - 1);

		if (c_name && tag != TAG_NONE ? is == tags[tag] :
						(is == DW_TAG_enumerator) == !c_name)
			vec_push(d->arena, &names, index_text(x, t[i].name));
	}
	vec_push(d->arena, &names, NULL);
	return names.v;
}

/*
 * Which structure, union or enumeration this is, in all units that describe it: where BTF knows
 * but one of this name, that one; else by its place in the source and what is in it.
 */
static uint64_t dwarf_type_id(struct debuginfo *d, const struct ctype *t)
{
	const struct dwarf_made *made = dwarf_made(t);
	Dwarf_Die die = made->at.die;
	const char *name = t->name ? t->name : made->alias;
	uint64_t id = 0;
	int line = 0;

	if (name && d->only == SOURCE_ANY)
		id = btf_only_type(d, t->name ? tag_word(dwarf_tag(&die)) : "", name, t->size);
	if (id)
		return id;
	dwarf_decl_line(&die, &line);
	id = dwarf_shape(&die) + ((uint64_t)line << 32) + t->size;
	for (; name && *name; name++)
		id = id * 31 + (unsigned char)*name;
	return id | UINT64_C(1) << 63; /* numbers of BTF are small */
}

static bool dwarf_ready(struct debuginfo *d)
{
	return dwarf_of(d);
}

static const char *dwarf_listed_type(struct debuginfo *d, const struct ctype *t)
{
	const struct dwarf_made *made = dwarf_made(t);

	return t->kind == CTYPE_VOID ? t->text : dwarf_listed(d, &made->named);
}

static void nothing_to_close(struct debuginfo *d)
{
	(void)d; /* dwarf_close() */
}

const struct debuginfo_ops dwarf_ops = {
	.kind = SOURCE_DWARF,
	.ready = dwarf_ready,
	.prototype = dwarf_prototype,
	.type_named = dwarf_type_named,
	.target_of = dwarf_target_of,
	.member = dwarf_member,
	.members = dwarf_members,
	.enumerator = dwarf_enumerator,
	.enumerators = dwarf_enumerators,
	.names = dwarf_names,
	.type_id = dwarf_type_id,
	.listed = dwarf_listed_type,
	.close = nothing_to_close,
};
