// SPDX-License-Identifier: GPL-2.0-only
/*
 * kprobe.c: what needs nothing known of the kernel: functions that it looks up itself when the
 * script is loaded, and addresses that are taken as they are.
 */
#include "code_pattern.h"
#include "parser/base/out.h"
#include "place_probe.h"
#include "provider.h"
#include "refuse.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/resolve/body.h"
#include "translator/session.h"

static const char *const patterns[] = {
	"kprobe.function(S)",
	"kprobe.function(S).call",
	"kprobe.function(S).return",
	"kprobe.function(S).return.maxactive(N)",
	"kprobe.module(S).function(S)",
	"kprobe.module(S).function(S).call",
	"kprobe.module(S).function(S).return",
	"kprobe.module(S).function(S).return.maxactive(N)",
	"kprobe.statement(N).absolute",
	"kernel.statement(N).absolute",
	"module(S).statement(N).absolute",
	NULL,
};

enum { FIRST_IN_MODULE = 4, FIRST_ABSOLUTE = 8 };

static enum derived add_site(struct derive *d, const struct match *m, enum probe_kind kind,
			     const char *point, struct probe_site site)
{
	struct arena *a = derive_session(d)->arena;
	struct body *body;
	struct probe *p;

	if (!place_count(d, m, 1))
		return DERIVED_ERROR;
	body = derive_body(d, m, NULL);
	if (!body)
		return DERIVED_ERROR;
	p = derive_add(d, m, kind, body, point);
	p->by_kprobe = kind == PROBE_FUNCTION;
	p->optional = m->point->optional || m->point->sufficient;
	vec_push(a, &p->sites, site);
	if (m->pattern >= FIRST_IN_MODULE && m->pattern < FIRST_ABSOLUTE)
		p->module = m->args[1]->text;
	return DERIVED;
}

static enum derived derive_absolute(struct derive *d, const struct match *m)
{
	struct session *s = derive_session(d);
	size_t last = m->point->parts.n - 2;
	const struct expr *arg = m->args[last];
	struct probe_site site = { .func = "", .anchor = "", .offset = (uint64_t)arg->number };
	const char *point;

	if (!s->options.guru) {
		diag_semantic(s->diag, m->plain->written->span,
			      "an address that nobody checks is for guru mode only (-g)");
		return DERIVED_ERROR;
	}
	point = arena_printf(s->arena, "%s%s.statement(0x%llx).absolute", m->point->parts.v[0].name,
			     last == 1 && m->args[0] ?
				     arena_printf(s->arena, "(%s)",
						  out_quote(s->arena, m->args[0]->text)) :
				     "",
			     (unsigned long long)arg->number);
	return add_site(d, m, PROBE_STATEMENT, point, site);
}

static bool is_plain(struct derive *d, const struct expr *name)
{
	struct session *s = derive_session(d);

	if (code_pattern_is_wild(name->text))
		diag_semantic(s->diag, name->span,
			      "the kernel looks up no patterns; kernel.function() takes them");
	else if (!*name->text || strpbrk(name->text, ": @"))
		diag_semantic(s->diag, name->span, "a symbol is wanted here, '%s' is none",
			      name->text);
	else
		return true;
	return false;
}

/* What the kernel would not survive, as far as the module's file is there to tell. */
static const char *refusal_in_module(struct session *s, const char *module, const char *name)
{
	const struct kfunc *const *all;
	const char *why = NULL;
	size_t n;

	all = debuginfo_functions(session_debuginfo(s, module), name, &n);
	for (size_t i = 0; i < n && !why; i++)
		if (all[i]->barred == BARRED_LAST)
			why = function_refusal(s, all[i], NULL);
	return why;
}

static enum derived derive_function(struct derive *d, const struct match *m)
{
	struct session *s = derive_session(d);
	bool in_module = m->pattern >= FIRST_IN_MODULE;
	size_t at = in_module ? 2 : 1;
	const char *name = m->args[at]->text;
	struct probe_site site = { .func = name, .anchor = name };
	bool at_return = m->pattern % FIRST_IN_MODULE >= 2;
	const struct expr *most = m->args[at + 2];
	enum derived done;
	const char *why;

	if (!is_plain(d, m->args[at]) || (in_module && !is_plain(d, m->args[1])))
		return DERIVED_ERROR;
	if (most && (most->number < 1 || most->number > 65536)) {
		diag_semantic(s->diag, most->span, "maxactive is from 1 to 65536");
		return DERIVED_ERROR;
	}
	why = in_module ? refusal_in_module(s, m->args[1]->text, name) : NULL;
	if (why) {
		derive_why(d, NULL, "the function can't be probed: %s", why);
		return DERIVED_NONE;
	}
	done = add_site(d, m, at_return ? PROBE_RETURN : PROBE_FUNCTION,
			place_point_text(s->arena, m->point, NULL), site);
	if (done == DERIVED && most)
		s->probes.v[s->probes.n - 1]->maxactive = most->number;
	return done;
}

static enum derived kprobe_derive(struct derive *d, const struct match *m)
{
	return m->pattern >= FIRST_ABSOLUTE ? derive_absolute(d, m) : derive_function(d, m);
}

const struct provider kprobe_provider = {
	.name = "kprobe",
	.patterns = patterns,
	.derive = kprobe_derive,
};
