// SPDX-License-Identifier: GPL-2.0-only
/* path.c: each step of a path is an addition or a load. */
#include "path.h"

#include "target.h"
#include "translator/debuginfo/location.h"
#include "translator/session.h"

enum {
	STEPS_MAX = 64, /* from one thing to the next: the C of each has that of those before it */
};

struct follower {
	struct session *s;
	struct target *t; /* the value so far */
	const struct expr *e;
	size_t now; /* the step of its path */
	const struct ctype *root; /* the last structure with a name, or NULL */
	size_t from; /* the step that names a member of it */
	struct debuginfo *flat; /* whose array was indexed that may have been one of arrays */
};

static bool fail(struct follower *f, struct span at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static bool fail(struct follower *f, struct span at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	diag_semantic(f->s->diag, at, "%s", arena_vprintf(f->s->arena, fmt, ap));
	va_end(ap);
	return false;
}

static struct target_op *op_add(struct follower *f, enum target_op_kind kind)
{
	struct target_op op = { .kind = kind };
	struct target *t = f->t;

	vec_push(f->s->arena, &t->ops, op);
	return &t->ops.v[t->ops.n - 1];
}

static void add_offset(struct follower *f, uint64_t bytes)
{
	struct target *t = f->t;
	struct target_op *last = t->ops.n ? &t->ops.v[t->ops.n - 1] : NULL;

	if (!bytes)
		return;
	if (last && last->kind == TARGET_ADD)
		last->number += bytes;
	else
		op_add(f, TARGET_ADD)->number = bytes;
}

/* ---- objects without an address ---- */

/* What is looked at is at LOC from here on. */
static void settle(struct target *t, struct arena *a, const struct location *loc)
{
	t->loc = loc;
	t->load = location_address(a, loc) != NULL;
	t->in_parts = !t->load;
}

/* BITS from bit AT on of the object. */
static void take_part(struct follower *f, uint64_t at, uint64_t bits)
{
	struct arena *a = f->s->arena;

	settle(f->t, a, location_slice(a, f->t->loc, at, bits ? bits : LOC_ALL));
}

/* The script's text up to the step that is made now. */
static const char *so_far(const struct follower *f)
{
	struct expr e = *f->e;

	e.path.n = f->now;
	e.address = false;
	return expr_text(f->s->arena, &e);
}

/* What is left of the object becomes the base's value, BITS wide. */
static bool part_value(struct follower *f, struct span at, unsigned int bits)
{
	struct target *t = f->t;
	const struct loc_part *p = t->loc->parts;

	if (t->loc->n != 1 || p->bits != LOC_ALL || p->skip)
		t->loc = location_slice(f->s->arena, t->loc, 0, bits);
	if (location_lacks(t->loc))
		return fail(f, at, "'%s' is optimized out", so_far(f));
	for (size_t i = 0; i < t->loc->n; i++)
		if (t->loc->parts[i].kind == LOC_POINTS)
			return fail(f, at,
				    "what this points to has no address, only members: name one");
	t->in_parts = false;
	t->base_bits = bits;
	return true;
}

/* ---- pointers ---- */

/* The object, of the type TO, that is BYTES behind where the pointer points. */
static bool follow_pointer(struct follower *f, struct span at, const struct ctype *to,
			   uint64_t bytes)
{
	struct target *t = f->t;
	const struct loc_part *p = t->in_parts && t->loc->n ? t->loc->parts : NULL;

	t->type = to;
	if (p && p->kind == LOC_POINTS) {
		settle(t, f->s->arena, p->to);
		take_part(f, ((uint64_t)p->offset + bytes) * 8, to->size * 8);
		return true;
	}
	if (t->in_parts && !part_value(f, at, 64))
		return false;
	if (t->load)
		op_add(f, TARGET_LOAD);
	add_offset(f, bytes);
	t->load = true;
	return true;
}

static void member_hint(struct follower *f, const struct ctype *type, const char *name)
{
	struct cmember *list;
	size_t n = debuginfo_members(type->of, type, &list);
	struct strmap names;
	const char *near;

	strmap_init(&names, f->s->arena);
	for (size_t i = 0; i < n; i++)
		if (list[i].name && list[i].name[0])
			strmap_set(&names, list[i].name, &list[i]);
	near = strmap_nearest(&names, name);
	if (near)
		diag_hint(f->s->diag, "did you mean '%s'?", near);
}

/* The naturally aligned unit that holds the field is read, or the bytes that it touches. */
static void bit_field(struct follower *f, const struct cmember *m)
{
	struct target *t = f->t;
	uint64_t unit = m->type->size * 8, start = m->bit_offset / unit * unit;

	t->crosses = m->bit_offset - start + m->bit_size > unit;
	if (t->crosses)
		start = m->bit_offset / 8 * 8;
	add_offset(f, start / 8);
	t->bit_offset = (unsigned int)(m->bit_offset - start);
}

/* Not a structure that another one spells out. */
static bool is_named(const struct ctype *t)
{
	return t->name || !strchr(t->text, '{');
}

static bool step_member(struct follower *f, const struct step *st)
{
	struct target *t = f->t;
	struct debuginfo *info = t->type->of;
	struct cmember m;

	if (t->type->kind == CTYPE_POINTER) {
		const struct ctype *to = debuginfo_target(info, t->type);

		if (!to)
			return fail(f, st->span, "'%s' points to nothing that is known",
				    t->type->text);
		if (!follow_pointer(f, st->span, to, 0))
			return false;
	}
	if (t->type->kind != CTYPE_STRUCT)
		return fail(f, st->span, "'%s' is no structure, so it has no member '%s'",
			    t->type->text, st->name);
	if (!debuginfo_member(info, t->type, st->name, &m)) {
		fail(f, st->span, "'%s' has no member '%s'", t->type->text, st->name);
		member_hint(f, t->type, st->name);
		return false;
	}
	if (is_named(t->type)) {
		f->root = t->type;
		f->from = f->now;
	}
	t->bit_size = m.bit_size;
	if (t->in_parts) {
		take_part(f, m.bit_offset, m.bit_size ? m.bit_size : m.type->size * 8);
		t->crosses = t->load && m.bit_size;
	} else if (m.bit_size) {
		bit_field(f, &m);
	} else {
		add_offset(f, m.bit_offset / 8);
	}
	t->type = m.type;
	return true;
}

/* ---- arrays ---- */

/*
 * BTF makes one array of an array of arrays.  Gives the array that the path has come to as DWARF
 * has it, from the last structure that both know by name; NULL: nothing better is known.  FETCH:
 * DWARF is worth fetching.
 */
static const struct ctype *unflatten(const struct follower *f, bool fetch)
{
	const struct ctype *flat = f->t->type;
	const struct ctype *t = f->root ? debuginfo_by_dwarf(f->root, fetch) : NULL;

	for (size_t i = f->from; t && i < f->now; i++) {
		const struct step *st = &f->e->path.v[i];
		struct cmember m;

		if (st->kind == STEP_INDEX || (i > f->from && t->kind == CTYPE_POINTER))
			t = debuginfo_target(t->of, t);
		if (t && st->kind == STEP_MEMBER)
			t = debuginfo_member(t->of, t, st->name, &m) ? m.type : NULL;
	}
	return t && t->kind == CTYPE_ARRAY && t->size == flat->size ? t : NULL;
}

/* The array that is indexed now. */
static const struct ctype *whole_array(struct follower *f)
{
	const struct ctype *flat = f->t->type, *element, *whole;
	bool twice = f->now + 1 < f->e->path.n && f->e->path.v[f->now + 1].kind == STEP_INDEX;

	if (flat->kind != CTYPE_ARRAY || flat->source->kind != SOURCE_BTF)
		return flat;
	element = debuginfo_target(flat->of, flat);
	twice &= element && element->kind != CTYPE_ARRAY && element->kind != CTYPE_POINTER;
	whole = unflatten(f, twice);
	if (twice && !whole)
		f->flat = f->root ? f->root->of : flat->of;
	return whole ? whole : flat;
}

static bool fail_no_array(struct follower *f, const struct step *st)
{
	fail(f, st->span, "'%s' is no array or pointer", f->t->type->text);
	if (f->flat)
		diag_hint(f->s->diag, "BTF flattens arrays of arrays, DWARF keeps them: %s",
			  debuginfo_why(f->flat));
	return false;
}

static bool step_index(struct follower *f, const struct step *st, size_t number)
{
	struct target *t = f->t;
	const struct ctype *element = t->type;
	struct target_op *op;
	uint64_t bytes;
	bool constant;

	if (!t->at_object) {
		if (t->type->kind != CTYPE_POINTER && t->type->kind != CTYPE_ARRAY)
			return fail_no_array(f, st);
		t->type = whole_array(f);
		element = debuginfo_target(t->type->of, t->type);
	}
	if (!element || !element->size)
		return fail(f, st->span, "the size of what '%s' holds is not known", t->type->text);
	constant = st->index->kind == EXPR_NUMBER;
	bytes = constant ? (uint64_t)st->index->number * element->size : 0;
	/* an array of one element at the end of a structure was C's way to write [] */
	if (constant && !t->at_object && t->type->kind == CTYPE_ARRAY && t->type->count > 1 &&
	    (uint64_t)st->index->number >= t->type->count)
		return fail(f, st->span, "'%s' has no element %lld", t->type->text,
			    (long long)st->index->number);
	if (!t->at_object && t->type->kind == CTYPE_POINTER) {
		if (!follow_pointer(f, st->span, element, bytes))
			return false;
	} else if (t->in_parts) {
		take_part(f, bytes * 8, element->size * 8);
	} else {
		add_offset(f, bytes);
	}
	t->type = element;
	if (constant)
		return true;
	if (!t->load)
		return fail(f, st->span, "what is not in memory has only numbers as its indexes");
	op = op_add(f, TARGET_INDEX);
	op->number = element->size;
	op->step = number;
	return true;
}

/* How the value that the path leads to is read. */
static bool finish(struct follower *f, const struct expr *e)
{
	struct target *t = f->t;
	const struct ctype *type = t->type;

	if (t->at_object && !e->address) { /* the pointer itself */
		t->load = false;
		t->size = 8;
		return true;
	}
	if (e->address) {
		if (!t->load || t->bit_size)
			return fail(f, e->span, "this has no address");
		t->load = false;
		t->size = 8;
		return true;
	}
	switch (type->kind) {
	case CTYPE_INT:
		t->size = (unsigned int)type->size;
		t->is_signed = type->is_signed;
		break;
	case CTYPE_POINTER:
	case CTYPE_FUNC:
		t->size = 8;
		break;
	case CTYPE_ARRAY: /* its address stands for it, as in C */
		if (t->in_parts)
			return fail(f, e->span, "this has no address");
		t->load = false;
		t->size = 8;
		return true;
	case CTYPE_VOID:
		return fail(f, e->span, "the value is of type void");
	default:
		fail(f, e->span, "'%s' is no number: name a member, or take its address with &",
		     type->text);
		return false;
	}
	if (t->size != 1 && t->size != 2 && t->size != 4 && t->size != 8)
		return fail(f, e->span, "a value of %u bytes can't be read", t->size);
	return !t->in_parts || part_value(f, e->span, t->bit_size ? t->bit_size : 8 * t->size);
}

/* What it points to is shown: characters in an array, or behind a pointer. */
static bool step_text(struct follower *f, const struct step *st)
{
	struct target *t = f->t;

	if (t->type->kind == CTYPE_POINTER) {
		if (!follow_pointer(f, st->span, debuginfo_target(t->type->of, t->type), 0))
			return false;
	} else {
		t->text_max = t->type->count;
	}
	if (!t->load)
		return fail(f, st->span, "this has no address");
	t->text = true;
	t->load = false;
	t->size = 8;
	return true;
}

bool path_reach(struct session *s, const struct expr *e, struct target *t)
{
	struct follower f = { .s = s, .t = t, .e = e };

	if (e->path.n > STEPS_MAX)
		return fail(&f, e->path.v[STEPS_MAX].span, "a path has at most %d steps",
			    STEPS_MAX);
	for (size_t i = 0; i < e->path.n; i++) {
		const struct step *st = &e->path.v[i];
		bool ok = false;

		f.now = i;
		if (t->bit_size)
			return fail(&f, st->span, "a bit-field has nothing below it");
		switch (st->kind) {
		case STEP_MEMBER:
			ok = step_member(&f, st);
			break;
		case STEP_INDEX:
			ok = step_index(&f, st, i);
			break;
		case STEP_TEXT:
			ok = step_text(&f, st);
			break;
		case STEP_PRETTY: /* the last one */
			return true;
		}
		if (!ok)
			return false;
		t->at_object = false;
	}
	return true;
}

bool path_follow(struct session *s, const struct expr *e, struct target *t)
{
	struct follower f = { .s = s, .t = t, .e = e, .now = e->path.n };

	return path_reach(s, e, t) && (t->text || finish(&f, e));
}

void path_start_in(struct session *s, struct target *t, const struct ctype *type,
		   const struct location *loc)
{
	t->base = TARGET_LOCATION;
	t->type = type;
	settle(t, s->arena, loc);
}

void path_start_at(struct target *t, const struct ctype *to)
{
	t->type = to;
	t->load = true;
	t->user = debuginfo_is_user(to->of);
	t->at_object = true;
}

const struct ctype *path_points_to(const struct expr *e, const struct target *t)
{
	if (!t->type)
		return NULL;
	if (e->address || t->at_object)
		return t->type;
	if (t->type->kind != CTYPE_POINTER && t->type->kind != CTYPE_ARRAY)
		return NULL;
	return debuginfo_target(t->type->of, t->type);
}
