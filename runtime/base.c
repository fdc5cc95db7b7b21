/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * base.c: where the data of other modules lies, found by a symbol that the script names, while the
 * module is loaded.
 *
 * The kernel's symbol table of the module itself is asked, which has local symbols and those of
 * per-CPU variables too: nothing has to be exported, and no file of /sys has to be read.  A module
 * that is there already is found among those of sysfs, and held by its kobject meanwhile; one that
 * comes or goes is told by the notifier.
 */
#include "base.h"

#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>

#include "context.h"

u64 spl_stext __read_mostly;

static bool spl_watching;
static DEFINE_MUTEX(spl_base_mutex); /* held by whoever sets or clears one */

/* The address of a symbol of M; 0: it has none.  Under rcu_read_lock_sched(). */
static unsigned long spl_symbol(const struct module *m, const char *name)
{
	const struct mod_kallsyms *k = rcu_dereference_sched(m->kallsyms);
	unsigned int i;

	for (i = 1; k && i < k->num_symtab; i++) {
		const Elf_Sym *sym = &k->symtab[i];

		if (sym->st_shndx != SHN_UNDEF && !strcmp(k->strtab + sym->st_name, name))
			return sym->st_value;
	}
	return 0;
}

static void spl_base_set(struct spl_base *b, const struct module *m)
{
	rcu_read_lock_sched();
	WRITE_ONCE(b->addr, spl_symbol(m, b->symbol));
	rcu_read_unlock_sched();
	WRITE_ONCE(b->loaded, true);
}

static int spl_base_event(struct notifier_block *nb, unsigned long event, void *data)
{
	const struct module *m = data;
	struct spl_base *b;
	bool gone = false;

	mutex_lock(&spl_base_mutex);
	for (b = spl_script.bases; b < spl_script.bases + spl_script.nbases; b++) {
		if (strcmp(b->module, m->name))
			continue;
		if (event == MODULE_STATE_COMING) {
			spl_base_set(b, m);
		} else if (event == MODULE_STATE_GOING) {
			WRITE_ONCE(b->loaded, false);
			WRITE_ONCE(b->addr, 0);
			gone = true;
		}
	}
	mutex_unlock(&spl_base_mutex);
	if (gone)
		synchronize_rcu(); /* handlers that have read it, and may write there */
	return NOTIFY_DONE;
}

static struct notifier_block spl_base_modules = {
	.notifier_call = spl_base_event,
	.priority = 1, /* before the notifiers that arm probes in the module */
};

/* Of a module that is loaded; those that come and go meanwhile are told by the notifier as well. */
static void spl_base_find(struct spl_base *b)
{
	struct kobject *kobj = kset_find_obj(THIS_MODULE->mkobj.kobj.kset, b->module);
	const struct module *m;

	if (!kobj)
		return;
	m = container_of(kobj, struct module_kobject, kobj)->mod;
	mutex_lock(&spl_base_mutex);
	if (m && READ_ONCE(m->state) != MODULE_STATE_GOING) /* else the notifier has cleared it */
		spl_base_set(b, m);
	mutex_unlock(&spl_base_mutex);
	kobject_put(kobj);
}

int spl_bases_begin(u64 stext)
{
	struct spl_base *b;
	int err;

	spl_stext = stext;
	if (!spl_script.nbases || spl_watching)
		return 0;
	err = register_module_notifier(&spl_base_modules);
	if (err)
		return err;
	spl_watching = true;
	for (b = spl_script.bases; b < spl_script.bases + spl_script.nbases; b++)
		spl_base_find(b);
	return 0;
}

void spl_bases_end(void)
{
	if (spl_watching)
		unregister_module_notifier(&spl_base_modules);
	spl_watching = false;
}

void spl_base_missing(struct spl_context *c, const struct spl_base *b, const char *at)
{
	if (READ_ONCE(b->loaded))
		spl_error(c, at, "module '%s' has no symbol '%s'", b->module, b->symbol);
	else
		spl_error(c, at, "module '%s' is not loaded", b->module);
}
