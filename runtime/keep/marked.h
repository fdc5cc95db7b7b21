/* SPDX-License-Identifier: GPL-2.0-only */
/* marked.h: a module with markers, as it was found. */
#ifndef SPL_MARKED_H
#define SPL_MARKED_H

#include <linux/list.h>
#include <linux/types.h>

struct module;
struct spile_mark_entry;
struct spile_mark_site;
struct spl_hooks;

/* A byte that enables a site: the last of an instruction, or data. */
struct spl_switch {
	u8 *at;
	struct spile_mark_site *site;
	u8 length; /* of the instruction; 0: data */
	bool on;
};

/* Its switches stand one behind the other. */
struct spl_marked_site {
	struct spile_mark_site *site;
	struct spl_switch *switches;
	unsigned int nswitches;
	struct spl_hooks *hooks; /* who is called; NULL: nobody */
};

struct spl_marked {
	struct list_head list;
	const struct module *module;
	struct spl_switch *switches;
	struct spl_marked_site *sites;
	unsigned int nswitches, nsites;
};

/* NULL: M has no markers that could be used, or there is no memory.  May sleep. */
struct spl_marked *spl_marked_new(const struct module *m);
void spl_marked_free(struct spl_marked *m); /* of each site nobody is called any more */

#endif
