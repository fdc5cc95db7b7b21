/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * marks.c: what scripts ask for at markers meets the markers of modules that are there or come.
 *
 * After every change on either side (marks_settle), for all sites whose hooks are not those that
 * are wanted:
 *
 *  1. The new hooks are made and published.  With one, it is called by the marker itself; with
 *     more, the first calls all of them.
 *  2. Sites that have got their first are enabled, those that have lost the last disabled, all at
 *     once.  A marker that is still enabled finds no hook, and goes on.
 *  3. After a grace period of RCU nobody is in, or on the way to, the old hooks: they are freed.
 */
#include "keep/marks.h"

#include <linux/glob.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "engine/change.h"
#include "engine/unexported.h"
#include "engine/xmc.h"
#include "keep/keep.h"
#include "keep/marked.h"

static DEFINE_MUTEX(spl_marks_lock); /* of all below; taken before the engine's */
static LIST_HEAD(spl_marks); /* what scripts ask for, in the order in which they did */
static LIST_HEAD(spl_marked_modules);

/* Who is called at a site. */
struct spl_hooks {
	struct spile_mark_hook all; /* calls each, where there is more than one */
	struct spl_hooks *next; /* of those that are to be freed */
	unsigned int n;
	struct spl_mark_hook each[];
};

/* ---- hooks ---- */

static void notrace spl_hooks_hit(const struct spile_mark_hook *hook, const u64 *args)
{
	const struct spl_hooks *hooks = container_of(hook, struct spl_hooks, all);
	unsigned int i;

	for (i = 0; i < hooks->n; i++)
		hooks->each[i].hook.hit(&hooks->each[i].hook, args);
}

static void notrace spl_hook_gone(const struct spile_mark_hook *hook, const u64 *args)
{
}

static bool spl_mark_matches(const struct spl_mark *mark, const struct spl_marked *m,
			     const struct spile_mark_site *site)
{
	return (!mark->module || !strcmp(mark->module, m->module->name)) &&
	       glob_match(mark->name, site->name) &&
	       (!mark->format || glob_match(mark->format, site->format));
}

/* Whether the site's hooks are those that are wanted; *N gets how many are. */
static bool spl_site_is_settled(const struct spl_marked *m, const struct spl_marked_site *s,
				unsigned int *n)
{
	const struct spl_mark *mark;
	bool same = true;

	*n = 0;
	list_for_each_entry(mark, &spl_marks, list) {
		if (!spl_mark_matches(mark, m, s->site))
			continue;
		same = same && s->hooks && *n < s->hooks->n && s->hooks->each[*n].mark == mark;
		++*n;
	}
	return same && *n == (s->hooks ? s->hooks->n : 0);
}

static struct spl_hooks *spl_hooks_new(const struct spl_marked *m, const struct spl_marked_site *s,
				       unsigned int n)
{
	struct spl_hooks *hooks = kzalloc(struct_size(hooks, each, n), GFP_KERNEL);
	struct spl_mark *mark;

	if (!hooks)
		return NULL;
	hooks->all.hit = spl_hooks_hit;
	list_for_each_entry(mark, &spl_marks, list)
		if (spl_mark_matches(mark, m, s->site))
			hooks->each[hooks->n++] = (struct spl_mark_hook){
				.hook.hit = mark->hit,
				.site = s->site,
				.mark = mark,
			};
	return hooks;
}

static bool spl_is_wanted(const struct spl_mark *mark)
{
	const struct spl_mark *m;

	list_for_each_entry(m, &spl_marks, list)
		if (m == mark)
			return true;
	return false;
}

/* Without memory for new hooks: the old ones, less those that nobody wants any more. */
static void spl_hooks_cut(struct spl_hooks *hooks)
{
	unsigned int i;

	for (i = 0; hooks && i < hooks->n; i++)
		if (!spl_is_wanted(hooks->each[i].mark))
			WRITE_ONCE(hooks->each[i].hook.hit, spl_hook_gone);
}

/* Step 1.  What is to be freed is added to OLD; false: there was no memory. */
static bool spl_site_settle(const struct spl_marked *m, struct spl_marked_site *s,
			    struct spl_hooks **old)
{
	struct spl_hooks *hooks = NULL;
	unsigned int n;

	if (spl_site_is_settled(m, s, &n))
		return true;
	if (n) {
		hooks = spl_hooks_new(m, s, n);
		if (!hooks) {
			spl_hooks_cut(s->hooks);
			return false;
		}
	}
	/* whoever sees the hooks sees what is in them */
	smp_store_release(&s->site->hook, !n	       ? NULL :
					  hooks->n > 1 ? &hooks->all :
							 &hooks->each[0].hook);
	if (s->hooks) {
		s->hooks->next = *old;
		*old = s->hooks;
	}
	s->hooks = hooks;
	return true;
}

/* ---- switches ---- */

static void spl_patch_of(struct spl_patch *p, const struct spl_switch *s, bool on)
{
	p->at = s->at - (s->length - 1);
	p->length = s->length;
	p->inner = false;
	if (copy_from_kernel_nofault(p->was, p->at, p->length))
		memset(p->was, 0, p->length); /* which is no instruction with a constant */
	memcpy(p->is, p->was, p->length);
	p->was[p->length - 1] = !on;
	p->is[p->length - 1] = on;
}

/* Step 2: of each switch that is not as its site wants it. */
static void spl_switches_each(bool (*fn)(struct spl_switch *s, bool on, void *data), void *data)
{
	struct spl_marked *m;
	unsigned int i, k;

	list_for_each_entry(m, &spl_marked_modules, list)
		for (i = 0; i < m->nsites; i++)
			for (k = 0; k < m->sites[i].nswitches; k++) {
				struct spl_switch *s = &m->sites[i].switches[k];

				if (s->on != !!m->sites[i].hooks && !fn(s, !s->on, data))
					return;
			}
}

struct spl_turning {
	struct spl_patch *patches;
	size_t n, room, at;
};

/* What is data, or as it is wanted already, is done with at once. */
static bool spl_switch_count(struct spl_switch *s, bool on, void *data)
{
	struct spl_turning *t = data;

	if (!s->length)
		WRITE_ONCE(*s->at, on);
	if (READ_ONCE(*s->at) == on)
		s->on = on;
	else
		t->room++;
	return true;
}

static bool spl_switch_patch(struct spl_switch *s, bool on, void *data)
{
	struct spl_turning *t = data;

	if (t->n < t->room)
		spl_patch_of(&t->patches[t->n++], s, on);
	return true;
}

/* The same switches in the same order. */
static bool spl_switch_done(struct spl_switch *s, bool on, void *data)
{
	struct spl_turning *t = data;

	if (t->at < t->n && t->patches[t->at++].length)
		s->on = on;
	return true;
}

static void spl_switches_turn(void)
{
	struct spl_turning t = { 0 };

	spl_switches_each(spl_switch_count, &t);
	if (!t.room)
		return;
	t.patches = kvmalloc_array(t.room, sizeof(*t.patches), GFP_KERNEL);
	if (!t.patches)
		return;
	spl_switches_each(spl_switch_patch, &t);
	spl_constants_change(t.patches, t.n);
	spl_switches_each(spl_switch_done, &t);
	kvfree(t.patches);
}

/* ---- both sides together ---- */

static void spl_marks_count(void)
{
	struct spl_marked *m;
	struct spl_mark *mark;
	unsigned int i, k;

	list_for_each_entry(mark, &spl_marks, list)
		mark->sites = 0;
	list_for_each_entry(m, &spl_marked_modules, list)
		for (i = 0; i < m->nsites; i++) {
			const struct spl_marked_site *s = &m->sites[i];

			for (k = 0; s->hooks && s->switches[0].on && k < s->hooks->n; k++)
				s->hooks->each[k].mark->sites++;
		}
}

static void spl_hooks_free(struct spl_hooks *old)
{
	struct spl_hooks *next;

	for (; old; old = next) {
		next = old->next;
		kfree(old);
	}
}

/* With the lock; when it is back nobody is in what was wanted before and is not any more. */
static bool spl_marks_settle(void)
{
	struct spl_hooks *old = NULL;
	struct spl_marked *m;
	unsigned int i;
	bool ok = true;

	list_for_each_entry(m, &spl_marked_modules, list)
		for (i = 0; i < m->nsites; i++)
			ok &= spl_site_settle(m, &m->sites[i], &old);
	spl_switches_turn();
	spl_marks_count();
	synchronize_rcu();
	spl_hooks_free(old);
	return ok;
}

static void spl_marks_drop(struct spl_mark *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		list_del_init(&list[i]->list);
	spl_marks_settle();
}

int spl_marks_add(struct spl_mark *const *list, size_t n)
{
	size_t i;
	bool ok;

	mutex_lock(&spl_marks_lock);
	for (i = 0; i < n; i++)
		list_add_tail(&list[i]->list, &spl_marks);
	ok = spl_marks_settle();
	if (!ok)
		spl_marks_drop(list, n);
	mutex_unlock(&spl_marks_lock);
	return ok ? 0 : -ENOMEM;
}

void spl_marks_remove(struct spl_mark *const *list, size_t n)
{
	mutex_lock(&spl_marks_lock);
	spl_marks_drop(list, n);
	mutex_unlock(&spl_marks_lock);
}

/* ---- modules ---- */

static struct spl_marked *spl_marked_of(const struct module *module)
{
	struct spl_marked *m;

	list_for_each_entry(m, &spl_marked_modules, list)
		if (m->module == module)
			return m;
	return NULL;
}

static void spl_module_comes(const struct module *module)
{
	struct spl_marked *m = spl_marked_of(module) ? NULL : spl_marked_new(module);

	if (!m)
		return;
	list_add_tail(&m->list, &spl_marked_modules);
	if (!list_empty(&spl_marks))
		spl_marks_settle();
}

/* Its code does not run any more; a hook that it called may. */
static void spl_module_goes(const struct module *module)
{
	struct spl_marked *m = spl_marked_of(module);
	unsigned int i;

	if (!m)
		return;
	list_del(&m->list);
	synchronize_rcu();
	for (i = 0; i < m->nsites; i++)
		kfree(m->sites[i].hooks);
	spl_marked_free(m);
	spl_marks_count();
}

static int spl_module_event(struct notifier_block *nb, unsigned long event, void *data)
{
	if (event != MODULE_STATE_COMING && event != MODULE_STATE_GOING)
		return NOTIFY_DONE;
	mutex_lock(&spl_marks_lock);
	if (event == MODULE_STATE_COMING)
		spl_module_comes(data);
	else
		spl_module_goes(data);
	mutex_unlock(&spl_marks_lock);
	return NOTIFY_DONE;
}

static struct notifier_block spl_modules = { .notifier_call = spl_module_event };

/* Modules that are there, each held; NULL: no memory, or nothing tells. */
static struct module **spl_modules_hold(size_t *n)
{
	struct list_head *head = (struct list_head *)spl_kallsyms_lookup("modules");
	struct module *m, **held;
	size_t room = 64; /* that come while they are counted */

	*n = 0;
	if (!head)
		return NULL;
	preempt_disable();
	list_for_each_entry_rcu(m, head, list) room++;
	preempt_enable();
	held = kvmalloc_array(room, sizeof(*held), GFP_KERNEL);
	if (!held)
		return NULL;
	preempt_disable();
	list_for_each_entry_rcu(m, head, list) if (*n < room && m->state != MODULE_STATE_UNFORMED &&
						   try_module_get(m)) held[(*n)++] = m;
	preempt_enable();
	return held;
}

/* One that is just going is not held, and told to the notifier. */
int spl_marks_start(void)
{
	struct module **there;
	size_t n, i;
	int err = register_module_notifier(&spl_modules);

	if (err)
		return err;
	there = spl_modules_hold(&n);
	for (i = 0; i < n; i++) {
		mutex_lock(&spl_marks_lock);
		spl_module_comes(there[i]);
		mutex_unlock(&spl_marks_lock);
		module_put(there[i]);
	}
	kvfree(there);
	return 0;
}

void spl_marks_stop(void)
{
	struct spl_marked *m, *next;

	unregister_module_notifier(&spl_modules);
	list_for_each_entry_safe(m, next, &spl_marked_modules, list)
		spl_marked_free(m);
}
