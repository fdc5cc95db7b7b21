// SPDX-License-Identifier: GPL-2.0-only
/*
 * callers.c: calls by which callees count, as tables: a list for each function that is called, and
 * what each site asks.
 */
#include <stdlib.h>

#include "internal.h"
#include "translator/debuginfo/location.h"
#include "translator/probes/call_graph.h"
#include "translator/probes/probe.h"

bool emit_has_calls(const struct probe *p)
{
	for (size_t i = 0; i < p->sites.n; i++)
		if (p->sites.v[i].calls)
			return true;
	return false;
}

/* A row of the table with the number of its base. */
struct row {
	size_t base;
	const struct caller *call;
};

static int by_base_and_back(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int64_t m = (int64_t)x->call->back, n = (int64_t)y->call->back;

	if (x->base != y->base)
		return x->base < y->base ? -1 : 1;
	return (m > n) - (m < n);
}

static struct row *rows_of(struct emit *e, const struct callers *c)
{
	struct row *rows = arena_array(e->a, struct row, c->list.n + 1);

	for (size_t i = 0; i < c->list.n; i++) {
		const struct loc_anchor *anchor = c->list.v[i].anchor;

		rows[i] = (struct row){ anchor ? emit_base(e, anchor) + 1 : 0, &c->list.v[i] };
	}
	qsort(rows, c->list.n, sizeof(*rows), by_base_and_back);
	return rows;
}

static size_t same_base(const struct row *rows, size_t first, size_t n)
{
	size_t end = first;

	while (end < n && rows[end].base == rows[first].base)
		end++;
	return end;
}

/* Numbers a list, and those who call the functions that its calls are in. */
static void number(struct emit *e, struct callers *c)
{
	size_t n = c->list.n;
	struct row *rows;

	if (c->id)
		return;
	rows = rows_of(e, c);
	c->id = e->ncallers + 1;
	for (size_t i = 0; i < n; i = same_base(rows, i, n))
		e->ncallers++;
	vec_push(e->a, &e->callers, c);
}

static void number_all(struct emit *e)
{
	struct probe *p;

	vec_each(p, &e->s->probes)
		for (size_t i = 0; i < p->sites.n; i++)
			if (p->sites.v[i].calls)
				number(e, p->sites.v[i].calls->callers);
	for (size_t i = 0; i < e->callers.n; i++) /* which grows */
		for (size_t k = 0; k < e->callers.v[i]->list.n; k++)
			if (e->callers.v[i]->list.v[k].up)
				number(e, e->callers.v[i]->list.v[k].up);
}

static void emit_row(struct out *o, const struct caller *c)
{
	out_put(o, "{ .back = %lld", (long long)c->back);
	if (c->target)
		out_put(o, ", .target = %u", c->target);
	if (c->up) {
		out_put(o, ", .up = %u, .levels = %u, .frame = %lld", c->up->id, c->levels,
			(long long)c->frame.from);
		if (c->frame.by_rbp)
			out_put(o, ", .by_rbp = true");
		if (c->frame.rbp)
			out_put(o, ", .rbp = %lld", (long long)c->frame.rbp);
	}
	out_put(o, " },\n");
}

void emit_callers(struct emit *e, struct out *o)
{
	struct callers *c;
	struct out table;

	number_all(e);
	if (!e->callers.n)
		return;
	out_init(&table, e->a);
	out_open(&table, "static const struct spl_callers callers[] = {");
	vec_each(c, &e->callers) {
		struct row *rows = rows_of(e, c);
		size_t n = c->list.n, end;

		out_open(o, "static const struct spl_caller callers_%u[] = {", c->id);
		for (size_t i = 0; i < n; i++)
			emit_row(o, rows[i].call);
		out_close(o, "};");
		for (size_t i = 0; i < n; i = end) {
			end = same_base(rows, i, n);
			out_line(&table, "{ callers_%u + %zu, %zu, %zu, %s },", c->id, i, end - i,
				 rows[i].base, end < n ? "true" : "false");
		}
	}
	out_close(&table, "};");
	out_text(o, table.text);
	out_blank(o);
}

void emit_callers_fields(struct emit *e, struct out *o)
{
	if (e->callers.n)
		out_line(o, ".callers = callers,");
}

void emit_calls(struct out *o, const struct probe *p, size_t n)
{
	if (!emit_has_calls(p))
		return;
	out_open(o, "static const struct spl_calls calls_%zu[] = {", n);
	for (size_t i = 0; i < p->sites.n; i++) {
		const struct site_calls *k = p->sites.v[i].calls;

		if (k)
			out_line(o, "{ %u, %lld, %lld, %u, %u, %s },", k->callers->id,
				 (long long)k->frame.from, (long long)k->frame.rbp, k->levels,
				 k->depth, k->frame.by_rbp ? "true" : "false");
		else
			out_line(o, "{ 0 },");
	}
	out_close(o, "};");
	out_blank(o);
}
