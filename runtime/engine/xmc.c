/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xmc.c: takes patches; changes code while other processors may be running it.
 *
 * A processor that runs code which another one has just written may run neither the old nor the
 * new, unless it has executed a serialising instruction in between: Intel's manual, volume 3, on
 * handling self- and cross-modifying code, and its specification updates, "Unsynchronized
 * Cross-Modifying Code Operations Can Cause Unexpected Instruction Execution Results" (E49 of the
 * Pentium III, W108 of the Celeron, AH33 of the Core 2 Duo; AMD's manual, volume 2, section
 * 7.6.1).  The first byte alone may become a breakpoint at any time.  So, for all patches together:
 *
 *  1. A breakpoint over the first byte of each.
 *  2. Every processor is synchronised: from here on none runs any of the old instructions; one
 *     that comes by traps, and does in the trap what the instruction did.
 *  3. The breakpoints begin to mean the new instructions: not sooner, or one processor could run
 *     the old ones after another has run the new; not later, or a trap might yet lead to a boundary
 *     inside of the old bytes.
 *  4. Where a task may have been preempted at such a boundary, all are waited for.
 *  5. What is behind the first byte.
 *  6. Every processor is synchronised: none has anything of the old bytes.
 *  7. The first byte, where it is not to be a breakpoint.
 *  8. Every processor is synchronised: none can trap any more that has not trapped by now.
 *
 * Nothing waits in a trap, and nothing stops the machine.
 */
#include "engine/xmc.h"

#ifdef __KERNEL__
#include <linux/string.h>
#else
#include <string.h>
#endif

#include "arch/x86/relocate.h"

bool spl_patch_fits(const struct spl_xmc_ops *ops, const struct spl_patch *p)
{
	uint8_t now[SPL_PATCH_MAX];

	if (!p->length || p->length > SPL_PATCH_MAX)
		return false;
	return ops->read(now, p->at, p->length) && !memcmp(now, p->was, p->length);
}

/* Steps 1 and 2. */
static void set_traps(const struct spl_xmc_ops *ops, const struct spl_patch *patches, size_t n)
{
	static const uint8_t trap = SPL_TRAP;
	bool any = false;
	size_t i;

	for (i = 0; i < n; i++) {
		if (patches[i].was[0] == SPL_TRAP)
			continue;
		ops->write(patches[i].at, &trap, 1);
		any = true;
	}
	if (any)
		ops->sync();
}

/* Steps 5 and 6. */
static void write_tails(const struct spl_xmc_ops *ops, const struct spl_patch *patches, size_t n)
{
	bool any = false;
	size_t i;

	for (i = 0; i < n; i++) {
		const struct spl_patch *p = &patches[i];

		if (!memcmp(p->was + 1, p->is + 1, p->length - 1))
			continue;
		ops->write(p->at + 1, p->is + 1, p->length - 1);
		any = true;
	}
	if (any)
		ops->sync();
}

/* Steps 7 and 8. */
static void write_heads(const struct spl_xmc_ops *ops, const struct spl_patch *patches, size_t n)
{
	bool any = false;
	size_t i;

	for (i = 0; i < n; i++) {
		if (patches[i].is[0] == SPL_TRAP)
			continue;
		ops->write(patches[i].at, patches[i].is, 1);
		any = true;
	}
	if (any)
		ops->sync();
}

void spl_xmc(const struct spl_xmc_ops *ops, const struct spl_patch *patches, size_t n, void *batch)
{
	bool inner = false;
	size_t i;

	for (i = 0; i < n; i++)
		inner |= patches[i].inner;
	set_traps(ops, patches, n);
	if (ops->commit)
		ops->commit(batch);
	if (inner)
		ops->quiesce();
	write_tails(ops, patches, n);
	write_heads(ops, patches, n);
}
