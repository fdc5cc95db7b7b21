/* SPDX-License-Identifier: GPL-2.0-only */
/* kprobes.h: linux/kprobes.h. */
#ifndef SPL_COMPAT_KPROBES_H
#define SPL_COMPAT_KPROBES_H

#include <linux/kprobes.h>

#include "spile_config.h"

#ifndef SPL_HAVE_GET_KRETPROBE
#define get_kretprobe(ri) ((ri)->rp)
#endif

#endif
