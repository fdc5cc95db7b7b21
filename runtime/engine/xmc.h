/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xmc.h: cross-modification: how instructions are changed that other processors may be running.
 *
 * Pure: what it does to memory and processors goes through a table of operations, so that the
 * order of its steps can be tested in user space, and on real processors.
 */
#ifndef SPL_XMC_H
#define SPL_XMC_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#endif

#define SPL_PATCH_MAX 15

/*
 * One instruction that becomes another, or others, of the same length.  Where is[0] is a
 * breakpoint it stays one; where was[0] is one it has been so since an earlier change.  Where IS
 * holds more than one instruction, a trap that means them does them all somewhere else: the
 * boundaries between them are not there before spl_xmc() is back.
 */
struct spl_patch {
	uint8_t *at;
	uint8_t length; /* bytes, 1 to SPL_PATCH_MAX */
	bool inner; /* was holds more than one instruction: a task may stand between them */
	uint8_t was[SPL_PATCH_MAX], is[SPL_PATCH_MAX];
};

struct spl_xmc_ops {
	/* False: the bytes can't be read. */
	bool (*read)(void *to, const uint8_t *at, size_t n);
	/* All of them at once or one after another: no processor runs what is being written. */
	void (*write)(uint8_t *at, const uint8_t *bytes, size_t n);
	/* Back when every processor has executed a serialising instruction since the call. */
	void (*sync)(void);
	/*
	 * Back when each task has left that, when this was called, stood inside of a patch, be it
	 * running or preempted, or was in a trap that may lead there.
	 */
	void (*quiesce)(void);
	/*
	 * The patches' breakpoints, if they are hit, have meant the old instructions; from now on
	 * they mean the new.  May be NULL.
	 */
	void (*commit)(void *batch);
};

/* Whether the bytes that the patch is to replace stand there, as many as one can have. */
bool spl_patch_fits(const struct spl_xmc_ops *ops, const struct spl_patch *p);

/*
 * Makes N patches, with at most three synchronisations for all of them (and one quiescence where
 * any has an inner boundary).  No two overlap.  The caller holds what keeps others from changing
 * code, has seen that each fits, and has seen to it that a trap at any of their addresses is
 * completed, from before this is called until it is back.  May sleep where quiesce() does.
 */
void spl_xmc(const struct spl_xmc_ops *ops, const struct spl_patch *patches, size_t n, void *batch);

#endif
