/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tracepoint.c: tracepoints of the kernel and of modules, each registered by itself.  The kernel
 * calls the script's stub with a hook.
 *
 * Nothing is called by its address: the kernel is asked for all of its tracepoints once, and tells
 * of those of modules as these come and go.  Registrations and what follows from conditions take
 * the mutex, which the kernel's own for the tracepoints of modules is taken before.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/tracepoint.h>

#include "attach.h"
#include "tracepoint.h"

static DEFINE_MUTEX(spl_trace_mutex);
static struct spl_trace_hook *spl_hooks; /* by the tracepoint's name, then in the script's order */
static unsigned int spl_nhooks;
static bool spl_watching; /* modules */

static const char *spl_name_of(const struct spl_site *site)
{
	const char *colon = strchr(site->name, ':');

	return colon ? colon + 1 : site->name;
}

struct spl_str spl_trace_name(const struct spl_context *c)
{
	const char *name = spl_name_of(c->site);

	return (struct spl_str){ name, strlen(name) };
}

struct spl_str spl_trace_system(struct spl_context *c)
{
	const char *colon = strchr(c->site->name, ':');

	return colon ? spl_str_new(c, c->site->name, colon - c->site->name) : SPL_EMPTY;
}

/* ---- hooks ---- */

static int spl_hook_order(const void *a, const void *b)
{
	const struct spl_trace_hook *x = a, *y = b;
	int order = strcmp(spl_name_of(x->site), spl_name_of(y->site));

	return order ?: x->probe < y->probe ? -1 : x->probe > y->probe;
}

static bool spl_is_ours(const struct spl_probe *p)
{
	return p->kind == SPL_TRACEPOINT;
}

static int spl_hooks_build(void)
{
	const struct spl_probe *p;
	const struct spl_site *s;
	size_t n = 0;

	spl_for_each_probe(p)
		if (spl_is_ours(p))
			n += p->nsites;
	if (!n)
		return 0;
	spl_hooks = kvcalloc(n, sizeof(*spl_hooks), GFP_KERNEL);
	if (!spl_hooks)
		return -ENOMEM;
	spl_for_each_probe(p) {
		if (!spl_is_ours(p))
			continue;
		spl_for_each_site(s, p) {
			spl_hooks[spl_nhooks].probe = p;
			spl_hooks[spl_nhooks++].site = s;
		}
	}
	sort(spl_hooks, n, sizeof(*spl_hooks), spl_hook_order, NULL);
	return 0;
}

/* The first hook of this name, or where it would be. */
static struct spl_trace_hook *spl_first_hook(const char *name)
{
	unsigned int low = 0, high = spl_nhooks, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (strcmp(spl_name_of(spl_hooks[mid].site), name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return spl_hooks + low;
}

/* Those that wait for TP, of MODULE (NULL: the kernel), have found it. */
static void spl_hooks_found(struct tracepoint *tp, const char *module)
{
	struct spl_trace_hook *h;

	for (h = spl_first_hook(tp->name);
	     h < spl_hooks + spl_nhooks && !strcmp(spl_name_of(h->site), tp->name); h++) {
		const char *in = h->probe->module;

		if (module ? in && !strcmp(in, module) : !in)
			h->tp = tp;
	}
}

/* ---- registration ---- */

static void spl_hook_turn(struct spl_trace_hook *h, bool on)
{
	h->err = on ? tracepoint_probe_register(h->tp, h->probe->stub, h) :
		      tracepoint_probe_unregister(h->tp, h->probe->stub, h);
	if (!h->err)
		h->on = on;
}

static void spl_hooks_turn_on(void)
{
	struct spl_trace_hook *h;

	for (h = spl_hooks; h < spl_hooks + spl_nhooks; h++)
		if (h->tp && !h->on && spl_is_wanted(h->probe))
			spl_hook_turn(h, true);
}

static void spl_kernel_tracepoint(struct tracepoint *tp, void *unused)
{
	spl_hooks_found(tp, NULL);
}

/* ---- modules ---- */

static void spl_module_comes(const struct module *m)
{
	unsigned int i;

	for (i = 0; i < m->num_tracepoints; i++)
		spl_hooks_found(tracepoint_ptr_deref(&m->tracepoints_ptrs[i]), m->name);
	spl_hooks_turn_on();
}

/* Nobody is in its code any more; what the kernel called there may go on in our handler. */
static void spl_module_goes(const struct module *m)
{
	struct spl_trace_hook *h;

	for (h = spl_hooks; h < spl_hooks + spl_nhooks; h++) {
		if (!h->probe->module || strcmp(h->probe->module, m->name))
			continue;
		if (h->on)
			spl_hook_turn(h, false);
		h->on = false;
		h->tp = NULL;
	}
}

static int spl_module_event(struct notifier_block *nb, unsigned long event, void *data)
{
	const struct tp_module *tpm = data;

	mutex_lock(&spl_trace_mutex);
	if (event == MODULE_STATE_COMING)
		spl_module_comes(tpm->mod);
	else if (event == MODULE_STATE_GOING)
		spl_module_goes(tpm->mod);
	mutex_unlock(&spl_trace_mutex);
	return NOTIFY_DONE;
}

static struct notifier_block spl_modules = { .notifier_call = spl_module_event };

/* Tells of the modules that are there as well; not under the mutex. */
static int spl_watch_modules(void)
{
	const struct spl_probe *p;
	int err;

	spl_for_each_probe(p) {
		if (!spl_is_ours(p) || !p->module)
			continue;
		err = register_tracepoint_module_notifier(&spl_modules);
		spl_watching = !err;
		return err;
	}
	return 0;
}

/* ---- the mechanism ---- */

/* Those of modules that are not there are armed when these come. */
static int spl_hooks_count(struct spl_arming *a)
{
	struct spl_trace_hook *h;
	int err = 0;

	for (h = spl_hooks; !err && h < spl_hooks + spl_nhooks; h++) {
		if (!h->tp && !h->probe->module)
			h->err = -ENOENT;
		if (h->err)
			err = spl_refused(a, h->probe, h->site, h->err);
		else
			a->armed++;
	}
	return err;
}

static int spl_tracepoint_arm(struct spl_arming *a)
{
	int err = spl_hooks_build();

	if (err || !spl_nhooks)
		return err;
	mutex_lock(&spl_trace_mutex);
	for_each_kernel_tracepoint(spl_kernel_tracepoint, NULL);
	spl_hooks_turn_on();
	mutex_unlock(&spl_trace_mutex);
	err = spl_watch_modules();
	if (err)
		return err;
	mutex_lock(&spl_trace_mutex);
	err = spl_hooks_count(a);
	mutex_unlock(&spl_trace_mutex);
	return err;
}

static void spl_tracepoint_follow(struct spl_arming *a)
{
	struct spl_trace_hook *h;

	mutex_lock(&spl_trace_mutex);
	for (h = spl_hooks; h < spl_hooks + spl_nhooks; h++) {
		bool want = spl_is_wanted(h->probe);

		if (!h->tp || h->on == want)
			continue;
		spl_hook_turn(h, want);
		if (h->err)
			spl_not_turned(a, h->probe, h->site, want, h->err);
		else
			a->turned++;
	}
	mutex_unlock(&spl_trace_mutex);
}

static u64 spl_tracepoint_disarm(void)
{
	struct spl_trace_hook *h;

	if (spl_watching)
		unregister_tracepoint_module_notifier(&spl_modules);
	spl_watching = false;
	mutex_lock(&spl_trace_mutex);
	for (h = spl_hooks; h < spl_hooks + spl_nhooks; h++)
		if (h->on)
			spl_hook_turn(h, false);
	mutex_unlock(&spl_trace_mutex);
	if (spl_nhooks)
		tracepoint_synchronize_unregister(); /* who is in a stub leaves it */
	kvfree(spl_hooks);
	spl_hooks = NULL;
	spl_nhooks = 0;
	return 0;
}

const struct spl_mechanism spl_by_tracepoint = {
	.arm = spl_tracepoint_arm,
	.follow = spl_tracepoint_follow,
	.disarm = spl_tracepoint_disarm,
};
