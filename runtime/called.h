/* SPDX-License-Identifier: GPL-2.0-only */
/* called.h: whether a function was called from where a probe wants it, by return addresses. */
#ifndef SPL_CALLED_H
#define SPL_CALLED_H

#include "compat/rethook.h"
#include "spl.h"

struct pt_regs;

/* The call of a list that comes back to BACK; NULL: it is none of them. */
const struct spl_caller *spl_caller_at(u32 callers, unsigned long back);
/* As spl_called(), up the stack. */
bool spl_called_from(const struct spl_calls *calls, const struct pt_regs *regs, unsigned long back);

/*
 * REGS are those at the site; BACK is the return address, where it is known, or 0.  Before
 * spl_enter(): any context, and nothing is called that could be probed.
 */
static __always_inline bool spl_called(const struct spl_calls *calls, const struct pt_regs *regs,
				       unsigned long back)
{
	const struct spl_caller *c;

	if (back) { /* mostly it tells all */
		c = spl_caller_at(calls->callers, back);
		if (c && c->target && calls->levels + c->target <= calls->depth)
			return true;
		if (!c && !spl_returns_kept())
			return false;
	}
	return spl_called_from(calls, regs, back);
}

/* What a site asks of who called; NULL: nothing. */
static __always_inline const struct spl_calls *spl_calls_of(const struct spl_probe *p,
							    const struct spl_site *site)
{
	const struct spl_calls *calls;

	if (likely(!p->calls))
		return NULL;
	calls = &p->calls[site - p->sites];
	return calls->callers ? calls : NULL;
}

/* Whether a hit at the site counts. */
static __always_inline bool spl_counts(const struct spl_probe *p, const struct spl_site *site,
				       const struct pt_regs *regs)
{
	const struct spl_calls *calls = spl_calls_of(p, site);

	return likely(!calls) || spl_called(calls, regs, 0);
}

#endif
