// SPDX-License-Identifier: GPL-2.0-only
/* visible.c: takes names at a place; gives where DWARF says that their values are. */
#include "visible.h"

#include "path.h"
#include "target.h"
#include "translator/debuginfo/location.h"
#include "translator/debuginfo/place.h"
#include "translator/session.h"

const struct code_place *visible_place(struct session *s, const struct target_scope *scope)
{
	(void)s;
	if (scope->place)
		return scope->place;
	/* one that BTF knows is not worth fetching hundreds of megabytes */
	if (!scope->entry || (scope->known && !debuginfo_has_places(scope->info)))
		return NULL;
	return debuginfo_place_of(scope->info, scope->entry);
}

static enum visible locate(struct session *s, struct debuginfo *info, const struct code_place *at,
			   const struct variable *v, struct target *t, const char **why)
{
	struct location *loc = arena_new(s->arena, struct location);

	if (!v->type || !debuginfo_location(info, at, v, loc)) {
		*why = arena_strdup(s->arena, debuginfo_why(info));
		return VISIBLE_LOST;
	}
	path_start_in(s, t, v->type, loc);
	return VISIBLE;
}

enum visible visible_find(struct session *s, const struct target_scope *scope, const char *name,
			  struct target *t, const char **why)
{
	const struct code_place *at = visible_place(s, scope);
	struct variable v;

	if (!at || !debuginfo_variable(scope->info, at, name, &v))
		return VISIBLE_UNKNOWN;
	if (scope->at_return && !v.is_param && !v.is_global) {
		*why = "locals are gone when the function returns";
		return VISIBLE_LOST;
	}
	return locate(s, scope->info, at, &v, t, why);
}

bool visible_is_param(struct session *s, const struct target_scope *scope, const char *name)
{
	const struct code_place *at = visible_place(s, scope);
	struct variable v;

	return at && debuginfo_variable(scope->info, at, name, &v) && v.is_param;
}

enum visible visible_global(struct session *s, const char *module, const char *name,
			    const char *file, struct target *t, const char **why)
{
	struct debuginfo *info = session_debuginfo(s, module);
	struct variable v;

	if (debuginfo_global(info, name, file, &v))
		return locate(s, info, NULL, &v, t, why);
	*why = arena_strdup(s->arena, debuginfo_why(info));
	return VISIBLE_UNKNOWN;
}

void visible_some(struct session *s, const struct target_scope *scope, bool params,
		  struct strmap *names)
{
	const struct code_place *at = visible_place(s, scope);
	struct variable *list;
	size_t n = at ? debuginfo_variables(scope->info, at, &list) : 0;

	for (size_t i = 0; i < n; i++)
		if (list[i].is_param == params)
			strmap_set(names, list[i].name, NULL);
}

void visible_names(struct session *s, const struct target_scope *scope, struct strmap *names)
{
	visible_some(s, scope, true, names);
	if (!scope->at_return)
		visible_some(s, scope, false, names);
}

const struct ctype *visible_return(struct session *s, const struct target_scope *scope)
{
	const struct code_place *at = visible_place(s, scope);

	return at ? debuginfo_returns(scope->info, at) : NULL;
}
