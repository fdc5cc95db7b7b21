// SPDX-License-Identifier: GPL-2.0-only
/* timer.c: timers by period, by frequency, by jiffies, and the profiling tick. */
#include "provider.h"
#include "translator/session.h"

#define NS_PER_S 1000000000LL

static const char *const patterns[] = {
	"timer.s(N)",
	"timer.s(N).randomize(N)",
	"timer.sec(N)",
	"timer.sec(N).randomize(N)",
	"timer.ms(N)",
	"timer.ms(N).randomize(N)",
	"timer.msec(N)",
	"timer.msec(N).randomize(N)",
	"timer.us(N)",
	"timer.us(N).randomize(N)",
	"timer.usec(N)",
	"timer.usec(N).randomize(N)",
	"timer.ns(N)",
	"timer.ns(N).randomize(N)",
	"timer.nsec(N)",
	"timer.nsec(N).randomize(N)",
	"timer.hz(N)",
	"timer.jiffies(N)",
	"timer.jiffies(N).randomize(N)",
	"timer.profile",
	"timer.profile.tick",
	"timer.profile.freq.hz(N)",
	NULL,
};

/* Nanoseconds of one unit, by the second component's first letters. */
static int64_t unit(const char *name)
{
	switch (name[0]) {
	case 's':
		return NS_PER_S;
	case 'm':
		return 1000000;
	case 'u':
		return 1000;
	default:
		return 1;
	}
}

static bool out_of_range(struct derive *d, const struct expr *arg, int64_t low, int64_t high)
{
	if (arg->number >= low && arg->number <= high)
		return false;
	diag_semantic(derive_session(d)->diag, arg->span,
		      "a timer's number is from %lld to %lld here, not %lld", (long long)low,
		      (long long)high, (long long)arg->number);
	return true;
}

static enum derived timer_derive(struct derive *d, const struct match *m)
{
	struct session *s = derive_session(d);
	const char *name = m->point->parts.v[1].name;
	bool profile = !strcmp(name, "profile"),
	     hz = !strcmp(name, "hz") || (profile && m->args[3]);
	const struct expr *n = profile ? m->args[3] : m->args[1], *random = m->args[2];
	int64_t scale = unit(name), least = 1;
	struct body *body;
	struct probe *p;

	if (hz) {
		if (out_of_range(d, n, 1, 1000000))
			return DERIVED_ERROR;
	} else if (n) {
		if (!strcmp(name, "jiffies"))
			scale = 1;
		else if (scale == 1)
			least = 1000; /* a shorter one would leave the CPU no time */
		if (out_of_range(d, n, least, INT64_MAX / 2 / scale))
			return DERIVED_ERROR;
		if (random && out_of_range(d, random, 0, n->number))
			return DERIVED_ERROR;
	}
	body = derive_body(d, m, NULL);
	if (!body)
		return DERIVED_ERROR;
	p = derive_add(d, m,
		       profile			? PROBE_PROFILE :
		       !strcmp(name, "jiffies") ? PROBE_TIMER_JIFFIES :
						  PROBE_TIMER,
		       body, point_text(s->arena, m->point, false));
	if (hz) {
		p->period = (uint64_t)(NS_PER_S / n->number);
	} else if (n) {
		p->period = (uint64_t)(n->number * scale);
		p->random = random ? (uint64_t)(random->number * scale) : 0;
	}
	return DERIVED;
}

const struct provider timer_provider = {
	.name = "timer",
	.patterns = patterns,
	.derive = timer_derive,
};
