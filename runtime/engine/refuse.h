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

struct spl_range {
	unsigned long start, end;
};

/*
 * With kprobe_mutex and text_mutex: whether an instruction begins at ADDR, and no kprobe is in the
 * way.  Decodes it into INSN, with its bytes in CODE (SPL_INSN_MAX), and says where its function
 * is.  NULL: it is fine.
 */
const char *spl_refuse_code(unsigned long addr, struct spl_insn *insn, u8 *code,
			    struct spl_range *function);

/* With these: whether ADDR is where others change code, so that no copy of it may run. */
bool spl_refuse_copy(unsigned long addr);

/*
 * With these: decodes what is at ADDR without probes; ours are known, KPROBES: the kernel's may
 * stand there too.  CODE has room for a byte more than an instruction.
 */
bool spl_decode_original(unsigned long addr, bool kprobes, struct spl_insn *insn, u8 *code);

#endif
