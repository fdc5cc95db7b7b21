// SPDX-License-Identifier: GPL-2.0-only
/*
 * tracepoint.c: tracepoints of the kernel and of modules.  .trace() knows the arguments by the
 * names in their declaration, .tracepoint() by their places: $arg1, $arg2 ...
 *
 * All tracepoints of a pattern go into one row of the table when the handler takes no arguments;
 * else those with the same arguments do.
 */
#include "translator/debuginfo/tracepoint.h"

#include "parser/base/out.h"
#include "place_probe.h"
#include "provider.h"
#include "target.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/debuginfo/kernel.h"
#include "translator/debuginfo/trace_system.h"
#include "translator/resolve/body.h"
#include "translator/session.h"

static const char *const patterns[] = {
	"kernel.trace(S)",
	"kernel.tracepoint(S)",
	"module(S).trace(S)",
	"module(S).tracepoint(S)",
	NULL,
};

enum {
	IN_MODULE = 2, /* patterns from here on are of modules */
};

struct request {
	struct derive *d;
	const struct match *m;
	struct debuginfo *info;
	const char *module; /* where they are; NULL: in the kernel */
	const char *pattern;
	bool wild;
	bool by_place; /* .tracepoint() */
};

static const char *pp_text(const struct request *r)
{
	struct arena *a = derive_session(r->d)->arena;
	const char *kind = r->by_place ? "tracepoint" : "trace";

	if (r->m->pattern < IN_MODULE)
		return arena_printf(a, "kernel.%s(\"%s\")", kind, SITE_MARK);
	return arena_printf(a, "module(%s).%s(\"%s\")", out_quote(a, r->module), kind, SITE_MARK);
}

/*
 * What the kernel itself does not have is looked for in the module that the pattern begins with:
 * "xfs" of "xfs:*", and of "xfs_ilock".
 */
static const struct tracepoint *find_in_module(struct request *r, size_t *n)
{
	struct session *s = derive_session(r->d);
	const char *module = arena_strndup(s->arena, r->pattern, strcspn(r->pattern, "_:"));
	const struct tracepoint *list;
	struct debuginfo *info;

	*n = 0;
	if (!*module || strpbrk(module, "*?[/") || !kernel_module_path(s->kernel, module))
		return NULL;
	info = session_debuginfo(s, module);
	list = tracepoints(info, s->arena, r->pattern, n);
	if (*n) {
		r->module = module;
		r->info = info;
	}
	return list;
}

/* ---- what is not there ---- */

static const char *hint(const struct request *r)
{
	struct arena *a = derive_session(r->d)->arena;
	const char *colon = strchr(r->pattern, ':');
	const char *name = colon ? colon + 1 : r->pattern, *near;
	const struct tracepoint *t;
	size_t n;

	if (r->wild)
		return NULL;
	if (!strncmp(name, "sys_enter_", 10) || !strncmp(name, "sys_exit_", 9))
		return arena_printf(a, "all system calls have one: '%.*s'",
				    name[4] == 'e' && name[5] == 'n' ? 9 : 8, name);
	near = tracepoint_nearest(r->info, name);
	if (!near)
		return NULL;
	t = tracepoints(r->info, a, near, &n);
	return n ? arena_printf(a, "did you mean '%s'?", colon ? tracepoint_text(a, t) : t->name) :
		   NULL;
}

static enum derived nothing(const struct request *r)
{
	struct arena *a = derive_session(r->d)->arena;
	const char *where = r->module ? arena_printf(a, "module %s", r->module) : "the kernel";
	const char *why;
	size_t n;

	tracepoints(r->info, a, "*", &n);
	if (!debuginfo_has_functions(r->info)) {
		derive_why(r->d, NULL, "nothing is known of the tracepoints of %s: %s", where,
			   debuginfo_why(r->info));
	} else if (!n) {
		derive_why(r->d,
			   r->module ? NULL :
				       "they are found by their functions '__traceiter_NAME', "
				       "which Linux has since 5.10",
			   "%s has no tracepoints", where);
	} else if (strchr(r->pattern, ':') && (why = trace_systems_why(r->info))) {
		derive_why(r->d, "leave the system and its ':' away",
			   "the systems of tracepoints are not known: %s", why);
	} else {
		derive_why(r->d, hint(r),
			   r->wild ? "no tracepoint of %s matches" : "%s has no such tracepoint",
			   where);
	}
	return DERIVED_NONE;
}

/* ---- what is there ---- */

typedef VEC(const struct tracepoint *) tracepoint_list;

static const char *shown(const struct request *r, const struct tracepoint *t)
{
	return r->by_place ? t->name : tracepoint_text(derive_session(r->d)->arena, t);
}

static void add_row(const struct request *r, struct body *body, const struct prototype *args,
		    const tracepoint_list *list)
{
	struct session *s = derive_session(r->d);
	struct probe *p = derive_add(r->d, r->m, PROBE_TRACEPOINT, body, pp_text(r));
	const struct tracepoint *t;

	p->module = r->module;
	p->args = args;
	p->optional = r->wild || r->m->point->optional || r->m->point->sufficient;
	vec_each(t, list)
		vec_push(s->arena, &p->sites, (struct probe_site){ .func = shown(r, t) });
}

/* $arg1, $arg2 ... in place of names. */
static void number_args(struct arena *a, struct prototype *p)
{
	struct cparam *params = arena_array(a, struct cparam, p->nparams + 1);

	for (size_t i = 0; i < p->nparams; i++) {
		params[i] = p->params[i];
		params[i].name = arena_printf(a, "arg%zu", i + 1);
	}
	p->params = params;
}

struct group {
	struct target_scope scope;
	tracepoint_list list;
};

/* A group for each list of arguments; a wildcard leaves out those that are not known. */
static void group_by_args(const struct request *r, const struct tracepoint *list, size_t n,
			  struct strmap *groups)
{
	struct session *s = derive_session(r->d);
	size_t unknown = 0;

	strmap_init(groups, s->arena);
	for (size_t i = 0; i < n; i++) {
		struct target_scope scope = { .info = r->info,
					      .func = shown(r, &list[i]),
					      .tracepoint = true };
		const char *key = "";
		struct group *g;

		scope.known = tracepoint_prototype(r->info, list[i].name, &scope.proto);
		if (scope.known && r->by_place)
			number_args(s->arena, &scope.proto);
		if (scope.known)
			key = prototype_key(s->arena, &scope.proto);
		else
			scope.why = arena_strdup(s->arena, debuginfo_why(r->info));
		if (!scope.known && r->wild) {
			unknown++;
			continue;
		}
		g = strmap_get(groups, key);
		if (!g) {
			g = arena_new(s->arena, struct group);
			g->scope = scope;
			strmap_set(groups, key, g);
		}
		vec_push(s->arena, &g->list, &list[i]);
	}
	if (unknown && s->options.verbose)
		fprintf(stderr, "spile: %s: %zu tracepoints without known arguments are left out\n",
			point_text(s->arena, r->m->point, false), unknown);
}

static enum derived add_by_args(const struct request *r, const struct tracepoint *list, size_t n)
{
	struct strmap groups;

	group_by_args(r, list, n, &groups);
	if (!groups.n) {
		derive_why(r->d, NULL, "nothing that matches has known arguments: %s",
			   debuginfo_why(r->info));
		return DERIVED_NONE;
	}
	for (size_t i = 0; i < groups.n; i++) {
		struct group *g = groups.entries[i].value;
		struct body *body = derive_body(r->d, r->m, &g->scope);

		if (!body)
			return DERIVED_ERROR;
		add_row(r, body, &g->scope.proto, &g->list);
	}
	return DERIVED;
}

static enum derived add_all(const struct request *r, const struct tracepoint *list, size_t n)
{
	struct arena *a = derive_session(r->d)->arena;
	struct target_scope scope = { .info = r->info, .func = r->pattern, .tracepoint = true };
	struct body *body = derive_body(r->d, r->m, &scope);
	tracepoint_list all = { 0 };

	if (!body)
		return DERIVED_ERROR;
	for (size_t i = 0; i < n; i++)
		vec_push(a, &all, &list[i]);
	add_row(r, body, NULL, &all);
	return DERIVED;
}

/* A kernel that checks what it calls by pointer knows the handler's type by its hash. */
static bool checks_calls(struct kernel *k)
{
	static const char *const options[] = { "CFI_CLANG", "CFI" };

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		const char *set = kernel_config(k, options[i]);

		if (set && !strcmp(set, "y"))
			return true;
	}
	return false;
}

static enum derived tracepoint_derive(struct derive *d, const struct match *m)
{
	struct session *s = derive_session(d);
	bool in_module = m->pattern >= IN_MODULE;
	struct request r = {
		.d = d,
		.m = m,
		.module = in_module ? m->args[0]->text : NULL,
		.pattern = m->args[1]->text,
		.by_place = m->pattern % 2,
	};
	const struct tracepoint *list;
	size_t n;

	if (checks_calls(s->kernel)) {
		derive_why(d, NULL, "tracepoints of a kernel with CONFIG_CFI can't be probed");
		return DERIVED_NONE;
	}
	if (r.by_place && strchr(r.pattern, ':')) {
		derive_why(d, "'.trace(\"SYSTEM:NAME\")' has one",
			   "a tracepoint has no system here");
		return DERIVED_NONE;
	}
	r.wild = strpbrk(r.pattern, "*?[") != NULL;
	r.info = session_debuginfo(s, r.module);
	list = tracepoints(r.info, s->arena, r.pattern, &n);
	if (!n && !in_module)
		list = find_in_module(&r, &n);
	if (!n)
		return nothing(&r);
	if (!place_count(d, m, n))
		return DERIVED_ERROR;
	return derive_uses_targets(d, m) ? add_by_args(&r, list, n) : add_all(&r, list, n);
}

static bool tracepoint_variables(struct session *s, const struct probe *p,
				 const struct probe_site *at, struct prototype *vars)
{
	const char *colon = strchr(at->func, ':');

	if (!tracepoint_prototype(session_debuginfo(s, p->module), colon ? colon + 1 : at->func,
				  vars))
		return false;
	if (strstr(p->point, ".tracepoint("))
		number_args(s->arena, vars);
	return true;
}

const struct provider tracepoint_provider = {
	.name = "tracepoint",
	.patterns = patterns,
	.derive = tracepoint_derive,
	.variables = tracepoint_variables,
};
