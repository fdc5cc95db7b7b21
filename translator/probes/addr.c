// SPDX-License-Identifier: GPL-2.0-only
/*
 * addr.c: instructions by their address: "function+0x1f", or a number from a symbol table.
 *
 * The first instruction of a function is its entry: met as kernel.function() is, with its
 * parameters.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "code_pattern.h"
#include "frames.h"
#include "place_probe.h"
#include "provider.h"
#include "refuse.h"
#include "target.h"
#include "translator/debuginfo/code.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/debuginfo/place.h"
#include "translator/resolve/body.h"
#include "translator/session.h"

static const char *const patterns[] = {
	"kernel.addr(S)",
	"kernel.addr(N)",
	"kernel.addr(S).swap(S)",
	"kernel.addr(S).swap(S).commit",
	"module(S).addr(S)",
	"module(S).addr(N)",
	"module(S).addr(S).swap(S)",
	"module(S).addr(S).swap(S).commit",
	NULL,
};

/* A row for each way by which a place can be met. */
enum way { WAY_FTRACE, WAY_ENTRY, WAY_STATEMENT, WAYS };

struct request {
	struct derive *d;
	const struct match *m;
	struct debuginfo *info;
	const char *module; /* or NULL */
	bool optional; /* what can't be probed is left out */
	bool targets; /* each place has its own variables */
	struct refusals left_out;
	const char *refusal; /* of the last one */
	struct probe *rows[WAYS];
	bool failed, any; /* an error was reported; something can be probed */
};

/* An entry's parameters may be had without DWARF; what else there is, DWARF tells. */
static void fill_scope(const struct request *r, const struct kfunc *f, uint64_t offset,
		       struct target_scope *scope)
{
	struct arena *a = derive_session(r->d)->arena;

	*scope = (struct target_scope){ .info = r->info, .func = f->name };
	if (!r->targets)
		return;
	if (offset) {
		scope->place = debuginfo_place_at(r->info, f->section, f->offset + offset, false);
	} else {
		scope->entry = f;
		scope->known = debuginfo_prototype(r->info, f->name, &scope->proto);
	}
	if (!scope->known && !scope->place)
		scope->why = arena_strdup(a, debuginfo_why(r->info));
}

static struct probe *row_for(struct request *r, enum way way, const struct kfunc *f,
			     uint64_t offset)
{
	struct arena *a = derive_session(r->d)->arena;
	struct target_scope scope;
	struct body *body;
	struct probe *p;

	if (r->rows[way] && !r->targets)
		return r->rows[way];
	fill_scope(r, f, offset, &scope);
	body = derive_body(r->d, r->m, &scope);
	if (!body)
		return NULL;
	p = derive_add(r->d, r->m, way == WAY_STATEMENT ? PROBE_STATEMENT : PROBE_FUNCTION, body,
		       place_point_text(a, r->m->point, NULL));
	p->module = r->module;
	p->by_kprobe = way == WAY_ENTRY;
	p->optional = r->optional;
	if (body->saved && !frames_keep(derive_session(r->d), r->info, scope.place, p))
		return NULL;
	r->rows[way] = p;
	return p;
}

/* One place, OFFSET bytes into F. */
static void add_place(struct request *r, const struct kfunc *f, uint64_t offset)
{
	struct session *s = derive_session(r->d);
	struct probe_site site = { .offset = f->offset + offset, .entry = offset ? NULL : f };
	const char *why = place_refusal(s, r->module, f->section, f->offset + offset, &r->left_out);
	enum way way = offset ? WAY_STATEMENT : f->ftrace && !r->module ? WAY_FTRACE : WAY_ENTRY;
	struct probe *row;

	if (!why && f->section &&
	    !debuginfo_anchor(r->info, f->section, site.offset, &site.anchor, &site.offset))
		why = debuginfo_why(r->info);
	if (why) {
		r->refusal = why;
		return;
	}
	site.func = f->name;
	if (s->listing && debuginfo_has_places(r->info))
		site.place = debuginfo_place_at(r->info, f->section, f->offset + offset, false);
	if (offset)
		site.func =
			arena_printf(s->arena, "%s+0x%llx", f->name, (unsigned long long)offset);
	row = row_for(r, way, f, offset);
	r->failed |= !row;
	r->any = true;
	if (row)
		vec_push(s->arena, &row->sites, site);
}

static enum derived finish(struct request *r)
{
	struct session *s = derive_session(r->d);

	refusals_say(s, point_text(s->arena, r->m->point, false), &r->left_out);
	if (r->failed)
		return DERIVED_ERROR;
	if (r->any)
		return DERIVED;
	derive_why(r->d, NULL, "no probe can be put there: %s", r->refusal);
	return DERIVED_NONE;
}

/* ---- by name ---- */

/* "function+0x1f"; the offset is 0 where there is none.  False: it is neither. */
static bool parse_place(struct arena *a, const char *text, const char **func, uint64_t *offset)
{
	const char *plus = strrchr(text, '+');
	char *end;

	*func = text;
	*offset = 0;
	if (!plus)
		return *text;
	*func = arena_strndup(a, text, (size_t)(plus - text));
	if (plus == text || !strchr("0123456789", plus[1]) || !plus[1])
		return false;
	errno = 0;
	*offset = strtoull(plus + 1, &end, 0);
	return !*end && !errno;
}

static enum derived no_such_function(const struct request *r, const char *func, const char *why)
{
	struct arena *a = derive_session(r->d)->arena;
	const char *near = debuginfo_nearest(r->info, func);

	derive_why(r->d, near ? arena_printf(a, "did you mean '%s'?", near) : NULL, "%s", why);
	return DERIVED_NONE;
}

static enum derived derive_name(struct request *r, const struct expr *arg)
{
	struct session *s = derive_session(r->d);
	const struct kfunc *const *funcs;
	uint64_t offset;
	const char *func, *why = NULL;
	size_t n, outside = 0;

	if (!parse_place(s->arena, arg->text, &func, &offset)) {
		diag_semantic(s->diag, arg->span, "a place is written as \"function+0x1f\"");
		return DERIVED_ERROR;
	}
	funcs = debuginfo_functions(r->info, func, &n);
	if (!n) {
		why = debuginfo_why(r->info);
		if (*func && !strchr(func, '.')) /* what the compiler made of it */
			funcs = debuginfo_functions(r->info, arena_printf(s->arena, "%s.*", func),
						    &n);
	}
	if (!n)
		return no_such_function(r, func, why);
	if (!place_count(r->d, r->m, n))
		return DERIVED_ERROR;
	r->optional |= code_pattern_is_wild(func);
	for (size_t i = 0; i < n; i++) {
		if (offset < funcs[i]->size || !offset)
			add_place(r, funcs[i], offset);
		else
			outside++;
	}
	if (outside == n) {
		derive_why(r->d, NULL, "%s has %lu bytes of code", funcs[n - 1]->name,
			   (unsigned long)funcs[n - 1]->size);
		return DERIVED_NONE;
	}
	return finish(r);
}

/* ---- by number ---- */

/* Bytes from _stext, in a module from the start of .text; false: derive_why() was given. */
static bool find_address(const struct request *r, uint64_t addr, uint64_t *offset)
{
	if (r->module) {
		*offset = addr;
		return true;
	}
	switch (debuginfo_address(r->info, addr, offset)) {
	case ADDRESS_FOUND:
		return true;
	case ADDRESS_BOTH:
		derive_why(r->d, "write \"function+0x1f\"",
			   "the image and the running kernel have different code at this address");
		return false;
	case ADDRESS_NOWHERE:
		break;
	}
	derive_why(r->d, NULL, "%s", debuginfo_why(r->info));
	return false;
}

static enum derived derive_number(struct request *r, const struct expr *arg)
{
	const char *section = r->module ? ".text" : NULL;
	const struct kfunc *f;
	uint64_t offset;

	if (!find_address(r, (uint64_t)arg->number, &offset))
		return DERIVED_NONE;
	f = debuginfo_function_at(r->info, section, offset);
	if (!f) {
		derive_why(r->d, NULL, "%s", debuginfo_why(r->info));
		return DERIVED_NONE;
	}
	if (!place_count(r->d, r->m, 1))
		return DERIVED_ERROR;
	add_place(r, f, offset - f->offset);
	return finish(r);
}

static enum derived addr_derive(struct derive *d, const struct match *m)
{
	bool in_module = !strcmp(m->point->parts.v[0].name, "module");
	struct request r = {
		.d = d,
		.m = m,
		.module = in_module ? m->args[0]->text : NULL,
		.optional = m->point->optional || m->point->sufficient,
		.targets = derive_uses_targets(d, m),
	};

	r.info = session_debuginfo(derive_session(d), r.module);
	return m->args[1]->kind == EXPR_STRING ? derive_name(&r, m->args[1]) :
						 derive_number(&r, m->args[1]);
}

const struct provider addr_provider = {
	.name = "addr",
	.patterns = patterns,
	.derive = addr_derive,
};
