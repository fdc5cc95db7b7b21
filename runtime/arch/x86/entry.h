/* SPDX-License-Identifier: GPL-2.0-only */
/* entry.h: where in a function ftrace has its call: at its start, or after an ENDBR there. */
#ifndef SPL_ENTRY_H
#define SPL_ENTRY_H

/* Bytes from a function's address to the other place where the call may be; 0: no other. */
#define SPL_ENTRY_SKIP (IS_ENABLED(CONFIG_X86_KERNEL_IBT) ? 4 : 0)

#endif
