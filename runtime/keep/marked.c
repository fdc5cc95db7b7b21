/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * marked.c: a module comes in; its markers are found, and what enables them.
 *
 * They are where the symbol __spile_markers_start says, block by block, up to where no block
 * begins.  What is read is not believed: everything that they name has to be the module's.
 */
#include "keep/marked.h"

#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/uaccess.h>

#include "engine/unexported.h"
#include "engine/xmc.h"
#include "keep/keep.h"

#define SPL_SWITCHES_MAX (1 << 20)

static bool spl_is_of(const struct module *m, const void *at, size_t n)
{
	unsigned long addr = (unsigned long)at;

	return within_module(addr, m) && within_module(addr + n - 1, m) &&
	       !within_module_init(addr, m);
}

/* The block at *AT, which is moved behind it; false: there is none. */
static bool spl_block_next(const struct module *m, unsigned long *at, struct spile_mark_block *b)
{
	if (!spl_is_of(m, (void *)*at, sizeof(*b)) ||
	    copy_from_kernel_nofault(b, (void *)*at, sizeof(*b)) || b->magic != SPILE_MARK_MAGIC ||
	    b->version != SPILE_MARK_VERSION || b->entry_size < sizeof(struct spile_mark_entry) ||
	    b->count > SPL_SWITCHES_MAX)
		return false;
	*at += sizeof(*b) + (unsigned long)b->count * b->entry_size;
	return true;
}

static bool spl_entry_read(const struct module *m, unsigned long at, struct spl_switch *s)
{
	struct spile_mark_entry e;

	if (!spl_is_of(m, (void *)at, sizeof(e)) ||
	    copy_from_kernel_nofault(&e, (void *)at, sizeof(e)) || !spl_is_of(m, e.at, 1) ||
	    !spl_is_of(m, e.site, sizeof(*e.site)) || e.length > SPL_PATCH_MAX)
		return false;
	*s = (struct spl_switch){ .at = e.at, .site = e.site, .length = e.length };
	return true;
}

static int spl_switch_order(const void *a, const void *b)
{
	const struct spl_switch *x = a, *y = b;

	return x->site < y->site ? -1 : x->site > y->site;
}

/* Counts the switches, or reads them, where there is room for them. */
static unsigned int spl_switches_read(const struct module *m, unsigned long start,
				      struct spl_switch *to)
{
	unsigned long at = start, entry = start;
	struct spile_mark_block b;
	unsigned int n = 0, i;

	for (; n <= SPL_SWITCHES_MAX && spl_block_next(m, &at, &b); entry = at) {
		if (!to) {
			n += b.count;
			continue;
		}
		entry += sizeof(b);
		for (i = 0; i < b.count; i++, entry += b.entry_size)
			n += spl_entry_read(m, entry, &to[n]);
	}
	return n;
}

static void spl_sites_make(struct spl_marked *m)
{
	struct spl_marked_site *site = NULL;
	unsigned int i;

	sort(m->switches, m->nswitches, sizeof(*m->switches), spl_switch_order, NULL);
	for (i = 0; i < m->nswitches; i++) {
		if (!site || site->site != m->switches[i].site) {
			site = &m->sites[m->nsites++];
			site->site = m->switches[i].site;
			site->switches = &m->switches[i];
		}
		site->nswitches++;
	}
}

struct spl_marked *spl_marked_new(const struct module *module)
{
	char symbol[MODULE_NAME_LEN + 32];
	struct spl_marked *m;
	unsigned long start;
	unsigned int n;

	snprintf(symbol, sizeof(symbol), "%s:__spile_markers_start", module->name);
	start = spl_kallsyms_lookup(symbol);
	n = start ? spl_switches_read(module, start, NULL) : 0;
	m = n ? kzalloc(sizeof(*m), GFP_KERNEL) : NULL;
	if (!m)
		return NULL;
	m->module = module;
	m->switches = kvcalloc(n, sizeof(*m->switches), GFP_KERNEL);
	m->sites = kvcalloc(n, sizeof(*m->sites), GFP_KERNEL);
	if (!m->switches || !m->sites) {
		pr_warn("spile: no memory for the markers of module %s\n", module->name);
		spl_marked_free(m);
		return NULL;
	}
	m->nswitches = spl_switches_read(module, start, m->switches);
	spl_sites_make(m);
	return m;
}

void spl_marked_free(struct spl_marked *m)
{
	kvfree(m->switches);
	kvfree(m->sites);
	kfree(m);
}
