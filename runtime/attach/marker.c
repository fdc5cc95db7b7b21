// SPDX-License-Identifier: GPL-2.0-only
/* marker.c: markers of modules, which the keeper finds and enables. */
#include "marker.h"

#include <linux/mm.h>
#include <linux/slab.h>

#include "attach.h"
#include "native.h"

static struct spl_marker *spl_markers;
static size_t spl_nmarkers;

/* ---- what a handler asks ---- */

u64 spl_mark_arg(struct spl_context *c, unsigned int n, const char *at)
{
	if (likely(n < c->mark->nargs))
		return c->saved[n];
	spl_error(c, at, "this marker has no argument '$arg%u'", n + 1);
	return 0;
}

struct spl_str spl_mark_text(struct spl_context *c, unsigned int n, s64 limit, const char *at)
{
	u64 addr = spl_mark_arg(c, n, at);

	if (c->failed || !limit)
		return SPL_EMPTY;
	return spl_load_str(c, addr, limit, at);
}

/* Copied: what a handler keeps of it may outlive the module. */
static struct spl_str spl_mark_copy(struct spl_context *c, const char *text)
{
	return spl_str_new(c, text, strlen(text));
}

struct spl_str spl_mark_name(struct spl_context *c)
{
	return spl_mark_copy(c, c->mark->name);
}

struct spl_str spl_mark_format(struct spl_context *c)
{
	return spl_mark_copy(c, c->mark->format);
}

/* ---- the mechanism ---- */

static void spl_marker_fill(struct spl_marker *m, const struct spl_probe *p,
			    const struct spl_site *s)
{
	m->probe = p;
	m->site = s;
	m->mark.module = p->module;
	m->mark.name = s->name;
	m->mark.format = p->format;
	m->mark.hit = p->stub;
}

static int spl_markers_build(void)
{
	const struct spl_probe *p;
	const struct spl_site *s;
	size_t n = 0;

	spl_for_each_probe(p)
		if (p->kind == SPL_MARKER)
			n += p->nsites;
	if (!n)
		return 0;
	spl_markers = kvcalloc(n, sizeof(*spl_markers), GFP_KERNEL);
	if (!spl_markers)
		return -ENOMEM;
	spl_for_each_probe(p)
		if (p->kind == SPL_MARKER)
			spl_for_each_site(s, p)
				spl_marker_fill(&spl_markers[spl_nmarkers++], p, s);
	return 0;
}

/* Those that are not as their conditions want them, or all: changed all at once. */
static size_t spl_markers_due(struct spl_mark **list, bool on, bool all)
{
	struct spl_marker *m;
	size_t n = 0;

	for (m = spl_markers; m < spl_markers + spl_nmarkers; m++)
		if (m->on != on && (all || spl_is_wanted(m->probe) == on))
			list[n++] = &m->mark;
	return n;
}

static int spl_markers_turn(bool on, bool all, size_t *turned)
{
	struct spl_mark **list = kvmalloc_array(spl_nmarkers, sizeof(*list), GFP_KERNEL);
	size_t n, i;
	int err = 0;

	*turned = 0;
	if (!list)
		return -ENOMEM;
	n = spl_markers_due(list, on, all);
	if (n && on)
		err = spl_keeper_mark(list, n);
	else if (n)
		spl_keeper_unmark(list, n);
	for (i = 0; !err && i < n; i++)
		container_of(list[i], struct spl_marker, mark)->on = on;
	if (!err)
		*turned = n;
	kvfree(list);
	return err;
}

/* Markers that are not there are no error: a module that has them may come. */
static int spl_marker_arm(struct spl_arming *a)
{
	size_t turned, i;
	int err = spl_markers_build();

	if (err || !spl_nmarkers)
		return err;
	spl_keeper_get();
	err = spl_markers_turn(true, false, &turned);
	if (err == -EOPNOTSUPP)
		err = spl_refused_as(
			a, spl_markers->probe, spl_markers->site, -ENOSYS,
			"markers need spile's module spile_keep, which could not be loaded");
	for (i = 0; !err && i < spl_nmarkers; i++)
		a->armed += spl_markers[i].mark.sites;
	return err;
}

static void spl_marker_follow(struct spl_arming *a)
{
	size_t n;

	if (!spl_nmarkers)
		return;
	if (!spl_markers_turn(false, false, &n))
		a->turned += n;
	if (!spl_markers_turn(true, false, &n))
		a->turned += n;
	else
		spl_not_turned(a, spl_markers->probe, spl_markers->site, true, -ENOMEM);
}

/* The session lets go of the keeper, when all is disarmed. */
static u64 spl_marker_disarm(void)
{
	struct spl_marker *m;
	struct spl_mark *one;
	size_t n;

	if (!spl_nmarkers)
		return 0;
	if (spl_markers_turn(false, true, &n))
		for (m = spl_markers; m < spl_markers + spl_nmarkers; m++) {
			one = &m->mark;
			if (m->on)
				spl_keeper_unmark(&one, 1);
		}
	kvfree(spl_markers);
	spl_markers = NULL;
	spl_nmarkers = 0;
	return 0;
}

const struct spl_mechanism spl_by_marker = {
	.arm = spl_marker_arm,
	.follow = spl_marker_follow,
	.disarm = spl_marker_disarm,
};
