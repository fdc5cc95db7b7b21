// SPDX-License-Identifier: GPL-2.0-only
/*
 * target.c: finds the parameter or return value that a target variable means; operators that
 * need no place (@cast, @enum ...) are in operator.c, what follows a value in path.c.
 */
#include "target.h"

#include "binder.h"
#include "callee.h"
#include "fold.h"
#include "mark_target.h"
#include "param.h"
#include "path.h"
#include "visible.h"
#include "translator/debuginfo/location.h"
#include "translator/debuginfo/place.h"
#include "translator/session.h"
#include "write.h"

bool binder_fail(struct binder *b, struct span at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	diag_semantic(b->s->diag, at, "%s", arena_vprintf(b->s->arena, fmt, ap));
	va_end(ap);
	b->ok = false;
	return false;
}

/* ---- names ---- */

/* The number of the parameter that the prototype has under this name; -1: none. */
static ptrdiff_t find_param(const struct binder *b, const char *name)
{
	const struct prototype *p = &b->scope->proto;

	for (size_t i = 0; b->scope->known && i < p->nparams; i++)
		if (p->params[i].name && !strcmp(p->params[i].name, name))
			return (ptrdiff_t)i;
	return -1;
}

/*
 * At the return, a parameter that was in no register of the calling convention is what it was at
 * the entry, members and all: where it was has been used for other things since.
 */
static bool is_of_entry(const struct binder *b, const struct expr *e)
{
	struct target t = { 0 };
	const char *why;
	ptrdiff_t n;

	if (!b->scope || !b->scope->at_return || e->kind != EXPR_TARGET ||
	    !strncmp(e->name, "$$", 2) || !strcmp(e->name, "$return"))
		return false;
	n = find_param(b, e->name + 1);
	if (n < 0)
		return visible_is_param(b->s, b->scope, e->name + 1);
	return !param_place(b->s, &b->scope->proto, (size_t)n, true, &t, &why) &&
	       param_place(b->s, &b->scope->proto, (size_t)n, false, &t, &why);
}

static void name_hint(struct binder *b, const char *name)
{
	const struct code_place *at = visible_place(b->s, b->scope);
	const struct prototype *p = &b->scope->proto;
	struct strmap names;
	const char *near;

	strmap_init(&names, b->s->arena);
	for (size_t i = 0; b->scope->known && i < p->nparams; i++)
		if (p->params[i].name)
			strmap_set(&names, p->params[i].name, NULL);
	visible_names(b->s, b->scope, &names);
	near = strmap_nearest(&names, name);
	if (b->scope->at_return && !near && !strncmp(name, "ret", 3))
		near = "return";
	if (near)
		diag_hint(b->s->diag, "did you mean '$%s'?", near);
	else if (b->scope->wild)
		diag_hint(b->s->diag, "all that match need it, unless @defined($%s) asks first",
			  name);
	else if (!at && b->scope->known && b->scope->entry &&
		 !debuginfo_place_of(b->scope->info, b->scope->entry)) /* which says why */
		diag_hint(b->s->diag, "locals and globals need DWARF: %s",
			  debuginfo_why(b->scope->info));
}

static bool fail_unknown(struct binder *b, struct span at)
{
	binder_fail(b, at, "the parameters of %s are not known: %s", b->scope->func,
		    b->scope->why ? b->scope->why : "no debug information");
	/* of a clone they are where the compiler put them */
	if (b->scope->entry && !b->scope->at_return && !strchr(b->scope->func, '.'))
		diag_hint(b->s->diag, "int_arg(1) and its kin have them by their numbers");
	return false;
}

static bool bind_variable(struct binder *b, struct expr *e, struct target *t)
{
	const char *name = e->name + 1, *why;
	ptrdiff_t n = find_param(b, name);

	if (n >= 0) {
		if (b->needs)
			b->needs->saved |= b->scope->at_return;
		return param_place(b->s, &b->scope->proto, (size_t)n, b->scope->at_return, t,
				   &why) ||
		       binder_fail(b, e->span, "'%s' can't be read: %s", e->name, why);
	}
	switch (visible_find(b->s, b->scope, name, t, &why)) {
	case VISIBLE:
		if (b->needs)
			b->needs->saved |= t->loc && location_saved(t->loc);
		return true;
	case VISIBLE_LOST:
		binder_fail(b, e->span, "'%s' can't be had here: %s", e->name, why);
		if (b->scope->at_return && !strncmp(name, "ret", 3))
			diag_hint(b->s->diag, "did you mean '$return'?");
		return false;
	case VISIBLE_UNKNOWN:
		break;
	}
	if (!b->scope->known && !b->scope->place)
		return fail_unknown(b, e->span);
	if (b->scope->known)
		binder_fail(b, e->name_span, "%s has no parameter '%s'", b->scope->func, e->name);
	else
		binder_fail(b, e->name_span, "nothing called '%s' can be seen at this place in %s",
			    e->name, b->scope->func);
	name_hint(b, name);
	return false;
}

static bool fail_no_result(struct binder *b, struct span at)
{
	binder_fail(b, at, "what %s returns is not known: %s", b->scope->func,
		    b->scope->why ? b->scope->why : "no debug information");
	diag_hint(b->s->diag, "returnval() has it as a number");
	return false;
}

static bool bind_return(struct binder *b, struct expr *e, struct target *t)
{
	const struct target_scope *scope = b->scope;
	struct prototype p = scope->proto;

	if (!scope->at_return)
		return binder_fail(b, e->span, "$return is known in a .return probe only");
	if (!scope->known)
		p.ret = visible_return(b->s, scope);
	if (!p.ret)
		return fail_no_result(b, e->span);
	if (p.ret->kind == CTYPE_VOID)
		return binder_fail(b, e->span, "%s returns nothing", scope->func);
	param_result(b->s, &p, t);
	return true;
}

static bool bind_name(struct binder *b, struct expr *e, struct target *t)
{
	if (!b->scope && !b->needs)
		return binder_fail(b, e->span,
				   "target variables are for probes; pass '%s' to the function",
				   e->name);
	if (!b->scope)
		return binder_fail(b, e->span, "there are no target variables here, so no '%s'",
				   e->name);
	if (b->scope->mark)
		return mark_bind(b, e, t);
	if (b->scope->tracepoint)
		return b->scope->known ? trace_bind(b, e, t) : fail_unknown(b, e->span);
	return !strcmp(e->name, "$return") ? bind_return(b, e, t) : bind_variable(b, e, t);
}

/* @var("v@file.c"[, "module"]) is a global of some unit; where no code is probed, @var("v") too. */
static bool is_global_var(const struct binder *b, const struct expr *e)
{
	return e->kind == EXPR_AT && !strcmp(e->name, "@var") &&
	       (!b->scope || e->args.n > 1 ||
		(e->args.v[0]->kind == EXPR_STRING && strchr(e->args.v[0]->text, '@')));
}

static bool bind_global(struct binder *b, struct expr *e, struct target *t)
{
	struct arena *a = b->s->arena;
	const char *text, *at, *why, *near, *module = NULL;

	if (!operator_literal(b, e, 0, "the variable's name") ||
	    (e->args.n > 1 && !operator_literal(b, e, 1, "the name of a module")))
		return false;
	text = e->args.v[0]->text;
	at = strchr(text, '@');
	if (e->args.n > 1)
		module = e->args.v[1]->text;
	else if (b->scope)
		module = debuginfo_module(b->scope->info);
	if (module && !strcmp(module, "kernel"))
		module = NULL;
	if (at)
		text = arena_strndup(a, text, (size_t)(at - text));
	if (visible_global(b->s, module, text, at ? at + 1 : NULL, t, &why) == VISIBLE)
		return true;
	binder_fail(b, e->args.v[0]->span, "@var(\"%s\"): %s", e->args.v[0]->text, why);
	near = debuginfo_nearest_global(session_debuginfo(b->s, module), text);
	if (near && strcmp(near, text) != 0)
		diag_hint(b->s->diag, "did you mean '%s'?", near);
	return false;
}

bool binder_base(struct binder *b, struct expr *e, struct target *t)
{
	if (is_global_var(b, e))
		return bind_global(b, e, t);
	return e->kind == EXPR_TARGET ? bind_name(b, e, t) : operator_base(b, e, t);
}

static bool bind_value(struct binder *b, struct expr *e)
{
	struct target *t = arena_new(b->s->arena, struct target);

	if (!binder_base(b, e, t))
		return false;
	if (t->type && !path_follow(b->s, e, t))
		return b->ok = false;
	if (e->kind == EXPR_NUMBER)
		return true;
	e->target = t;
	e->to = path_points_to(e, t);
	return true;
}

/* ---- $$parms and its kin become a sprintf of the single ones ---- */

static void add_shown(struct binder *b, struct expr *print, const char **format, const char *label,
		      const char *name, const struct step *pretty)
{
	struct arena *a = b->s->arena;
	struct expr *var = expr_new(a, EXPR_TARGET, print->span);
	bool ok = b->ok, known;

	var->name = name;
	var->name_span = print->span;
	if (b->scope->mark && mark_show(b, var, print->args.n - 1)) {
		*format = arena_printf(a, "%s%s%s=%%s", *format, **format ? " " : "", label);
		vec_push(a, &print->args, var);
		return;
	}
	diag_hold(b->s->diag);
	known = bind_value(b, var);
	if (!known && pretty) { /* a structure is no number, but it can be shown */
		b->ok = true;
		known = bind_name(b, var, arena_new(a, struct target));
	}
	diag_drop(b->s->diag);
	b->ok = ok;
	if (known && pretty) {
		var->target = NULL;
		vec_push(a, &var->path, *pretty);
	}
	*format = arena_printf(a, "%s%s%s=%s", *format, **format ? " " : "", label,
			       known ? pretty ? "%s" : "%#x" : "?");
	if (known)
		vec_push(a, &print->args, var);
}

static bool has_return(struct session *s, const struct target_scope *scope)
{
	const struct ctype *t = scope->known ? scope->proto.ret : visible_return(s, scope);

	return t && t->kind != CTYPE_VOID;
}

/* The names that $$vars and its kin stand for. */
static void all_names(struct binder *b, bool params, bool locals, struct strmap *names)
{
	const struct prototype *p = &b->scope->proto;

	strmap_init(names, b->s->arena);
	for (size_t i = 0; params && b->scope->known && i < p->nparams; i++)
		if (p->params[i].name)
			strmap_set(names, p->params[i].name, NULL);
	if (params && !b->scope->known)
		visible_some(b->s, b->scope, true, names);
	if (locals)
		visible_some(b->s, b->scope, false, names);
}

static bool bind_all(struct binder *b, struct expr **e)
{
	struct arena *a = b->s->arena;
	const char *name = (*e)->name;
	bool params = !strcmp(name, "$$parms") || !strcmp(name, "$$vars");
	bool locals = !strcmp(name, "$$locals") || !strcmp(name, "$$vars");
	bool ret = !strcmp(name, "$$return");
	const struct step *pretty = (*e)->path.n ? &(*e)->path.v[0] : NULL;
	const char *format = "";
	struct expr *print;
	struct strmap names;

	if (trace_is_text(b, *e))
		return trace_bind_text(b, *e);
	if (!params && !ret && !locals) {
		binder_fail(b, (*e)->span, "no such target variable as '%s'", name);
		diag_hint(b->s->diag, "there are $$vars, $$parms, $$locals and $$return%s",
			  b->scope && b->scope->tracepoint ? ", $$name and $$system" : "");
		return false;
	}
	if (pretty && pretty->kind != STEP_PRETTY)
		return binder_fail(b, pretty->span, "'%s' is a string and has no parts", name);
	if (!b->scope)
		return binder_fail(b, (*e)->span, "there are no target variables here, so no '%s'",
				   name);
	if (!b->scope->known && !visible_place(b->s, b->scope))
		return fail_unknown(b, (*e)->span);
	print = expr_new(a, EXPR_PRINT, (*e)->span);
	print->name = "sprintf";
	print->name_span = (*e)->span;
	print->print = PRINT_TO_STRING | PRINT_FORMAT;
	vec_push(a, &print->args, NULL);
	all_names(b, params, locals && !b->scope->at_return, &names);
	for (size_t i = 0; i < names.n; i++)
		add_shown(b, print, &format, names.entries[i].key,
			  arena_printf(a, "$%s", names.entries[i].key), pretty);
	if (ret && b->scope->at_return && has_return(b->s, b->scope))
		add_shown(b, print, &format, "return", "$return", pretty);
	print->args.v[0] = expr_string(a, (*e)->span, format);
	*e = print->args.n == 1 ? print->args.v[0] : print;
	return true;
}

/* ---- what is kept from the entry for the return ---- */

/* The variable that stands for @entry(VALUE); the same text has the same one. */
static struct var *keep(struct binder *b, struct expr *e)
{
	struct arena *a = b->s->arena;
	const char *name = expr_text(a, e);
	struct kept kept = { 0 };

	for (size_t i = 0; i < b->needs->kept.n; i++)
		if (!strcmp(b->needs->kept.v[i].var->name, name))
			return b->needs->kept.v[i].var;
	kept.value = e->args.v[0];
	kept.var = arena_new(a, struct var);
	kept.var->name = name;
	kept.var->span = e->span;
	kept.var->scope = VAR_KEPT;
	kept.var->shape_known = true;
	kept.var->id = (unsigned int)b->needs->kept.n;
	vec_push(a, &b->needs->kept, kept);
	return kept.var;
}

static bool bind_entry(struct binder *b, struct expr **e)
{
	struct arena *a = b->s->arena;
	struct target_scope entry;
	struct expr *x = *e, *name, *deref;
	struct strmap copies; /* of functions: at the entry their parameters are elsewhere */
	struct binder inner = *b;
	struct walk w = { .expr = binder_walk, .data = &inner };

	if (!b->scope || !b->scope->at_return) {
		binder_fail(b, x->span, "@entry() is for probes at a function's return");
		diag_hint(b->s->diag, "here the expression itself says the same");
		return false;
	}
	name = expr_new(a, EXPR_NAME, x->span);
	name->name_span = x->name_span;
	deref = expr_new(a, EXPR_DEREF, x->span);
	deref->a = name;
	deref->path = x->path;
	deref->address = x->address;
	x->path.n = 0; /* the name is that of the value alone */
	name->var = keep(b, x);
	name->name = name->var->name;
	entry = *b->scope;
	entry.at_return = false;
	inner.scope = &entry;
	inner.needs = NULL;
	strmap_init(&copies, a);
	inner.copies = &copies;
	for (size_t i = 0; i < b->needs->kept.n; i++)
		if (b->needs->kept.v[i].var == name->var)
			walk_expr(&w, &b->needs->kept.v[i].value);
	b->ok &= inner.ok;
	*e = deref->path.n ? deref : name;
	return inner.ok;
}

/* ---- the walk ---- */

static bool has_deref(struct walk *w, struct expr **e)
{
	if ((*e)->kind == EXPR_DEREF)
		*(bool *)w->data = true;
	return true;
}

/* What hangs on variables of the script is known when their types are. */
static bool is_late(struct expr *e)
{
	bool late = false;
	struct walk w = { .expr = has_deref, .data = &late };

	walk_expr(&w, &e);
	return late;
}

static void bind_defined(struct binder *b, struct expr **e)
{
	struct binder inner = *b;
	struct target_needs needs = { 0 };
	struct walk w = { .expr = binder_walk, .data = &inner };
	struct expr *arg = (*e)->args.v[0];
	struct strmap copies; /* of functions, which no call but this one may find */

	inner.ok = true;
	inner.needs = &needs;
	if (b->copies) {
		strmap_init(&copies, b->s->arena);
		inner.copies = &copies;
	}
	diag_hold(b->s->diag);
	walk_expr(&w, &arg);
	diag_drop(b->s->diag);
	if (inner.ok && is_late((*e)->args.v[0])) {
		walk_expr(&(struct walk){ .expr = binder_walk, .data = b }, &(*e)->args.v[0]);
		return;
	}
	*e = fold_number(b->s->arena, (*e)->span, inner.ok);
}

/* @choose_defined(a, b) is @defined(a) ? a : b */
static void bind_choose(struct walk *w, struct expr **e)
{
	struct binder *b = w->data;
	struct expr *x = *e, *test, *choice;

	test = expr_new(b->s->arena, EXPR_AT, x->span);
	test->name = "@defined";
	test->name_span = x->name_span;
	vec_push(b->s->arena, &test->args, expr_copy(b->s->arena, x->args.v[0]));
	choice = expr_new(b->s->arena, EXPR_TERNARY, x->span);
	choice->op_span = x->name_span;
	choice->a = test;
	choice->b = x->args.v[0];
	choice->c = x->args.v[1];
	*e = choice;
	walk_expr(w, e);
}

/* @var("x") is $x */
static bool bind_var(struct binder *b, struct expr **e)
{
	struct arena *a = b->s->arena;
	struct expr *x = *e, *var;
	const struct expr *name = x->args.v[0];

	if (!operator_literal(b, x, 0, "the variable's name"))
		return false;
	var = expr_new(a, EXPR_TARGET, x->span);
	var->name = arena_printf(a, "$%s", name->text);
	var->name_span = name->span;
	var->path = x->path;
	var->address = x->address;
	*e = var;
	return true;
}

static bool is_pretty(const struct expr *e)
{
	return e->path.n && e->path.v[e->path.n - 1].kind == STEP_PRETTY;
}

/* Of an operand that is wrong itself no more is told. */
static void bind_enum_name(struct walk *w, struct expr *e)
{
	struct binder *b = w->data;
	bool ok = b->ok;

	b->ok = true;
	walk_expr(w, &e->args.v[0]);
	if (b->ok)
		operator_enum_name(b, e);
	b->ok &= ok;
}

static bool bind_at(struct walk *w, struct expr **e)
{
	struct binder *b = w->data;
	const char *name = (*e)->name;

	if (!strcmp(name, "@var"))
		return bind_var(b, e) && binder_walk(w, e);
	if (!strcmp(name, "@entry"))
		return bind_entry(b, e) && (*e)->kind == EXPR_DEREF;
	if (!strcmp(name, "@defined")) {
		bind_defined(b, e);
	} else if (!strcmp(name, "@enumname")) {
		bind_enum_name(w, *e);
	} else {
		bind_choose(w, e);
	}
	return false;
}

/* An assignment, whose left side has to be a place; @entry()'s is known when it has become one. */
static bool bind_change(struct walk *w, struct expr *x)
{
	struct binder *b = w->data;
	bool ok = b->ok;

	if (x->a->kind == EXPR_AT && !strcmp(x->a->name, "@entry") && !x->a->path.n)
		return binder_fail(b, x->a->span, "what @entry() kept can't be changed");
	if (x->a->kind != EXPR_TARGET && x->a->kind != EXPR_AT)
		return true;
	b->ok = true;
	if (is_pretty(x->a) || !strncmp(x->a->name, "$$", 2))
		b->ok = write_check(b->s, x->a);
	else
		walk_expr(w, &x->a);
	if (b->ok && x->a->kind != EXPR_DEREF && x->a->kind != EXPR_NUMBER)
		b->ok = write_check(b->s, x->a);
	b->ok &= ok;
	walk_expr(w, &x->b);
	return false;
}

static struct expr *at_entry(struct arena *a, struct expr *e)
{
	struct expr *x = expr_new(a, EXPR_AT, e->span);

	x->name = "@entry";
	x->name_span = e->name_span;
	vec_push(a, &x->args, e);
	return x;
}

bool binder_walk(struct walk *w, struct expr **e)
{
	static const char *const special[] = { "@var", "@entry", "@defined", "@choose_defined",
					       "@enumname" };
	struct binder *b = w->data;
	struct expr *x = *e;

	if (x->target)
		return true;
	switch (x->kind) {
	case EXPR_ASSIGN:
	case EXPR_INCDEC:
		return bind_change(w, x);
	case EXPR_TERNARY:
	case EXPR_BINARY:
		return fold_expr(b->s->arena, w, e);
	case EXPR_AT:
		if (is_global_var(b, x))
			break;
		for (size_t i = 0; i < sizeof(special) / sizeof(*special); i++)
			if (!strcmp(x->name, special[i]))
				return bind_at(w, e);
		break;
	case EXPR_CALL:
		if (b->scope && callee_asks(b->s, x))
			callee_bind(b, x);
		return true;
	case EXPR_TARGET:
		if (is_of_entry(b, x)) {
			*e = at_entry(b->s->arena, x);
			return binder_walk(w, e);
		}
		if (strncmp(x->name, "$$", 2) != 0)
			break;
		if (bind_all(b, e)) /* those that are shown with all their members */
			walk_expr(w, e);
		return false;
	default:
		return true;
	}
	if (is_pretty(x)) {
		if (pretty_expand(b, e))
			walk_expr(w, e);
		return false;
	}
	bind_value(b, x);
	return true; /* its operands, and the indexes of its path, may hold more */
}

static bool bind_stmt(struct walk *w, struct stmt **st)
{
	struct binder *b = w->data;

	return fold_stmt(b->s->arena, w, st);
}

void binder_stmt(struct binder *b, struct stmt **st)
{
	struct walk w = { .expr = binder_walk, .stmt = bind_stmt, .data = b };

	walk_stmt(&w, st);
}

bool target_bind(struct session *s, const struct target_scope *scope, struct stmt **stmt,
		 struct target_needs *needs)
{
	struct binder b = { .s = s, .scope = scope, .needs = needs, .ok = true };
	struct strmap copies;

	if (scope) {
		strmap_init(&copies, s->arena);
		b.copies = &copies;
	}
	binder_stmt(&b, stmt);
	return b.ok;
}
