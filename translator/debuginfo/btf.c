/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * btf.c: takes the BTF of a kernel or module; answers what types and functions look like.
 *
 * A module's BTF holds what the kernel's has not: its type numbers go on where those end, so
 * a module has two parts, its own and the kernel's, which all of them share.  A struct ctype
 * is made the first time that its type is met.
 */
#include <bpf/btf.h>
#include <stdlib.h>
#include <string.h>

#include "parser/base/arena.h"
#include "parser/base/vec.h"
#include "translator/debuginfo/btf_part.h"
#include "translator/debuginfo/ctype.h"
#include "translator/debuginfo/front.h"
#include "translator/debuginfo/kernel.h"

enum {
	DEPTH = 32, /* typedefs of typedefs, structures in structures */
};

struct types {
	struct part *kernel;
	struct part *own; /* the module's, or the same as KERNEL */
	struct ctype **made; /* by type number */
};

static void types_close(struct kernel *k, struct types *t)
{
	if (t->own && t->own != t->kernel)
		part_close(t->own, k);
	part_close(t->kernel, k);
	free(t->made);
}

static struct types *types_open(struct debuginfo *d, const char **why)
{
	struct types *t = arena_new(d->arena, struct types);

	t->kernel = part_of_kernel(d->arena, d->kernel, why);
	if (!t->kernel)
		return NULL;
	t->own = t->kernel;
	if (d->module)
		t->own = part_of_module(d->arena, d->kernel, d->module, t->kernel, why);
	if (t->own) {
		t->made = calloc(t->own->end, sizeof(*t->made));
		if (t->made)
			return t;
		*why = "there is not enough memory";
	}
	types_close(d->kernel, t);
	return NULL;
}

bool btf_ready(struct debuginfo *d)
{
	if (d->is_file || !debuginfo_may(d, SOURCE_BTF))
		return false;
	if (!d->types && !d->no_types) {
		const char *why = NULL;

		d->types = types_open(d, &why);
		if (!d->types)
			d->no_types = why;
	}
	return d->types || debuginfo_fail(d, "%s", d->no_types);
}

const char *btf_path(const struct debuginfo *d)
{
	return d->types ? d->types->own->path : NULL;
}

/* ---- finding ---- */

static uint32_t find_type(const struct types *t, const char *name, unsigned int kinds)
{
	uint32_t at = 0, id = part_next(t->own, name, kinds, &at);

	if (!id && t->own != t->kernel) {
		at = 0;
		id = part_next(t->kernel, name, kinds, &at);
	}
	return id;
}

static const char *type_name(const struct types *t, const struct btf_type *b)
{
	return part_name(t->own, b->name_off);
}

static const struct btf_type *type_at(const struct types *t, uint32_t id)
{
	return btf__type_by_id(t->own->btf, id);
}

/* Behind typedefs and qualifiers; a declaration gives way to the structure, if it is known. */
static const struct btf_type *resolve(const struct types *t, uint32_t *id)
{
	const struct btf_type *b = type_at(t, *id);
	uint32_t full;

	for (int i = 0; b && i < DEPTH && (btf_is_mod(b) || btf_is_typedef(b)); i++) {
		*id = b->type;
		b = type_at(t, *id);
	}
	if (!b || !btf_is_fwd(b))
		return b;
	full = find_type(t, type_name(t, b), btf_kflag(b) ? KIND(UNION) : KIND(STRUCT));
	if (!full)
		return b;
	*id = full;
	return type_at(t, full);
}

/* ---- types ---- */

static const struct ctype *ctype_of(struct debuginfo *d, uint32_t id);

static void fill_int(struct ctype *c, const struct btf_type *b)
{
	unsigned int encoding = btf_int_encoding(b);

	c->kind = CTYPE_INT;
	c->size = b->size;
	c->is_signed = encoding & BTF_INT_SIGNED;
	c->is_bool = encoding & BTF_INT_BOOL;
	c->is_char = b->size == 1 && !c->is_bool &&
		     (encoding & BTF_INT_CHAR || (c->name && strstr(c->name, "char")));
}

static void fill_array(struct debuginfo *d, struct ctype *c, const struct btf_type *b)
{
	const struct ctype *of = ctype_of(d, btf_array(b)->type);

	c->kind = CTYPE_ARRAY;
	c->count = btf_array(b)->nelems;
	c->size = of ? c->count * of->size : 0;
}

static void fill_type(struct debuginfo *d, struct ctype *c, const struct btf_type *b)
{
	switch (btf_kind(b)) {
	case BTF_KIND_INT:
		fill_int(c, b);
		break;
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		c->kind = CTYPE_INT;
		c->size = b->size;
		c->is_enum = true;
		/* Before 6.0 the kind flag says nothing, and enumerations are read as signed. */
		c->is_signed = btf_kflag(b) ||
			       (btf_is_enum(b) && btf_vlen(b) && btf_enum(b)[0].val < 0);
		break;
	case BTF_KIND_FLOAT:
		c->kind = CTYPE_FLOAT;
		c->size = b->size;
		break;
	case BTF_KIND_PTR:
		c->kind = CTYPE_POINTER;
		c->size = btf__pointer_size(d->types->own->btf);
		break;
	case BTF_KIND_ARRAY:
		fill_array(d, c, b);
		break;
	case BTF_KIND_UNION:
		c->is_union = true;
		/* fall through */
	case BTF_KIND_STRUCT:
		c->kind = CTYPE_STRUCT;
		c->size = b->size;
		break;
	case BTF_KIND_FWD:
		c->kind = CTYPE_FORWARD;
		c->is_union = btf_kflag(b);
		break;
	case BTF_KIND_FUNC_PROTO:
		c->kind = CTYPE_FUNC;
		break;
	default:
		c->kind = CTYPE_VOID;
		break;
	}
}

/* The text leaves a type's own qualifiers out, for a value has none. */
static uint32_t unqualified(const struct types *t, uint32_t id)
{
	const struct btf_type *b = type_at(t, id);

	for (int i = 0; b && i < DEPTH && btf_is_mod(b); i++) {
		id = b->type;
		b = type_at(t, id);
	}
	return id;
}

/* NULL: there is no type of this number. */
static const struct ctype *ctype_of(struct debuginfo *d, uint32_t id)
{
	struct types *t = d->types;
	const struct btf_type *b;
	struct ctype *c;
	uint32_t real;

	if (id >= t->own->end)
		return NULL;
	id = unqualified(t, id);
	if (id >= t->own->end)
		return NULL;
	if (t->made[id])
		return t->made[id];
	real = id;
	b = resolve(t, &real);
	if (!b)
		return NULL;
	c = arena_new(d->arena, struct ctype);
	t->made[id] = c; /* before the rest: a damaged array may be one of itself */
	c->number = real;
	c->named = id;
	c->source = &btf_ops;
	c->of = d;
	c->name = *type_name(t, b) ? arena_strdup(d->arena, type_name(t, b)) : NULL;
	c->text = part_text(t->own, d->arena, id);
	fill_type(d, c, b);
	return c;
}

/* The kinds that are asked for by a name with this tag; a bare name may leave the tag out. */
static unsigned int kinds_of(enum ctype_tag tag)
{
	static const unsigned int kinds[] = {
		[TAG_NONE] = KIND(TYPEDEF) | KIND(INT) | KIND(FLOAT) | KIND(STRUCT) | KIND(UNION) |
			     KIND(ENUM) | KIND(ENUM64),
		[TAG_STRUCT] = KIND(STRUCT),
		[TAG_UNION] = KIND(UNION),
		[TAG_ENUM] = KIND(ENUM) | KIND(ENUM64),
	};

	return kinds[tag];
}

static const struct ctype *btf_type_named(struct debuginfo *d, const char *c_name)
{
	static const unsigned int tagged = KIND(STRUCT) | KIND(UNION) | KIND(ENUM) | KIND(ENUM64);
	const char *name, *ints[2];
	enum ctype_tag tag = ctype_split(c_name, &name);
	unsigned int kinds = kinds_of(tag);
	uint32_t id = 0;

	if (!btf_ready(d))
		return NULL;
	if (tag == TAG_NONE && ctype_int_names(name, ints)) {
		for (size_t i = 0; !id && i < 2; i++)
			id = find_type(d->types, ints[i], KIND(INT));
	} else {
		if (tag == TAG_NONE) /* "file" stands for "struct file" where no typedef does */
			id = find_type(d->types, name, kinds & ~tagged);
		if (!id)
			id = find_type(d->types, name, kinds);
	}
	if (id)
		return ctype_of(d, id);
	debuginfo_fail(d, "there is no type '%s' in the BTF of %s", c_name, btf_path(d));
	return NULL;
}

static uint32_t enumerator_name(const struct btf_type *b, unsigned int i)
{
	return btf_is_enum64(b) ? btf_enum64(b)[i].name_off : btf_enum(b)[i].name_off;
}

static const char *const *btf_names(struct debuginfo *d, const char *c_name)
{
	VEC(const char *) names = { 0 };
	unsigned int kinds;
	const char *name;

	if (!btf_ready(d))
		return NULL;
	kinds = kinds_of(c_name ? ctype_split(c_name, &name) : TAG_ENUM);
	for (uint32_t id = 1; id < d->types->own->end; id++) {
		const struct btf_type *b = type_at(d->types, id);

		if (!b || !(kinds >> btf_kind(b) & 1))
			continue;
		for (unsigned int i = 0; !c_name && i < btf_vlen(b); i++)
			vec_push(d->arena, &names, part_name(d->types->own, enumerator_name(b, i)));
		if (c_name && b->name_off)
			vec_push(d->arena, &names, type_name(d->types, b));
	}
	vec_push(d->arena, &names, NULL);
	return names.v;
}

static const struct ctype *btf_target_of(struct debuginfo *d, const struct ctype *t)
{
	const struct btf_type *b = btf_ready(d) ? type_at(d->types, t->number) : NULL;

	if (b && btf_is_ptr(b))
		return ctype_of(d, b->type);
	if (b && btf_is_array(b))
		return ctype_of(d, btf_array(b)->type);
	if (b)
		debuginfo_fail(d, "'%s' is neither a pointer nor an array", t->text);
	return NULL;
}

/* ---- members ---- */

/* The I-th member; OFFSET is that of the structure it is in. */
static bool fill_member(struct debuginfo *d, const struct btf_type *b, unsigned int i,
			uint64_t offset, struct cmember *m)
{
	const struct btf_member *bm = &btf_members(b)[i];
	const struct btf_type *real;
	uint32_t id = bm->type;

	m->type = ctype_of(d, bm->type);
	if (!m->type)
		return false;
	m->name = arena_strdup(d->arena, part_name(d->types->own, bm->name_off));
	m->bit_offset = offset + btf_member_bit_offset(b, i);
	m->bit_size = btf_member_bitfield_size(b, i);
	real = resolve(d->types, &id);
	if (!btf_kflag(b) && real && btf_is_int(real) && btf_int_bits(real) != 8 * real->size) {
		/* The old way to write a bit-field: its integer is cut to size. */
		m->bit_offset += btf_int_offset(real);
		m->bit_size = btf_int_bits(real);
	}
	return true;
}

static bool find_member(struct debuginfo *d, uint32_t id, const char *name, uint64_t offset,
			int depth, struct cmember *m)
{
	const struct btf_type *b = resolve(d->types, &id);

	if (!b || !btf_is_composite(b) || depth > DEPTH)
		return false;
	for (unsigned int i = 0; i < btf_vlen(b); i++) {
		const struct btf_member *bm = &btf_members(b)[i];
		const char *is = btf__name_by_offset(d->types->own->btf, bm->name_off);

		if (is && *is && !strcmp(is, name))
			return fill_member(d, b, i, offset, m);
		if (is && !*is &&
		    find_member(d, bm->type, name, offset + btf_member_bit_offset(b, i), depth + 1,
				m))
			return true;
	}
	return false;
}

static bool btf_member(struct debuginfo *d, const struct ctype *t, const char *name,
		       struct cmember *m)
{
	if (!btf_ready(d))
		return false;
	if (t->kind == CTYPE_FORWARD)
		return debuginfo_fail(d, "'%s' is declared but not described in the BTF of %s",
				      t->text, btf_path(d));
	if (t->kind != CTYPE_STRUCT)
		return debuginfo_fail(d, "'%s' is not a structure", t->text);
	return find_member(d, t->number, name, 0, 0, m) ||
	       debuginfo_fail(d, "'%s' has no member '%s'", t->text, name);
}

static size_t btf_members_of(struct debuginfo *d, const struct ctype *t, struct cmember **list)
{
	const struct btf_type *b = btf_ready(d) ? type_at(d->types, t->number) : NULL;
	size_t n = 0;

	*list = NULL;
	if (!b || !btf_is_composite(b))
		return 0;
	*list = arena_array(d->arena, struct cmember, btf_vlen(b) + 1u);
	for (unsigned int i = 0; i < btf_vlen(b); i++)
		n += fill_member(d, b, i, 0, &(*list)[n]);
	return n;
}

/* ---- functions, enumerators ---- */

/* A weak stub that was overruled is in BTF too; its parameters' names say that it is one. */
static bool is_stub(const struct types *t, const struct btf_type *b)
{
	for (unsigned int i = 0; i < btf_vlen(b); i++)
		if (!strncmp(part_name(t->own, btf_params(b)[i].name_off), "__unused", 8))
			return true;
	return false;
}

static bool same_types(const struct btf_type *a, const struct btf_type *b)
{
	if (!btf_is_func_proto(a) || !btf_is_func_proto(b) || a->type != b->type ||
	    btf_vlen(a) != btf_vlen(b))
		return false;
	for (unsigned int i = 0; i < btf_vlen(a); i++)
		if (btf_params(a)[i].type != btf_params(b)[i].type)
			return false;
	return true;
}

/* The prototype that all functions of this name have; 0: none, or *several. */
static uint32_t find_proto(const struct types *t, const char *func, bool *several)
{
	uint32_t at = 0, id, proto = 0;

	*several = false;
	while ((id = part_next(t->own, func, KIND(FUNC), &at))) {
		uint32_t is = type_at(t, id)->type;
		const struct btf_type *a = type_at(t, proto), *b = type_at(t, is);

		if (!proto || (a && b && same_types(a, b) && is_stub(t, a)))
			proto = is;
		else if (is != proto && !(a && b && same_types(a, b) && is_stub(t, b)))
			*several = true;
	}
	return *several ? 0 : proto;
}

static bool fill_params(struct debuginfo *d, const struct btf_type *b, struct prototype *proto)
{
	const struct btf_param *p = btf_params(b);
	size_t n = btf_vlen(b);

	proto->variadic = n && !p[n - 1].type;
	proto->nparams = n - proto->variadic;
	proto->params = arena_array(d->arena, struct cparam, proto->nparams + 1);
	for (size_t i = 0; i < proto->nparams; i++) {
		const char *name = part_name(d->types->own, p[i].name_off);

		proto->params[i].type = ctype_of(d, p[i].type);
		if (!proto->params[i].type)
			return false;
		name = debuginfo_param_name(name, proto->params[i].type);
		proto->params[i].name = name ? arena_strdup(d->arena, name) : NULL;
	}
	proto->ret = ctype_of(d, b->type);
	return proto->ret != NULL;
}

static bool btf_prototype(struct debuginfo *d, const char *func, struct prototype *proto)
{
	const struct btf_type *b;
	bool several;
	uint32_t id;

	*proto = (struct prototype){ 0 };
	if (!btf_ready(d))
		return false;
	id = find_proto(d->types, func, &several);
	if (several)
		return debuginfo_fail(d, "functions with different parameters are called '%s'",
				      func);
	if (!id)
		return debuginfo_fail(
			d, "'%s' is not in the BTF of %s%s", func, btf_path(d),
			strchr(func, '.') ? ", which leaves out what the compiler split or cloned" :
					    "");
	b = type_at(d->types, id);
	if (!b || !btf_is_func_proto(b) || !fill_params(d, b, proto))
		return debuginfo_fail(d, "the BTF of %s is damaged", btf_path(d));
	return true;
}

static int64_t enumerator_value(const struct btf_type *b, unsigned int i)
{
	if (btf_is_enum64(b))
		return (int64_t)btf_enum64_value(&btf_enum64(b)[i]);
	if (btf_kflag(b) || btf_enum(b)[i].val < 0)
		return btf_enum(b)[i].val;
	return (int64_t)(uint32_t)btf_enum(b)[i].val;
}

static bool part_enumerator(const struct part *p, const char *name, int64_t *value)
{
	for (uint32_t id = p->first; id < p->end; id++) {
		const struct btf_type *b = btf__type_by_id(p->btf, id);

		if (!btf_is_any_enum(b))
			continue;
		for (unsigned int i = 0; i < btf_vlen(b); i++) {
			if (strcmp(part_name(p, enumerator_name(b, i)), name))
				continue;
			*value = enumerator_value(b, i);
			return true;
		}
	}
	return false;
}

static bool btf_enumerator(struct debuginfo *d, const char *name, int64_t *value)
{
	if (!btf_ready(d))
		return false;
	if (part_enumerator(d->types->own, name, value))
		return true;
	if (d->types->own != d->types->kernel && part_enumerator(d->types->kernel, name, value))
		return true;
	return debuginfo_fail(d, "there is no enumerator '%s' in the BTF of %s", name, btf_path(d));
}

static size_t btf_enumerators(struct debuginfo *d, const struct ctype *t, struct cenumerator **list)
{
	const struct btf_type *b = btf_ready(d) ? type_at(d->types, t->number) : NULL;

	*list = NULL;
	if (!b || !btf_is_any_enum(b))
		return 0;
	*list = arena_array(d->arena, struct cenumerator, btf_vlen(b) + 1u);
	for (unsigned int i = 0; i < btf_vlen(b); i++) {
		const char *name = part_name(d->types->own, enumerator_name(b, i));

		(*list)[i].name = arena_strdup(d->arena, name);
		(*list)[i].value = enumerator_value(b, i);
	}
	return btf_vlen(b);
}

/* BTF has each type once. */
static uint64_t btf_type_id(struct debuginfo *d, const struct ctype *t)
{
	(void)d;
	return t->number;
}

uint32_t btf_only_type(struct debuginfo *d, const char *tag, const char *name, uint64_t size)
{
	unsigned int kinds = KIND(TYPEDEF);
	const struct btf_type *b;
	uint32_t at = 0, id;

	if (*tag)
		kinds = *tag == 's' ? KIND(STRUCT) :
			*tag == 'u' ? KIND(UNION) :
				      KIND(ENUM) | KIND(ENUM64);
	if (!btf_ready(d))
		return 0;
	id = part_next(d->types->own, name, kinds, &at);
	if (id && part_next(d->types->own, name, kinds, &at))
		return 0;
	at = 0;
	if (d->types->own != d->types->kernel) {
		uint32_t other = part_next(d->types->kernel, name, kinds, &at);

		if (other && (id || part_next(d->types->kernel, name, kinds, &at)))
			return 0;
		id = other ? other : id;
	}
	b = id ? resolve(d->types, &id) : NULL;
	if (!b || !(btf_is_composite(b) || btf_is_any_enum(b)) || b->size != size)
		return 0;
	return *tag || !b->name_off ? id : 0;
}

static const char *btf_listed(struct debuginfo *d, const struct ctype *t)
{
	return btf_ready(d) ? part_listed(d->types->own, d->arena, t->named) : NULL;
}

static void btf_close(struct debuginfo *d)
{
	if (d->types)
		types_close(d->kernel, d->types);
	d->types = NULL;
}

const struct debuginfo_ops btf_ops = {
	.kind = SOURCE_BTF,
	.ready = btf_ready,
	.prototype = btf_prototype,
	.type_named = btf_type_named,
	.target_of = btf_target_of,
	.member = btf_member,
	.members = btf_members_of,
	.enumerator = btf_enumerator,
	.enumerators = btf_enumerators,
	.names = btf_names,
	.type_id = btf_type_id,
	.listed = btf_listed,
	.close = btf_close,
};
