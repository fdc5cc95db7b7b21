// SPDX-License-Identifier: GPL-2.0-only
/* place_probe.c: takes places of the source; gives rows of kprobes with what is seen there. */
#include "place_probe.h"

#include "frames.h"
#include "parser/base/out.h"
#include "refuse.h"
#include "target.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/debuginfo/place.h"
#include "translator/resolve/body.h"
#include "translator/session.h"

enum {
	PLACES_MAX = 262144, /* in a script */
	BODIES_MAX = 8192, /* for places that have one each */
};

bool place_count(struct derive *d, const struct match *m, size_t n)
{
	struct session *s = derive_session(d);

	if (s->listing)
		return true;
	if (s->nsites > PLACES_MAX) /* which was reported */
		return false;
	s->nsites += n;
	if (s->nsites <= PLACES_MAX)
		return true;
	diag_semantic(s->diag, m->plain->written->span,
		      "with these the script has more than %d probes", PLACES_MAX);
	diag_hint(s->diag, "behind kernel.function(), .call leaves out what was inlined");
	return false;
}

/* The component whose argument says which places. */
static size_t place_part(const struct point *point)
{
	size_t which = 0;

	for (size_t i = 0; i < point->parts.n; i++) {
		const char *name = point->parts.v[i].name;

		if (!strcmp(name, "callee") || !strcmp(name, "callees"))
			return i;
		if (!which && (!strcmp(name, "function") || !strcmp(name, "statement") ||
			       !strcmp(name, "addr")))
			which = i;
	}
	return which;
}

const char *place_point_text(struct arena *a, const struct point *point, const char *label)
{
	size_t which = place_part(point);
	const char *text = "";

	for (size_t i = 0; i < point->parts.n; i++) {
		const struct component *c = &point->parts.v[i];
		/* each of them is shown as the point that means it alone */
		const char *name = strcmp(c->name, "callees") != 0 ? c->name : "callee";

		text = arena_printf(a, "%s%s%s", text, i ? "." : "", name);
		if (which && i == which) {
			text = arena_printf(a, "%s(\"%s\")", text, SITE_MARK);
		} else if (c->arg && c->arg->kind == EXPR_STRING) {
			text = arena_printf(a, "%s(%s)", text,
					    out_quote(a, label && !strcmp(c->name, "label") ?
								 label :
								 c->arg->text));
		} else if (c->arg) {
			text = arena_printf(a, "%s(%lld)", text, (long long)c->arg->number);
		}
	}
	return text;
}

/* "vfs_read@fs/read_write.c:455", and a label where there is one. */
static const char *place_text(struct arena *a, const struct code_place *p)
{
	return arena_printf(a, "%s@%s:%d", p->func, out_escape(a, p->file), p->line);
}

static bool place_site(struct derive *d, struct debuginfo *info, const struct code_place *p,
		       struct probe_site *site)
{
	struct session *s = derive_session(d);

	site->func = s->listing ? p->func : place_text(s->arena, p);
	site->offset = p->offset;
	site->place = p;
	return !p->section ||
	       debuginfo_anchor(info, p->section, p->offset, &site->anchor, &site->offset);
}

/* NULL: the kernel. */
static const char *point_module(const struct match *m)
{
	return !strcmp(m->point->parts.v[0].name, "module") ? m->args[0]->text : NULL;
}

const struct code_place *place_of_number(struct debuginfo *info, const char *module, int64_t n,
					 bool start)
{
	const char *section = ".text";
	uint64_t offset = (uint64_t)n;

	if (!module && !debuginfo_linked_at(info, (uint64_t)n, &section, &offset))
		return NULL;
	return debuginfo_place_at(info, section, offset, start);
}

static struct probe *row_new(struct derive *d, const struct match *m, struct body *body,
			     const char *point, bool optional)
{
	struct probe *p = derive_add(d, m, PROBE_STATEMENT, body, point);

	p->module = point_module(m);
	p->optional = optional || m->point->optional || m->point->sufficient;
	return p;
}

enum derived place_add(struct derive *d, const struct match *m, struct debuginfo *info,
		       const struct code_place *const *places,
		       const struct site_calls *const *calls, size_t n)
{
	struct arena *a = derive_session(d)->arena;
	const char *label = NULL;
	bool own = derive_uses_targets(d, m);
	struct session *s = derive_session(d);
	struct refusals left_out = { 0 };
	const char *refusal = NULL;
	struct probe *row = NULL;

	if (!place_count(d, m, n))
		return DERIVED_ERROR;
	derive_session(d)->nplaced += own ? n : 0;
	if (derive_session(d)->nplaced > BODIES_MAX) {
		diag_semantic(derive_session(d)->diag, m->plain->written->span,
			      "target variables are elsewhere at each of these places, %zu in all",
			      derive_session(d)->nplaced);
		diag_hint(derive_session(d)->diag, "a handler that names some can have %d places",
			  BODIES_MAX);
		return DERIVED_ERROR;
	}
	for (size_t i = 0; i < n; i++) {
		struct target_scope scope = { .info = info,
					      .func = places[i]->func,
					      .place = places[i] };
		struct probe_site site = { .calls = calls ? calls[i] : NULL };
		const char *why = place_refusal(s, point_module(m), places[i]->section,
						places[i]->offset, &left_out);

		if (!why && !place_site(d, info, places[i], &site))
			why = debuginfo_why(info);
		if (why) {
			refusal = why;
			continue;
		}
		if (!row || own || (label && strcmp(label, places[i]->label) != 0)) {
			struct body *body = derive_body(d, m, &scope);

			if (!body)
				return DERIVED_ERROR;
			label = places[i]->label;
			row = row_new(d, m, body, place_point_text(a, m->point, label), n > 1);
			if (body->saved && !frames_keep(s, info, places[i], row))
				return DERIVED_ERROR;
			if (!own)
				vec_reserve(a, &row->sites, n - i);
		}
		vec_push(a, &row->sites, site);
	}
	refusals_say(s, point_text(a, m->point, false), &left_out);
	if (row)
		return DERIVED;
	derive_why(d, NULL, "no probe can be put there: %s", refusal);
	return DERIVED_NONE;
}
