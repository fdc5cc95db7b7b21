// SPDX-License-Identifier: GPL-2.0-only
/*
 * callee_probe.c: callees of a function, where that function calls them: ".callee("f")",
 * ".callees" and ".callees(N)".  Needs DWARF.
 *
 * An entry is probed as that of any function, with the calls by which a hit counts.  A copy stands
 * in the code of its caller, and needs them only where that is a callee itself.  What a module
 * calls in the kernel is probed there.
 */
#include <fnmatch.h>

#include "call_graph.h"
#include "code_pattern.h"
#include "entry_probe.h"
#include "place_probe.h"
#include "provider.h"
#include "refuse.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/session.h"

#define CALLEES(code)                                                                   \
	code ".callees", code ".callees(N)", code ".callee(S)", code ".callee(S).call", \
		code ".callee(S).return", code ".callee(S).return.maxactive(N)"

static const char *const patterns[] = {
	CALLEES("kernel.function(S)"),
	CALLEES("kernel.function(N)"),
	CALLEES("module(S).function(S)"),
	CALLEES("module(S).function(N)"),
	NULL,
};

struct request {
	struct entry_probe what; /* in the object whose function it is */
	const struct component *callees;
	struct place_query from, to; /* FROM: func NULL: it is given by its address */
	/* Functions that TO means by their source. */
	const struct code_place *const *sources;
	size_t nsources;
	unsigned int kinds; /* enum place_kind */
	struct call_graph graph;
	size_t ncopies; /* among the callees */
};

static const char *from_text(const struct request *r)
{
	return r->from.func ? r->from.func : "the function";
}

/* ---- the point ---- */

static bool parse_depth(struct request *r)
{
	const struct expr *n = r->callees->arg;

	r->graph.depth = 1;
	if (!n || n->kind != EXPR_NUMBER)
		return true;
	r->graph.depth = (unsigned int)n->number;
	if (n->number >= 1 && n->number <= CALL_DEPTH_MAX)
		return true;
	diag_semantic(derive_session(r->what.d)->diag, n->span,
		      "callees can be asked for 1 to %d calls deep", CALL_DEPTH_MAX);
	return false;
}

static bool wants(const struct call_graph *g, const struct code_call *call)
{
	const struct request *r = g->data;

	if (fnmatch(r->to.func, call->func, 0))
		return false;
	if (!r->to.file)
		return true;
	for (size_t i = 0; call->n && i < r->nsources; i++) {
		const struct code_place *p = r->sources[i], *callee = call->to[0];

		if (callee->file && p->line == callee->line && !strcmp(p->func, callee->func) &&
		    !strcmp(p->file, callee->file))
			return true;
	}
	return false;
}

static bool parse_names(struct request *r)
{
	const struct expr *names = r->callees->arg;

	r->what.wild = true;
	if (!names || names->kind != EXPR_STRING)
		return true;
	if (!code_pattern_parse(derive_session(r->what.d), names, &r->to))
		return false;
	r->what.wild = code_pattern_is_wild(r->to.func);
	r->to.kinds = PLACE_CALL | PLACE_INLINE;
	if (r->to.file)
		r->sources = debuginfo_places(r->what.info, &r->to, &r->nsources);
	r->graph.wants = wants;
	r->graph.data = r;
	return true;
}

static bool parse(struct request *r)
{
	enum { FUNCTION = 1, CALLEES = 2 };
	const struct match *m = r->what.m;
	const struct options *o = &derive_session(r->what.d)->options;
	const struct component *last = &m->point->parts.v[m->point->parts.n - 1];

	r->callees = &m->point->parts.v[CALLEES];
	if (m->args[FUNCTION]->kind == EXPR_STRING &&
	    !code_pattern_parse(derive_session(r->what.d), m->args[FUNCTION], &r->from))
		return false;
	if (!entry_probe_parse(&r->what) || !parse_depth(r) || !parse_names(r))
		return false;
	r->kinds = PLACE_CALL;
	if (!r->what.at_return && strcmp(last->name, "call") != 0)
		r->kinds |= PLACE_INLINE;
	r->graph.match_all = options_define(o, "CALLEE_MATCHALL", 0) ||
			     options_define(o, "STAP_CALLEE_MATCHALL", 0);
	return true;
}

/* ---- nothing is there ---- */

static enum derived no_function(const struct request *r)
{
	struct session *s = derive_session(r->what.d);
	struct debuginfo *info = r->what.info;
	const char *why = debuginfo_why(info);

	derive_why(r->what.d, r->from.func ? code_pattern_near(s, info, r->from.func) : NULL, "%s",
		   why);
	return DERIVED_NONE;
}

/* Nothing that the function calls is wanted, or shows itself. */
static enum derived no_callee(const struct request *r)
{
	struct arena *a = derive_session(r->what.d)->arena;
	const struct call_graph *g = &r->graph;
	const char *from = from_text(r), *near;

	if (g->jumps) {
		derive_why(r->what.d, "-D CALLEE_MATCHALL probes it whoever calls it",
			   "%s leaves for it by a jump, and it is not known where", from);
	} else if (g->frameless) {
		derive_why(r->what.d, "-D CALLEE_MATCHALL probes it whoever calls it",
			   "no symbol tells where %s calls it", from);
	} else if (g->elsewhere) {
		derive_why(r->what.d, NULL, "%s calls it in another module", from);
	} else if (!r->to.func) {
		derive_why(r->what.d, NULL, "%s calls no function by name", from);
	} else {
		near = r->what.wild ? NULL : strmap_nearest(&g->names, r->to.func);
		derive_why(r->what.d, near ? arena_printf(a, "did you mean '%s'?", near) : NULL,
			   "%s calls nothing of that name", from);
	}
	return DERIVED_NONE;
}

static const char *counted(struct arena *a, const char *text, size_t n, const char *what)
{
	return n ? arena_printf(a, "%s%s %zu %s", text, *text ? "," : "", n, what) : text;
}

static void say_left_out(const struct request *r)
{
	const struct session *s = derive_session(r->what.d);
	const struct call_graph *g = &r->graph;
	struct arena *a = s->arena;
	const char *text = "";

	if (r->what.wild) /* else it is not known that they matter */
		text = counted(a, text, g->by_pointer, "calls by pointer");
	text = counted(a, text, g->elsewhere, "calls of other modules");
	text = counted(a, text, g->jumps, "jumps that are not found in the code");
	text = counted(a, text, g->behind, "jumps' own callees");
	text = counted(a, text, g->frameless, "calls where the stack is not described");
	if (s->options.verbose && *text)
		fprintf(stderr, "spile: %s: left out:%s\n", point_text(a, r->what.m->point, false),
			text);
}

/* ---- the callees ---- */

static const struct code_place *const *find_functions(const struct request *r, size_t *n)
{
	const struct code_place **at;
	struct place_query q = r->from;

	q.kinds = PLACE_CALL | PLACE_INLINE;
	if (q.func)
		return debuginfo_places(r->what.info, &q, n);
	at = arena_new(derive_session(r->what.d)->arena, const struct code_place *);
	*at = place_of_number(r->what.info, r->what.module, r->what.m->args[1]->number, true);
	*n = *at ? 1 : 0;
	return at;
}

static enum derived find_callees(struct request *r)
{
	struct session *s = derive_session(r->what.d);
	size_t n;
	const struct code_place *const *from = find_functions(r, &n);

	if (!n)
		return no_function(r);
	if (call_graph_build(&r->graph, from, n)) {
		say_left_out(r);
		return r->graph.callees.n ? DERIVED : no_callee(r);
	}
	if (r->graph.too_many) {
		diag_semantic(s->diag, r->what.m->plain->written->span,
			      "the callees are called in more than %d places", CALLS_MAX);
		return DERIVED_ERROR;
	}
	derive_why(r->what.d, NULL, "%s", debuginfo_why(r->what.info));
	return DERIVED_NONE;
}

/* Functions that are probed in one way. */
struct group {
	struct entry_probe what;
	struct entries entries;
};

enum group_kind {
	GROUP_OWN, /* of the object itself */
	GROUP_OUTSIDE, /* a module's callees in the kernel */
	GROUP_JUMPS_OUTSIDE, /* its jumps to them */
	GROUPS,
};

/* A function that is left for by a jump: the jump is probed, whatever the function is like. */
static void add_jump(const struct request *r, struct group *to, const struct callee *c)
{
	struct session *s = derive_session(r->what.d);
	struct entry e = { .jump = c->jump };
	struct refusals *left_out = &to->entries.left_out;
	const char *refusal =
		place_refusal(s, r->what.module, e.jump->section, e.jump->offset, left_out);
	const char *anchor;
	uint64_t from;

	e.func = debuginfo_function_at(to->what.info, c->place->section, c->place->offset);
	if (refusal)
		to->entries.refusal = refusal;
	else if (!e.func || (e.jump->section && !debuginfo_anchor(r->what.info, e.jump->section,
								  e.jump->offset, &anchor, &from)))
		left_out->nameless++;
	else
		vec_push(s->arena, &to->entries.list, e);
}

static void add_entry(const struct request *r, struct group *to, const struct callee *c)
{
	const struct kfunc *f =
		debuginfo_function_at(to->what.info, c->place->section, c->place->offset);

	if (f && f->offset == c->place->offset)
		entries_add(derive_session(r->what.d), &to->entries, f, c->calls, r->what.wild);
	else
		to->entries.left_out.nameless++;
}

/* Those that have an entry; false: an error was reported. */
static bool add_called(const struct request *r, struct group *groups)
{
	struct session *s = derive_session(r->what.d);

	for (size_t i = 0; i < r->graph.callees.n; i++) {
		const struct callee *c = &r->graph.callees.v[i];
		bool outside = call_is_outside(&r->graph, c);

		if (c->place->kind != PLACE_CALL || (c->jump && r->what.at_return))
			continue;
		if (c->jump)
			add_jump(r, &groups[outside ? GROUP_JUMPS_OUTSIDE : GROUP_OWN], c);
		else
			add_entry(r, &groups[outside ? GROUP_OUTSIDE : GROUP_OWN], c);
	}
	for (int i = 0; i < GROUPS; i++) {
		const struct entries *e = &groups[i].entries;

		refusals_say(s, point_text(s->arena, r->what.m->point, false), &e->left_out);
		if (e->list.n && entries_probe(&groups[i].what, &e->list) == DERIVED_ERROR)
			return false;
	}
	return true;
}

static enum derived add_copies(struct request *r)
{
	struct arena *a = derive_session(r->what.d)->arena;
	const struct call_graph *g = &r->graph;
	VEC(const struct code_place *) copies = { 0 };
	VEC(const struct site_calls *) calls = { 0 };

	for (size_t i = 0; i < g->callees.n; i++) {
		const struct callee *c = &g->callees.v[i];

		if (c->place->kind == PLACE_CALL || !(r->kinds & PLACE_INLINE))
			continue;
		vec_push(a, &copies, c->place);
		vec_push(a, &calls, c->calls);
	}
	r->ncopies = copies.n;
	if (!copies.n)
		return DERIVED_NONE;
	return place_add(r->what.d, r->what.m, r->what.info, copies.v, calls.v, copies.n);
}

/* There are callees, and none of them can be probed. */
static void no_probe(const struct request *r, const struct group *groups)
{
	const struct entries *left = &groups[GROUP_OWN].entries;

	for (int i = 0; i < GROUPS; i++)
		if (refusals_total(&groups[i].entries.left_out))
			left = &groups[i].entries;
	if (left->refusal && !r->what.wild)
		derive_why(r->what.d, NULL, "the function can't be probed: %s", left->refusal);
	else if (refusals_total(&left->left_out))
		derive_why(r->what.d, NULL, "none of the callees can be probed");
	else if (r->graph.callees.v[0].jump)
		derive_why(r->what.d, NULL,
			   "%s leaves for it by a jump, so it doesn't return there", from_text(r));
	else
		derive_why(r->what.d, NULL,
			   "the compiler put it into %s: it has no entry and no return",
			   from_text(r));
}

static enum derived callee_derive(struct derive *d, const struct match *m)
{
	struct session *s = derive_session(d);
	bool in_module = !strcmp(m->point->parts.v[0].name, "module");
	struct request r = { .what = { .d = d, .m = m } };
	struct group groups[GROUPS] = { 0 };
	size_t had = s->probes.n;
	enum derived done;

	r.what.module = in_module ? m->args[0]->text : NULL;
	r.what.info = r.what.code = session_debuginfo(s, r.what.module);
	if (!parse(&r))
		return DERIVED_ERROR;
	r.graph.arena = s->arena;
	r.graph.module = r.what.module;
	r.graph.info = r.what.info;
	r.graph.kernel = in_module ? session_debuginfo(s, NULL) : NULL;
	done = find_callees(&r);
	if (done != DERIVED)
		return done;
	for (int i = 0; i < GROUPS; i++) {
		groups[i].what = r.what;
		if (i != GROUP_OWN)
			groups[i].what.info = r.graph.kernel;
	}
	groups[GROUP_OUTSIDE].what.module = NULL;
	if (!add_called(&r, groups))
		return DERIVED_ERROR;
	done = add_copies(&r);
	if (done == DERIVED_NONE && s->probes.n > had)
		return DERIVED;
	if (done == DERIVED_NONE && !r.ncopies) /* else it was said what is with them */
		no_probe(&r, groups);
	return done;
}

const struct provider callee_provider = {
	.name = "callee",
	.patterns = patterns,
	.derive = callee_derive,
};
