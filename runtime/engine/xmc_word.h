/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xmc_word.h: changing code where the processor has no way for instructions of any length: one
 * word, which is seen to change at once.
 *
 * Pure, and for any architecture: what it does goes through a table of operations.  Whether the
 * old and the new instruction may be exchanged while they run is for the caller to know (arm64:
 * only nop, b, bl, brk and a few more).
 */
#ifndef SPL_XMC_WORD_H
#define SPL_XMC_WORD_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#endif

struct spl_word_ops {
	/* False: the bytes can't be read. */
	bool (*read)(void *to, const void *at, size_t n);
	/* As spl_word_store(), to wherever AT can be written; what fetches instructions sees it. */
	void (*store)(void *at, const void *bytes, size_t n);
	/* Back when every processor has executed a serialising instruction since the call. */
	void (*sync)(void);
};

/*
 * Puts the N bytes IS where WAS stands: 1, 2, 4 or 8 at a multiple of N, and no more than the
 * processor stores at once.  -EINVAL: they are not that, -EAGAIN: WAS does not stand there; nothing
 * was written then.
 */
int spl_xmc_word(const struct spl_word_ops *ops, void *at, const void *was, const void *is,
		 size_t n);

/* Writes N bytes, as spl_xmc_word() lets through, by one store. */
void spl_word_store(void *at, const void *bytes, size_t n);

#endif
