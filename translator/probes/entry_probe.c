// SPDX-License-Identifier: GPL-2.0-only
/*
 * entry_probe.c: takes functions; gives rows of probes at their entry or return.
 *
 * All functions of a point go into one row of the table when the body doesn't depend on
 * the function; else those of one prototype do.  A function without an ftrace entry gets a kprobe.
 */
#include "entry_probe.h"

#include "place_probe.h"
#include "target.h"
#include "translator/debuginfo/call.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/debuginfo/place.h"
#include "translator/resolve/body.h"
#include "translator/session.h"
#include "untraced.h"

void entries_add(struct session *s, struct entries *to, const struct kfunc *f,
		 const struct site_calls *calls, bool wild)
{
	const char *refusal = function_refusal(s, f, &to->left_out);
	struct entry e = { .func = f, .calls = calls };

	if (refusal)
		to->refusal = refusal;
	else if (!wild || f->ftrace || untraced_is_meant(s, f, &to->left_out))
		vec_push(s->arena, &to->list, e);
}

bool entry_probe_parse(struct entry_probe *r)
{
	const struct match *m = r->m;
	const struct component *last = &m->point->parts.v[m->point->parts.n - 1];

	for (size_t i = 0; i < m->point->parts.n; i++)
		r->at_return |= !strcmp(m->point->parts.v[i].name, "return");
	if (strcmp(last->name, "maxactive") != 0)
		return true;
	r->maxactive = last->arg->number;
	if (r->maxactive >= 1 && r->maxactive <= 65536)
		return true;
	diag_semantic(derive_session(r->d)->diag, last->arg->span, "maxactive is from 1 to 65536");
	return false;
}

static struct probe_site entry_site(const struct entry_probe *r, const struct entry *e)
{
	const struct kfunc *f = e->func;
	struct probe_site site = {
		.func = f->name,
		.anchor = f->anchor,
		.offset = f->anchor ? f->from_anchor : f->offset,
		.entry = f,
		.calls = e->calls,
	};

	if (e->jump)
		site.offset = e->jump->offset;
	if (e->jump && e->jump->section)
		debuginfo_anchor(r->code, e->jump->section, e->jump->offset, &site.anchor,
				 &site.offset);
	return site;
}

/* One or two rows, by mechanism, for functions that share a body. */
static void add_rows(const struct entry_probe *r, struct body *body, const entry_list *funcs)
{
	struct arena *a = derive_session(r->d)->arena;
	struct entry e;

	for (int by_kprobe = 0; by_kprobe < 2; by_kprobe++) {
		struct probe *p = NULL;

		vec_each(e, funcs) {
			bool kprobe = (!e.func->ftrace || e.jump) && !r->at_return;

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
			vec_push(a, &p->sites, entry_site(r, &e));
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
	entry_list funcs;
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

static enum derived add_by_prototype(const struct entry_probe *r, const entry_list *funcs,
				     const struct strmap *names)
{
	struct session *s = derive_session(r->d);
	struct strmap groups;
	struct entry e;
	const char *why = NULL;
	size_t unknown = 0;

	strmap_init(&groups, s->arena);
	vec_each(e, funcs) {
		const struct kfunc *f = e.func;
		struct target_scope scope = {
			.info = r->info,
			.func = f->name,
			.entry = f,
			.at_return = r->at_return,
			.wild = r->wild,
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
			why = scope.why;
			continue;
		}
		g = strmap_get(&groups, key);
		if (!g) {
			g = arena_new(s->arena, struct group);
			g->scope = scope;
			strmap_set(&groups, key, g);
		}
		vec_push(s->arena, &g->funcs, e);
	}
	if (unknown && s->options.verbose)
		fprintf(stderr, "spile: %s: %zu functions without a known prototype are left out\n",
			point_text(s->arena, r->m->point, false), unknown);
	if (!groups.n) {
		derive_why(r->d, NULL, "nothing that matches has known parameters: %s",
			   why ? why : "no debug information");
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

enum derived entries_probe(const struct entry_probe *r, const entry_list *funcs)
{
	struct target_scope scope = { .info = r->info,
				      .func = funcs->v[0].func->name,
				      .at_return = r->at_return };
	struct strmap names;
	struct body *body;

	if (!place_count(r->d, r->m, funcs->n))
		return DERIVED_ERROR;
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
