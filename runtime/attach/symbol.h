/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * symbol.h: symbols of the kernel and its modules, by name.  The kernel tells modules nothing of
 * them but through kprobes, so that is who is asked.  All of these may sleep.
 */
#ifndef SPL_SYMBOL_H
#define SPL_SYMBOL_H

#include <linux/types.h>

/* Where the function SYMBOL, or "module:function", is; -ENOENT: it is not there. */
int spl_symbol_addr(const char *symbol, unsigned long *addr);
bool spl_module_is_in(const char *module); /* it is loaded */
/* Whether code is of a session of spile, this one or another: a probe there would meet itself. */
bool spl_module_is_own(const char *module);
bool spl_code_is_own(unsigned long addr);
/* Whether it is in the function NAME; true as well where that can't be told. */
bool spl_code_is_of(unsigned long addr, const char *name);
/* Whether it is code that kprobes take and that a trap must not stand in (barred.h). */
bool spl_code_is_deadly(unsigned long addr);

#endif
