/* SPDX-License-Identifier: GPL-2.0-only */
/* Compiles with any kernel: if it does not, the build tree is at fault, and no other probe tells anything. */
#include <linux/module.h>
int t(struct module *m);
int t(struct module *m)
{
	return m == THIS_MODULE;
}
