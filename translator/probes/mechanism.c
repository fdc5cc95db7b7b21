// SPDX-License-Identifier: GPL-2.0-only
/*
 * mechanism.c: probes go in, each with its places; each comes out with the means by which it is
 * armed.
 *
 * The entries of all functions that ftrace knows share one ftrace_ops.  Every other place is a
 * breakpoint of spile's own, all of a script at once, and one trap for a hit; where that can't be
 * the module asks for a kprobe when it is loaded (runtime/engine/refuse.c says where).
 */
#include "mechanism.h"

#include <string.h>

#include "parser/base/arena.h"
#include "parser/base/diag.h"
#include "parser/base/out.h"
#include "probe.h"
#include "runtime/arch/x86/classify.h"
#include "translator/debuginfo/code.h"
#include "translator/debuginfo/place.h"
#include "translator/session.h"

static const struct mechanism mechanisms[] = {
	{ "ftrace", "SPL_ASK_BEST", "shared ftrace_ops", true },
	{ "native", "SPL_ASK_NATIVE", "native breakpoint", false },
	{ "boost", "SPL_ASK_BOOST", "native breakpoint, boosted", false },
	{ "emulate", "SPL_ASK_EMULATE", "native breakpoint, emulated", false },
	{ "step", "SPL_ASK_STEP", "native breakpoint, stepped", false },
	{ "kprobe", "SPL_ASK_KPROBE", "kprobe", false },
};

enum { NMECHANISMS = sizeof(mechanisms) / sizeof(mechanisms[0]) };

const struct mechanism *mechanism_named(const char *name)
{
	for (size_t i = 0; i < NMECHANISMS; i++)
		if (!strcmp(mechanisms[i].name, name))
			return &mechanisms[i];
	return NULL;
}

const char *mechanism_names(struct arena *a)
{
	struct out o;

	out_init(&o, a);
	for (size_t i = 0; i < NMECHANISMS; i++)
		out_put(&o, "%s%s",
			!i		    ? "" :
			i + 1 < NMECHANISMS ? ", " :
					      " or ",
			mechanisms[i].name);
	return o.text;
}

static bool is_code(const struct probe *p)
{
	return p->kind == PROBE_STATEMENT || p->kind == PROBE_FUNCTION;
}

static bool is_ftrace_entry(const struct probe *p)
{
	return p->kind == PROBE_FUNCTION && !p->by_kprobe && !p->module;
}

static bool mechanism_is(const struct mechanism *m, const char *name)
{
	return !strcmp(m->name, name);
}

static bool force(struct session *s, struct probe *p, const struct mechanism *m)
{
	if (m->entries_only && !is_ftrace_entry(p)) {
		diag_semantic(s->diag, p->span, "'%s' is not done by %s", p->pattern, m->name);
		diag_hint(s->diag, "it serves the entries of functions that ftrace knows");
		return false;
	}
	if (p->kind == PROBE_FUNCTION && !p->by_kprobe) {
		if (!mechanism_is(m, "kprobe")) /* ftrace's own places are nobody else's */
			return true;
		p->by_kprobe = true;
	}
	p->mechanism = m;
	return true;
}

bool mechanisms_choose(struct session *s)
{
	const struct mechanism *m = NULL;
	struct probe *p;
	bool ok = true;

	if (s->options.mechanism)
		m = mechanism_named(s->options.mechanism);
	vec_each(p, &s->probes)
		if (m && is_code(p))
			ok &= force(s, p, m);
	return ok;
}

bool mechanism_is_kprobe(const struct probe *p)
{
	return p->mechanism && mechanism_is(p->mechanism, "kprobe");
}

/* ---- for -v ---- */

/* Its instruction as the file has it; the kernel may have changed it since. */
static bool verdict_at(struct session *s, const struct probe *p, const struct probe_site *site,
		       enum spl_verdict *v)
{
	struct debuginfo *d = session_debuginfo(s, p->module);

	if (site->place)
		return debuginfo_verdict(d, site->place->section, site->place->offset, v);
	return !p->module && !site->anchor && debuginfo_verdict(d, NULL, site->offset, v);
}

static const char *ways_text(struct session *s, const struct probe *p)
{
	static const char *const names[] = {
		[SPL_WAY_BOOST] = "boosted",
		[SPL_WAY_EMULATE] = "emulated",
		[SPL_WAY_STEP] = "stepped",
		[SPL_WAY_REFUSE] = "refused",
	};
	size_t counts[sizeof(names) / sizeof(names[0])] = { 0 };
	enum spl_verdict v = SPL_IS_UNKNOWN;
	struct probe_site site;
	struct out o;

	out_init(&o, s->arena);
	vec_each(site, &p->sites)
		if (verdict_at(s, p, &site, &v))
			counts[spl_verdict_way(v)]++;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!counts[i])
			continue;
		out_put(&o, ", ");
		if (p->sites.n > 1)
			out_put(&o, "%zu ", counts[i]);
		out_put(&o, "%s", names[i]);
		if (p->sites.n == 1)
			out_put(&o, ": %s", spl_verdict_text(v));
	}
	return o.text ? o.text : "";
}

const char *mechanism_text(struct session *s, const struct probe *p)
{
	if (!is_code(p))
		return probe_mechanism(p);
	if (p->mechanism)
		return p->mechanism->text;
	if (is_ftrace_entry(p))
		return "shared ftrace_ops";
	if (p->kind == PROBE_FUNCTION && p->module)
		return "kprobe on ftrace";
	if (p->sites.n && p->sites.v[0].anchor && !p->module)
		return "native breakpoint or kprobe, looked up at load";
	return arena_printf(s->arena, "native breakpoint%s", ways_text(s, p));
}
