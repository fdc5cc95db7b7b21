/* SPDX-License-Identifier: GPL-2.0-only */
/* module.c: the keeper's load and unload, and the table by which scripts find what it does. */
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/preempt.h>

#include "engine/arm.h"
#include "engine/unexported.h"
#include "keep/keep.h"
#include "keep/marks.h"
#include "keep/show.h"

static unsigned long spl_symbol(const char *name)
{
	return spl_kallsyms_lookup(name);
}

const struct spl_keeper spile_keeper = {
	.version = SPL_KEEPER_VERSION,
	.arm = spl_natives_arm,
	.disarm = spl_natives_disarm,
	.mark = spl_marks_add,
	.unmark = spl_marks_remove,
	.symbol = spl_symbol,
};
EXPORT_SYMBOL_GPL(spile_keeper);

static int __init spl_keeper_init(void)
{
	const char *missing;
	int err = spl_unexported_find(&missing);

	if (err) {
		pr_err("spile: this kernel has no %s\n", missing);
		return err;
	}
	err = spl_arming_start();
	if (err)
		return err;
	err = spl_marks_start();
	if (err) {
		spl_arming_stop();
		return err;
	}
	spl_show_start();
	return 0;
}

static void __exit spl_keeper_exit(void)
{
	spl_show_stop();
	spl_marks_stop();
	spl_arming_stop();
}

module_init(spl_keeper_init);
module_exit(spl_keeper_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("spile's keeper: changes code for scripts");
