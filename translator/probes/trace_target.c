// SPDX-License-Identifier: GPL-2.0-only
/* trace_target.c: what target variables mean at a tracepoint: its arguments, its name. */
#include "binder.h"
#include "path.h"
#include "translator/session.h"

/* Arguments in memory, for the handler is called with a copy of a structure. */
static void at_argument(struct target *t, size_t n, const struct ctype *type)
{
	t->base = TARGET_TRACED;
	t->arg = (unsigned int)n;
	t->type = type;
	t->load = type->kind == CTYPE_STRUCT;
}

bool trace_bind(struct binder *b, struct expr *e, struct target *t)
{
	const struct prototype *p = &b->scope->proto;
	const char *near, *last = NULL;
	struct strmap names;

	strmap_init(&names, b->s->arena);
	for (size_t i = 0; i < p->nparams; i++) {
		last = p->params[i].name;
		if (!last)
			continue;
		if (!strcmp(last, e->name + 1)) {
			at_argument(t, i, p->params[i].type);
			return true;
		}
		strmap_set(&names, last, NULL);
	}
	binder_fail(b, e->name_span, "%s has no argument '%s'", b->scope->func, e->name);
	near = strmap_nearest(&names, e->name + 1);
	if (near)
		diag_hint(b->s->diag, "did you mean '$%s'?", near);
	else if (last && !strcmp(p->params[0].name, "arg1"))
		diag_hint(b->s->diag, "here they go by number, up to '$%s'; .trace() has names",
			  last);
	else if (last)
		diag_hint(b->s->diag, "$$parms shows all that it has");
	return false;
}

/* "$$name" and "$$system" are what the site is called: one handler may serve many. */
static const char *text_in_c(const struct expr *e)
{
	if (!strcmp(e->name, "$$name"))
		return "spl_trace_name(c)";
	return strcmp(e->name, "$$system") ? NULL : "spl_trace_system(c)";
}

bool trace_is_text(const struct binder *b, const struct expr *e)
{
	return b->scope && b->scope->tracepoint && text_in_c(e);
}

bool trace_bind_text(struct binder *b, struct expr *e)
{
	const struct step text = { .kind = STEP_TEXT, .span = e->span };

	if (e->path.n)
		return binder_fail(b, e->path.v[0].span, "'%s' is a string and has no parts",
				   e->name);
	e->target = arena_new(b->s->arena, struct target);
	e->target->base = TARGET_STRING;
	e->target->c_text = text_in_c(e);
	vec_push(b->s->arena, &e->path, text);
	return true;
}
