/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * show.c: in /sys/kernel/debug/spile:
 *	places	a line for each place where a breakpoint of ours stands: address, symbol, how its
 *		instruction is completed and why, its bytes
 *	syncs	how often all processors were synchronised, since the keeper was loaded
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/seq_file.h>

#include "engine/arm.h"
#include "engine/place.h"
#include "engine/sync.h"
#include "keep/show.h"

static struct dentry *spl_folder;

static const char *spl_way_text(const struct spl_place *p)
{
	static const char *const texts[] = {
		[SPL_WAY_BOOST] = "boosted",
		[SPL_WAY_EMULATE] = "emulated",
		[SPL_WAY_STEP] = "stepped",
	};

	return texts[p->way];
}

static void spl_show_place(const struct spl_place *p, void *file)
{
	struct seq_file *m = file;

	seq_printf(m, "%px %pS: %s, %s%s: %*ph%s%*ph\n", (void *)p->at.addr, (void *)p->at.addr,
		   spl_way_text(p), p->lost ? "changed by others, " : "",
		   spl_verdict_text(p->verdict), p->length, p->was,
		   p->swapped ? ", instead of which: " : "", p->swapped ? p->length : 0, p->is);
}

static int spl_places_show(struct seq_file *m, void *v)
{
	spl_each_place(spl_show_place, m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(spl_places);

static int spl_syncs_show(struct seq_file *m, void *v)
{
	seq_printf(m, "%lu\n", spl_sync_count());
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(spl_syncs);

/* A kernel without debugfs, or one that is locked down, has no such files. */
void spl_show_start(void)
{
	spl_folder = debugfs_create_dir("spile", NULL);
	debugfs_create_file("places", 0400, spl_folder, NULL, &spl_places_fops);
	debugfs_create_file("syncs", 0400, spl_folder, NULL, &spl_syncs_fops);
}

void spl_show_stop(void)
{
	debugfs_remove(spl_folder);
}
