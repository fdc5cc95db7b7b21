// SPDX-License-Identifier: GPL-2.0-only
/*
 * call_graph.c: takes places; gives callees level by level, and of each the calls that lead there.
 *
 * 1. A called function is one node, however it is reached, and its code is read once, when its
 *    level is known to be the least: nodes wait in a queue for each level.
 * 2. A call in a function that the graph begins at ends the way up; one in a node leads on to those
 *    who call that node.  A copy takes a level, but no frame: it and its calls belong to the
 *    function that the compiler put it into.
 * 3. A jump at the end of a node leaves no return address: its target is entered with that of
 *    whoever called the node, so it has the node's callers for its own, a level farther.  One out
 *    of a function that the graph begins at is a callee by itself, and nothing behind it is.
 */
#include "call_graph.h"

#include "parser/base/arena.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/debuginfo/location.h"

struct node;

struct jump {
	struct node *from;
	unsigned int levels;
};

/* A function that is called. */
struct node {
	const struct code_place *at;
	unsigned int level; /* the least */
	struct callers callers;
	VEC(struct jump) jumps; /* that lead here */
	struct site_calls calls;
};

typedef VEC(struct node *) node_list;

/* A copy, seen in a node or in what the graph begins at. */
struct copy {
	const struct code_place *at;
	unsigned int level;
	struct node *in; /* NULL: the latter */
	unsigned int levels; /* from there */
};

struct graph_work {
	struct strmap nodes, copies, leaps; /* by place */
	node_list all; /* nodes */
	VEC(struct copy *) seen;
	node_list queue[CALL_DEPTH_MAX + 1];
	struct strmap sections; /* struct section by name */
};

/* The code at hand: a node, or one of those that the graph begins at; or a copy in it. */
struct reading {
	struct node *in; /* NULL: one of those that the graph begins at */
	unsigned int levels; /* from its start */
	unsigned int level; /* from the start of the graph */
};

static const char *place_key(struct arena *a, const struct code_place *p)
{
	return arena_printf(a, "%s %llx %llx", p->section ? p->section : "",
			    (unsigned long long)p->offset,
			    p->kind == PLACE_INLINE ? (unsigned long long)p->scope : 0);
}

static struct node *node_at(struct call_graph *g, const struct code_place *p, unsigned int level)
{
	struct graph_work *w = g->work;
	const char *key = place_key(g->arena, p);
	struct node *node = strmap_get(&w->nodes, key);

	if (!node) {
		node = arena_new(g->arena, struct node);
		node->at = p;
		node->level = level + 1;
		strmap_set(&w->nodes, key, node);
		vec_push(g->arena, &w->all, node);
	}
	if (level < node->level) {
		node->level = level;
		vec_push(g->arena, &w->queue[level], node);
	}
	return node;
}

/* ---- calls ---- */

/* A section of a module by a symbol in it. */
struct section {
	struct loc_anchor anchor;
	uint64_t from; /* bytes from the symbol to the section's start, modulo 2^64 */
};

/* The return address as the module can compute it; false: there is no symbol by which. */
static bool place_back(struct call_graph *g, const struct code_call *call, struct caller *c)
{
	struct section *section;

	c->back = call->offset;
	if (!call->section)
		return true;
	section = strmap_get(&g->work->sections, call->section);
	if (!section) {
		section = arena_new(g->arena, struct section);
		section->anchor.module = g->module;
		if (!debuginfo_anchor(g->info, call->section, 0, &section->anchor.symbol,
				      &section->from))
			return false;
		strmap_set(&g->work->sections, call->section, section);
	}
	c->anchor = &section->anchor;
	c->back += section->from;
	return true;
}

static unsigned int nearer(unsigned int a, unsigned int b)
{
	return a && (!b || a < b) ? a : b;
}

/* Adds a call, or a shorter way for one that is known; true: something is new. */
static bool add_caller(struct call_graph *g, struct node *node, const struct caller *c)
{
	struct callers *to = &node->callers;

	for (size_t i = 0; i < to->list.n; i++) {
		struct caller *have = &to->list.v[i], was = *have;

		if (have->back != c->back || have->anchor != c->anchor)
			continue;
		have->target = nearer(have->target, c->target);
		if (c->up && (!have->up || c->levels < have->levels)) {
			have->up = c->up;
			have->levels = c->levels;
			have->frame = c->frame;
		}
		return have->target != was.target || have->up != was.up ||
		       have->levels != was.levels;
	}
	vec_push(g->arena, &to->list, *c);
	g->calls++;
	return true;
}

static void add_call(struct call_graph *g, const struct reading *r, const struct code_call *call)
{
	struct caller c = { .levels = r->levels + 1 };

	if (!r->in)
		c.target = r->levels + 1;
	else
		c.up = &r->in->callers;
	if (!g->match_all && ((c.up && !debuginfo_frame(g->info, call->back - 1, &c.frame)) ||
			      !place_back(g, call, &c))) {
		g->frameless++;
		return;
	}
	if (c.up && !c.frame.by_rbp) /* the return address is what rsp points to when it is there */
		c.frame.from += 8;
	for (size_t i = 0; i < call->n; i++) {
		struct node *node = node_at(g, call->to[i], r->level + 1);

		if (!g->match_all)
			add_caller(g, node, &c);
	}
}

/*
 * No return address shows a jump out of what the graph begins at: it is met where it stands.  Of a
 * compiler's clones, the first is taken for where it leads.
 */
static void add_leap(struct call_graph *g, const struct code_call *call)
{
	struct callee one = { .place = call->to[0], .jump = call };
	const char *key = arena_printf(g->arena, "%s %llx", call->section ? call->section : "",
				       (unsigned long long)call->offset);

	if (!strmap_has(&g->work->leaps, key)) /* a function and a copy in it may both begin */
		vec_push(g->arena, &g->callees, one);
	strmap_set(&g->work->leaps, key, NULL);
}

static void add_jump(struct call_graph *g, const struct reading *r, const struct code_call *call)
{
	struct jump jump = { r->in, r->levels + 1 };

	if (!r->in && !g->match_all) {
		if (call->known)
			add_leap(g, call);
		else
			g->jumps++;
		g->behind += call->known && r->level + 1 < g->depth;
		return;
	}
	for (size_t i = 0; i < call->n; i++) {
		struct node *node = node_at(g, call->to[i], r->level + 1);

		if (r->in)
			vec_push(g->arena, &node->jumps, jump);
	}
}

static void add_copy(struct call_graph *g, const struct reading *r, const struct code_place *at)
{
	struct graph_work *w = g->work;
	const char *key = place_key(g->arena, at);
	struct copy *copy = strmap_get(&w->copies, key);

	if (copy && (!copy->in || (r->in && copy->levels <= r->levels + 1)))
		return;
	if (!copy) {
		copy = arena_new(g->arena, struct copy);
		strmap_set(&w->copies, key, copy);
		vec_push(g->arena, &w->seen, copy);
	}
	*copy = (struct copy){ at, r->level + 1, r->in, r->levels + 1 };
}

/* What a module calls, and doesn't have itself. */
static void find_outside(struct call_graph *g, struct code_call *call)
{
	VEC(const struct code_place *) to = { 0 };
	size_t n;
	const struct kfunc *const *all = debuginfo_functions(g->kernel, call->func, &n);

	for (size_t i = 0; i < n; i++) {
		struct code_place *p;

		if (!all[i]->exported)
			continue;
		p = arena_new(g->arena, struct code_place);
		p->kind = PLACE_CALL;
		p->func = p->symbol = all[i]->name;
		p->offset = all[i]->offset;
		vec_push(g->arena, &to, p);
	}
	call->to = to.v;
	call->n = to.n;
}

bool call_is_outside(const struct call_graph *g, const struct callee *c)
{
	return g->module && !c->place->section;
}

static bool read_code(struct call_graph *g, const struct code_place *at, const struct reading *r);

static bool read_call(struct call_graph *g, struct code_call *call, const struct reading *r)
{
	struct reading inside = { r->in, r->levels + 1, r->level + 1 };

	strmap_set(&g->names, call->func, NULL);
	if (call->kind == CALL_COPY && inside.level < g->depth &&
	    !read_code(g, call->to[0], &inside))
		return false;
	if (g->wants && !g->wants(g, call))
		return true;
	if (!call->n && g->kernel)
		find_outside(g, call);
	if (!call->n)
		g->elsewhere++;
	else if (call->kind == CALL_COPY)
		add_copy(g, r, call->to[0]);
	else if (call->kind == CALL_MADE)
		add_call(g, r, call);
	else
		add_jump(g, r, call);
	g->too_many |= g->calls > CALLS_MAX;
	return !g->too_many;
}

static bool read_code(struct call_graph *g, const struct code_place *at, const struct reading *r)
{
	struct code_calls calls;

	if (!at->scope) /* of a function in assembler nothing is known */
		return true;
	if (!debuginfo_calls(g->info, at, &calls))
		return false;
	g->by_pointer += calls.by_pointer;
	for (size_t i = 0; i < calls.n; i++)
		if (!read_call(g, &calls.v[i], r))
			return false;
	return true;
}

/* ---- jumps ---- */

/* NODE is entered by a jump with the calls of another for its own; true: some are new. */
static bool add_callers_of(struct call_graph *g, struct node *node, const struct jump *jump)
{
	const struct callers *from = &jump->from->callers;
	bool new = false;

	for (size_t i = 0; i < from->list.n; i++) {
		struct caller c = from->list.v[i];

		c.levels += jump->levels;
		if (c.levels >= g->depth)
			c.up = NULL;
		if (c.target)
			c.target += jump->levels;
		if (c.target > g->depth)
			c.target = 0;
		if (c.target || c.up)
			new |= add_caller(g, node, &c);
	}
	return new;
}

static void close_jumps(struct call_graph *g)
{
	bool new = true;

	while (new) { /* ways have bounded lengths, and only shorter ones are new */
		new = false;
		for (size_t i = 0; i < g->work->all.n; i++) {
			struct node *node = g->work->all.v[i];

			for (size_t k = 0; k < node->jumps.n; k++)
				new |= add_callers_of(g, node, &node->jumps.v[k]);
		}
	}
}

/* ---- callees ---- */

static void add_node(struct call_graph *g, struct node *node)
{
	struct callee one = { .place = node->at };

	if (!g->match_all && !node->callers.list.n)
		return;
	if (!g->match_all) {
		node->calls.callers = &node->callers;
		node->calls.depth = g->depth;
		one.calls = &node->calls;
	}
	vec_push(g->arena, &g->callees, one);
}

static void add_seen(struct call_graph *g, const struct copy *copy)
{
	struct callee one = { .place = copy->at };
	struct site_calls *calls;

	if (copy->in && !g->match_all) {
		calls = arena_new(g->arena, struct site_calls);
		if (!copy->in->callers.list.n)
			return;
		if (!debuginfo_frame(g->info, copy->at->pc, &calls->frame)) {
			g->frameless++;
			return;
		}
		calls->callers = &copy->in->callers;
		calls->levels = copy->levels;
		calls->depth = g->depth;
		one.calls = calls;
	}
	vec_push(g->arena, &g->callees, one);
}

bool call_graph_build(struct call_graph *g, const struct code_place *const *from, size_t n)
{
	struct graph_work *w = arena_new(g->arena, struct graph_work);
	struct reading r = { 0 };
	struct node *node;
	struct copy *copy;

	g->work = w;
	strmap_init(&g->names, g->arena);
	strmap_init(&w->nodes, g->arena);
	strmap_init(&w->copies, g->arena);
	strmap_init(&w->leaps, g->arena);
	strmap_init(&w->sections, g->arena);
	for (size_t i = 0; i < n; i++)
		if (!read_code(g, from[i], &r))
			return false;
	for (r.level = 1; r.level < g->depth; r.level++) {
		vec_each(node, &w->queue[r.level]) {
			r.in = node;
			if (node->level == r.level && !read_code(g, node->at, &r))
				return false;
		}
	}
	close_jumps(g);
	for (unsigned int level = 1; level <= g->depth; level++) {
		vec_each(node, &w->queue[level])
			if (node->level == level)
				add_node(g, node);
		vec_each(copy, &w->seen)
			if (copy->level == level)
				add_seen(g, copy);
	}
	return true;
}
