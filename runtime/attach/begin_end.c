/* SPDX-License-Identifier: GPL-2.0-only */
/* begin_end.c: begin, end and error probes, run one after the other by the loader's request. */
#include "context.h"
#include "attach.h"

/* Lower order first, then as in the table. */
static bool spl_before(const struct spl_probe *a, const struct spl_probe *b)
{
	return a->order != b->order ? a->order < b->order : a < b;
}

/* The probe of KIND that comes next after LAST (NULL: the first), or NULL. */
static const struct spl_probe *spl_next(enum spl_kind kind, const struct spl_probe *last)
{
	const struct spl_probe *p, *next = NULL;

	spl_for_each_probe(p) {
		if (p->kind != kind || (last && !spl_before(last, p)))
			continue;
		if (!next || spl_before(p, next))
			next = p;
	}
	return next;
}

void spl_run_begin(void)
{
	const struct spl_probe *p = NULL;

	while (spl_session_state() == SPL_STARTING && (p = spl_next(SPL_BEGIN, p)))
		spl_run(p, NULL, NULL, SPL_ALWAYS);
}

void spl_run_end(void)
{
	const struct spl_probe *p = NULL;

	while (!spl_session_failed() && (p = spl_next(SPL_END, p)))
		spl_run(p, NULL, NULL, SPL_ALWAYS);
	if (!spl_session_failed())
		return;
	p = NULL;
	while ((p = spl_next(SPL_ERROR, p)))
		spl_run(p, NULL, NULL, SPL_ALWAYS);
}
