/* SPDX-License-Identifier: GPL-2.0-only */
/* rethook.h: linux/rethook.h. */
#ifndef SPL_COMPAT_RETHOOK_H
#define SPL_COMPAT_RETHOOK_H

#include <linux/kprobes.h>
#include <linux/sched.h>

#include "spile_config.h"

#ifdef SPL_HAVE_RETHOOK

#include <linux/rethook.h>

/* Whether return probes have put their address into the current task's stack. */
static __always_inline bool spl_returns_kept(void)
{
	return READ_ONCE(current->rethooks.first);
}

/*
 * The return address that belongs at SLOT of the current task's stack, where return probes have
 * put another; 0: none have.  The first that came, deepest in the list, found the right one.
 */
static __always_inline unsigned long spl_return_kept(unsigned long slot)
{
	enum { MANY = 256 };
	const struct llist_node *node = READ_ONCE(current->rethooks.first);
	unsigned long back = 0;
	unsigned int n;

	for (n = 0; node && n < MANY; node = READ_ONCE(node->next), n++) {
		const struct rethook_node *kept = container_of(node, struct rethook_node, llist);

		if (kept->frame == slot)
			back = kept->ret_addr;
		else if (back)
			break;
	}
	return back;
}

#define SPL_FINDS_CALLS 1

/* What is common to all calls that a return probe, registered, waits for. */
static inline const void *spl_calls_hook(const struct kretprobe *rp)
{
	return rp->rh;
}

/*
 * What a return probe has in its memory for the current task's call with the return address at
 * SLOT; NULL: it doesn't wait for that.
 */
static __always_inline void *spl_call_kept(const void *hook, unsigned long slot)
{
	enum { MANY = 256 };
	struct llist_node *node = READ_ONCE(current->rethooks.first);
	unsigned int n;

	for (n = 0; node && n < MANY; node = READ_ONCE(node->next), n++) {
		struct rethook_node *kept = container_of(node, struct rethook_node, llist);

		if (kept->frame == slot && kept->rethook == hook)
			return container_of(kept, struct kretprobe_instance, node)->data;
	}
	return NULL;
}

#else /* they are in a table that modules can't see */

#define SPL_FINDS_CALLS 0

static inline const void *spl_calls_hook(const struct kretprobe *rp)
{
	return NULL;
}

static inline void *spl_call_kept(const void *hook, unsigned long slot)
{
	return NULL;
}

static inline bool spl_returns_kept(void)
{
	return false;
}

static inline unsigned long spl_return_kept(unsigned long slot)
{
	return 0;
}

#endif

#endif
