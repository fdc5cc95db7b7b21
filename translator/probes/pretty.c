// SPDX-License-Identifier: GPL-2.0-only
/*
 * pretty.c: "$x$" and "$x$$" as a sprintf of all that $x holds.  One '$' shows the members of
 * a structure, two show the members of members as well; a pointer to a structure is shown as
 * what it points to, further pointers as addresses, strings of characters in quotes.
 */
#include "binder.h"
#include "parser/base/out.h"
#include "path.h"
#include "translator/session.h"

enum {
	SHOWN_MAX = 32, /* values in one text; what is left out shows as "..." */
	ELEMENTS_MAX = 8, /* of an array */
	SHOWN_ALL_MAX = 16384, /* in all texts of a script */
};

struct showing {
	struct session *s;
	struct arena *arena;
	const struct target *parts; /* what it all is in, where that is not memory; or NULL */
	struct expr *print;
	struct out format;
	unsigned int levels; /* of structures and arrays that are opened */
};

static void add_text(struct showing *p, const char *text)
{
	out_text(&p->format, text);
}

/* AT with a path of its own; what is below it is shared. */
static struct expr *again(struct showing *p, const struct expr *at)
{
	struct expr *e = arena_new(p->arena, struct expr);

	*e = *at;
	e->target = NULL;
	memset(&e->path, 0, sizeof(e->path));
	for (size_t i = 0; i < at->path.n; i++)
		vec_push(p->arena, &e->path, at->path.v[i]);
	return e;
}

static struct expr *step_to(struct showing *p, const struct expr *at, struct step step)
{
	struct expr *e = again(p, at);

	step.span = at->span;
	vec_push(p->arena, &e->path, step);
	return e;
}

/* Of what lies in registers and pieces some may be nowhere, and none of it has an address. */
static bool is_there(const struct showing *p, const struct expr *value)
{
	struct target t;
	bool there;

	if (!p->parts)
		return true;
	t = *p->parts;
	diag_hold(p->s->diag);
	there = path_follow(p->s, value, &t);
	diag_drop(p->s->diag);
	return there;
}

static void add_value(struct showing *p, const char *conversion, struct expr *value)
{
	if (!is_there(p, value)) {
		add_text(p, "?");
		return;
	}
	add_text(p, conversion);
	vec_push(p->arena, &p->print->args, value);
}

static bool is_text(const struct ctype *t)
{
	const struct ctype *of = debuginfo_target(t->of, t);

	return of && of->kind == CTYPE_INT && of->is_char;
}

static void show(struct showing *p, const struct expr *at, const struct ctype *t,
		 unsigned int level);

static void show_members(struct showing *p, const struct expr *at, const struct ctype *t,
			 unsigned int level)
{
	struct cmember *list;
	size_t n = debuginfo_members(t->of, t, &list);

	add_text(p, "{");
	for (size_t i = 0; i < n; i++) {
		struct step step = { .kind = STEP_MEMBER, .name = list[i].name };
		bool anonymous = !list[i].name || !*list[i].name;

		if (i)
			add_text(p, ", ");
		if (p->print->args.n > SHOWN_MAX) {
			add_text(p, "...");
			break;
		}
		if (anonymous) { /* its members are reached from here */
			show_members(p, at, list[i].type, level);
			continue;
		}
		add_text(p, arena_printf(p->arena, ".%s=", list[i].name));
		show(p, step_to(p, at, step), list[i].type, level + 1);
	}
	add_text(p, "}");
}

static void show_elements(struct showing *p, const struct expr *at, const struct ctype *t,
			  unsigned int level)
{
	const struct ctype *of = debuginfo_target(t->of, t);

	add_text(p, "[");
	for (uint64_t i = 0; of && i < t->count; i++) {
		struct step step = { .kind = STEP_INDEX };

		if (i)
			add_text(p, ", ");
		if (i == ELEMENTS_MAX || p->print->args.n > SHOWN_MAX) {
			add_text(p, "...");
			break;
		}
		step.index = expr_number(p->arena, at->span, (int64_t)i);
		show(p, step_to(p, at, step), of, level + 1);
	}
	add_text(p, "]");
}

static void show(struct showing *p, const struct expr *at, const struct ctype *t,
		 unsigned int level)
{
	const struct step text = { .kind = STEP_TEXT };

	switch (t->kind) {
	case CTYPE_INT:
		if (t->size > 8) {
			add_text(p, "?");
			break;
		}
		add_value(p, t->is_char ? "%#c" : t->is_signed ? "%i" : "%u", again(p, at));
		break;
	case CTYPE_POINTER:
		if (is_text(t))
			add_value(p, "%s", step_to(p, at, text));
		else
			add_value(p, "%p", again(p, at));
		break;
	case CTYPE_ARRAY:
		if (is_text(t))
			add_value(p, "%s", step_to(p, at, text));
		else if (level < p->levels)
			show_elements(p, at, t, level);
		else
			add_text(p, "[...]");
		break;
	case CTYPE_STRUCT:
		if (level < p->levels)
			show_members(p, at, t, level);
		else
			add_text(p, "{...}");
		break;
	case CTYPE_FUNC:
		add_value(p, "%p", again(p, at));
		break;
	default:
		add_text(p, "?");
		break;
	}
}

struct expr *pretty_of(struct session *s, const struct expr *e, const struct ctype *t,
		       const struct target *base)
{
	const struct step last = e->path.v[e->path.n - 1];
	struct arena *a = s->arena;
	struct showing p = {
		.s = s,
		.arena = a,
		.levels = last.number,
		.parts = base && base->in_parts ? base : NULL,
	};
	struct expr *root = again(&p, e);

	out_init(&p.format, a);
	root->path.n--;
	p.print = expr_new(a, EXPR_PRINT, e->span);
	p.print->name = "sprintf";
	p.print->name_span = e->span;
	p.print->print = PRINT_TO_STRING | PRINT_FORMAT | PRINT_SHOWN;
	vec_push(a, &p.print->args, NULL);
	if (t->kind == CTYPE_POINTER && !is_text(t)) {
		const struct ctype *to = debuginfo_target(t->of, t);

		if (to && to->kind == CTYPE_STRUCT)
			t = to;
	}
	show(&p, root, t, 0);
	p.print->args.v[0] = expr_string(a, e->span, p.format.text);
	return p.print;
}

bool pretty_expand(struct binder *b, struct expr **e)
{
	struct span at = (*e)->span;
	struct target t = { 0 }, base;

	if (b->s->nshown > SHOWN_ALL_MAX) /* which was reported */
		return b->ok = false;
	if (!binder_base(b, *e, &t))
		return false;
	if (!t.type)
		return binder_fail(b, (*e)->span, "'%s' has no members to show", (*e)->name);
	base = t;
	if (!path_reach(b->s, *e, &t))
		return b->ok = false;
	*e = pretty_of(b->s, *e, t.type, &base);
	b->s->nshown += (unsigned int)(*e)->args.n;
	if (b->s->nshown <= SHOWN_ALL_MAX)
		return true;
	return binder_fail(b, at,
			   "what this and the others of the script show is more than %d values",
			   SHOWN_ALL_MAX);
}
