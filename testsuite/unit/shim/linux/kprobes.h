/* SPDX-License-Identifier: GPL-2.0-only */
/* kprobes.h: nobody puts a probe into a test. */
#ifndef SHIM_KPROBES_H
#define SHIM_KPROBES_H

#define NOKPROBE_SYMBOL(f)

#endif
