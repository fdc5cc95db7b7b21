// SPDX-License-Identifier: GPL-2.0-only
/* event.c: what is watched, as tables, each with the number of its probe. */
#include "internal.h"
#include "translator/probes/probe.h"

static void emit_watch(struct out *o, const struct probe_watch *w, size_t n)
{
	out_line(o, "static const struct spl_watch watch_%zu = {", n);
	out_line(o, "\t.addr = 0x%llxULL, .in_kernel = %d, .reads = %d, .length = %u",
		 (unsigned long long)w->addr, w->in_kernel, w->reads, w->length);
	out_line(o, "};");
	out_blank(o);
}

void emit_events(struct emit *e, struct out *o)
{
	for (size_t i = 0; i < e->s->probes.n; i++) {
		const struct probe *p = e->s->probes.v[i];

		if (p->watch)
			emit_watch(o, p->watch, i);
	}
}

void emit_event_fields(struct out *o, const struct probe *p, size_t n)
{
	if (p->watch)
		out_line(o, ".watch = &watch_%zu,", n);
}
