/* SPDX-License-Identifier: GPL-2.0-only */
/* module.c: load makes everything ready that handlers will need, unload gives it back. */
#include <linux/module.h>

#include "global.h"
#include "runtime.h"

static int __init spl_init(void)
{
	int err;

	spl_random_init();
	err = spl_contexts_init();
	if (err)
		return err;
	err = spl_globals_init(&spl_script);
	if (err)
		goto free_contexts;
	err = spl_ring_init();
	if (err)
		goto free_globals;
	err = spl_ctl_init();
	if (err)
		goto free_ring;
	return 0;

free_ring:
	spl_ring_free();
free_globals:
	spl_globals_free(&spl_script);
free_contexts:
	spl_contexts_free();
	return err;
}

static void __exit spl_exit_module(void)
{
	spl_ctl_free();
	spl_session_free();
	spl_ring_free();
	spl_globals_free(&spl_script);
	spl_contexts_free();
}

module_init(spl_init);
module_exit(spl_exit_module);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a spile script");
