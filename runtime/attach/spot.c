/* SPDX-License-Identifier: GPL-2.0-only */
/* spot.c: the list of sites that are armed one by one; modules that come and go. */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "compat/kprobes.h"
#include "runtime.h"
#include "spl.h"
#include "spot.h"
#include "symbol.h"

/* Whether it is armed and, where MODULE is not NULL, in that module. */
static bool spl_spot_stands(const struct spl_spot *spot, const char *module)
{
	const char *in = spot->probe->module;

	return spot->armed && (!module || (in && !strcmp(in, module)));
}

bool spl_spot_is_due(const struct spl_spot *spot, const char *module)
{
	const char *in = spot->probe->module;

	return !spot->armed && (!module || (in && !strcmp(in, module)));
}

/* Under the lock. */
static void spl_spots_disarm(struct spl_spots *all, const char *module)
{
	struct spl_spot *spot;
	void **handles, *handle;
	size_t n = 0, room = 0;

	list_for_each_entry(spot, &all->list, list)
		room += spl_spot_stands(spot, module);
	if (!room)
		return;
	handles = kvmalloc_array(room, sizeof(*handles), GFP_KERNEL);
	list_for_each_entry(spot, &all->list, list) {
		if (!spl_spot_stands(spot, module))
			continue;
		handle = all->handle(spot);
		if (handles)
			handles[n++] = handle;
		else
			all->disarm(&handle, 1);
	}
	if (handles)
		all->disarm(handles, n);
	list_for_each_entry(spot, &all->list, list) {
		if (!spl_spot_stands(spot, module))
			continue;
		all->missed_before += all->missed(spot);
		spot->armed = false;
	}
	kvfree(handles);
}

/* Refused for no more than that its module is not loaded. */
static bool spl_spot_waits(const struct spl_spot *spot, int err)
{
	const char *module = spot->probe->module;

	return err == -ENOENT && module && !spl_module_is_in(module);
}

/* Thousands take minutes; the loader's task can be told to leave off, one that loads can't. */
static bool spl_is_interrupted(const struct spl_arming *a)
{
	return a && signal_pending(current);
}

static int spl_spot_refused(const struct spl_spots *all, struct spl_spot *spot,
			    struct spl_arming *a, int err)
{
	if (a)
		return spl_refused_as(a, spot->probe, spot->site, err,
				      all->words ? all->words(spot) : NULL);
	spl_refused_late(spot->probe, spot->site, err);
	return 0;
}

/* Under the lock: registers what is not; disabled.  MODULE: only what is in that; or NULL. */
static int spl_spots_register(struct spl_spots *all, struct spl_arming *a, const char *module)
{
	struct spl_spot *spot;
	int err;

	if (all->arm_many)
		all->arm_many(all, module);
	list_for_each_entry(spot, &all->list, list) {
		if (!spl_spot_is_due(spot, module))
			continue;
		if (spl_is_interrupted(a))
			return -EINTR;
		err = all->arm(spot);
		spot->armed = !err;
		spot->on = false;
		if (!err || (a && spl_spot_waits(spot, err)))
			continue; /* or it is armed when the module is loaded */
		err = spl_spot_refused(all, spot, a, err);
		if (err)
			return err;
	}
	return 0;
}

/* Under the lock: enables what was registered and is wanted. */
static int spl_spots_enable(struct spl_spots *all, struct spl_arming *a)
{
	struct spl_spot *spot;
	int err;

	list_for_each_entry(spot, &all->list, list) {
		if (!spot->armed || spot->on || !spot->want)
			continue;
		if (spl_is_interrupted(a))
			return -EINTR;
		err = all->turn(spot, true);
		spot->on = !err;
		if (!err || err == -ENOENT)
			continue;
		err = spl_spot_refused(all, spot, a, err);
		if (err)
			return err;
	}
	return 0;
}

/*
 * Under the lock.  All are registered before the first is enabled: once one is that can be made a
 * jump, the kernel's optimizer waits for every task, again and again, and whoever registers waits
 * for it.  A NULL: what is refused is only told.
 */
static int spl_spots_arm_in(struct spl_spots *all, struct spl_arming *a, const char *module)
{
	int err = spl_spots_register(all, a, module);

	return err ? err : spl_spots_enable(all, a);
}

int spl_spots_arm(struct spl_spots *all, struct spl_arming *a)
{
	struct spl_spot *spot;
	int err;

	mutex_lock(&all->lock);
	err = spl_spots_arm_in(all, a, NULL);
	list_for_each_entry(spot, &all->list, list)
		a->armed += spot->armed;
	mutex_unlock(&all->lock);
	return err;
}

static int spl_module_event(struct notifier_block *nb, unsigned long event, void *data)
{
	struct spl_spots *all = container_of(nb, struct spl_spots, modules);
	const struct module *m = data;

	if (event != MODULE_STATE_COMING && event != MODULE_STATE_GOING)
		return NOTIFY_DONE;
	mutex_lock(&all->lock);
	if (event == MODULE_STATE_GOING)
		spl_spots_disarm(all, m->name);
	else
		spl_spots_arm_in(all, NULL, m->name);
	mutex_unlock(&all->lock);
	return NOTIFY_DONE;
}

/* Not under the lock: the notifier takes it inside its own. */
static int spl_spots_watch(struct spl_spots *all)
{
	int err;

	if (all->watching)
		return 0;
	all->modules.notifier_call = spl_module_event;
	err = register_module_notifier(&all->modules);
	all->watching = !err;
	return err;
}

int spl_spot_place(const struct spl_spot *spot, struct kprobe *kp)
{
	unsigned long addr = spot->addr;
	bool checked = spot->probe->module || !spot->site->anchor; /* that it isn't spile's */
	int err;

	if (checked && spot->symbol && spot->site->offset <= UINT_MAX) {
		kp->symbol_name = spot->symbol;
		kp->offset = spot->site->offset;
		return 0;
	}
	if (spot->symbol) {
		err = spl_symbol_addr(spot->symbol, &addr);
		if (err)
			return err;
		addr += spot->site->offset;
	}
	if (!checked && spl_code_is_own(addr))
		return -EPERM;
	if (!checked && spl_code_is_deadly(addr))
		return -EACCES;
	kp->addr = (kprobe_opcode_t *)addr;
	return 0;
}

/* In the order of arming; what ftrace leaves to kprobes is added first, wherever it stands. */
static void spl_spot_insert(struct spl_spots *all, struct spl_spot *spot)
{
	struct spl_spot *at;

	if (!all->backward) {
		list_add_tail(&spot->list, &all->list);
		return;
	}
	list_for_each_entry(at, &all->list, list)
		if (at->probe <= spot->probe)
			break;
	list_add_tail(&spot->list, &at->list);
}

int spl_spot_add(struct spl_spots *all, const struct spl_probe *p, const struct spl_site *site,
		 unsigned long addr)
{
	struct spl_spot *spot;
	int err;

	if (p->module) {
		err = spl_spots_watch(all);
		if (err)
			return err;
	}
	spot = kzalloc(all->size, GFP_KERNEL);
	if (!spot)
		return -ENOMEM;
	spot->probe = p;
	spot->site = site;
	spot->want = spl_is_wanted(p);
	spot->addr = addr;
	if (site->anchor && *site->anchor) {
		spot->symbol = kasprintf(GFP_KERNEL, "%s%s%s", p->module ? p->module : "",
					 p->module ? ":" : "", site->anchor);
		if (!spot->symbol) {
			kfree(spot);
			return -ENOMEM;
		}
	}
	mutex_lock(&all->lock);
	spl_spot_insert(all, spot);
	mutex_unlock(&all->lock);
	return 0;
}

int spl_spots_add(struct spl_spots *all, struct spl_arming *a, const struct spl_probe *p)
{
	bool own = p->module && spl_module_is_own(p->module);
	const struct spl_site *s;
	int err = 0;

	spl_for_each_site(s, p) {
		if (own) {
			err = spl_refused(a, p, s, -EPERM);
			if (err)
				break;
			continue;
		}
		err = spl_spot_add(all, p, s, (s->anchor ? 0 : a->stext) + s->offset);
		if (err)
			break;
	}
	return err;
}

void spl_spots_follow(struct spl_spots *all, struct spl_arming *a)
{
	struct spl_spot *spot;
	int err;

	mutex_lock(&all->lock);
	list_for_each_entry(spot, &all->list, list) {
		if (spl_session_state() > SPL_RUNNING) /* thousands take long, and none is of use */
			break;
		spot->want = spl_is_wanted(spot->probe);
		if (!spot->armed || spot->on == spot->want)
			continue;
		err = all->turn(spot, spot->want);
		if (err == -ENOENT)
			continue;
		if (err) {
			spl_not_turned(a, spot->probe, spot->site, spot->want, err);
			continue;
		}
		spot->on = spot->want;
		a->turned++;
	}
	mutex_unlock(&all->lock);
}

u64 spl_spots_drop(struct spl_spots *all)
{
	struct spl_spot *spot, *next;
	u64 missed;

	if (all->watching)
		unregister_module_notifier(&all->modules);
	all->watching = false;
	mutex_lock(&all->lock);
	spl_spots_disarm(all, NULL);
	list_for_each_entry_safe(spot, next, &all->list, list) {
		list_del(&spot->list);
		kfree(spot->symbol);
		kfree(spot);
	}
	missed = all->missed_before;
	all->missed_before = 0;
	mutex_unlock(&all->lock);
	return missed;
}

u64 spl_spots_missed(struct spl_spots *all)
{
	struct spl_spot *spot;
	u64 missed;

	mutex_lock(&all->lock);
	missed = all->missed_before;
	list_for_each_entry(spot, &all->list, list)
		if (spot->armed)
			missed += all->missed(spot);
	mutex_unlock(&all->lock);
	return missed;
}
