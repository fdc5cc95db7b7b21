// SPDX-License-Identifier: GPL-2.0-only
/* event.c: what is watched and what is counted, as tables, each with the number of its probe. */
#include "internal.h"
#include "translator/probes/probe.h"
#include "translator/probes/target.h"

static void emit_watch(struct out *o, const struct probe_watch *w, size_t n)
{
	out_line(o, "static const struct spl_watch watch_%zu = {", n);
	out_line(o, "\t.addr = 0x%llxULL, .in_kernel = %d, .reads = %d, .length = %u",
		 (unsigned long long)w->addr, w->in_kernel, w->reads, w->length);
	out_line(o, "};");
	out_blank(o);
}

static void emit_perf(struct emit *e, struct out *o, const struct probe_perf *p, size_t n)
{
	out_open(o, "static const struct spl_perf perf_%zu = {", n);
	out_line(o, ".type = %u,", p->type);
	out_line(o, ".config = 0x%llxULL,", (unsigned long long)p->config);
	if (p->sample)
		out_line(o, ".sample = %lluULL,", (unsigned long long)p->sample);
	if (p->by_frequency)
		out_line(o, ".by_frequency = true,");
	if (p->of_target)
		out_line(o, ".of_target = true,");
	if (p->program)
		out_line(o, ".program = %s,", out_quote(e->a, p->program));
	if (p->counter)
		out_line(o, ".counter = %s,", out_quote(e->a, p->counter));
	out_close(o, "};");
	out_blank(o);
}

void emit_events(struct emit *e, struct out *o)
{
	for (size_t i = 0; i < e->s->probes.n; i++) {
		const struct probe *p = e->s->probes.v[i];

		if (p->watch)
			emit_watch(o, p->watch, i);
		if (p->perf)
			emit_perf(e, o, p->perf, i);
	}
}

void emit_event_fields(struct out *o, const struct probe *p, size_t n)
{
	if (p->watch)
		out_line(o, ".watch = &watch_%zu,", n);
	if (p->perf)
		out_line(o, ".perf = &perf_%zu,", n);
}

const char *emit_counter(struct emit *e, struct expr *x)
{
	const char *name = x->target->c_text;

	for (size_t i = 0; i < e->s->probes.n; i++) {
		const struct probe_perf *p = e->s->probes.v[i]->perf;

		if (p && p->counter && !strcmp(p->counter, name))
			return emit_try(e, emit_text(e, "spl_perf_read(c, &perf_%zu, %s)", i,
						     emit_at(e, x->span)));
	}
	diag_semantic(e->s->diag, x->span, "counter '%s' is of a probe that was left out", name);
	e->ok = false;
	return "0";
}
