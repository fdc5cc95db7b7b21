// SPDX-License-Identifier: GPL-2.0-only
/* plain.c: a module that prints a line: what kbuild takes for one file. */
#include <linux/module.h>

static int __init plain_init(void)
{
	pr_info("hi\n");
	return 0;
}

static void __exit plain_exit(void)
{
}

module_init(plain_init);
module_exit(plain_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a module of one file");
