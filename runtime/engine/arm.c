/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arm.c: lists of probes go in; breakpoints stand, and are taken away again.
 *
 *  1. Each new place is looked at and entered in the table (arm_look), so that probes of one list
 *     that share a place find it.
 *  2. With kprobe_mutex and text_mutex, which keep all others from changing code: its
 *     instruction is judged, and what completes it is made (arm_prepare).
 *  3. All breakpoints are set at once.  What is behind the first byte becomes breakpoints as well,
 *     so that whoever decodes the function keeps in step, and no kprobe is put into the middle.
 *  4. Taking away is the way back.  A task may be in a copy still, preempted: a worker waits for
 *     that, and nobody for the worker.
 *  5. A place whose bytes are no longer ours is left as it is, and means what it meant, until they
 *     are ours again: the breakpoint of a kprobe that has come there is not.
 */
#include "engine/arm.h"

#include <linux/cpu.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/workqueue.h>

#include "arch/x86/relocate.h"
#include "engine/place.h"
#include "engine/prepare.h"
#include "engine/refuse.h"
#include "engine/slot.h"
#include "engine/sync.h"
#include "engine/unexported.h"

#define SPL_RETRY_S 1 /* between tries to put back what others wrote over */

DEFINE_MUTEX(spl_arm_lock);
static LIST_HEAD(spl_armed); /* places whose breakpoint is set */
static LIST_HEAD(spl_lost); /* nobody's any more, and not to be put back yet */
static LIST_HEAD(spl_trash); /* put back; tasks may be in their copies */

/* ---- operations of xmc.h ---- */

static bool spl_read_code(void *to, const u8 *at, size_t n)
{
	return !copy_from_kernel_nofault(to, at, n);
}

static void spl_write_code(u8 *at, const u8 *bytes, size_t n)
{
	spl_text_poke(at, bytes, n);
}

const struct spl_xmc_ops spl_kernel_xmc = {
	.read = spl_read_code,
	.write = spl_write_code,
	.sync = spl_sync_all,
	.quiesce = spl_quiesce,
};

/* ---- what becomes of places that are gone ---- */

static void spl_sweep(struct work_struct *work);
static DECLARE_DELAYED_WORK(spl_sweeper, spl_sweep);

static void spl_place_free(struct spl_place *p)
{
	if (p->slot)
		spl_slot_give(p->slot);
	list_del(&p->list);
	kfree(p);
}

/* Its breakpoints are gone, or never were; the table may be being read. */
static void spl_place_discard(struct spl_place *p)
{
	spl_stop_hide(&p->at);
	if (p->stops[0].addr) {
		spl_stop_hide(&p->stops[0]);
		spl_stop_hide(&p->stops[1]);
	}
	list_move(&p->list, &spl_trash);
	schedule_delayed_work(&spl_sweeper, 0);
}

/* ---- arming ---- */

static void spl_place_refuse(struct spl_place *p, int err, const char *why)
{
	struct spl_native *n;

	for (n = p->first; n; n = n->next) {
		n->place = NULL;
		n->err = err;
		n->why = why;
	}
	p->first = NULL;
	spl_place_discard(p);
}

/* Step 2; false: it was refused. */
static bool spl_arm_prepare(struct spl_place *p)
{
	u8 code[SPL_INSN_MAX];
	struct spl_range function;
	struct spl_insn insn;
	const char *why = spl_refuse_code(p->at.addr, &insn, code, &function);
	struct spl_native *n;
	int err = -EAGAIN;

	if (!why) {
		p->length = insn.length;
		memcpy(p->was, code, insn.length);
		memcpy(p->is, code, insn.length);
		why = spl_place_prepare(p, &insn, &function);
		if (why)
			err = -EINVAL;
	}
	if (why) {
		spl_place_refuse(p, err, why);
		return false;
	}
	for (n = p->first; n; n = n->next)
		n->why = spl_verdict_text(p->verdict);
	return true;
}

static bool spl_meeting; /* trap.c is at work, as long as there are places */

bool spl_meet_traps(bool briefly)
{
	if (!spl_meeting)
		spl_meeting = !spl_traps_start(briefly);
	return spl_meeting;
}

/* Who has no breakpoint is in nobody's way. */
void spl_meet_traps_no_more(void)
{
	if (!spl_meeting || !list_empty(&spl_armed) || !list_empty(&spl_lost))
		return;
	spl_traps_stop();
	spl_meeting = false;
}

struct spl_batch {
	struct list_head fresh; /* places */
	struct spl_patch *patches;
	struct module **modules; /* held until it is done */
	size_t n, nfresh, nmodules;
};

static unsigned long spl_behind_endbr(unsigned long addr)
{
	static const u8 endbr[] = { 0xf3, 0x0f, 0x1e, 0xfa };
	u8 code[sizeof(endbr)];

	if (copy_from_kernel_nofault(code, (void *)addr, sizeof(code)) ||
	    memcmp(code, endbr, sizeof(code)))
		return addr;
	return addr + sizeof(endbr);
}

static void spl_native_link(struct spl_native *n, struct spl_place *p)
{
	n->place = p;
	n->err = 0;
	n->why = spl_verdict_text(p->verdict);
	n->next = p->first;
	smp_store_release(&p->first, n); /* a trap that finds it finds n->next as well */
}

/* Who comes to a place takes its instruction's completion as it is. */
static bool spl_is_as_asked(const struct spl_native *n, const struct spl_place *p)
{
	if (n->swap || (p->first && p->first->swap))
		return false;
	return n->ask <= SPL_ASK_NATIVE || !p->at.ready ||
	       spl_way_asked(n->ask, p->verdict) == p->way;
}

/* Step 1. */
static void spl_arm_look(struct spl_native *n, struct spl_batch *b)
{
	struct module *module;
	struct spl_stop *s;
	struct spl_place *p;

	n->addr = spl_behind_endbr(n->addr);
	s = spl_stop_find(n->addr);
	if (s && !s->resumes && !s->place->lost && spl_is_as_asked(n, s->place)) {
		spl_native_link(n, s->place);
		return;
	}
	n->place = NULL;
	n->err = -EAGAIN;
	n->why = s ? "a place of spile's is there that can't be shared" :
		     spl_refuse_place(n->addr, &module);
	if (n->why)
		return;
	if (module)
		b->modules[b->nmodules++] = module;
	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p) {
		n->err = -ENOMEM;
		n->why = "there is no memory";
		return;
	}
	list_add_tail(&p->list, &b->fresh);
	b->nfresh++;
	spl_native_link(n, p);
	spl_stop_add(p, &p->at, n->addr, false);
}

/* All bytes of the instruction are breakpoints, or the instruction again. */
static void spl_patch_make(struct spl_patch *patch, const struct spl_place *p, bool arm)
{
	patch->at = (u8 *)p->at.addr;
	patch->length = p->length;
	patch->inner = false;
	memset(arm ? patch->is : patch->was, SPL_TRAP, p->length);
	memcpy(arm ? patch->was : patch->is, !arm && p->commit ? p->is : p->was, p->length);
}

/* Steps 2 and 3. */
static void spl_arm_fresh(struct spl_batch *b)
{
	struct spl_place *p, *next;

	mutex_lock(spl_kprobe_mutex);
	cpus_read_lock(); /* who comes up meanwhile would miss a synchronisation */
	mutex_lock(spl_text_mutex);
	list_for_each_entry_safe(p, next, &b->fresh, list) {
		cond_resched_tasks_rcu_qs();
		if (!spl_arm_prepare(p))
			continue;
		smp_store_release(&p->at.ready, true);
		spl_patch_make(&b->patches[b->n++], p, true);
		list_move(&p->list, &spl_armed);
	}
	spl_xmc(&spl_kernel_xmc, b->patches, b->n, NULL);
	mutex_unlock(spl_text_mutex);
	cpus_read_unlock();
	mutex_unlock(spl_kprobe_mutex);
}

static size_t spl_refuse_all(struct spl_native *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		list[i]->err = -ENOMEM;
		list[i]->why = "there is no memory";
		list[i]->place = NULL;
	}
	return 0;
}

size_t spl_natives_arm(struct spl_native *const *list, size_t n)
{
	struct spl_batch b = { .fresh = LIST_HEAD_INIT(b.fresh) };
	size_t i, armed = 0;

	b.patches = kvmalloc_array(n, sizeof(*b.patches), GFP_KERNEL);
	b.modules = kvmalloc_array(n, sizeof(*b.modules), GFP_KERNEL);
	mutex_lock(&spl_arm_lock);
	if (b.patches && b.modules && spl_meet_traps(false)) {
		for (i = 0; i < n; i++) {
			cond_resched_tasks_rcu_qs(); /* many take long */
			spl_arm_look(list[i], &b);
		}
		spl_slots_reserve(b.nfresh); /* without them, what needs one is refused */
		spl_arm_fresh(&b);
		spl_slots_trim(0);
		for (i = 0; i < n; i++)
			armed += !list[i]->err;
	} else {
		spl_refuse_all(list, n);
	}
	mutex_unlock(&spl_arm_lock);
	while (b.nmodules)
		module_put(b.modules[--b.nmodules]);
	kvfree(b.patches);
	kvfree(b.modules);
	return armed;
}

/* ---- disarming ---- */

static void spl_lose(struct spl_place *p)
{
	p->lost = true;
	list_move(&p->list, &spl_lost);
	schedule_delayed_work(&spl_sweeper, SPL_RETRY_S * HZ);
}

/* Nobody is met there any more: its place in the list is the batch's, or it is lost. */
static void spl_disarm_place(struct spl_place *p, struct list_head *gone)
{
	struct spl_patch patch;

	spl_patch_make(&patch, p, false);
	if (spl_patch_fits(&spl_kernel_xmc, &patch)) {
		list_move(&p->list, gone);
		return;
	}
	if (!p->lost) {
		pr_warn("spile: others changed the code at %pS; it stays as it is\n",
			(void *)p->at.addr);
		__module_get(THIS_MODULE); /* a trap may be met there at any time */
	}
	spl_lose(p);
}

/* With text_mutex: puts all back; when it is back no CPU is in a handler of what was met there. */
static void spl_disarm_places(struct list_head *gone)
{
	struct spl_place *p, *next;
	struct spl_patch *patches, one;
	size_t n = 0;

	list_for_each_entry(p, gone, list)
		n++;
	patches = kvmalloc_array(n, sizeof(*patches), GFP_KERNEL);
	n = 0;
	list_for_each_entry(p, gone, list) {
		spl_patch_make(patches ? &patches[n++] : &one, p, false);
		if (!patches)
			spl_xmc(&spl_kernel_xmc, &one, 1, NULL);
	}
	spl_xmc(&spl_kernel_xmc, patches, n, NULL);
	kvfree(patches);
	spl_sync_all();
	list_for_each_entry_safe(p, next, gone, list)
		spl_place_discard(p);
}

static void spl_native_unlink(struct spl_native *n)
{
	struct spl_native **at;

	for (at = &n->place->first; *at != n; at = &(*at)->next)
		;
	WRITE_ONCE(*at, n->next);
}

size_t spl_natives_disarm(struct spl_native *const *list, size_t n)
{
	LIST_HEAD(gone);
	size_t i, lost = 0;

	mutex_lock(&spl_arm_lock);
	cpus_read_lock();
	mutex_lock(spl_text_mutex);
	for (i = 0; i < n; i++) {
		struct spl_place *p = list[i]->place;

		if (!p)
			continue;
		spl_native_unlink(list[i]);
		list[i]->place = NULL;
		list[i]->err = -ENOENT;
		if (p->first)
			continue;
		spl_disarm_place(p, &gone);
		lost += p->lost;
	}
	spl_disarm_places(&gone);
	mutex_unlock(spl_text_mutex);
	cpus_read_unlock();
	mutex_unlock(&spl_arm_lock);
	return lost;
}

/* Step 5; with the lock. */
static void spl_try_lost(void)
{
	struct spl_place *p, *next;
	LIST_HEAD(gone);

	mutex_lock(spl_kprobe_mutex);
	cpus_read_lock();
	mutex_lock(spl_text_mutex);
	list_for_each_entry_safe(p, next, &spl_lost, list) {
		if (spl_get_kprobe(p->at.addr))
			spl_lose(p);
		else
			spl_disarm_place(p, &gone);
	}
	list_for_each_entry(p, &gone, list)
		module_put(THIS_MODULE);
	spl_disarm_places(&gone);
	mutex_unlock(spl_text_mutex);
	cpus_read_unlock();
	mutex_unlock(spl_kprobe_mutex);
}

static void spl_sweep(struct work_struct *work)
{
	struct spl_place *p, *next;
	LIST_HEAD(trash);

	mutex_lock(&spl_arm_lock);
	if (!list_empty(&spl_lost))
		spl_try_lost();
	list_splice_init(&spl_trash, &trash);
	mutex_unlock(&spl_arm_lock);
	if (!list_empty(&trash)) {
		synchronize_rcu(); /* readers of the table */
		spl_quiesce();
	}
	mutex_lock(&spl_arm_lock);
	list_for_each_entry_safe(p, next, &trash, list)
		spl_place_free(p);
	spl_slots_trim(0);
	spl_meet_traps_no_more();
	mutex_unlock(&spl_arm_lock);
}

void spl_each_place(void (*fn)(const struct spl_place *p, void *data), void *data)
{
	const struct spl_place *p;

	mutex_lock(&spl_arm_lock);
	list_for_each_entry(p, &spl_armed, list)
		fn(p, data);
	list_for_each_entry(p, &spl_lost, list)
		fn(p, data);
	mutex_unlock(&spl_arm_lock);
}

/* ---- modules that go ---- */

static void spl_place_drop(struct spl_place *p)
{
	struct spl_native *n;

	for (n = p->first; n; n = n->next) {
		n->place = NULL;
		n->err = -ENOENT;
		n->why = "its module is gone";
	}
	p->first = NULL;
	spl_place_discard(p);
}

static int spl_module_goes(struct notifier_block *nb, unsigned long event, void *data)
{
	const struct module *m = data;
	struct spl_place *p, *next;

	if (event != MODULE_STATE_GOING)
		return NOTIFY_DONE;
	mutex_lock(&spl_arm_lock);
	list_for_each_entry_safe(p, next, &spl_armed, list)
		if (within_module(p->at.addr, m))
			spl_place_drop(p);
	list_for_each_entry_safe(p, next, &spl_lost, list) {
		if (!within_module(p->at.addr, m))
			continue;
		spl_place_drop(p);
		module_put(THIS_MODULE);
	}
	mutex_unlock(&spl_arm_lock);
	return NOTIFY_DONE;
}

static struct notifier_block spl_modules = { .notifier_call = spl_module_goes };

int spl_arming_start(void)
{
	return register_module_notifier(&spl_modules);
}

void spl_arming_stop(void)
{
	unregister_module_notifier(&spl_modules);
	flush_delayed_work(&spl_sweeper);
	cancel_delayed_work_sync(&spl_sweeper);
	spl_sweep(NULL);
}
