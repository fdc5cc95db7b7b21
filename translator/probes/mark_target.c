// SPDX-License-Identifier: GPL-2.0-only
/* mark_target.c: takes the format of a marker; gives its arguments as $arg1, $arg2 ... */
#include "mark_target.h"

#include <stdlib.h>

#include "binder.h"
#include "translator/session.h"

/* What stands for a type that no debug information has made. */
static const char *no_spelling(struct debuginfo *d, const struct ctype *t)
{
	(void)d;
	(void)t;
	return NULL;
}

static const struct debuginfo_ops format_ops = { .listed = no_spelling };

static const struct ctype *type_of(struct arena *a, const struct mark_arg *arg)
{
	struct ctype *t = arena_new(a, struct ctype);

	t->kind = CTYPE_INT;
	t->text = arg->type;
	t->size = arg->size;
	t->is_signed = arg->is_signed;
	t->source = &format_ops;
	return t;
}

void mark_scope_fill(struct session *s, struct target_scope *scope, const char *format)
{
	struct mark_scope *mark = arena_new(s->arena, struct mark_scope);
	struct prototype *p = &scope->proto;

	mark->typed = format && mark_format_args(format, &mark->args);
	scope->mark = mark;
	scope->known = mark->typed;
	scope->why = format ? "its format is not one of printf()'s" :
			      "no file of a module tells its format";
	if (!mark->typed)
		return;
	p->params = arena_array(s->arena, struct cparam, mark->args.n + 1);
	p->nparams = mark->args.n;
	for (size_t i = 0; i < p->nparams; i++) {
		p->params[i].name = arena_printf(s->arena, "arg%zu", i + 1);
		p->params[i].type = type_of(s->arena, &mark->args.v[i]);
	}
}

bool mark_is_own(const char *name)
{
	return !strcmp(name, "$name") || !strcmp(name, "$format");
}

static void as_text(struct binder *b, struct expr *e)
{
	const struct step text = { .kind = STEP_TEXT, .span = e->span };

	vec_push(b->s->arena, &e->path, text);
}

static bool bind_own(struct binder *b, struct expr *e, struct target *t)
{
	t->base = TARGET_STRING;
	t->c_text = arena_printf(b->s->arena, "spl_mark_%s(c)", e->name + 1);
	as_text(b, e);
	return true;
}

static void bind_string(struct binder *b, struct expr *e, struct target *t,
			const struct mark_arg *arg)
{
	t->base = TARGET_MARKED_TEXT;
	t->c_text = "-1";
	if (arg->limit_is_arg)
		t->c_text =
			arena_printf(b->s->arena, "(s32)spl_mark_arg(c, %zu, NULL)", arg->limit);
	else if (arg->limited)
		t->c_text = arena_printf(b->s->arena, "%zu", arg->limit);
	as_text(b, e);
}

/* "$arg3" is 2; MARK_ARGS_MAX: it is no argument. */
static unsigned int arg_number(const char *name)
{
	unsigned long n;
	char *end;

	if (strncmp(name, "$arg", 4) != 0 || name[4] < '1' || name[4] > '9')
		return MARK_ARGS_MAX;
	n = strtoul(name + 4, &end, 10);
	return *end || n > MARK_ARGS_MAX ? MARK_ARGS_MAX : (unsigned int)n - 1;
}

static bool fail_no_arg(struct binder *b, const struct expr *e)
{
	const struct mark_scope *mark = b->scope->mark;

	binder_fail(b, e->name_span, "%s has no argument '%s'", b->scope->func, e->name);
	if (mark->typed && !mark->args.n)
		diag_hint(b->s->diag, "there are $name and $format");
	else
		diag_hint(b->s->diag,
			  "there are $name, $format, and arguments by number, up to '$arg%zu'",
			  mark->typed ? mark->args.n : (size_t)MARK_ARGS_MAX);
	return false;
}

bool mark_bind(struct binder *b, struct expr *e, struct target *t)
{
	const struct mark_scope *mark = b->scope->mark;
	unsigned int n = arg_number(e->name);

	if (e->path.n && e->path.v[0].kind != STEP_PRETTY)
		return binder_fail(b, e->path.v[0].span, "'%s' is no pointer and has no parts",
				   e->name);
	if (e->address)
		return binder_fail(b, e->span, "'%s' has no address", e->name);
	if (mark_is_own(e->name))
		return bind_own(b, e, t);
	if (n == MARK_ARGS_MAX || (mark->typed && n >= mark->args.n))
		return fail_no_arg(b, e);
	t->arg = n;
	if (mark->typed && mark->args.v[n].is_text) {
		bind_string(b, e, t, &mark->args.v[n]);
		return true;
	}
	t->base = TARGET_MARKED;
	t->size = mark->typed ? mark->args.v[n].size : 8;
	t->is_signed = !mark->typed || mark->args.v[n].is_signed;
	return true;
}

bool mark_show(struct binder *b, struct expr *var, size_t n)
{
	const struct mark_scope *mark = b->scope->mark;

	if (!mark->typed || !mark->args.v[n].is_text)
		return false;
	var->target = arena_new(b->s->arena, struct target);
	var->target->base = TARGET_STRING;
	var->target->c_text =
		arena_printf(b->s->arena, "spl_show_text(c, spl_mark_arg(c, %zu, NULL), 0)", n);
	as_text(b, var);
	return true;
}
