// SPDX-License-Identifier: GPL-2.0-only
/* pattern.c: patterns such as "kernel.function(S).return" against points. */
#include "pattern.h"

#include <fnmatch.h>

#include "parser/base/diag.h"
#include "parser/base/strmap.h"
#include "translator/resolve/glob.h"

/* A component of a pattern: name, and the kind of its argument: 'N', 'S', or 0. */
struct part {
	const char *name;
	size_t len;
	char arg;
};

static size_t pattern_parts(const char *pattern, struct part *parts)
{
	size_t n = 0;

	while (*pattern && n < MATCH_PARTS) {
		size_t len = strcspn(pattern, ".(");

		parts[n] = (struct part){ pattern, len, 0 };
		pattern += len;
		if (*pattern == '(') {
			parts[n].arg = pattern[1];
			pattern += 3;
		}
		if (*pattern == '.')
			pattern++;
		n++;
	}
	return n;
}

static bool part_named(const struct part *part, const struct component *c)
{
	return strlen(c->name) == part->len && !strncmp(c->name, part->name, part->len);
}

static bool part_takes(const struct part *part, const struct component *c)
{
	if (!c->arg)
		return !part->arg;
	return part->arg == (c->arg->kind == EXPR_STRING ? 'S' : 'N');
}

bool pattern_find(const struct provider *p, struct match *m)
{
	struct part parts[MATCH_PARTS];

	for (size_t i = 0; p->patterns[i]; i++) {
		size_t n = pattern_parts(p->patterns[i], parts), k;

		if (n != m->point->parts.n)
			continue;
		for (k = 0; k < n; k++)
			if (!part_named(&parts[k], &m->point->parts.v[k]) ||
			    !part_takes(&parts[k], &m->point->parts.v[k]))
				break;
		if (k < n)
			continue;
		m->family = p;
		m->pattern = i;
		for (k = 0; k < n; k++)
			m->args[k] = m->point->parts.v[k].arg;
		return true;
	}
	return false;
}

/* ---- wildcards in names ---- */

static bool point_is_wild(const struct point *point)
{
	for (size_t i = 0; i < point->parts.n; i++)
		if (strpbrk(point->parts.v[i].name, "*?["))
			return true;
	return false;
}

/* Which component of a point each part of a pattern is. */
struct fit {
	struct arena *a;
	const struct point *point;
	const struct part *parts;
	size_t n;
	size_t component[MATCH_PARTS];
};

static bool fits(struct fit *f, size_t part, size_t component);

/* "**" stands for any number of parts without arguments, and the dots between them. */
static bool deep_fits(struct fit *f, size_t part, size_t component)
{
	const char *name = f->point->parts.v[component].name, *text = "";

	for (; part < f->n && !f->parts[part].arg; part++) {
		text = arena_printf(f->a, "%s%s%.*s", text, *text ? "." : "",
				    (int)f->parts[part].len, f->parts[part].name);
		f->component[part] = component;
		if (glob_meet(name, strlen(name), text, strlen(text)) &&
		    fits(f, part + 1, component + 1))
			return true;
	}
	return false;
}

/* The parts from PART on are those components from COMPONENT on. */
static bool fits(struct fit *f, size_t part, size_t component)
{
	const struct component *c;

	if (component == f->point->parts.n)
		return part == f->n;
	c = &f->point->parts.v[component];
	if (strstr(c->name, "**") && !c->arg)
		return deep_fits(f, part, component);
	if (part == f->n || !part_takes(&f->parts[part], c) ||
	    fnmatch(c->name, arena_strndup(f->a, f->parts[part].name, f->parts[part].len), 0))
		return false;
	f->component[part] = component;
	return fits(f, part + 1, component + 1);
}

static struct point *point_named(const struct fit *f)
{
	struct point *p = arena_new(f->a, struct point);

	*p = *f->point;
	p->parts.v = NULL;
	p->parts.n = p->parts.room = 0;
	for (size_t i = 0; i < f->n; i++) {
		struct component c = f->point->parts.v[f->component[i]];

		c.name = arena_strndup(f->a, f->parts[i].name, f->parts[i].len);
		vec_push(f->a, &p->parts, c);
	}
	return p;
}

static bool listed(struct arena *a, const point_list *list, const struct point *point)
{
	const char *text = point_text(a, point, false);
	struct point *p;

	vec_each(p, list)
		if (!strcmp(point_text(a, p, false), text))
			return true;
	return false;
}

bool pattern_expand(struct arena *a, const struct point *point, point_list *out)
{
	struct part parts[MATCH_PARTS];

	if (!point_is_wild(point))
		return false;
	for (size_t i = 0; providers[i]; i++)
		for (const char *const *p = providers[i]->patterns; *p; p++) {
			struct fit f = { .a = a, .point = point, .parts = parts };
			struct point *one;

			f.n = pattern_parts(*p, parts);
			if (!fits(&f, 0, 0))
				continue;
			one = point_named(&f);
			if (!listed(a, out, one))
				vec_push(a, out, one);
		}
	return out->n;
}

const char *pattern_text(struct arena *a, const char *pattern, const char *number,
			 const char *string)
{
	struct part parts[MATCH_PARTS];
	size_t n = pattern_parts(pattern, parts);
	const char *text = "";

	for (size_t i = 0; i < n; i++) {
		const char *arg = parts[i].arg == 'N' ? number : string;

		text = arena_printf(a, "%s%s%.*s", text, i ? "." : "", (int)parts[i].len,
				    parts[i].name);
		if (parts[i].arg)
			text = arena_printf(a, "%s(%s)", text, arg);
	}
	return text;
}

/* The sum of the distances of the components; a missing one counts 4, a wrong argument 1. */
static unsigned int pattern_distance(const char *pattern, const struct point *point)
{
	struct part parts[MATCH_PARTS];
	size_t n = pattern_parts(pattern, parts), i;
	unsigned int sum = 0;

	for (i = 0; i < n || i < point->parts.n; i++) {
		char name[64];

		if (i >= n || i >= point->parts.n) {
			sum += 4;
			continue;
		}
		snprintf(name, sizeof(name), "%.*s", (int)parts[i].len, parts[i].name);
		sum += 2 * str_distance(name, point->parts.v[i].name, 8);
		sum += !part_takes(&parts[i], &point->parts.v[i]);
	}
	return sum;
}

/* NULL: none is nearer than LEAST. */
static const char *nearest_pattern(const struct point *point, unsigned int least)
{
	const char *best = NULL;

	for (size_t i = 0; providers[i]; i++) {
		/* What can be had is suggested rather than what can't. */
		unsigned int more = providers[i]->derive ? 0 : 1;

		for (size_t k = 0; providers[i]->patterns[k]; k++) {
			unsigned int d = more + pattern_distance(providers[i]->patterns[k], point);

			if (d < least) {
				least = d;
				best = providers[i]->patterns[k];
			}
		}
	}
	return best;
}

/* "function("f")" may lack its "kernel". */
static const char *nearest_in_kernel(struct arena *a, const struct point *point)
{
	const struct component kernel = { .name = "kernel" };
	struct point whole = { .span = point->span };

	vec_push(a, &whole.parts, kernel);
	for (size_t i = 0; i < point->parts.n; i++)
		vec_push(a, &whole.parts, point->parts.v[i]);
	return nearest_pattern(&whole, 1);
}

void pattern_hint(struct diag *diag, struct arena *a, const struct point *point)
{
	const char *best = nearest_in_kernel(a, point);

	if (!best)
		best = nearest_pattern(point, 7); /* over that a suggestion would be noise */
	if (best)
		diag_hint(diag, "did you mean '%s'?", pattern_text(a, best, "NUMBER", "\"NAME\""));
}
