// SPDX-License-Identifier: GPL-2.0-only
/* statement.c: lines and labels of the source, in the kernel and its modules; they need DWARF. */
#include "code_pattern.h"
#include "place_probe.h"
#include "provider.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/session.h"

static const char *const patterns[] = {
	"kernel.statement(S)",
	"kernel.statement(S).nearest",
	"kernel.function(S).label(S)",
	"module(S).statement(S)",
	"module(S).statement(S).nearest",
	"module(S).function(S).label(S)",
	NULL,
};

static enum derived statement_derive(struct derive *d, const struct match *m)
{
	struct session *s = derive_session(d);
	bool in_module = m->pattern >= 3;
	struct place_query q = {
		.kinds = m->pattern % 3 == 2 ? PLACE_LABEL : PLACE_STATEMENT,
		.nearest = m->pattern % 3 == 1,
		.label = m->pattern % 3 == 2 ? m->args[2]->text : NULL,
	};
	const struct code_place *const *places;
	struct debuginfo *info;
	size_t n;

	if (!code_pattern_parse(s, m->args[1], &q))
		return DERIVED_ERROR;
	info = session_debuginfo(s, in_module ? m->args[0]->text : NULL);
	places = debuginfo_places(info, &q, &n);
	if (n)
		return place_add(d, m, info, places, n);
	derive_why(d, NULL, "%s", debuginfo_why(info));
	return DERIVED_NONE;
}

const struct provider statement_provider = {
	.name = "statement",
	.patterns = patterns,
	.derive = statement_derive,
};
