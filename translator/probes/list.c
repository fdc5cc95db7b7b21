// SPDX-License-Identifier: GPL-2.0-only
/* list.c: one line for each probe and site; then the code that they share. */
#include "list.h"

#include "call_graph.h"
#include "parser/base/out.h"
#include "frames.h"
#include "mechanism.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/resolve/body.h"
#include "translator/resolve/print.h"
#include "translator/session.h"

void list_site_text(char *text, size_t room, const char *point, const char *name)
{
	const char *mark = strstr(point, SITE_MARK);

	if (mark)
		snprintf(text, room, "%.*s%s%s", (int)(mark - point), point, name, mark + 1);
	else
		snprintf(text, room, "%s", point);
}

static const char *site_text(struct arena *a, const char *point, const char *name)
{
	char text[LIST_TEXT_MAX];

	list_site_text(text, sizeof(text), point, name);
	return arena_strdup(a, text);
}

/* "_stext+0x1f", "_stext+0x1f, by 2 calls", "_stext+0x1f, with the arguments of f" */
static const char *place_from(struct arena *a, const struct probe *p, const struct probe_site *at)
{
	bool behind = (int64_t)at->offset >= 0;
	size_t calls = at->calls ? at->calls->callers->list.n : 0;
	const char *text = arena_printf(a, "%s%s0x%llx", at->anchor ? at->anchor : "_stext",
					behind ? "+" : "-",
					(unsigned long long)(behind ? at->offset : -at->offset));

	if (calls)
		text = arena_printf(a, "%s, by %zu call%s", text, calls, calls > 1 ? "s" : "");
	if (p->frames)
		text = arena_printf(a, "%s, with the arguments of %s", text, p->frames->site.func);
	return text;
}

static void list_probe(struct session *s, struct out *o, const struct probe *p)
{
	const char *condition = "";

	if (p->condition_text)
		condition =
			arena_printf(s->arena, " if (%s)", expr_text(s->arena, p->condition_text));
	if (p->watch)
		out_line(o, "%s%s /* %s */", p->point, condition, p->watch->place);
	else if (!p->sites.n)
		out_line(o, "%s%s", p->point, condition);
	for (size_t i = 0; i < p->sites.n; i++) {
		const struct probe_site *at = &p->sites.v[i];
		const char *text = site_text(s->arena, p->point, at->func);

		if (p->kind == PROBE_TRACEPOINT || p->kind == PROBE_MARKER ||
		    (at->anchor && !*at->anchor))
			out_line(o, "%s%s", text, condition);
		else
			out_line(o, "%s%s /* %s */", text, condition, place_from(s->arena, p, at));
	}
}

void list_probes(struct session *s, struct out *o)
{
	struct body *b;

	out_line(o, "# probes");
	vec_each(b, &s->bodies) {
		struct probe *p;
		bool any = false;

		vec_each(p, &s->probes)
			if (p->body == b) {
				list_probe(s, o, p);
				any = true;
			}
		if (any)
			print_body(o, b);
	}
}

void list_mechanisms(struct session *s)
{
	struct frames *f;
	struct probe *p;

	vec_each(p, &s->probes)
		if (p->sites.n == 1)
			fprintf(stderr, "spile: %s: %s\n",
				site_text(s->arena, p->point, p->sites.v[0].func),
				mechanism_text(s, p));
		else if (p->sites.n)
			fprintf(stderr, "spile: %s: %zu places by %s\n", p->pattern, p->sites.n,
				mechanism_text(s, p));
		else if (p->watch)
			fprintf(stderr, "spile: %s: %s, %s\n", p->point, mechanism_text(s, p),
				p->watch->place);
		else
			fprintf(stderr, "spile: %s: %s\n", p->point, mechanism_text(s, p));
	vec_each(f, &s->frames)
		fprintf(stderr,
			"spile: %s: a kretprobe, which keeps the arguments for %u probe%s\n",
			site_text(s->arena, f->point, f->site.func), f->users,
			f->users > 1 ? "s" : "");
}

/* Whether its sites are armed one by one, not all at once. */
static bool is_slow(const struct probe *p)
{
	if (p->kind == PROBE_FUNCTION && p->module && !p->mechanism)
		return true;
	return p->kind == PROBE_RETURN || mechanism_is_kprobe(p);
}

void list_warn_slow(struct session *s)
{
	enum { SLOW = 2000 };
	const struct probe *p, *first = NULL;
	size_t n = 0;

	vec_each(p, &s->probes) {
		if (!is_slow(p) || !p->sites.n)
			continue;
		n += p->sites.n;
		if (!first)
			first = p;
	}
	if (n > SLOW)
		diag_warn(s->diag, first->span,
			  "%zu places are armed one by one, which can take minutes", n);
}
