// SPDX-License-Identifier: GPL-2.0-only
/* frames.c: takes a place; gives the function whose arguments have to be kept for it. */
#include "frames.h"

#include "parser/base/out.h"
#include "refuse.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/debuginfo/place.h"
#include "translator/session.h"

/* What is found at an address is another struct each time. */
static bool is_same(const struct frames *one, const struct kfunc *f, const char *module)
{
	const struct kfunc *have = one->site.entry;

	return have->offset == f->offset &&
	       !strcmp(one->module ? one->module : "", module ? module : "") &&
	       !strcmp(have->section ? have->section : "", f->section ? f->section : "");
}

static struct frames *frames_of(struct session *s, const struct kfunc *f, const char *module)
{
	struct arena *a = s->arena;
	struct frames *one;

	vec_each(one, &s->frames)
		if (is_same(one, f, module))
			return one;
	one = arena_new(a, struct frames);
	one->point = arena_printf(
		a, "%s.function(\"%s\").return",
		module ? arena_printf(a, "module(%s)", out_quote(a, module)) : "kernel", SITE_MARK);
	one->module = module;
	one->site = (struct probe_site){
		.func = f->name,
		.anchor = f->anchor,
		.offset = f->anchor ? f->from_anchor : f->offset,
		.entry = f,
	};
	one->optional = true;
	one->id = (unsigned int)s->frames.n;
	vec_push(a, &s->frames, one);
	return one;
}

bool frames_keep(struct session *s, struct debuginfo *info, const struct code_place *at,
		 struct probe *p)
{
	const struct kfunc *f = debuginfo_called(info, at, &p->frame);
	const char *refusal = f ? function_refusal(s, f, NULL) : debuginfo_why(info);
	struct frames *frames;

	if (refusal) {
		diag_semantic(
			s->diag, p->span,
			"a variable at %s:%d is what an argument of %s was, which can't be kept "
			"as its entry can't be probed: %s",
			at->file, at->line, f ? f->name : at->func, refusal);
		return false;
	}
	frames = frames_of(s, f, p->module);
	frames->optional &= p->optional;
	frames->users++;
	p->frames = frames;
	return true;
}
