// SPDX-License-Identifier: GPL-2.0-only
/*
 * type_source.c: the third argument of @cast() goes in; it is asked who it names, and headers are
 * compiled when nobody before them knew.
 */
#include "type_source.h"

#include <string.h>

#include "translator/debuginfo/debuginfo.h"
#include "translator/session.h"

static struct debuginfo *opened(struct session *s, const char *name)
{
	return strmap_get(&s->debuginfos, name);
}

/* Of "<a.h>" or "kernel<a.h>"; NULL: *why. */
static struct debuginfo *header_types(struct session *s, const char *name, const char **why)
{
	struct debuginfo *d = opened(s, name);
	bool kernel = *name != '<';
	const char *object, *reason = NULL;

	if (d)
		return d;
	*why = strmap_get(&s->no_headers, name);
	if (*why)
		return NULL;
	object = s->header_object(s, strchr(name, '<'), kernel, &reason);
	if (object)
		return session_file(s, name, object, !kernel);
	*why = arena_printf(s->arena, "%s can't be compiled: %s", name, reason);
	strmap_set(&s->no_headers, name, (void *)*why);
	return NULL;
}

static bool is_module(const char *name)
{
	const char *slash = strrchr(name, '/');

	return !slash || strstr(slash, ".ko");
}

/* NULL: *why. */
static struct debuginfo *source_of(struct session *s, const char *name, const char **why)
{
	struct debuginfo *d;

	if (strchr(name, '<'))
		return header_types(s, name, why);
	if (!strcmp(name, "kernel"))
		return session_debuginfo(s, NULL);
	if (is_module(name))
		return session_debuginfo(s, name);
	d = opened(s, name);
	return d ? d : session_file(s, name, name, true);
}

bool type_sources(struct session *s, const char *list,
		  bool (*ask)(struct session *s, struct debuginfo *d, void *data), void *data,
		  const char **why)
{
	*why = NULL;
	while (*list) {
		size_t n = strcspn(list, ":");
		const char *name = arena_strndup(s->arena, list, n);
		struct debuginfo *d;

		/* What the kernel's headers have, the kernel itself mostly tells without them. */
		if (!strncmp(name, "kernel<", 7) && ask(s, session_debuginfo(s, NULL), data))
			return true;
		d = source_of(s, name, why);
		if (d && ask(s, d, data))
			return true;
		if (d && !debuginfo_has_types(d))
			*why = arena_printf(s->arena, "nothing is known of the types of '%s': %s",
					    name, debuginfo_why(d));
		list += n + (list[n] == ':');
	}
	return false;
}
