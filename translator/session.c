// SPDX-License-Identifier: GPL-2.0-only
/* session.c: what is opened once for a translation, and closed at its end. */
#include "session.h"

#include "debuginfo/debuginfo.h"

void session_init(struct session *s)
{
	strmap_init(&s->debuginfos, s->arena);
	strmap_init(&s->no_headers, s->arena);
	strmap_init(&s->regexes, s->arena);
	parser_init(&s->parser, s->arena, s->diag);
}

struct debuginfo *session_debuginfo(struct session *s, const char *module)
{
	const char *key = module ? module : "";
	struct debuginfo *d = strmap_get(&s->debuginfos, key);
	enum debuginfo_source only;

	if (!d) {
		d = debuginfo_open(s->arena, s->kernel, module);
		if (debuginfo_source_named(s->options.debuginfo, &only))
			debuginfo_only(d, only);
		if (module)
			debuginfo_base(d, session_debuginfo(s, NULL));
		strmap_set(&s->debuginfos, key, d);
	}
	return d;
}

struct debuginfo *session_file(struct session *s, const char *key, const char *path, bool user)
{
	struct debuginfo *d = debuginfo_open_file(s->arena, s->kernel, path, user);
	enum debuginfo_source only;

	if (debuginfo_source_named(s->options.debuginfo, &only))
		debuginfo_only(d, only);
	strmap_set(&s->debuginfos, key, d);
	return d;
}

void session_close(struct session *s)
{
	for (size_t i = 0; i < s->debuginfos.n; i++)
		debuginfo_close(s->debuginfos.entries[i].value);
	diag_flush(s->diag);
	arena_close(s->arena);
}
