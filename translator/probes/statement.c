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
	"kernel.statement(N)",
	"kernel.statement(N).nearest",
	"module(S).statement(S)",
	"module(S).statement(S).nearest",
	"module(S).function(S).label(S)",
	"kernel.statement(S).swap(S)",
	"kernel.statement(S).swap(S).commit",
	"module(S).statement(S).swap(S)",
	"module(S).statement(S).swap(S).commit",
	"module(S).statement(N)",
	"module(S).statement(N).nearest",
	NULL,
};

static bool has_part(const struct match *m, const char *name)
{
	return !strcmp(m->point->parts.v[m->point->parts.n - 1].name, name);
}

/* An instruction or, with .nearest, the start of the line that it belongs to. */
static const struct code_place *const *by_address(struct session *s, struct debuginfo *info,
						  const char *module, const struct match *m,
						  size_t *n)
{
	const struct code_place **at = arena_new(s->arena, const struct code_place *);
	struct place_query q = { .kinds = PLACE_STATEMENT, .lines = LINES_RANGE };

	*at = place_of_number(info, module, m->args[1]->number, false);
	*n = *at != NULL;
	if (!*n || !has_part(m, "nearest"))
		return at;
	q.func = (*at)->func;
	q.file = (*at)->file;
	q.first = q.last = (*at)->line;
	q.nearest = true;
	return debuginfo_places(info, &q, n);
}

static enum derived statement_derive(struct derive *d, const struct match *m)
{
	struct session *s = derive_session(d);
	const char *module = !strcmp(m->point->parts.v[0].name, "module") ? m->args[0]->text : NULL;
	struct place_query q = {
		.kinds = has_part(m, "label") ? PLACE_LABEL : PLACE_STATEMENT,
		.nearest = has_part(m, "nearest"),
		.label = has_part(m, "label") ? m->args[2]->text : NULL,
	};
	struct debuginfo *info = session_debuginfo(s, module);
	const struct code_place *const *places;
	const char *why;
	size_t n;

	if (m->args[1]->kind != EXPR_STRING)
		places = by_address(s, info, module, m, &n);
	else if (code_pattern_parse(s, m->args[1], &q))
		places = debuginfo_places(info, &q, &n);
	else
		return DERIVED_ERROR;
	if (n)
		return place_add(d, m, info, places, NULL, n);
	why = debuginfo_why(info);
	derive_why(d, q.func ? code_pattern_near(s, info, q.func) : NULL, "%s", why);
	return DERIVED_NONE;
}

const struct provider statement_provider = {
	.name = "statement",
	.patterns = patterns,
	.derive = statement_derive,
};
