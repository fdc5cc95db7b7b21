// SPDX-License-Identifier: GPL-2.0-only
/*
 * marker.c: markers of modules (runtime/include/spile/marker.h).
 *
 * A site is met when its name and its format match, in the module that is named or in any: which
 * ones there are is seen while the script runs.  What files of modules say before that is the
 * format, which gives the arguments their types: there is a row for each.
 */
#include <fnmatch.h>

#include "code_pattern.h"
#include "mark_format.h"
#include "mark_target.h"
#include "parser/base/out.h"
#include "place_probe.h"
#include "provider.h"
#include "target.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/debuginfo/kernel.h"
#include "translator/debuginfo/mark.h"
#include "translator/resolve/body.h"
#include "translator/session.h"

static const char *const patterns[] = {
	"marker(S)",
	"marker(S).format(S)",
	"kernel.mark(S)",
	"kernel.mark(S).format(S)",
	"module(S).mark(S)",
	"module(S).mark(S).format(S)",
	NULL,
};

enum {
	ANYWHERE, /* and with a format */
	IN_KERNEL = 2,
	IN_MODULE = 4,
};

struct request {
	struct derive *d;
	const struct match *m;
	const char *module; /* NULL: any */
	const char *name, *format; /* patterns; format NULL: any */
	VEC(struct module_mark) marks; /* those that match */
};

static struct arena *arena_of(const struct request *r)
{
	return derive_session(r->d)->arena;
}

/* ---- what is there ---- */

static void add_matching(struct request *r, const struct module_mark *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!fnmatch(r->name, list[i].name, 0) &&
		    (!r->format || !fnmatch(r->format, list[i].format, 0)))
			vec_push(arena_of(r), &r->marks, list[i]);
}

/* Whether the script named a pattern of modules, of which this one is the kernel's own. */
static bool is_passed_over(const struct request *r)
{
	const struct session *s = derive_session(r->d);

	return r->m->point != r->m->plain->written && !kernel_module_is_added(s->kernel, r->module);
}

static enum derived find_in_module(struct request *r)
{
	struct session *s = derive_session(r->d);
	const struct module_mark *list;
	struct strmap names;
	const char *why, *near;
	size_t n;

	if (is_passed_over(r)) {
		derive_why(r->d, NULL, "the kernel's own modules have no markers");
		return DERIVED_NONE;
	}
	list = module_marks(s->kernel, s->arena, r->module, &n, &why);
	if (!list) {
		derive_why(r->d,
			   "'marker(\"NAME\")' is one of any module, also of one that comes later",
			   "nothing is known of the markers of module %s: %s", r->module, why);
		return DERIVED_NONE;
	}
	add_matching(r, list, n);
	if (r->marks.n)
		return DERIVED;
	strmap_init(&names, s->arena);
	for (size_t i = 0; i < n; i++)
		strmap_set(&names, list[i].name, NULL);
	near = strmap_nearest(&names, r->name);
	derive_why(r->d,
		   strmap_has(&names, r->name) ? "its format is another one" :
		   near ? arena_printf(s->arena, "did you mean '%s'?", near) :
			  NULL,
		   n ? "module %s has no such marker" : "module %s has no markers", r->module);
	return DERIVED_NONE;
}

/* Modules that came with the kernel have none, and are not looked into. */
static void find_anywhere(struct request *r)
{
	struct session *s = derive_session(r->d);
	const char *const *modules;
	size_t nmodules, n;
	const char *why;

	modules = kernel_modules_added(s->kernel, &nmodules);
	for (size_t i = 0; i < nmodules; i++) {
		const struct module_mark *list =
			module_marks(s->kernel, s->arena, modules[i], &n, &why);

		add_matching(r, list, n);
	}
}

/* ---- rows ---- */

/* FORMAT NULL: as the script says, if it does. */
static const char *pp_text(const struct request *r, const char *format)
{
	struct arena *a = arena_of(r);
	const char *text = arena_printf(a, "(\"%s\")", SITE_MARK);

	if (r->module)
		text = arena_printf(a, "module(%s).mark%s", out_quote(a, r->module), text);
	else
		text = arena_printf(a, "marker%s", text);
	if (!format)
		format = r->format ? r->format : "";
	return *format ? arena_printf(a, "%s.format(%s)", text, out_quote(a, format)) : text;
}

/* As a pattern that nothing else matches. */
static const char *literally(struct arena *a, const char *text)
{
	struct out o;

	out_init(&o, a);
	for (; *text; text++)
		out_put(&o, "%s%c", strchr("*?[\\", *text) ? "\\" : "", *text);
	return o.len ? o.text : "";
}

/* A row for sites with this format; NULL: with any that the script's pattern matches. */
static struct probe *add_row(const struct request *r, const char *format, bool typed)
{
	struct session *s = derive_session(r->d);
	struct target_scope scope = { .info = session_debuginfo(s, r->module),
				      .func = arena_printf(s->arena, "marker %s", r->name) };
	struct body *body;
	struct probe *p;

	mark_scope_fill(s, &scope, typed ? format : NULL);
	body = derive_body(r->d, r->m, &scope);
	if (!body)
		return NULL;
	p = derive_add(r->d, r->m, PROBE_MARKER, body, pp_text(r, format));
	p->module = r->module;
	p->optional = r->m->point->optional || r->m->point->sufficient;
	p->format = format ? literally(s->arena, format) : r->format;
	p->marked = typed ? format : NULL;
	return p;
}

static void add_site(const struct request *r, struct probe *p, const char *name)
{
	for (size_t i = 0; i < p->sites.n; i++)
		if (!strcmp(p->sites.v[i].func, name))
			return;
	vec_push(arena_of(r), &p->sites, (struct probe_site){ .func = name });
}

static enum derived add_by_format(const struct request *r)
{
	struct strmap rows;

	strmap_init(&rows, arena_of(r));
	for (size_t i = 0; i < r->marks.n; i++) {
		const struct module_mark *m = &r->marks.v[i];
		struct probe *p = strmap_get(&rows, m->format);

		if (!p)
			p = add_row(r, m->format, true);
		if (!p)
			return DERIVED_ERROR;
		strmap_set(&rows, m->format, p);
		add_site(r, p, m->name);
	}
	return DERIVED;
}

/* Whether a format is one, not a pattern of some: the '*' of "%.*s" stands for an argument. */
static bool is_exact(struct arena *a, const char *format)
{
	char *text = arena_strdup(a, format);

	for (char *p = text; (p = strstr(p, ".*"));)
		p[1] = '0';
	return !code_pattern_is_wild(text);
}

/* What no file tells, or any that comes may add to. */
static enum derived add_any(const struct request *r)
{
	bool exact = r->format && is_exact(arena_of(r), r->format);
	struct probe *p = add_row(r, exact ? r->format : NULL, exact);

	if (!p)
		return DERIVED_ERROR;
	add_site(r, p, r->name);
	return DERIVED;
}

/* Whether the handler names arguments, not only what the marker is called. */
static bool uses_args(const struct request *r)
{
	struct strmap names;

	derive_target_names(r->d, r->m, &names);
	for (size_t i = 0; i < names.n; i++)
		if (!mark_is_own(names.entries[i].key))
			return true;
	return false;
}

static enum derived marker_derive(struct derive *d, const struct match *m)
{
	size_t name = m->pattern < IN_KERNEL ? 0 : 1;
	struct request r = {
		.d = d,
		.m = m,
		.module = m->pattern < IN_MODULE ? NULL : m->args[0]->text,
		.name = m->args[name]->text,
		.format = m->pattern % 2 ? m->args[name + 1]->text : NULL,
	};
	enum derived found = DERIVED;

	if (m->pattern >= IN_KERNEL && m->pattern < IN_MODULE) {
		derive_why(d, "modules can have some: 'marker(\"NAME\")'",
			   "the kernel itself has no markers");
		return DERIVED_NONE;
	}
	if (r.module)
		found = find_in_module(&r);
	else
		find_anywhere(&r);
	if (found != DERIVED)
		return found;
	if (!place_count(d, m, r.marks.n + 1))
		return DERIVED_ERROR;
	if (!r.module && (!r.marks.n || (!uses_args(&r) && !derive_session(d)->listing)))
		return add_any(&r);
	return add_by_format(&r);
}

static bool marker_variables(struct session *s, const struct probe *p, const struct probe_site *at,
			     struct prototype *vars)
{
	struct target_scope scope = { 0 };

	(void)at;
	mark_scope_fill(s, &scope, p->marked);
	*vars = scope.proto;
	return scope.known;
}

const struct provider marker_provider = {
	.name = "marker",
	.patterns = patterns,
	.derive = marker_derive,
	.variables = marker_variables,
};
