// SPDX-License-Identifier: GPL-2.0-only
/* module.c: takes a point whose module is a pattern; gives a point for each module that matches. */
#include "module.h"

#include "code_pattern.h"
#include "translator/debuginfo/kernel.h"
#include "translator/session.h"

bool module_is_wild(const struct point *point)
{
	const struct component *first = &point->parts.v[0];

	return !strcmp(first->name, "module") && first->arg && first->arg->kind == EXPR_STRING &&
	       !strchr(first->arg->text, '/') && code_pattern_is_wild(first->arg->text);
}

/* What one of many modules lacks is no error: the point is optional in each. */
static struct point *point_in(struct arena *a, const struct point *point, const char *module)
{
	struct point *p = arena_new(a, struct point);

	*p = *point;
	p->optional = true;
	p->parts.v = NULL;
	p->parts.n = p->parts.room = 0;
	for (size_t i = 0; i < point->parts.n; i++) {
		struct component c = point->parts.v[i];

		if (!i) {
			c.arg = expr_copy(a, c.arg);
			c.arg->text = module;
		}
		vec_push(a, &p->parts, c);
	}
	return p;
}

void module_expand(struct session *s, const struct point *point, point_list *out)
{
	size_t n;
	const char *const *names = kernel_modules(s->kernel, point->parts.v[0].arg->text, &n);

	for (size_t i = 0; i < n; i++)
		vec_push(s->arena, out, point_in(s->arena, point, names[i]));
}
