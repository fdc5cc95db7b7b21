/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * spot.h: sites that are armed one by one, in the kernel or in modules, and that come and go
 * with their module.  kprobe.c and kretprobe.c say how one is armed.
 */
#ifndef SPL_SPOT_H
#define SPL_SPOT_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/notifier.h>

#include "attach.h"

struct kprobe;

/* First in what the mechanism keeps of a site. */
struct spl_spot {
	struct list_head list;
	const struct spl_probe *probe;
	const struct spl_site *site;
	unsigned long addr; /* 0 where it is found by */
	char *symbol; /* "anchor", in a module "module:anchor", and the site's offset */
	bool armed; /* registered */
	bool on; /* and not disabled */
	bool want; /* its condition holds */
};

struct spl_spots {
	size_t size; /* of what begins with a struct spl_spot */
	bool backward; /* at one place the kernel runs first what came last */
	/*
	 * Arms those of the list that it can at once, disabled; the rest is for arm(), one by one.
	 * MODULE: only what is in that; or NULL.  Under the lock; may be NULL.
	 */
	void (*arm_many)(struct spl_spots *all, const char *module);
	/* Where spl_spot_place() says, disabled; again after disarm(). */
	int (*arm)(struct spl_spot *spot);
	/* What an error of arm() means, constant; NULL: what it means everywhere.  May be NULL. */
	const char *(*words)(const struct spl_spot *spot);
	/* Enables or disables what is armed; -ENOENT: its code goes, or went, with its module. */
	int (*turn)(struct spl_spot *spot, bool on);
	void *(*handle)(struct spl_spot *spot); /* what disarm() takes N of, for one wait */
	void (*disarm)(void **handles, int n);
	u64 (*missed)(const struct spl_spot *spot);

	struct list_head list; /* the rest is spot.c's */
	struct mutex lock; /* of the list and each spot's flags, against the notifier */
	struct notifier_block modules;
	bool watching; /* the notifier is registered */
	u64 missed_before; /* by spots that were disarmed */
};

#define SPL_SPOTS(name) \
	.list = LIST_HEAD_INIT((name).list), .lock = __MUTEX_INITIALIZER((name).lock)

/* Whether the spot is still to be armed and, where MODULE is not NULL, is in that. */
bool spl_spot_is_due(const struct spl_spot *spot, const char *module);
/* Tells KP where the spot is.  May sleep. */
int spl_spot_place(const struct spl_spot *spot, struct kprobe *kp);
/* Adds a site, for spl_spots_arm().  May sleep. */
int spl_spot_add(struct spl_spots *all, const struct spl_probe *p, const struct spl_site *site,
		 unsigned long addr);
/* The same for all sites of a probe.  As spl_refused() returns. */
int spl_spots_add(struct spl_spots *all, struct spl_arming *a, const struct spl_probe *p);
/*
 * Arms all that were added, so that what stands at one place runs in the order of the script; a
 * module that is not there is waited for.  -EINTR when a signal came, else as spl_refused()
 * returns.
 */
int spl_spots_arm(struct spl_spots *all, struct spl_arming *a);
/* Turns each as its condition says. */
void spl_spots_follow(struct spl_spots *all, struct spl_arming *a);
/* Disarms and forgets all; the hits that were missed. */
u64 spl_spots_drop(struct spl_spots *all);
u64 spl_spots_missed(struct spl_spots *all);

#endif
