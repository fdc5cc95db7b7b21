// SPDX-License-Identifier: GPL-2.0-only
/*
 * function.c: entry and return of kernel and module functions.
 *
 * All functions of a pattern go into one row of the table when the body doesn't depend on
 * the function; else those of one prototype do.  A function without an ftrace entry gets a
 * kprobe when it is named outright, and is passed over by a wildcard.
 */
#include "provider.h"
#include "target.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/resolve/body.h"
#include "translator/session.h"

static const char *const patterns[] = {
	"kernel.function(S)",
	"kernel.function(S).call",
	"kernel.function(S).exported",
	"kernel.function(S).return",
	"kernel.function(S).return.maxactive(N)",
	"module(S).function(S)",
	"module(S).function(S).call",
	"module(S).function(S).exported",
	"module(S).function(S).return",
	"module(S).function(S).return.maxactive(N)",
	NULL,
};

struct request {
	struct derive *d;
	const struct match *m;
	struct debuginfo *info;
	const char *module; /* or NULL */
	const char *pattern; /* of functions */
	bool wild, at_return;
	int64_t maxactive;
};

typedef VEC(const struct kfunc *) kfunc_list;

enum {
	SITES_MAX = 262144, /* in a script */
};

static bool is_wild(const char *s)
{
	return strpbrk(s, "*?[") != NULL;
}

/* A compiler's clone of a function: "foo.isra.0", "foo.constprop.0"; ".cold" parts are none. */
static bool is_clone(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot && !strstr(dot, ".cold") && !strstr(dot, ".part");
}

/* The functions to probe; what is left out on the way is counted for -v. */
static kfunc_list pick(const struct request *r, size_t *left_out)
{
	struct arena *a = derive_session(r->d)->arena;
	kfunc_list list = { 0 };
	size_t n;
	const struct kfunc *const *all = debuginfo_functions(r->info, r->pattern, &n);

	if (!n && !r->wild && *r->pattern)
		all = debuginfo_functions(r->info, arena_printf(a, "%s.*", r->pattern), &n);
	*left_out = 0;
	for (size_t i = 0; i < n; i++) {
		bool dotted = strchr(all[i]->name, '.') != NULL;

		if (dotted && !is_clone(all[i]->name) && strcmp(all[i]->name, r->pattern))
			continue;
		if (all[i]->noprobe || (r->wild && !all[i]->ftrace) ||
		    (r->module && !all[i]->anchor)) {
			++*left_out;
			continue;
		}
		vec_push(a, &list, all[i]);
	}
	return list;
}

static const char *pp_text(const struct request *r)
{
	struct arena *a = derive_session(r->d)->arena;
	const struct point *pt = r->m->point;
	const char *text = "";

	for (size_t i = 0; i < pt->parts.n; i++) {
		const struct component *c = &pt->parts.v[i];

		text = arena_printf(a, "%s%s%s", text, i ? "." : "", c->name);
		if (!strcmp(c->name, "function"))
			text = arena_printf(a, "%s(\"%%s\")", text);
		else if (c->arg && c->arg->kind == EXPR_STRING)
			text = arena_printf(a, "%s(\"%s\")", text, c->arg->text);
		else if (c->arg)
			text = arena_printf(a, "%s(%lld)", text, (long long)c->arg->number);
	}
	return text;
}

static struct probe_site entry_site(const struct kfunc *f)
{
	return (struct probe_site){
		.func = f->name,
		.anchor = f->anchor,
		.offset = f->anchor ? f->from_anchor : f->offset,
		.entry = true,
	};
}

/* One or two rows, by mechanism, for functions that share a body. */
static void add_rows(const struct request *r, struct body *body, const kfunc_list *funcs)
{
	struct arena *a = derive_session(r->d)->arena;
	const struct kfunc *f;

	for (int by_kprobe = 0; by_kprobe < 2; by_kprobe++) {
		struct probe *p = NULL;

		vec_each(f, funcs) {
			bool kprobe = !f->ftrace && !r->at_return;

			if (kprobe != (by_kprobe == 1))
				continue;
			if (!p) {
				p = derive_add(r->d, r->m,
					       r->at_return ? PROBE_RETURN : PROBE_FUNCTION, body,
					       pp_text(r));
				p->by_kprobe = kprobe;
				p->module = r->module;
				p->maxactive = r->maxactive;
				p->optional = r->wild || r->m->point->optional ||
					      r->m->point->sufficient;
			}
			vec_push(a, &p->sites, entry_site(f));
		}
	}
}

/* Two functions may share a body when their prototypes are the same in every name and type. */
static const char *prototype_key(struct arena *a, const struct prototype *p)
{
	const char *key = arena_printf(a, "%lu:%d", p->ret ? p->ret->id : 0, p->variadic);

	for (size_t i = 0; i < p->nparams; i++)
		key = arena_printf(a, "%s,%lu %s", key, p->params[i].type->id,
				   p->params[i].name ? p->params[i].name : "");
	return key;
}

struct group {
	struct target_scope scope;
	kfunc_list funcs;
};

static enum derived add_by_prototype(const struct request *r, const kfunc_list *funcs)
{
	struct session *s = derive_session(r->d);
	struct strmap groups;
	const struct kfunc *f;
	size_t unknown = 0;

	strmap_init(&groups, s->arena);
	vec_each(f, funcs) {
		struct target_scope scope = { .info = r->info,
					      .func = f->name,
					      .at_return = r->at_return };
		const char *key = f->name;
		struct group *g;

		scope.known = debuginfo_prototype(r->info, f->name, &scope.proto);
		if (scope.known)
			key = prototype_key(s->arena, &scope.proto);
		else if (debuginfo_why(r->info))
			scope.why = arena_strdup(s->arena, debuginfo_why(r->info));
		if (!scope.known && r->wild) {
			unknown++;
			continue;
		}
		g = strmap_get(&groups, key);
		if (!g) {
			g = arena_new(s->arena, struct group);
			g->scope = scope;
			strmap_set(&groups, key, g);
		}
		vec_push(s->arena, &g->funcs, f);
	}
	if (unknown && s->options.verbose)
		fprintf(stderr, "spile: %s: %zu functions without a known prototype are left out\n",
			point_text(s->arena, r->m->point, false), unknown);
	if (!groups.n) {
		derive_why(r->d, NULL, "nothing that matches has known parameters");
		return DERIVED_NONE;
	}
	for (size_t i = 0; i < groups.n; i++) {
		struct group *g = groups.entries[i].value;
		struct body *body = derive_body(r->d, r->m, &g->scope);

		if (!body)
			return DERIVED_ERROR;
		add_rows(r, body, &g->funcs);
	}
	return DERIVED;
}

static enum derived nothing(const struct request *r, size_t left_out)
{
	struct arena *a = derive_session(r->d)->arena;
	const char *where = r->module ? arena_printf(a, "module %s", r->module) : "the kernel";
	const char *near, *why;

	if (left_out) {
		derive_why(r->d, NULL,
			   r->wild ? "what matches in %s can't be probed" :
				     "the function is in a part of %s that can't be probed",
			   where);
		return DERIVED_NONE;
	}
	if (!debuginfo_has_functions(r->info)) {
		why = debuginfo_why(r->info);
		derive_why(r->d, NULL, "nothing is known of the functions of %s: %s", where,
			   why ? why : "it has no symbols");
		return DERIVED_NONE;
	}
	near = r->wild ? NULL : debuginfo_nearest(r->info, r->pattern);
	derive_why(r->d, near ? arena_printf(a, "did you mean '%s'?", near) : NULL,
		   r->wild ? "no function of %s matches" : "%s has no such function", where);
	return DERIVED_NONE;
}

static enum derived function_derive(struct derive *d, const struct match *m)
{
	struct session *s = derive_session(d);
	bool in_module = m->pattern >= 5;
	struct request r = {
		.d = d,
		.m = m,
		.module = in_module ? m->args[0]->text : NULL,
		.pattern = m->args[1]->text,
		.at_return = m->pattern % 5 >= 3,
		.maxactive = match_number(m, in_module ? 3 : 3, 0),
	};
	struct target_scope scope;
	kfunc_list funcs;
	size_t left_out;
	struct body *body;

	if (s->nsites > SITES_MAX) /* which was reported */
		return DERIVED_ERROR;
	if (strchr(r.pattern, '@')) {
		derive_why(d, NULL,
			   "a source file in the pattern is not supported yet by this build");
		return DERIVED_NONE;
	}
	if (m->args[3] && (r.maxactive < 1 || r.maxactive > 65536)) {
		diag_semantic(s->diag, m->args[3]->span, "maxactive is from 1 to 65536");
		return DERIVED_ERROR;
	}
	if (in_module && is_wild(r.module)) {
		derive_why(d, NULL, "wildcards for modules are not supported yet by this build");
		return DERIVED_NONE;
	}
	r.wild = is_wild(r.pattern);
	r.info = session_debuginfo(s, r.module);
	funcs = pick(&r, &left_out);
	if (!funcs.n)
		return nothing(&r, left_out);
	s->nsites += funcs.n;
	if (s->nsites > SITES_MAX) {
		diag_semantic(s->diag, m->plain->written->span,
			      "with these the script has more than %d probes", SITES_MAX);
		return DERIVED_ERROR;
	}
	if (s->options.verbose && left_out)
		fprintf(stderr, "spile: %s: %zu functions without an ftrace entry are left out\n",
			point_text(s->arena, m->point, false), left_out);
	if (derive_uses_targets(d, m))
		return add_by_prototype(&r, &funcs);
	scope = (struct target_scope){ .info = r.info,
				       .func = r.pattern,
				       .at_return = r.at_return };
	body = derive_body(d, m, &scope);
	if (!body)
		return DERIVED_ERROR;
	add_rows(&r, body, &funcs);
	return DERIVED;
}

const struct provider function_provider = {
	.name = "function",
	.patterns = patterns,
	.derive = function_derive,
};
