// SPDX-License-Identifier: GPL-2.0-only
/*
 * operator.c: what '@' operators mean that need no place in code: types by name, constants of
 * the kernel, memory and registers.
 */
#include "binder.h"

#include "path.h"
#include "perf.h"
#include "type_source.h"
#include "translator/session.h"

bool operator_literal(struct binder *b, const struct expr *e, size_t n, const char *what)
{
	const struct expr *arg = e->args.v[n];

	if (arg->kind == EXPR_STRING)
		return true;
	return binder_fail(b, arg->span, "%s() needs %s as a string literal", e->name, what);
}

static bool literal_number(struct binder *b, const struct expr *e, const char *what)
{
	const struct expr *arg = e->args.v[0];

	if (arg->kind == EXPR_NUMBER)
		return true;
	return binder_fail(b, arg->span, "%s must be a number literal: %s", what, e->name);
}

struct expr *target_value(const struct expr *e)
{
	if (e->kind == EXPR_DEREF)
		return e->a;
	return e->args.v[!strcmp(e->name, "@kderef") || !strcmp(e->name, "@uderef")];
}

/* ---- @cast ---- */

static const char *unqualified(const char *name)
{
	static const char *const qualifiers[] = { "const ", "volatile " };

	for (size_t i = 0; i < sizeof(qualifiers) / sizeof(*qualifiers); i++)
		if (!strncmp(name, qualifiers[i], strlen(qualifiers[i])))
			return unqualified(name + strlen(qualifiers[i]));
	return name;
}

static const struct ctype *type_in(struct arena *a, struct debuginfo *info, const char *name)
{
	static const char *const tags[] = { "", "struct ", "union ", "enum " };
	const struct ctype *t = NULL;

	name = unqualified(name);
	for (size_t i = 0; !t && i < sizeof(tags) / sizeof(*tags); i++)
		t = debuginfo_type(info, arena_printf(a, "%s%s", tags[i], name));
	return t;
}

struct type_wanted {
	const char *name;
	const struct ctype *found;
};

static bool ask_type(struct session *s, struct debuginfo *d, void *data)
{
	struct type_wanted *w = data;

	w->found = type_in(s->arena, d, w->name);
	return w->found;
}

/*
 * The type that the second argument names, in what the third one names.  False: reported.  *FOUND
 * may be NULL: there is no such type.
 */
static bool find_type(struct binder *b, const struct expr *e, const struct ctype **found)
{
	struct type_wanted w = { .name = e->args.v[1]->text };
	const char *why = NULL;

	if (e->args.n > 2)
		type_sources(b->s, e->args.v[2]->text, ask_type, &w, &why);
	else if (!b->scope || !ask_type(b->s, b->scope->info, &w))
		ask_type(b->s, session_debuginfo(b->s, NULL), &w);
	*found = w.found;
	return w.found || !why || binder_fail(b, e->args.v[2]->span, "%s", why);
}

struct near_wanted {
	const char *name;
	bool is_enumerator;
	const char *near;
};

static bool ask_near(struct session *s, struct debuginfo *d, void *data)
{
	struct near_wanted *w = data;
	const char *bare = strrchr(w->name, ' ');
	const struct ctype *t = bare && !w->is_enumerator ? type_in(s->arena, d, bare + 1) : NULL;

	if (t) /* "union task_struct" */
		w->near = t->text;
	else if (w->is_enumerator)
		w->near = debuginfo_near_enumerator(d, w->name);
	else
		w->near = debuginfo_near_type(d, unqualified(w->name));
	return w->near;
}

/* For a name that is not known, though argument FROM of E may say where; false: none is near. */
static bool near_hint(struct binder *b, const struct expr *e, size_t from, struct near_wanted *w)
{
	const char *why;

	if (e->args.n > from)
		type_sources(b->s, e->args.v[from]->text, ask_near, w, &why);
	else if (!b->scope || !ask_near(b->s, b->scope->info, w))
		ask_near(b->s, session_debuginfo(b->s, NULL), w);
	if (w->near)
		diag_hint(b->s->diag, "did you mean '%s'?", w->near);
	return w->near;
}

/* NULL: reported. */
static const struct ctype *type_argument(struct binder *b, const struct expr *e)
{
	struct debuginfo *kernel = session_debuginfo(b->s, NULL);
	const struct ctype *type;
	const char *name;

	if (!operator_literal(b, e, 1, "the name of a type") ||
	    (e->args.n > 2 && !operator_literal(b, e, 2, "where the type is from")))
		return NULL;
	if (!find_type(b, e, &type))
		return NULL;
	if (type)
		return type;
	name = e->args.v[1]->text;
	binder_fail(b, e->args.v[1]->span, "no type '%s' is known", name);
	if (strchr(name, '*'))
		diag_hint(b->s->diag, "name what it points to, without the '*'");
	else if (near_hint(b, e, 2, &(struct near_wanted){ .name = name }))
		return NULL;
	else if (e->args.n > 2)
		diag_hint(b->s->diag, "it is not in %s", e->args.v[2]->text);
	else if (!debuginfo_has_types(kernel))
		diag_hint(b->s->diag, "%s", debuginfo_why(kernel));
	return NULL;
}

static bool bind_cast(struct binder *b, struct expr *e, struct target *t)
{
	const struct ctype *type = type_argument(b, e);

	if (!type)
		return false;
	t->base = TARGET_VALUE;
	path_start_at(t, type);
	return true;
}

/* ---- constants ---- */

struct enumerator_wanted {
	const char *name;
	int64_t value;
};

static bool ask_enumerator(struct session *s, struct debuginfo *d, void *data)
{
	struct enumerator_wanted *w = data;

	(void)s;
	return debuginfo_enumerator(d, w->name, &w->value);
}

static bool find_enumerator(struct binder *b, const struct expr *e, struct enumerator_wanted *w,
			    const char **why)
{
	if (e->args.n > 1)
		return type_sources(b->s, e->args.v[1]->text, ask_enumerator, w, why);
	return (b->scope && ask_enumerator(b->s, b->scope->info, w)) ||
	       ask_enumerator(b->s, session_debuginfo(b->s, NULL), w);
}

static bool bind_enum(struct binder *b, struct expr *e)
{
	struct enumerator_wanted w = { 0 };
	struct near_wanted near;
	const char *why = NULL;

	for (size_t i = 0; i < e->args.n; i++)
		if (!operator_literal(b, e, i,
				      i ? "where it is from" : "the name of an enumerator"))
			return false;
	if (e->path.n)
		return binder_fail(b, e->path.v[0].span,
				   "an enumerator is a number, it has no parts");
	w.name = e->args.v[0]->text;
	if (!find_enumerator(b, e, &w, &why)) {
		if (why)
			return binder_fail(b, e->args.v[1]->span, "%s", why);
		binder_fail(b, e->args.v[0]->span, "no enumerator '%s' is known", w.name);
		near = (struct near_wanted){ .name = w.name, .is_enumerator = true };
		if (!near_hint(b, e, 1, &near) && e->args.n > 1)
			diag_hint(b->s->diag, "it is not in %s", e->args.v[1]->text);
		return false;
	}
	e->kind = EXPR_NUMBER; /* no target is left */
	e->number = w.value;
	e->args.n = 0;
	return true;
}

/* The enumeration that the value of E is of, as far as it is known; or NULL. */
static const struct ctype *enum_of(const struct expr *e)
{
	const struct ctype *a, *b;

	if (e->kind == EXPR_TERNARY) {
		a = enum_of(e->b);
		b = enum_of(e->c);
		return a && b && debuginfo_type_id(a) == debuginfo_type_id(b) ? a : NULL;
	}
	if (!e->target || !e->target->type || e->target->enum_name || e->address)
		return NULL;
	return e->target->type->is_enum ? e->target->type : NULL;
}

static bool is_late(const struct expr *e)
{
	return e->kind == EXPR_TERNARY ? is_late(e->b) || is_late(e->c) :
					 e->kind == EXPR_DEREF && !e->target;
}

static struct target *enum_target(struct session *s, struct expr *e, const struct ctype *type)
{
	struct target *t = arena_new(s->arena, struct target);

	t->base = TARGET_VALUE;
	t->size = 8;
	t->enum_name = true;
	t->type = type;
	e->target = t;
	return t;
}

bool operator_enum_name(struct binder *b, struct expr *e)
{
	const struct ctype *type;

	if (e->path.n || e->address)
		return binder_fail(b, e->span, "what %s gives is a string", e->name);
	if (e->args.n > 1) {
		type = type_argument(b, e);
		if (!type)
			return false;
		if (!type->is_enum)
			return binder_fail(b, e->args.v[1]->span, "'%s' is no enumeration",
					   type->text);
		return enum_target(b->s, e, type);
	}
	return is_late(e->args.v[0]) || operator_enum_late(b->s, e) || (b->ok = false);
}

bool operator_enum_late(struct session *s, struct expr *e)
{
	const struct ctype *type = enum_of(e->args.v[0]);

	if (type)
		return enum_target(s, e, type);
	diag_semantic(s->diag, e->args.v[0]->span, "nothing tells of which enumeration this is");
	diag_hint(s->diag, "name it: @enumname(..., \"enum type\")");
	return false;
}

static bool bind_const(struct binder *b, struct expr *e, struct target *t)
{
	if (!operator_literal(b, e, 0, "an expression in C"))
		return false;
	if (!e->name_span.src || !e->name_span.src->guru) {
		binder_fail(b, e->span, "@const() is for guru mode only");
		diag_hint(b->s->diag, "run spile with -g");
		return false;
	}
	t->base = TARGET_C;
	t->c_text = e->args.v[0]->text;
	t->size = 8;
	return true;
}

/* ---- memory and registers ---- */

static bool bind_memory(struct binder *b, struct expr *e, struct target *t)
{
	int64_t size;

	if (!literal_number(b, e, "the size"))
		return false;
	size = e->args.v[0]->number;
	if (size != 1 && size != 2 && size != 4 && size != 8) {
		binder_fail(b, e->args.v[0]->span, "%s reads 1, 2, 4 or 8 bytes, not %lld", e->name,
			    (long long)size);
		if (e->args.v[1]->kind == EXPR_NUMBER)
			diag_hint(b->s->diag, "the size comes first, then the address");
		return false;
	}
	t->base = TARGET_VALUE;
	t->load = true;
	t->user = e->name[1] == 'u';
	t->size = (unsigned int)size;
	return true;
}

static bool bind_register(struct binder *b, struct expr *e, struct target *t)
{
	enum { REGISTERS = 17 }; /* general ones and the return address: psABI, figure 3.36 */
	int64_t n;

	if (!literal_number(b, e, "the register")) {
		if (e->args.v[0]->kind == EXPR_STRING)
			diag_hint(b->s->diag, "registers go by their DWARF numbers: 0 is rax");
		return false;
	}
	n = e->args.v[0]->number;
	if (n < 0 || n >= REGISTERS)
		return binder_fail(b, e->args.v[0]->span,
				   "there is no register %lld: 0 to %d are known", (long long)n,
				   REGISTERS - 1);
	t->base = e->name[1] == 'u' ? TARGET_UREGISTER : TARGET_REGISTER;
	t->arg = (unsigned int)n;
	t->size = 8;
	return true;
}

static bool bind_probewrite(struct binder *b, struct expr *e)
{
	return binder_fail(b, e->span, "@probewrite() is for the handlers of aliases");
}

static bool bind_perf(struct binder *b, struct expr *e, struct target *t)
{
	const char *name, *near;

	if (!operator_literal(b, e, 0, "the name of a counter"))
		return false;
	name = e->args.v[0]->text;
	if (!perf_has_counter(b->s, name, &near)) {
		binder_fail(b, e->args.v[0]->span, "no probe point says counter(\"%s\")", name);
		if (near)
			diag_hint(b->s->diag, "did you mean '%s'?", near);
		return false;
	}
	t->base = TARGET_COUNTER;
	t->c_text = name;
	t->size = 8;
	return true;
}

static const struct operator_row {
	const char *name;
	bool (*value)(struct binder *b, struct expr *e, struct target *t);
	bool (*other)(struct binder *b, struct expr *e); /* becomes something else, or is refused */
	bool typed; /* a path may follow */
} operators[] = {
	{ "@cast", bind_cast, NULL, true },
	{ "@const", bind_const, NULL, false },
	{ "@enum", NULL, bind_enum, false },
	{ "@kderef", bind_memory, NULL, false },
	{ "@uderef", bind_memory, NULL, false },
	{ "@kregister", bind_register, NULL, false },
	{ "@uregister", bind_register, NULL, false },
	{ "@perf", bind_perf, NULL, false },
	{ "@probewrite", NULL, bind_probewrite, false },
};

bool operator_base(struct binder *b, struct expr *e, struct target *t)
{
	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++) {
		const struct operator_row *row = &operators[i];

		if (strcmp(e->name, row->name) != 0)
			continue;
		if (row->other)
			return row->other(b, e);
		if (!row->typed && (e->path.n || e->address)) {
			binder_fail(b, e->span, "what %s reads is a plain number", e->name);
			diag_hint(b->s->diag, "@cast(%s(...), \"type\") gives it a type", e->name);
			return false;
		}
		return row->value(b, e, t);
	}
	return binder_fail(b, e->span, "%s is not supported yet by this build", e->name);
}
