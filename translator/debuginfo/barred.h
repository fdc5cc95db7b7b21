/* SPDX-License-Identifier: GPL-2.0-only */
/* barred.h: why no probe may stand at a place of the kernel's code. */
#ifndef SPILE_BARRED_H
#define SPILE_BARRED_H

enum barred {
	BARRED_NOT, /* as far as is known, one may */
	BARRED_NOINSTR,
	BARRED_KPROBES,
	BARRED_ENTRY,
	BARRED_CPUIDLE,
	BARRED_TRAMPOLINE, /* of static calls */
	BARRED_INIT,
	BARRED_EXIT,
	BARRED_THUNK, /* of returns and of jumps by pointer */
	BARRED_COPIED, /* runs elsewhere, with whatever stands in it when it is copied */
	BARRED_LIST, /* NOKPROBE_SYMBOL() */
	BARRED_JUMP_LABEL,
	BARRED_STATIC_CALL,
	BARRED_ALTERNATIVE, /* behind its first byte */
	BARRED_BUG,
	BARRED_LAST, /* of a module: not in all kernels, and not where ftrace has an entry */
	BARRED_KINDS,
};

/* "it is in .noinstr.text, ..."; NULL of BARRED_NOT. */
const char *barred_why(enum barred b);
/* Where those are that were left out, after a number: "in .noinstr.text". */
const char *barred_where(enum barred b);

#endif
