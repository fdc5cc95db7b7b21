// SPDX-License-Identifier: GPL-2.0-only
/* write.c: a target can be written to where it is in memory or in registers of its own. */
#include "write.h"

#include "target.h"
#include "translator/debuginfo/location.h"
#include "translator/session.h"

enum { RSP = 7, RIP = 16 }; /* as DWARF counts registers */

static bool fail(struct session *s, const struct expr *e, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static bool fail(struct session *s, const struct expr *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	diag_semantic(s->diag, e->span, "%s", arena_vprintf(s->arena, fmt, ap));
	va_end(ap);
	return false;
}

static bool fail_value(struct session *s, const struct expr *e)
{
	fail(s, e, "'%s' is a value, and no variable that could be written to",
	     expr_text(s->arena, e));
	if (e->target && e->target->type && e->target->type->kind != CTYPE_ARRAY)
		diag_hint(s->diag, "what a pointer points to is written to by its members, or [0]");
	return false;
}

static bool check_register(struct session *s, const struct expr *e, uint64_t n)
{
	if (n != RSP && n != RIP)
		return true;
	return fail(s, e, "%s can't be changed: the function would not go on where it was",
		    n == RSP ? "the stack pointer" : "the instruction pointer");
}

static bool check_part(struct session *s, const struct expr *e, const struct loc_part *p)
{
	switch (p->kind) {
	case LOC_IN_MEMORY:
		return true;
	case LOC_IN_REGISTER:
		return check_register(s, e, p->expr->number);
	default:
		if (p->expr && p->expr->op == LOC_SAVED)
			return fail(s, e,
				    "'%s' is what was kept of a parameter, which the function has "
				    "left behind",
				    e->name);
		return fail(s, e,
			    "'%s' is computed or constant here, so that nothing can be written to",
			    e->name);
	}
}

bool write_check(struct session *s, const struct expr *e)
{
	const struct target *t = e->target;

	if (!t || t->text || t->enum_name || e->address)
		return fail_value(s, e);
	if (t->load)
		return true;
	switch (t->base) {
	case TARGET_ARG:
	case TARGET_RETVAL:
		return !t->ops.n || fail_value(s, e);
	case TARGET_REGISTER:
		return check_register(s, e, t->arg);
	case TARGET_SAVED:
		return fail(s, e,
			    "'%s' is what was kept of a parameter, which the function has left "
			    "behind",
			    e->name);
	case TARGET_LOCATION:
		if (!t->base_bits || t->ops.n)
			return fail_value(s, e);
		for (size_t i = 0; i < t->loc->n; i++)
			if (!check_part(s, e, &t->loc->parts[i]))
				return false;
		return true;
	default:
		return fail_value(s, e);
	}
}
