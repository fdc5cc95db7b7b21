/* SPDX-License-Identifier: GPL-2.0-only */
/* native.c: finds the keeper, which the loader has inserted, and asks it. */
#include "native.h"

#include <linux/module.h>

#include "runtime.h"

static const struct spl_keeper *spl_keeper; /* NULL: not held */

bool spl_keeper_get(void)
{
	if (spl_keeper)
		return true;
	spl_keeper = symbol_get(spile_keeper);
	if (spl_keeper && spl_keeper->version != SPL_KEEPER_VERSION)
		spl_keeper_put();
	return spl_keeper;
}

void spl_keeper_put(void)
{
	if (spl_keeper)
		symbol_put(spile_keeper);
	spl_keeper = NULL;
}

void spl_natives_add(struct spl_native *const *list, size_t n)
{
	if (spl_keeper)
		spl_keeper->arm(list, n);
}

void spl_natives_remove(struct spl_native *const *list, size_t n)
{
	static const char text[] =
		"others have changed code where probes stood: it stays as it is, until they put it back";

	if (!spl_keeper || !spl_keeper->disarm(list, n))
		return;
	preempt_disable_notrace();
	spl_ring_write(SPL_RECORD_WARNING, false, text, sizeof(text) - 1);
	preempt_enable_notrace();
}

int spl_keeper_mark(struct spl_mark *const *list, size_t n)
{
	return spl_keeper ? spl_keeper->mark(list, n) : -EOPNOTSUPP;
}

void spl_keeper_unmark(struct spl_mark *const *list, size_t n)
{
	if (spl_keeper)
		spl_keeper->unmark(list, n);
}

unsigned long spl_keeper_symbol(const char *name)
{
	return spl_keeper ? spl_keeper->symbol(name) : 0;
}
