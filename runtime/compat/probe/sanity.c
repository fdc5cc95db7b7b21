/* SPDX-License-Identifier: GPL-2.0-only */
/* Compiles with any kernel: if not, the build tree is at fault, and no other probe counts. */
#include <linux/module.h>
int t(struct module *m);
int t(struct module *m)
{
	return m == THIS_MODULE;
}
