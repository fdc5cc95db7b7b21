// SPDX-License-Identifier: GPL-2.0-only
/*
 * perf.c: what the kernel's perf subsystem counts: every so many events, so many times a second,
 * or a counter that @perf() reads.
 */
#include "perf.h"

#include <stdlib.h>
#include <unistd.h>

#include "provider.h"
#include "translator/session.h"

enum {
	SAMPLE_DEFAULT = 1000000,
	HZ_MAX = 1000000,
};

#define EVENT "perf.type(N).config(N)"
#define OF(how) EVENT how, EVENT how ".process", EVENT how ".process(S)"

static const char *const patterns[] = {
	OF(""),
	OF(".sample(N)"),
	OF(".hz(N)"),
	OF(".counter(S)"),
	EVENT ".process.sample(N)",
	EVENT ".process.hz(N)",
	EVENT ".process.counter(S)",
	EVENT ".process(S).sample(N)",
	EVENT ".process(S).hz(N)",
	EVENT ".process(S).counter(S)",
	NULL,
};

/* ---- counters ---- */

/* The name of the counter that a point is, or NULL. */
static const char *counter_of(const struct point *point)
{
	for (size_t i = 0; i < point->parts.n; i++) {
		const struct component *c = &point->parts.v[i];

		if (!strcmp(c->name, "counter") && c->arg && c->arg->kind == EXPR_STRING)
			return c->arg->text;
	}
	return NULL;
}

static bool has_counter(const point_list *points, const char *name, const char **near)
{
	unsigned int limit = 3;
	struct point *point;

	vec_each(point, points) {
		const char *other = counter_of(point);

		if (other && !strcmp(other, name))
			return true;
		if (other && str_distance(other, name, limit) < limit)
			*near = other;
	}
	return false;
}

bool perf_has_counter(const struct session *s, const char *name, const char **near)
{
	struct probe_decl *decl;
	struct alias *al;

	*near = NULL;
	vec_each(decl, &s->script->probes)
		if (has_counter(&decl->points, name, near))
			return true;
	vec_each(al, &s->script->aliases)
		if (has_counter(&al->points, name, near))
			return true;
	return false;
}

/* ---- programs ---- */

/* NAME as it is found where a shell looks, or NULL. */
static const char *program_path(struct arena *a, const char *name)
{
	const char *path = getenv("PATH"), *found;
	char *real;

	if (*name == '/') /* it need not be there where this is translated */
		return name;
	if (strchr(name, '/')) {
		real = realpath(name, NULL);
		found = real ? arena_strdup(a, real) : NULL;
		free(real);
		return found;
	}
	for (path = path ? path : "/usr/bin:/bin"; *path;) {
		size_t n = strcspn(path, ":");

		found = arena_printf(a, "%.*s/%s", (int)n, path, name);
		if (*found == '/' && !access(found, X_OK))
			return found;
		path += n + (path[n] == ':');
	}
	return NULL;
}

/* ---- points ---- */

static bool out_of_range(struct derive *d, const struct expr *arg, const char *what, int64_t low,
			 int64_t high)
{
	if (arg->number >= low && arg->number <= high)
		return false;
	diag_semantic(derive_session(d)->diag, arg->span,
		      "the %s of a perf event is from %lld to %lld, not %lld", what, (long long)low,
		      (long long)high, (long long)arg->number);
	return true;
}

/* Whose events: *derived says what is wrong with the component. */
static bool fill_process(struct derive *d, const struct component *c, struct probe_perf *perf,
			 enum derived *derived)
{
	struct session *s = derive_session(d);

	*derived = DERIVED_NONE;
	perf->of_target = !c->arg;
	if (c->arg) {
		perf->program = program_path(s->arena, c->arg->text);
		if (!perf->program)
			derive_why(d, NULL, "there is no program '%s'", c->arg->text);
		return perf->program;
	}
	if (s->options.last_pass < 5 || s->options.command || s->options.target_pid)
		return true;
	derive_why(d, "'.process(\"PROGRAM\")' names a program",
		   "'.process' is the one that -c or -x names, and neither is given");
	return false;
}

static bool fill_counter(struct derive *d, const struct match *m, const struct component *c,
			 struct probe_perf *perf, enum derived *derived)
{
	struct session *s = derive_session(d);
	const struct probe *p;

	perf->counter = c->arg->text;
	perf->sample = 0;
	*derived = DERIVED_ERROR;
	if (m->point->condition) {
		diag_semantic(s->diag, m->point->condition->span,
			      "a counter has no handler that could have a condition");
		return false;
	}
	vec_each(p, &s->probes) {
		if (!p->perf || !p->perf->counter || strcmp(p->perf->counter, perf->counter) != 0)
			continue;
		diag_semantic(s->diag, c->arg->span, "there is a counter '%s' already",
			      perf->counter);
		return false;
	}
	return true;
}

static bool fill(struct derive *d, const struct match *m, struct probe_perf *perf,
		 enum derived *derived)
{
	const struct point *pt = m->point;

	*derived = DERIVED_ERROR;
	if (out_of_range(d, m->args[1], "type", 0, UINT32_MAX))
		return false;
	perf->type = (uint32_t)m->args[1]->number;
	perf->config = (uint64_t)m->args[2]->number;
	perf->sample = SAMPLE_DEFAULT;
	for (size_t i = 3; i < pt->parts.n; i++) {
		const struct component *c = &pt->parts.v[i];
		bool ok = true;

		if (!strcmp(c->name, "sample")) {
			ok = !out_of_range(d, c->arg, "period", 1, INT64_MAX);
			perf->sample = (uint64_t)c->arg->number;
		} else if (!strcmp(c->name, "hz")) {
			ok = !out_of_range(d, c->arg, "frequency", 1, HZ_MAX);
			perf->sample = (uint64_t)c->arg->number;
			perf->by_frequency = true;
		} else if (!strcmp(c->name, "counter")) {
			ok = fill_counter(d, m, c, perf, derived);
		} else {
			ok = fill_process(d, c, perf, derived);
		}
		if (!ok)
			return false;
	}
	if (!perf->counter || !perf->program)
		return true;
	derive_why(d, "'.process' alone counts for the process of -c or -x",
		   "a counter for a program by its name is not supported yet by this build");
	*derived = DERIVED_NONE;
	return false;
}

static enum derived perf_derive(struct derive *d, const struct match *m)
{
	struct session *s = derive_session(d);
	struct probe_perf *perf = arena_new(s->arena, struct probe_perf);
	enum derived derived;
	struct body *body;
	struct probe *p;

	if (!fill(d, m, perf, &derived))
		return derived;
	body = derive_body(d, m, NULL);
	if (!body)
		return DERIVED_ERROR;
	p = derive_add(d, m, PROBE_PERF, body, point_text(s->arena, m->point, false));
	p->perf = perf;
	p->optional = m->point->optional || m->point->sufficient;
	return DERIVED;
}

const struct provider perf_provider = {
	.name = "perf",
	.patterns = patterns,
	.derive = perf_derive,
};
