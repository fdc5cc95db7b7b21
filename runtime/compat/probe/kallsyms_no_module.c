/* SPDX-License-Identifier: GPL-2.0-only */
/* 3703bd54cd37 ("kallsyms: Delete an unused parameter related to ..."), v6.4 */
#include <linux/kallsyms.h>
typedef int(t)(int (*fn)(void *data, const char *name, unsigned long addr), void *data);
_Static_assert(__builtin_types_compatible_p(typeof(kallsyms_on_each_symbol), t), "");
