/* SPDX-License-Identifier: GPL-2.0-only */
/* refuse.h: where the native engine puts no breakpoint, by the kernel's own tests. */
#ifndef SPL_REFUSE_H
#define SPL_REFUSE_H

#include <linux/types.h>

struct module;
struct spl_insn;

/*
 * What can be asked with no lock of the kernel's: whether ADDR is code, and nobody's else.  NULL:
 * nothing is against it, and *MODULE, where it is in one, is held; else words.  May sleep.
 */
const char *spl_refuse_place(unsigned long addr, struct module **module);

/*
 * With kprobe_mutex and text_mutex: whether an instruction begins at ADDR, and no kprobe is in the
 * way.  Decodes it into INSN, with its bytes in CODE (SPL_INSN_MAX).  NULL: it is fine.
 */
const char *spl_refuse_code(unsigned long addr, struct spl_insn *insn, u8 *code);

#endif
