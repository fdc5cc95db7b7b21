/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * context.c: the contexts that handlers run in, one per CPU and level, with their string
 * arena and print buffer; the locks of globals; what a handler printed goes to the ring.
 */
#include <linux/irqflags.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "context.h"

#define SPL_ARENA_MIN (16 * 1024)
#define SPL_ARENA_STRINGS 32 /* strings of full length that a handler may hold */
/*
 * A lock is never held for longer than a handler's action budget lasts, so this is only
 * reached when the holder's CPU stands still (a virtual one that is not running).
 */
#define SPL_LOCK_WAIT_NS (100 * NSEC_PER_MSEC)
#define SPL_LOCK_SPINS 64 /* tries between two looks at the clock */

struct spl_cpu __percpu *spl_cpus;

/* What the buffer can't take: hand it on and start afresh. */
static void spl_out_more(struct spl_buf *b, struct spl_context *c)
{
	spl_flush(c, true);
}

static int spl_context_init(struct spl_context *c, int cpu, int level)
{
	size_t arena = max_t(size_t, SPL_ARENA_MIN,
			     SPL_ARENA_STRINGS * (size_t)spl_script.limits.maxstringlen);

	c->cpu = cpu;
	c->level = level;
	c->str_start = kvmalloc_node(arena, GFP_KERNEL, cpu_to_node(cpu));
	c->out.start = kvmalloc_node(SPL_RECORD_TEXT + 1, GFP_KERNEL, cpu_to_node(cpu));
	if (!c->str_start || !c->out.start)
		return -ENOMEM;
	if (spl_script.match_slots) {
		c->match = spl_match_alloc(cpu_to_node(cpu));
		if (!c->match)
			return -ENOMEM;
	}
	c->str = c->str_start;
	c->str_end = c->str_start + arena;
	c->out.p = c->out.start;
	c->out.end = c->out.start + SPL_RECORD_TEXT;
	c->out.more = spl_out_more;
	c->out.c = c;
	return 0;
}

int spl_contexts_init(void)
{
	int cpu, level, err;

	spl_cpus = alloc_percpu(struct spl_cpu);
	if (!spl_cpus)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		for (level = 0; level < SPL_LEVELS; level++) {
			err = spl_context_init(&per_cpu_ptr(spl_cpus, cpu)->level[level], cpu,
					       level);
			if (err) {
				spl_contexts_free();
				return err;
			}
		}
	}
	return 0;
}

void spl_contexts_free(void)
{
	int cpu, level;

	for_each_possible_cpu(cpu) {
		for (level = 0; level < SPL_LEVELS; level++) {
			struct spl_context *c = &per_cpu_ptr(spl_cpus, cpu)->level[level];

			kvfree(c->str_start);
			kvfree(c->out.start);
			kvfree(c->match);
		}
	}
	free_percpu(spl_cpus);
	spl_cpus = NULL;
}

void spl_flush(struct spl_context *c, bool more)
{
	spl_ring_write(SPL_RECORD_OUT, more, c->out.start, c->out.p - c->out.start);
	c->out.p = c->out.start;
}

static bool spl_lock_try(struct spl_lock *l)
{
	return !atomic_read(&l->held) && !atomic_xchg_acquire(&l->held, 1);
}

static bool spl_lock_wait(struct spl_lock *l)
{
	u64 until = ktime_get_mono_fast_ns() + SPL_LOCK_WAIT_NS;
	unsigned int spins = 0;

	while (!spl_lock_try(l)) {
		cpu_relax();
		if (++spins % SPL_LOCK_SPINS == 0 && ktime_get_mono_fast_ns() > until)
			return false;
	}
	return true;
}

/* Interrupts stay off while locks are held: what could interrupt us would wait in vain. */
bool spl_lock_all(struct spl_context *c, const struct spl_probe *p)
{
	struct spl_cpu *cpu = raw_cpu_ptr(spl_cpus);
	bool may_wait;
	u16 i;

	raw_local_irq_save(c->flags);
	may_wait = c->level != SPL_LEVEL_NMI && !cpu->holding;
	for (i = 0; i < p->nlocks; i++) {
		if (spl_lock_try(p->locks[i]))
			continue;
		if (!may_wait || !spl_lock_wait(p->locks[i]))
			goto undo;
	}
	c->irqs_off = true;
	c->held_before = cpu->holding;
	cpu->holding = true;
	return true;

undo:
	while (i--)
		atomic_set_release(&p->locks[i]->held, 0);
	raw_local_irq_restore(c->flags);
	if (p->kind != SPL_CONDITION) /* a condition is asked again */
		spl_skipped_lock();
	return false;
}

static void spl_unlock_all(struct spl_context *c)
{
	const struct spl_probe *p = c->probe;
	u16 i = p->nlocks;

	raw_cpu_ptr(spl_cpus)->holding = c->held_before;
	while (i--)
		atomic_set_release(&p->locks[i]->held, 0);
	c->irqs_off = false;
	raw_local_irq_restore(c->flags);
}

void spl_leave_special(struct spl_context *c)
{
	if (c->irqs_off)
		spl_unlock_all(c);
	if (c->failed)
		spl_report(c);
}

bool spl_call(struct spl_context *c, const char *at)
{
	if (unlikely(c->stack - spl_stack_pointer() > SPL_STACK_MAX)) {
		spl_error(c, at, "the script's functions take more than %d bytes of stack",
			  SPL_STACK_MAX);
		return false;
	}
	return spl_spend(c, 1, at);
}

bool spl_nest(struct spl_context *c, const char *at)
{
	if (c->depth >= spl_script.limits.maxnesting) {
		spl_error(c, at, "MAXNESTING exceeded");
		return false;
	}
	c->depth++;
	return true;
}

int spl_point_text(char *text, size_t size, const struct spl_probe *p, const struct spl_site *site)
{
	const char *mark = site ? strchr(p->point, SPL_SITE_MARK) : NULL;

	if (!mark)
		return scnprintf(text, size, "%s", p->point);
	return scnprintf(text, size, "%.*s%s%s", (int)(mark - p->point), p->point, site->name,
			 mark + 1);
}

struct spl_str spl_pp(struct spl_context *c)
{
	char text[256];

	if (!c->site)
		return spl_str_new(c, c->probe->point, strlen(c->probe->point));
	return spl_str_new(c, text, spl_point_text(text, sizeof(text), c->probe, c->site));
}
