// SPDX-License-Identifier: GPL-2.0-only
/*
 * listing_vars.c: takes the places of a line of -L; gives the variables that a script can read at
 * each of them.
 *
 * A function's parameters are those of its prototype, where one is known: then the calling
 * convention says where they are.  All else is DWARF's to say, which is asked for many places at
 * once.
 */
#include "listing_vars.h"

#include "param.h"
#include "probe.h"
#include "provider.h"
#include "target.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/debuginfo/place.h"
#include "translator/resolve/body.h"
#include "translator/session.h"

/* A place that DWARF is asked about. */
struct pending {
	struct seen_by_all *vars;
	const struct kfunc *entry; /* or NULL */
	bool at_return;
};

/* Those of a kernel or module. */
struct queue {
	struct debuginfo *info;
	VEC(const struct code_place *) places;
	VEC(struct pending) pending;
};

struct viewing {
	struct session *s;
	enum debuginfo_source only; /* --debuginfo */
	struct strmap texts; /* each once: a text is its address */
	VEC(struct queue *) queues;
	struct arena *arena; /* of these, and of what is in them */
	size_t expected; /* places */
	seen_texts now; /* of the place at hand */
};

struct viewing *viewing_new(struct session *s)
{
	struct viewing *v = arena_new(s->arena, struct viewing);

	v->s = s;
	debuginfo_source_named(s->options.debuginfo, &v->only);
	strmap_init(&v->texts, s->arena);
	return v;
}

/* ---- texts ---- */

static void add_text(struct viewing *v, const char *mark, const char *name, const char *type)
{
	char text[1024];
	const char *known;

	snprintf(text, sizeof(text), "%s%s%s%s", mark, name, type ? ":" : "", type ? type : "");
	known = strmap_get(&v->texts, text);
	if (!known) {
		known = arena_strdup(v->s->arena, text);
		strmap_set(&v->texts, known, (void *)known);
	}
	vec_push(v->s->arena, &v->now, known);
}

static bool has(const seen_texts *list, const char *text)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i] == text)
			return true;
	return false;
}

/* What a line has had and the place at hand has as well; the order is the place's own. */
static void meet(struct viewing *v, seen_texts *all, bool *any)
{
	size_t kept = 0;

	for (size_t i = 0; i < v->now.n; i++)
		if (!*any || has(all, v->now.v[i]))
			v->now.v[kept++] = v->now.v[i];
	if (!*any && kept) {
		all->v = arena_array(v->s->arena, const char *, kept);
		all->room = kept;
	}
	if (kept)
		memcpy(all->v, v->now.v, kept * sizeof(*all->v));
	all->n = kept;
	*any = true;
	v->now.n = 0;
}

/* Locals whose names begin so are the compiler's and of macros, in aliases what authors hide. */
static bool is_hidden(const struct viewing *v, const char *name)
{
	return !strncmp(name, "__", 2) && !v->s->options.verbose;
}

/* ---- prototypes ---- */

static void add_result(struct viewing *v, const char *type)
{
	if (type && strcmp(type, "void") != 0)
		add_text(v, "$", "return", type);
}

static void add_params(struct viewing *v, const struct prototype *p)
{
	for (size_t i = 0; i < p->nparams; i++)
		if (p->params[i].name)
			add_text(v, "$", p->params[i].name, debuginfo_listed(p->params[i].type));
}

/* At the return, a parameter that was kept nowhere can be read at the entry still. */
static bool can_read(const struct viewing *v, const struct prototype *p, size_t which,
		     bool at_return)
{
	struct target t = { 0 };
	const char *why;

	return param_place(v->s, p, which, at_return, &t, &why) ||
	       (at_return && param_place(v->s, p, which, false, &t, &why));
}

static void add_prototype(struct viewing *v, const struct prototype *p, bool at_return)
{
	if (at_return && p->ret)
		add_result(v, debuginfo_listed(p->ret));
	for (size_t i = 0; i < p->nparams; i++)
		if (p->params[i].name && can_read(v, p, i, at_return))
			add_text(v, "$", p->params[i].name, debuginfo_listed(p->params[i].type));
}

/* ---- places ---- */

static struct queue *queue_of(struct viewing *v, struct debuginfo *info)
{
	struct queue *q;

	vec_each(q, &v->queues)
		if (q->info == info)
			return q;
	q = arena_new(v->arena, struct queue);
	q->info = info;
	vec_reserve(v->arena, &q->places, v->expected);
	vec_reserve(v->arena, &q->pending, v->expected);
	vec_push(v->arena, &v->queues, q);
	return q;
}

/* A line that has nothing any more is settled. */
static bool wants(void *data, size_t which)
{
	const struct viewing *v = data;
	const struct seen_by_all *vars = v->queues.v[v->queues.n - 1]->pending.v[which].vars;

	return !vars->any || vars->target.n;
}

/*
 * As target variables are bound: by BTF, else by DWARF unless the function is a clone; whether
 * those that share a name agree is not looked into here.
 */
static bool find_prototype(struct viewing *v, struct debuginfo *info, const struct kfunc *f,
			   struct sight *sight, struct prototype *p)
{
	bool known;
	size_t n;

	if (v->only == SOURCE_ANY)
		debuginfo_only(info, SOURCE_BTF);
	known = v->only != SOURCE_DWARF && debuginfo_prototype(info, f->name, p);
	debuginfo_only(info, v->only);
	if (known || strchr(f->name, '.'))
		return known;
	debuginfo_functions(info, f->name, &n);
	return n == 1 && sight_prototype(sight, p);
}

/* To the parameters of a prototype DWARF adds what else it sees at the entry. */
static void tell(void *data, size_t which, const struct seen *list, size_t n, struct sight *sight)
{
	struct viewing *v = data;
	const struct queue *q = v->queues.v[v->queues.n - 1];
	const struct pending *p = &q->pending.v[which];
	struct prototype proto;
	bool known = p->entry && find_prototype(v, q->info, p->entry, sight, &proto);

	if (known)
		add_prototype(v, &proto, p->at_return);
	else if (p->at_return)
		add_result(v, sight_returns(sight));
	for (size_t i = 0; i < n; i++)
		if (list[i].is_param ? !known : !p->at_return && !is_hidden(v, list[i].name))
			add_text(v, "$", list[i].name, list[i].type);
	meet(v, &p->vars->target, &p->vars->any);
}

/* ---- lines ---- */

/* What the code of an alias sets. */
static void add_own(struct viewing *v, struct seen_by_all *vars, const struct probe *p)
{
	struct var *local;

	vec_each(local, &p->body->locals)
		if (!is_hidden(v, local->name))
			add_text(v, "", local->name, type_name(local->type));
	meet(v, &vars->own, &vars->any_own);
}

void viewing_begin(struct viewing *v, size_t n)
{
	v->arena = arena_open();
	v->expected = n;
}

void viewing_add(struct viewing *v, struct seen_by_all *vars, const struct probe *p,
		 const struct probe_site *site)
{
	struct debuginfo *info = session_debuginfo(v->s, p->module);
	struct pending pending = { vars, site ? site->entry : NULL, p->kind == PROBE_RETURN };
	struct prototype proto;
	struct queue *q;

	if (p->name)
		add_own(v, vars, p);
	if (site && site->place) {
		q = queue_of(v, info);
		vec_push(v->arena, &q->places, site->place);
		vec_push(v->arena, &q->pending, pending);
		return;
	}
	if (site && p->family->variables && p->family->variables(v->s, p, site, &proto))
		add_params(v, &proto);
	else if (site && site->entry && debuginfo_prototype(info, site->entry->name, &proto))
		add_prototype(v, &proto, pending.at_return);
	meet(v, &vars->target, &vars->any);
}

void viewing_finish(struct viewing *v)
{
	struct viewer viewer = { .data = v, .wants = wants, .tell = tell };

	for (; v->queues.n; v->queues.n--) {
		const struct queue *q = v->queues.v[v->queues.n - 1];

		debuginfo_see(q->info, q->places.v, q->places.n, &viewer);
	}
	arena_close(v->arena);
	memset(&v->queues, 0, sizeof(v->queues));
}
