/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kallsyms.h: the walk over the kernel's symbols, which modules can't name but may have found;
 * SPL_SYMBOL_FN() heads a function that it calls for each: not 0 ends it.
 */
#ifndef SPL_COMPAT_KALLSYMS_H
#define SPL_COMPAT_KALLSYMS_H

#include <linux/kallsyms.h>

#include "spile_config.h"

typedef typeof(kallsyms_on_each_symbol) spl_fn_each_symbol;

#ifdef SPL_HAVE_KALLSYMS_NO_MODULE
#define SPL_SYMBOL_FN(fn, name, addr) int fn(void *data, const char *name, unsigned long addr)
#else
#define SPL_SYMBOL_FN(fn, name, addr) \
	int fn(void *data, const char *name, struct module *m, unsigned long addr)
#endif

#endif
