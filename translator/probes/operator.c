// SPDX-License-Identifier: GPL-2.0-only
/*
 * operator.c: what '@' operators mean that need no place in code: types by name, constants of
 * the kernel, memory and registers.
 */
#include "binder.h"

#include "path.h"
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

static const struct ctype *type_in(struct arena *a, struct debuginfo *info, const char *name)
{
	static const char *const tags[] = { "", "struct ", "union ", "enum " };
	const struct ctype *t = NULL;

	for (size_t i = 0; !t && i < sizeof(tags) / sizeof(*tags); i++)
		t = debuginfo_type(info, arena_printf(a, "%s%s", tags[i], name));
	return t;
}

/* One name of the list of modules that the third argument of @cast() is; as find_type(). */
static bool type_of_module(struct binder *b, const struct expr *where, const char *module,
			   const char *type, const struct ctype **found)
{
	struct debuginfo *info;

	struct session *s = b->s;

	if (!strcmp(module, "kernel") || !strncmp(module, "kernel<", 7))
		module = NULL;
	else if (*module == '<' || strchr(module, '/'))
		return binder_fail(
			b, where->span,
			"types of headers and programs are not supported yet by this build");
	info = session_debuginfo(s, module);
	*found = type_in(s->arena, info, type);
	if (!*found && module && !debuginfo_type(info, "int"))
		return binder_fail(b, where->span, "nothing is known of the types of '%s': %s",
				   module, debuginfo_why(info));
	return true;
}

/* False: reported.  *FOUND may be NULL: there is no such type. */
static bool find_type(struct binder *b, const struct expr *e, const struct ctype **found)
{
	struct session *s = b->s;
	const char *type = e->args.v[1]->text, *list;
	const struct ctype *t = NULL;

	if (e->args.n < 3) {
		if (b->scope)
			t = type_in(s->arena, b->scope->info, type);
		*found = t ? t : type_in(s->arena, session_debuginfo(s, NULL), type);
		return true;
	}
	for (list = e->args.v[2]->text; !t && *list;) {
		size_t n = strcspn(list, ":");

		if (!type_of_module(b, e->args.v[2], arena_strndup(s->arena, list, n), type, &t))
			return false;
		list += n + (list[n] == ':');
	}
	*found = t;
	return true;
}

static bool bind_cast(struct binder *b, struct expr *e, struct target *t)
{
	const struct ctype *type;
	const char *name, *why;

	if (!operator_literal(b, e, 1, "the name of a type") ||
	    (e->args.n > 2 && !operator_literal(b, e, 2, "where the type is from")))
		return false;
	if (!find_type(b, e, &type))
		return false;
	if (!type) {
		name = e->args.v[1]->text;
		binder_fail(b, e->args.v[1]->span, "no type '%s' is known", name);
		why = debuginfo_why(session_debuginfo(b->s, NULL));
		if (strchr(name, '*'))
			diag_hint(b->s->diag, "name what it points to, without the '*'");
		else if (why)
			diag_hint(b->s->diag, "%s", why);
		return false;
	}
	t->base = TARGET_VALUE;
	path_start_at(t, type);
	return true;
}

/* ---- constants ---- */

static bool bind_enum(struct binder *b, struct expr *e)
{
	struct debuginfo *kernel = session_debuginfo(b->s, NULL);
	int64_t n;

	for (size_t i = 0; i < e->args.n; i++)
		if (!operator_literal(b, e, i,
				      i ? "where it is from" : "the name of an enumerator"))
			return false;
	if (e->path.n)
		return binder_fail(b, e->path.v[0].span,
				   "an enumerator is a number, it has no parts");
	if (!(b->scope && debuginfo_enumerator(b->scope->info, e->args.v[0]->text, &n)) &&
	    !debuginfo_enumerator(kernel, e->args.v[0]->text, &n))
		return binder_fail(b, e->args.v[0]->span, "no enumerator '%s' is known",
				   e->args.v[0]->text);
	e->kind = EXPR_NUMBER; /* no target is left */
	e->number = n;
	e->args.n = 0;
	return true;
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

static bool bind_perf(struct binder *b, struct expr *e)
{
	return binder_fail(b, e->span, "perf counters are not supported yet by this build");
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
	{ "@perf", NULL, bind_perf, false },
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
