/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * global.h: the script's globals at load and unload, and what is counted about them.
 */
#ifndef SPL_GLOBAL_H
#define SPL_GLOBAL_H

#include <linux/types.h>

struct spl_context;
struct spl_script;

/*
 * Memory for all counters, strings, statistics, maps and orders; may sleep.  0 or a negative
 * errno, and then nothing is kept.  Before the first handler runs.
 */
int spl_globals_init(const struct spl_script *script);
void spl_globals_free(const struct spl_script *script); /* after the last one; twice is fine */

/* Counted per CPU, in any context, from spl_globals_init() on.  C may be NULL. */
void spl_count_cut(struct spl_context *c); /* a string was cut at MAXSTRINGLEN */
void spl_count_evicted(void); /* a wrapping map gave up its oldest entry */
u64 spl_cut_total(void);
u64 spl_evicted_total(void);

#endif
