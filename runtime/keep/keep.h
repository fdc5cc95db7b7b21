/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * keep.h: what scripts ask of the keeper, the resident module that changes code.
 *
 * The keeper is loaded before the first script that needs it and stays: copies of instructions
 * that a task may still be in, and places that could not be put back, outlive the script they
 * were made for.  All scripts share it, so that their probes can stand at one place.  It is found
 * by symbol_get(spile_keeper), which holds it as long as a script runs.
 */
#ifndef SPL_KEEP_H
#define SPL_KEEP_H

#include <linux/list.h>
#include <linux/ptrace.h>
#include <linux/types.h>

#define SPILE_MARK_READER
#include "include/spile/marker.h"
#include "keep/ask.h"

#define SPL_KEEPER_VERSION 1

struct spl_place;

/* A probe at a place; the script's memory, from arm() until disarm() is back. */
struct spl_native {
	unsigned long addr; /* in; an ENDBR there is stepped over, and then out as well */
	/*
	 * Runs in a breakpoint handler, as in NMI, with interrupts off; REGS->ip is the place.
	 * That may be before arm() is back.
	 */
	void (*hit)(struct spl_native *n, struct pt_regs *regs);
	enum spl_ask ask;
	/*
	 * What is to run instead of the instruction, which is as long as all of these together;
	 * NULL: nothing.  Nobody else can stand there meanwhile.
	 */
	const u8 *swap;
	u8 swap_length;
	bool commit; /* and it stays when the probe goes */
	/*
	 * Out: 0 while it is armed.  -EAGAIN: the kernel's kprobes may be able to.  Else no probe
	 * can stand there at all.
	 */
	int err;
	const char *why; /* out: words for err, or how the instruction is completed; constant */
	struct spl_native *next; /* the keeper's: at the same place */
	struct spl_place *place; /* the keeper's */
};

/* What a script calls at markers; its memory, from mark() until unmark() is back. */
struct spl_mark {
	const char *module; /* the markers', or NULL: any */
	const char *name, *format; /* patterns, as of glob_match(); format NULL: any */
	/* As struct spile_mark_hook says; HOOK is part of a struct spl_mark_hook. */
	void (*hit)(const struct spile_mark_hook *hook, const u64 *args);
	unsigned int sites; /* out: that are enabled for it, in modules that are there */
	struct list_head list; /* the keeper's */
};

struct spl_mark_hook {
	struct spile_mark_hook hook;
	const struct spile_mark_site *site;
	struct spl_mark *mark;
};

struct spl_keeper {
	u32 version; /* SPL_KEEPER_VERSION; what follows is that version's */
	/*
	 * Arms what can be, all at once; what others have at a place runs after it, and of one list
	 * what is later runs before.  How many were armed.  May sleep.
	 */
	size_t (*arm)(struct spl_native *const *list, size_t n);
	/*
	 * Takes away what is armed of the list.  When it is back none of them is running.  How
	 * many places could not be put back, since others have changed their bytes.  May sleep.
	 */
	size_t (*disarm)(struct spl_native *const *list, size_t n);
	/*
	 * Has these called at markers that match, also of modules that come later.  -ENOMEM:
	 * nothing was done.  May sleep.
	 */
	int (*mark)(struct spl_mark *const *list, size_t n);
	/* When it is back none of them is running or will be.  May sleep. */
	void (*unmark)(struct spl_mark *const *list, size_t n);
	/* Address of a symbol, "name" or "module:name", functions and data; 0: there is none. */
	unsigned long (*symbol)(const char *name);
};

extern const struct spl_keeper spile_keeper;

#endif
