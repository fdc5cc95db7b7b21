/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * native.h: the keeper as a script sees it.  Where there is none, or one of another version, all
 * of it does nothing, and probes are the kernel's kprobes.
 */
#ifndef SPL_NATIVE_H
#define SPL_NATIVE_H

#include "keep/keep.h"

/* Holds the keeper, until spl_keeper_put(); once more has no effect.  False: there is none. */
bool spl_keeper_get(void);
void spl_keeper_put(void);

/* As keep.h says; with the keeper held, else nothing is armed. */
void spl_natives_add(struct spl_native *const *list, size_t n);
void spl_natives_remove(struct spl_native *const *list, size_t n);
/* -EOPNOTSUPP: there is no keeper. */
int spl_keeper_mark(struct spl_mark *const *list, size_t n);
void spl_keeper_unmark(struct spl_mark *const *list, size_t n);
unsigned long spl_keeper_symbol(const char *name); /* 0 as well where there is no keeper */

#endif
