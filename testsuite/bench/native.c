// SPDX-License-Identifier: GPL-2.0-only
/*
 * native.c: a probe of spile's engine with a callback that only counts: what is left of a script's
 * when there is no script in it.
 *	insmod native.ko way=boost|emulate|step|mark
 * The first three are at a place in sites.c, the last is at its marker.  The keeper is there since
 * the first script that needed it.  On unloading the kernel log gets "native: WAY N", N hits.
 */
#include <linux/module.h>

#include "keep/keep.h"

static char *way = "boost";
module_param(way, charp, 0);
MODULE_PARM_DESC(way, "boost, emulate, step or mark");

static unsigned long hits; /* the guest has one CPU */

static void place_hit(struct spl_native *n, struct pt_regs *regs)
{
	hits++;
}

static void mark_hit(const struct spile_mark_hook *hook, const u64 *args)
{
	hits++;
}

static const struct place {
	const char *way, *symbol;
	enum spl_ask ask;
} places[] = {
	{ "boost", "sites:sites_plain", SPL_ASK_BOOST },
	{ "emulate", "sites:sites_jump", SPL_ASK_EMULATE },
	{ "step", "sites:sites_plain", SPL_ASK_STEP },
};

static const struct spl_keeper *keeper;
static struct spl_native native = { .hit = place_hit }, *natives[] = { &native };
static struct spl_mark mark = { .name = "sites_mark", .hit = mark_hit }, *marks[] = { &mark };

static int native_arm(const struct place *p)
{
	native.addr = keeper->symbol(p->symbol);
	native.ask = p->ask;
	if (native.addr && keeper->arm(natives, 1))
		return 0;
	pr_err("native: %s: %s\n", way, native.why ? native.why : "no such symbol");
	return -EINVAL;
}

static int native_start(void)
{
	int i;

	if (keeper->version != SPL_KEEPER_VERSION)
		return -EINVAL;
	if (!strcmp(way, "mark"))
		return keeper->mark(marks, 1);
	for (i = 0; i < ARRAY_SIZE(places); i++)
		if (!strcmp(way, places[i].way))
			return native_arm(&places[i]);
	return -EINVAL;
}

static int __init native_init(void)
{
	int err;

	keeper = symbol_get(spile_keeper);
	if (!keeper)
		return -ENOENT;
	err = native_start();
	if (err)
		symbol_put(spile_keeper);
	return err;
}

static void __exit native_exit(void)
{
	if (native.place)
		keeper->disarm(natives, 1);
	else
		keeper->unmark(marks, 1);
	symbol_put(spile_keeper);
	pr_info("native: %s %lu\n", way, hits);
}

module_init(native_init);
module_exit(native_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a bare probe of spile's engine");
