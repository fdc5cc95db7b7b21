/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * symlist.h: the symbols of a kernel or module while they are being read, before symbols.c
 * makes an index of them.
 *
 * A place is one number: in a kernel a link-time or run-time address, in a module
 * SYM_PLACE(section, offset).
 */
#ifndef SPILE_SYMLIST_H
#define SPILE_SYMLIST_H

#include <stdbool.h>
#include <stdint.h>

#include "parser/base/vec.h"

struct elfmap;

#define SYM_PLACE(section, offset) ((uint64_t)(section) << 32 | (uint32_t)(offset))

enum symbol_flags {
	SYM_FTRACE = 1,
	SYM_PART = 2, /* "f.cold", moved away from f: found by its whole name only */
	SYM_INIT = 4, /* in text that is freed after boot: found by its whole name only */
	SYM_HIDDEN = 8, /* nothing of its own: only ends the one before it */
	SYM_SHARED = 16, /* of a module: another of its symbols has the same name */
	SYM_PERCPU = 32, /* a variable of which each CPU has its own */
	SYM_GLOBAL = 64, /* not static */
	SYM_BARRED = 256, /* times an enum barred */
};

struct symbol {
	uint64_t place;
	const char *name;
	uint32_t size; /* bytes; 0: up to the next symbol */
	uint32_t flags;
};

/* The linker's own marks in a kernel, in pairs: start, end. */
enum mark {
	MARK_TEXT,
	MARK_TEXT_END,
	MARK_INIT,
	MARK_INIT_END,
	MARK_NOINSTR,
	MARK_NOINSTR_END,
	MARK_KPROBES,
	MARK_KPROBES_END,
	MARK_ENTRY,
	MARK_ENTRY_END,
	MARK_CPUIDLE,
	MARK_CPUIDLE_END,
	MARK_STATIC_CALL,
	MARK_STATIC_CALL_END,
	MARK_MCOUNT,
	MARK_MCOUNT_END,
	MARK_BLACKLIST,
	MARK_BLACKLIST_END,
	MARK_JUMP_LABEL,
	MARK_JUMP_LABEL_END,
	MARK_CALL_SITE,
	MARK_CALL_SITE_END,
	MARK_ALTERNATIVE,
	MARK_ALTERNATIVE_END,
	MARK_BUG,
	MARK_BUG_END,
	MARK_EVENTS,
	MARK_EVENTS_END,
	MARK_BOOT, /* code and data that are freed after boot */
	MARK_BOOT_END,
	MARK_PERCPU,
	MARK_PERCPU_END,
	MARKS
};

typedef VEC(uint64_t) place_list;

struct symlist {
	struct arena *arena; /* dropped when the index is made */
	VEC(struct symbol) syms;
	uint64_t marks[MARKS]; /* 0: not seen */
	place_list entries; /* places that ftrace can patch */
	place_list blacklist; /* places that kprobes refuse */
	const char *const *sections; /* of a module, by number; NULL in a kernel */
	size_t nsections;
	bool data; /* variables are wanted, not functions */
	bool partial; /* what ftrace can patch could not be learnt */
};

/* One line of a kernel's symbol table; TYPE is nm's letter.  The name is copied if it is kept. */
void symlist_add(struct symlist *l, uint64_t addr, char type, const char *name);
/* Sorts, and sets from the marks and lists what is in them; false: _stext was not seen. */
bool symlist_finish_kernel(struct symlist *l);
bool symlist_finish_data(struct symlist *l); /* the same for variables */
void symlist_finish(struct symlist *l); /* sorts alone */
void symlist_finish_module(struct symlist *l);

/* Sources; each is false with *why, a clause in ARENA. */

/* The tables of kallsyms, of ftrace and of kprobes in a kernel's payload (kallsyms.c). */
bool kallsyms_read(struct symlist *l, const struct elfmap *e, const char **why);
/* /proc/kallsyms, and tracefs and debugfs where they can be read (running.c). */
bool running_read(struct symlist *l, const char **why);
/* Where the running kernel has _stext; 0: it does not show that to this user. */
uint64_t running_stext(void);
/* A module's ELF symbols (symtab.c). */
bool symtab_read(struct symlist *l, const struct elfmap *e, const char **why);

#endif
