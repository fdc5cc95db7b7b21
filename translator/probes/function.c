// SPDX-License-Identifier: GPL-2.0-only
/*
 * function.c: entry and return of kernel and module functions, and the copies of them that are
 * inlined.
 *
 * Functions by name need symbols alone.  Those of a source file, and copies, need DWARF; where it
 * is on this machine, a plain kernel.function() finds the copies too.
 *
 * All functions of a pattern go into one row of the table when the body doesn't depend on
 * the function; else those of one prototype do.  A function without an ftrace entry gets a
 * kprobe when it is named outright, and is passed over by a wildcard.
 */
#include <fnmatch.h>

#include "code_pattern.h"
#include "place_probe.h"
#include "provider.h"
#include "refuse.h"
#include "target.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/debuginfo/place.h"
#include "translator/resolve/body.h"
#include "translator/session.h"

static const char *const patterns[] = {
	"kernel.function(S)",
	"kernel.function(S).call",
	"kernel.function(S).exported",
	"kernel.function(S).inline",
	"kernel.function(S).return",
	"kernel.function(S).return.maxactive(N)",
	"kernel.function(S).exported.return",
	"kernel.function(N)",
	"kernel.function(N).call",
	"kernel.function(N).inline",
	"kernel.function(N).return",
	"kernel.function(N).return.maxactive(N)",
	"module(S).function(S)",
	"module(S).function(S).call",
	"module(S).function(S).exported",
	"module(S).function(S).inline",
	"module(S).function(S).return",
	"module(S).function(S).return.maxactive(N)",
	"module(S).function(S).exported.return",
	"module(S).function(N)",
	"module(S).function(N).call",
	"module(S).function(N).inline",
	"module(S).function(N).return",
	"module(S).function(N).return.maxactive(N)",
	NULL,
};

struct request {
	struct derive *d;
	const struct match *m;
	struct debuginfo *info;
	const char *module; /* or NULL */
	struct place_query q;
	unsigned int kinds; /* enum place_kind */
	bool wild, at_return, exported;
	bool by_source; /* which functions there are is DWARF's to say */
	int64_t maxactive;
};

typedef VEC(const struct kfunc *) kfunc_list;

/* What a pattern stands for, and what of it is left aside, for -v and for messages. */
struct picked {
	kfunc_list funcs; /* entries of functions that are called */
	const struct code_place *const *copies; /* that were inlined */
	size_t ncopies;
	struct refusals left_out;
	const char *refusal; /* why, of the last that may not be probed; NULL: none was met */
};

/* A compiler's clone of a function: "foo.isra.0", "foo.constprop.0"; parts of one are none. */
static bool is_clone(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot && !strstr(dot, ".cold") && !strstr(dot, ".part");
}

static void pick_func(const struct request *r, struct picked *p, const struct kfunc *f)
{
	struct session *s = derive_session(r->d);
	const char *refusal;

	if (r->exported && !f->exported)
		return;
	refusal = function_refusal(s, f, &p->left_out);
	if (refusal)
		p->refusal = refusal;
	else if (r->wild && !f->ftrace)
		p->left_out.no_entry++;
	else
		vec_push(s->arena, &p->funcs, f);
}

/*
 * The functions that a name means, clones included.  A part that was split off is meant when it is
 * all that is left of the function.
 */
static void pick_by_name(const struct request *r, struct picked *p)
{
	struct arena *a = derive_session(r->d)->arena;
	const char *pattern = r->q.func;
	const struct kfunc *const *all;
	bool parts = false;
	size_t n;

	all = debuginfo_functions(r->info, pattern, &n);
	for (size_t i = 0; i < n; i++)
		if (!all[i]->part && (!strchr(all[i]->name, '.') || is_clone(all[i]->name) ||
				      !strcmp(all[i]->name, pattern)))
			pick_func(r, p, all[i]);
	if (!*pattern || strchr(pattern, '.'))
		return;
	all = debuginfo_functions(r->info, arena_printf(a, "%s.*", pattern), &n);
	for (size_t i = 0; i < n; i++)
		if (is_clone(all[i]->name) && fnmatch(pattern, all[i]->name, 0))
			pick_func(r, p, all[i]);
	parts = !r->wild && !p->funcs.n && !refusals_total(&p->left_out);
	for (size_t i = 0; parts && i < n; i++)
		if (strstr(all[i]->name, ".part."))
			pick_func(r, p, all[i]);
}

static struct place_query query(const struct request *r, enum place_kind kind)
{
	struct place_query q = r->q;

	q.kinds = kind;
	return q;
}

static void pick_by_source(const struct request *r, struct picked *p)
{
	struct place_query q = query(r, PLACE_CALL);
	size_t n;
	const struct code_place *const *places = debuginfo_places(r->info, &q, &n);

	for (size_t i = 0; i < n; i++) {
		const struct kfunc *f =
			debuginfo_function_at(r->info, places[i]->section, places[i]->offset);

		if (f && f->offset == places[i]->offset)
			pick_func(r, p, f);
		else
			p->left_out.nameless++;
	}
}

static void pick_copies(const struct request *r, struct picked *p)
{
	struct place_query q = query(r, PLACE_INLINE);

	p->copies = debuginfo_places(r->info, &q, &p->ncopies);
}

/* The function, or the inlined copy of one, around an address. */
static void pick_by_address(const struct request *r, struct picked *p)
{
	const struct code_place **at =
		arena_new(derive_session(r->d)->arena, const struct code_place *);
	const struct kfunc *f;

	*at = place_of_number(r->info, r->module, r->m->args[1]->number, true);
	if (!*at)
		return;
	f = debuginfo_function_at(r->info, (*at)->section, (*at)->offset);
	if ((*at)->kind == PLACE_CALL && f && r->kinds & PLACE_CALL) {
		pick_func(r, p, f);
	} else if ((*at)->kind == PLACE_INLINE && r->kinds & PLACE_INLINE) {
		p->copies = at;
		p->ncopies = 1;
	}
}

/* The functions in the source's sense: who asks for a return has called. */
static struct picked pick(const struct request *r)
{
	struct picked p = { 0 };

	if (!r->q.func) {
		pick_by_address(r, &p);
		return p;
	}
	if (r->kinds & PLACE_CALL && r->by_source)
		pick_by_source(r, &p);
	else if (r->kinds & PLACE_CALL)
		pick_by_name(r, &p);
	if (r->kinds & PLACE_INLINE && (r->by_source || debuginfo_has_places(r->info)))
		pick_copies(r, &p);
	return p;
}

static struct probe_site entry_site(const struct kfunc *f)
{
	return (struct probe_site){
		.func = f->name,
		.anchor = f->anchor,
		.offset = f->anchor ? f->from_anchor : f->offset,
		.entry = f,
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
					       place_point_text(a, r->m->point, NULL));
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

static unsigned long long type_id(const struct ctype *t)
{
	return t ? debuginfo_type_id(t) : 0;
}

/* Two functions may share a body when their prototypes are the same in every name and type. */
const char *prototype_key(struct arena *a, const struct prototype *p)
{
	const char *key = arena_printf(a, "%llx:%d", type_id(p->ret), p->variadic);

	for (size_t i = 0; i < p->nparams; i++)
		key = arena_printf(a, "%s,%llx %s", key, type_id(p->params[i].type),
				   p->params[i].name ? p->params[i].name : "");
	return key;
}

struct group {
	struct target_scope scope;
	kfunc_list funcs;
};

/* Whether all that the body names is answered by the prototype, so that DWARF isn't asked. */
static bool proto_has_all(const struct target_scope *scope, const struct strmap *names)
{
	for (size_t i = 0; i < names->n; i++) {
		const char *name = names->entries[i].key;
		bool found = !strcmp(name, "$$parms") || !strcmp(name, "$$return") ||
			     !strcmp(name, "$return");

		for (size_t k = 0; !found && *name && k < scope->proto.nparams; k++)
			found = scope->proto.params[k].name &&
				!strcmp(scope->proto.params[k].name, name + 1);
		if (!found)
			return false;
	}
	return true;
}

static enum derived add_by_prototype(const struct request *r, const kfunc_list *funcs,
				     const struct strmap *names)
{
	struct session *s = derive_session(r->d);
	struct strmap groups;
	const struct kfunc *f;
	size_t unknown = 0;

	strmap_init(&groups, s->arena);
	vec_each(f, funcs) {
		struct target_scope scope = {
			.info = r->info, .func = f->name, .entry = f, .at_return = r->at_return
		};
		const char *key;
		struct group *g;

		scope.known = debuginfo_prototype(r->info, f->name, &scope.proto);
		if (!scope.known && debuginfo_why(r->info))
			scope.why = arena_strdup(s->arena, debuginfo_why(r->info));
		if (scope.known && (proto_has_all(&scope, names) || !debuginfo_has_places(r->info)))
			key = prototype_key(s->arena, &scope.proto);
		else /* DWARF says where things are, for each function anew */
			key = arena_printf(s->arena, "%s %llx", f->name,
					   (unsigned long long)f->offset);
		if (!scope.known && debuginfo_has_places(r->info))
			scope.place = debuginfo_place_of(r->info, f);
		if (!scope.known && r->wild && !scope.place) {
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

static enum derived add_funcs(const struct request *r, const kfunc_list *funcs)
{
	struct target_scope scope = { .info = r->info,
				      .func = r->q.func ? r->q.func : funcs->v[0]->name,
				      .at_return = r->at_return };
	struct strmap names;
	struct body *body;

	if (derive_uses_targets(r->d, r->m)) {
		derive_target_names(r->d, r->m, &names);
		return add_by_prototype(r, funcs, &names);
	}
	body = derive_body(r->d, r->m, &scope);
	if (!body)
		return DERIVED_ERROR;
	add_rows(r, body, funcs);
	return DERIVED;
}

/* ---- nothing is there ---- */

static enum derived nothing(const struct request *r, const struct picked *p)
{
	struct arena *a = derive_session(r->d)->arena;
	const char *where = r->module ? arena_printf(a, "module %s", r->module) : "the kernel";
	struct place_query q;
	const char *near, *why;
	size_t copies;

	if (p->refusal && !r->wild) {
		derive_why(r->d, NULL, "the function can't be probed: %s", p->refusal);
		return DERIVED_NONE;
	}
	if (refusals_total(&p->left_out)) {
		derive_why(r->d, NULL, "what matches in %s can't be probed", where);
		return DERIVED_NONE;
	}
	if (r->by_source) {
		why = debuginfo_why(r->info);
		near = r->q.func ? code_pattern_near(derive_session(r->d), r->info, r->q.func) :
				   NULL;
		derive_why(r->d, near, "%s", why);
		return DERIVED_NONE;
	}
	if (!debuginfo_has_functions(r->info)) {
		why = debuginfo_why(r->info);
		derive_why(r->d, NULL, "nothing is known of the functions of %s: %s", where,
			   why ? why : "it has no symbols");
		return DERIVED_NONE;
	}
	q = query(r, PLACE_INLINE);
	if (debuginfo_has_places(r->info) && debuginfo_places(r->info, &q, &copies)) {
		derive_why(r->d,
			   r->at_return ? "an inlined copy has no return to be probed" :
					  "without .call the point stands for the copies",
			   "every call of it was inlined, %zu in all", copies);
		return DERIVED_NONE;
	}
	near = r->wild ? NULL : debuginfo_nearest(r->info, r->q.func);
	if (near)
		near = arena_printf(a, "did you mean '%s'?", near);
	else if (!r->wild && !debuginfo_has_places(r->info))
		near = "if it is inlined everywhere, only DWARF would tell, and there is none here";
	derive_why(r->d, near, r->wild ? "no function of %s matches" : "%s has no such function",
		   where);
	return DERIVED_NONE;
}

/* ---- the family ---- */

static bool has_part(const struct match *m, const char *name)
{
	for (size_t i = 0; i < m->point->parts.n; i++)
		if (!strcmp(m->point->parts.v[i].name, name))
			return true;
	return false;
}

static enum derived function_derive(struct derive *d, const struct match *m)
{
	struct session *s = derive_session(d);
	bool in_module = !strcmp(m->point->parts.v[0].name, "module");
	struct request r = {
		.d = d,
		.m = m,
		.module = in_module ? m->args[0]->text : NULL,
		.at_return = has_part(m, "return"),
		.exported = has_part(m, "exported"),
		.kinds = PLACE_CALL | PLACE_INLINE,
		.maxactive = match_number(m, 3, 0),
	};
	struct picked p;
	enum derived done;

	if (m->args[1]->kind == EXPR_STRING && !code_pattern_parse(s, m->args[1], &r.q))
		return DERIVED_ERROR;
	if (m->args[3] && (r.maxactive < 1 || r.maxactive > 65536)) {
		diag_semantic(s->diag, m->args[3]->span, "maxactive is from 1 to 65536");
		return DERIVED_ERROR;
	}
	if (has_part(m, "inline"))
		r.kinds = PLACE_INLINE;
	else if (r.at_return || has_part(m, "call") || r.exported)
		r.kinds = PLACE_CALL;
	r.by_source = !r.q.func || r.q.file || r.kinds == PLACE_INLINE;
	r.wild = r.q.func && code_pattern_is_wild(r.q.func);
	r.info = session_debuginfo(s, r.module);
	p = pick(&r);
	refusals_say(s, point_text(s->arena, m->point, false), &p.left_out);
	if (!p.funcs.n && !p.ncopies)
		return nothing(&r, &p);
	if (!place_count(d, m, p.funcs.n))
		return DERIVED_ERROR;
	done = p.funcs.n ? add_funcs(&r, &p.funcs) : DERIVED_NONE;
	if (done != DERIVED_ERROR && p.ncopies &&
	    place_add(d, m, r.info, p.copies, p.ncopies) != DERIVED_NONE)
		done = DERIVED;
	return done;
}

const struct provider function_provider = {
	.name = "function",
	.patterns = patterns,
	.derive = function_derive,
};
