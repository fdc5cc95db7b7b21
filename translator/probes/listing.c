// SPDX-License-Identifier: GPL-2.0-only
/*
 * listing.c: takes a pattern as a probe with nothing to do; gives the lines of -l and -L.
 *
 *  1. The families make probes of all that the pattern stands for, as for a script: so what is
 *     listed is what can be probed.  A handler that does nothing is shared by all of them.
 *  2. The places of one point's text become one line.
 *  3. The lines are sorted and written; those of -L block by block, the first of which is small,
 *     so that something is seen at once.
 */
#include "listing.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "autocast.h"
#include "derive.h"
#include "list.h"
#include "listing_vars.h"
#include "parser/base/out.h"
#include "pattern.h"
#include "probe.h"
#include "provider.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/debuginfo/place.h"
#include "translator/resolve/alias.h"
#include "translator/resolve/infer.h"
#include "translator/resolve/symbols.h"
#include "translator/session.h"

enum {
	NO_PLACE = UINT32_MAX,
	BLOCK_FIRST = 512, /* lines */
	BLOCK_GROWS = 8, /* times */
};

/* What a line stands for: a site of a probe, or a probe that has none. */
struct listed {
	const struct probe *probe;
	const struct probe_site *site; /* or NULL */
	uint32_t next; /* of the same line */
};

struct line {
	const char *point;
	uint32_t first, last; /* its places */
	struct seen_by_all vars; /* of -L */
};

struct listing {
	struct session *s;
	struct probe_decl *decl;
	struct strmap broken; /* aliases that a script couldn't use */
	struct strmap lines; /* point -> number + 1 */
	VEC(struct line) line;
	VEC(struct listed) listed;
	const struct debuginfo *info; /* the last that was asked whether it has places */
	bool has_places;
};

/* ---- what there is ---- */

static bool is_wild(const struct point *point)
{
	for (size_t i = 0; i < point->parts.n; i++)
		if (strpbrk(point->parts.v[i].name, "*?["))
			return true;
	return false;
}

/* The code of an alias must hold together; types are found for the bodies from FIRST on alone. */
static bool check_alias(struct session *s, size_t first)
{
	size_t before = s->bodies.n;
	bool ok = symbols_bind(s, first);

	assert(s->bodies.n == before);
	s->bodies.v += first;
	s->bodies.n -= first;
	ok = ok && infer_types(s) && autocast_bind(s);
	s->bodies.v -= first;
	s->bodies.n = before;
	return ok;
}

/* What can't be used leaves nothing behind. */
static void add_plain(struct listing *l, const struct plain_point *plain)
{
	struct session *s = l->s;
	size_t bodies = s->bodies.n, probes = s->probes.n, funcs = s->funcs.n;
	enum derived r;
	bool ok;

	diag_hold(s->diag);
	r = derive_plain(s, l->decl, plain);
	ok = r == DERIVED && (!plain->name || check_alias(s, bodies));
	diag_drop(s->diag);
	if (ok)
		return;
	s->bodies.n = bodies;
	s->probes.n = probes;
	s->funcs.n = funcs;
	if (plain->name &&
	    !(r == DERIVED_NONE && (plain->point->optional || plain->point->sufficient)))
		strmap_set(&l->broken, plain->name, s);
}

/* Each of the families that a wildcard means by itself: some may refuse what others take. */
static void add_families(struct listing *l, const struct point *point)
{
	point_list points = { 0 };
	struct point *one;

	pattern_expand(l->s->arena, point, &points);
	vec_each(one, &points)
		add_plain(l, &(struct plain_point){ .point = one, .written = point });
}

/* A wildcard may mean aliases and families both. */
static bool add_point(struct listing *l, struct point *point)
{
	struct plain_points points = { 0 };
	struct plain_point *plain;
	bool is_alias;

	if (!alias_expand(l->s, point, &points, &is_alias))
		return false;
	if (is_wild(point))
		add_families(l, point);
	vec_each(plain, &points.list)
		if (is_alias || !is_wild(point))
			add_plain(l, plain);
	return true;
}

/* ---- lines ---- */

static void add_place(struct listing *l, const char *point, const struct probe *p,
		      const struct probe_site *site)
{
	struct arena *a = l->s->arena;
	uintptr_t number = (uintptr_t)strmap_get(&l->lines, point);
	struct listed one = { .probe = p, .site = site, .next = NO_PLACE };
	uint32_t at = (uint32_t)l->listed.n;

	vec_push(a, &l->listed, one);
	if (number) {
		struct line *line = &l->line.v[number - 1];

		l->listed.v[line->last].next = at;
		line->last = at;
		return;
	}
	point = arena_strdup(a, point);
	vec_push(a, &l->line, ((struct line){ .point = point, .first = at, .last = at }));
	strmap_set(&l->lines, point, (void *)(uintptr_t)l->line.n);
}

/* Where DWARF is at hand, functions stand with their place in the source. */
static void find_place(struct listing *l, const struct probe *p, struct probe_site *site)
{
	struct debuginfo *info = session_debuginfo(l->s, p->module);

	if (site->place || !site->entry)
		return;
	if (info != l->info) {
		l->info = info;
		l->has_places = debuginfo_has_places(info);
	}
	if (l->has_places)
		site->place = debuginfo_place_of(info, site->entry);
}

/* An address is one of a symbol's, wherever its source is. */
static const char *site_name(struct listing *l, const struct probe *p,
			     const struct probe_site *site, char name[LIST_TEXT_MAX])
{
	const struct code_place *at = site->place;

	if (!at || strstr(p->point, ".addr("))
		return site->func;
	snprintf(name, LIST_TEXT_MAX, "%s@%s:%d", at->func, out_escape(l->s->arena, at->file),
		 at->line);
	return name;
}

/* With -v each place has a line of its own, by its address. */
static void add_address(char *text, const struct probe_site *site)
{
	bool behind = (int64_t)site->offset >= 0;
	size_t n = strlen(text);

	snprintf(text + n, LIST_TEXT_MAX - n, " /* pc=%s%s0x%llx */",
		 site->anchor ? site->anchor : "_stext", behind ? "+" : "-",
		 (unsigned long long)(behind ? site->offset : -site->offset));
}

static void add_site(struct listing *l, const struct probe *p, struct probe_site *site)
{
	char text[LIST_TEXT_MAX], name[LIST_TEXT_MAX];

	find_place(l, p, site);
	if (p->name)
		snprintf(text, sizeof(text), "%s", p->name);
	else
		list_site_text(text, sizeof(text), p->point, site_name(l, p, site, name));
	if (l->s->options.list == LIST_VARIABLES && l->s->options.verbose &&
	    (site->entry || site->place))
		add_address(text, site);
	add_place(l, text, p, site);
}

static void add_probe(struct listing *l, const struct probe *p)
{
	if (p->name && strmap_has(&l->broken, p->name))
		return;
	if (!p->sites.n)
		add_place(l, p->name ? p->name : p->point, p, NULL);
	for (size_t i = 0; i < p->sites.n; i++)
		add_site(l, p, &p->sites.v[i]);
}

static int by_point(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	return strcmp(x->point, y->point);
}

static void write_line(const struct line *line)
{
	const char *text;

	fputs(line->point, stdout);
	vec_each(text, &line->vars.own)
		printf(" %s", text);
	vec_each(text, &line->vars.target)
		printf(" %s", text);
	putchar('\n');
}

static void find_variables(struct listing *l, struct viewing *v, size_t first, size_t end)
{
	size_t n = 0;

	for (size_t i = first; i < end; i++)
		for (uint32_t k = l->line.v[i].first; k != NO_PLACE; k = l->listed.v[k].next)
			n++;
	viewing_begin(v, n);
	for (size_t i = first; i < end; i++) {
		struct line *line = &l->line.v[i];

		for (uint32_t k = line->first; k != NO_PLACE; k = l->listed.v[k].next)
			viewing_add(v, &line->vars, l->listed.v[k].probe, l->listed.v[k].site);
	}
	viewing_finish(v);
}

static bool write_lines(struct listing *l)
{
	bool variables = l->s->options.list == LIST_VARIABLES;
	size_t block = variables ? BLOCK_FIRST : l->line.n, first = 0, end;
	struct viewing *v = viewing_new(l->s);

	for (; first < l->line.n; first = end) {
		end = l->line.n - first < block ? l->line.n : first + block;
		if (variables)
			find_variables(l, v, first, end);
		for (size_t i = first; i < end; i++)
			write_line(&l->line.v[i]);
		block *= BLOCK_GROWS;
		if (end == l->line.n || !fflush(stdout))
			continue;
		diag_error(l->s->diag, "cannot write: %s", strerror(errno));
		return false;
	}
	return true;
}

/* ---- nothing ---- */

/* As a script that asks for it would be told. */
static bool say_nothing(struct listing *l)
{
	struct session *s = l->s;
	unsigned int errors = diag_errors(s->diag);

	s->bodies.n = s->probes.n = 0;
	if (derive_decl(s, l->decl) && symbols_bind(s, 0) && infer_types(s))
		autocast_bind(s);
	if (diag_errors(s->diag) == errors)
		diag_semantic(s->diag, l->decl->points.v[0]->span, "nothing matches this");
	return false;
}

bool listing_print(struct session *s)
{
	struct listing l = { .s = s };
	struct point *point;
	struct probe *p;
	size_t places = 0;
	bool ok = true;

	s->listing = true;
	l.decl = s->script->probes.v[0];
	strmap_init(&l.broken, s->arena);
	strmap_init(&l.lines, s->arena);
	vec_each(point, &l.decl->points)
		ok &= add_point(&l, point);
	if (!ok)
		return false;
	vec_each(p, &s->probes)
		places += p->sites.n + !p->sites.n;
	vec_reserve(s->arena, &l.listed, places + 1);
	vec_each(p, &s->probes)
		add_probe(&l, p);
	if (!l.line.n)
		return say_nothing(&l);
	qsort(l.line.v, l.line.n, sizeof(*l.line.v), by_point);
	return write_lines(&l);
}
