// SPDX-License-Identifier: GPL-2.0-only
/* begin_end.c: begin, end, error and never. */
#include "provider.h"
#include "translator/session.h"

static const char *const patterns[] = {
	"begin", "begin(N)", "end", "end(N)", "error", "error(N)", "never", NULL,
};

static enum derived begin_end_derive(struct derive *d, const struct match *m)
{
	static const enum probe_kind kinds[] = {
		PROBE_BEGIN, PROBE_BEGIN, PROBE_END,   PROBE_END,
		PROBE_ERROR, PROBE_ERROR, PROBE_NEVER,
	};
	struct body *body = derive_body(d, m, NULL);
	struct probe *p;

	if (!body)
		return DERIVED_ERROR;
	p = derive_add(d, m, kinds[m->pattern], body,
		       point_text(derive_session(d)->arena, m->point, false));
	p->order = match_number(m, 0, 0);
	return DERIVED;
}

const struct provider begin_end_provider = {
	.name = "begin and end",
	.patterns = patterns,
	.derive = begin_end_derive,
};
