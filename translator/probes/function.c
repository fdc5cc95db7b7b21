// SPDX-License-Identifier: GPL-2.0-only
/*
 * function.c: entry and return of kernel and module functions, and the copies of them that are
 * inlined.
 *
 * Functions by name need symbols alone.  Those of a source file, and copies, need DWARF; where it
 * is on this machine, a plain kernel.function() finds the copies too.
 */
#include <fnmatch.h>

#include "code_pattern.h"
#include "entry_probe.h"
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
};

/* What a pattern stands for, and what of it is left aside, for -v and for messages. */
struct picked {
	struct entries funcs; /* those that are called */
	const struct code_place *const *copies; /* that were inlined */
	size_t ncopies;
};

/* A compiler's clone of a function: "foo.isra.0", "foo.constprop.0"; parts of one are none. */
static bool is_clone(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot && !strstr(dot, ".cold") && !strstr(dot, ".part");
}

static void pick_func(const struct request *r, struct picked *p, const struct kfunc *f)
{
	if (!r->exported || f->exported)
		entries_add(derive_session(r->d), &p->funcs, f, NULL, r->wild);
}

/* The functions that a name means, clones included, parts that were split off left aside. */
static void pick_by_name(const struct request *r, struct picked *p)
{
	struct arena *a = derive_session(r->d)->arena;
	const char *pattern = r->q.func;
	const struct kfunc *const *all;
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
}

/*
 * What was split off a function, when nothing else is left of it.  Its head, which was inlined,
 * calls it: who has the copies has those calls.
 */
static void pick_parts(const struct request *r, struct picked *p)
{
	const struct kfunc *const *all;
	const char *pattern;
	size_t n;

	if (r->wild || p->funcs.list.n || p->ncopies || refusals_total(&p->funcs.left_out))
		return;
	pattern = arena_printf(derive_session(r->d)->arena, "%s.part.*", r->q.func);
	all = debuginfo_functions(r->info, pattern, &n);
	for (size_t i = 0; i < n; i++)
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
			p->funcs.left_out.nameless++;
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
	if (r->kinds & PLACE_CALL && !r->by_source)
		pick_parts(r, &p);
	return p;
}

/* ---- nothing is there ---- */

/* Whether nothing but the lack of an ftrace entry kept what matches from being meant. */
static bool only_untraced(const struct refusals *r)
{
	size_t n = r->apart + r->untold;

	return n && n == refusals_total(r);
}

static enum derived nothing(const struct request *r, const struct picked *p)
{
	struct arena *a = derive_session(r->d)->arena;
	const char *where = r->module ? arena_printf(a, "module %s", r->module) : "the kernel";
	struct place_query q;
	const char *near, *why;
	size_t copies;

	if (p->funcs.refusal && !r->wild) {
		derive_why(r->d, NULL, "the function can't be probed: %s", p->funcs.refusal);
		return DERIVED_NONE;
	}
	if (only_untraced(&p->funcs.left_out)) {
		const char *hint = "what is named without wildcards is probed all the same";

		if (p->funcs.left_out.untold)
			derive_why(r->d, hint,
				   "without DWARF, what matches in %s has no ftrace entry", where);
		else
			derive_why(r->d, hint, "what matches in %s is assembler or tracing itself",
				   where);
		return DERIVED_NONE;
	}
	if (refusals_total(&p->funcs.left_out)) {
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
	near = r->wild ? NULL : code_pattern_hint(derive_session(r->d), r->info, r->q.func);
	if (!near && !r->wild && !debuginfo_has_places(r->info))
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
		.exported = has_part(m, "exported"),
		.kinds = PLACE_CALL | PLACE_INLINE,
	};
	struct entry_probe what = { .d = d, .m = m, .module = r.module };
	enum derived done = DERIVED_NONE;
	struct picked p;

	if (m->args[1]->kind == EXPR_STRING && !code_pattern_parse(s, m->args[1], &r.q))
		return DERIVED_ERROR;
	if (!entry_probe_parse(&what))
		return DERIVED_ERROR;
	r.at_return = what.at_return;
	if (has_part(m, "inline"))
		r.kinds = PLACE_INLINE;
	else if (r.at_return || has_part(m, "call") || r.exported)
		r.kinds = PLACE_CALL;
	r.by_source = !r.q.func || r.q.file || r.kinds == PLACE_INLINE;
	r.wild = r.q.func && code_pattern_is_wild(r.q.func);
	r.info = session_debuginfo(s, r.module);
	what.info = r.info;
	what.wild = r.wild;
	p = pick(&r);
	refusals_say(s, point_text(s->arena, m->point, false), &p.funcs.left_out);
	if (!p.funcs.list.n && !p.ncopies)
		return nothing(&r, &p);
	if (p.funcs.list.n)
		done = entries_probe(&what, &p.funcs.list);
	if (done != DERIVED_ERROR && p.ncopies &&
	    place_add(d, m, r.info, p.copies, NULL, p.ncopies) != DERIVED_NONE)
		done = DERIVED;
	return done;
}

const struct provider function_provider = {
	.name = "function",
	.patterns = patterns,
	.derive = function_derive,
};
