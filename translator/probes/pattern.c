// SPDX-License-Identifier: GPL-2.0-only
/* pattern.c: patterns such as "kernel.function(S).return" against points. */
#include "pattern.h"

#include "parser/base/diag.h"
#include "parser/base/strmap.h"

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
		m->pattern = i;
		for (k = 0; k < n; k++)
			m->args[k] = m->point->parts.v[k].arg;
		return true;
	}
	return false;
}

static const char *pattern_readable(struct arena *a, const char *pattern)
{
	struct part parts[MATCH_PARTS];
	size_t n = pattern_parts(pattern, parts);
	const char *text = "";

	for (size_t i = 0; i < n; i++)
		text = arena_printf(a, "%s%s%.*s%s", text, i ? "." : "", (int)parts[i].len,
				    parts[i].name,
				    parts[i].arg == 'N' ? "(NUMBER)" :
				    parts[i].arg == 'S' ? "(\"NAME\")" :
							  "");
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

void pattern_hint(struct diag *diag, struct arena *a, const struct point *point)
{
	const char *best = NULL;
	unsigned int least = 7; /* over that a suggestion would be noise */

	for (size_t i = 0; providers[i]; i++) {
		if (!providers[i]->derive)
			continue;
		for (size_t k = 0; providers[i]->patterns[k]; k++) {
			unsigned int d = pattern_distance(providers[i]->patterns[k], point);

			if (d < least) {
				least = d;
				best = providers[i]->patterns[k];
			}
		}
	}
	if (best)
		diag_hint(diag, "did you mean '%s'?", pattern_readable(a, best));
}
