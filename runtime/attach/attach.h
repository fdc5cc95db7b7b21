/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * attach.h: how the script's probes are put where they belong: one mechanism a file, all
 * with the same operations.
 */
#ifndef SPL_ATTACH_H
#define SPL_ATTACH_H

#include "spl.h"
#include "wire.h"

/* One START, or one change of conditions. */
struct spl_arming {
	u64 stext; /* in: address of _stext, to which the sites' offsets are added */
	u32 armed, unarmed; /* out: sites */
	u32 turned; /* out: sites that conditions armed or disarmed */
	char why[SPL_WHY_MAX]; /* out: filled with an error */
};

/* All of these may sleep, and run one at a time. */
struct spl_mechanism {
	/* Arms the script's probes of its kinds whose condition holds; the gate is closed. */
	int (*arm)(struct spl_arming *a);
	/* After the gate was opened; may be NULL. */
	void (*start)(void);
	/*
	 * After arm(), whenever conditions have changed: arms and disarms by spl_is_wanted().
	 * A site that can't be turned stays as it is, and is told to spl_not_turned().
	 */
	void (*follow)(struct spl_arming *a);
	/*
	 * The gate is closed.  When it is back, no handler runs and none of its callbacks will be
	 * called.  Also after an arm() that failed half-way, or was not called.  Says how many
	 * hits the kernel did not deliver.
	 */
	u64 (*disarm)(void);
	u64 (*missed)(void); /* the same while it is armed; may be NULL */
};

extern const struct spl_mechanism spl_by_ftrace, spl_by_kprobe, spl_by_kretprobe, spl_by_tracepoint,
	spl_by_marker, spl_by_event, spl_by_timer;

/*
 * A site that the kernel refused with ERR: 0 where it is optional (it is counted), else ERR,
 * with the reason in a->why.
 */
int spl_refused(struct spl_arming *a, const struct spl_probe *p, const struct spl_site *site,
		int err);
/* The same, with what ERR means here; NULL: what it means everywhere. */
int spl_refused_as(struct spl_arming *a, const struct spl_probe *p, const struct spl_site *site,
		   int err, const char *words);

/* The same in a module that comes while the session runs: a warning, but for optional sites. */
void spl_refused_late(const struct spl_probe *p, const struct spl_site *site, int err);

/* A site that ERR keeps from following its condition; ON: it was to be armed. */
void spl_not_turned(struct spl_arming *a, const struct spl_probe *p, const struct spl_site *site,
		    bool on, int err);

/* kprobe.c: one more site at ADDR, which ftrace would not take, for when kprobes are armed. */
int spl_kprobe_add(const struct spl_probe *p, const struct spl_site *site, unsigned long addr);

/* Whether its condition, if it has one, holds. */
static inline bool spl_is_wanted(const struct spl_probe *p)
{
	return !p->condition || p->condition->holds;
}

/* begin_end.c: in the order of the script, in the calling task. */
void spl_run_begin(void); /* as long as none asks to end */
void spl_run_end(void); /* the end probes; after errors the error probes instead */

#define spl_for_each_probe(p) \
	for (p = spl_script.probes; p < spl_script.probes + spl_script.nprobes; p++)
#define spl_for_each_site(s, p) for (s = (p)->sites; s < (p)->sites + (p)->nsites; s++)

#endif
