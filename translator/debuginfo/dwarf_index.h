/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dwarf_index.h: what a debug file has, found by name without reading its units: functions and
 * where each copy of them starts, labels, globals, types; kept as CACHE/index/BUILDID.dwarf.
 *
 * Texts are offsets into the names; addresses are those of the debug file, DIEs and units offsets
 * into .debug_info.
 */
#ifndef SPILE_DWARF_INDEX_H
#define SPILE_DWARF_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "translator/debuginfo/kept.h"

struct debuginfo;
struct dwarf_index;

enum func_flags {
	FUNC_EXTERNAL = 1, /* not static */
};

/* A function of the source; all units that compile it share one. */
struct index_func {
	uint32_t name, file, line; /* FILE: its number */
	uint32_t flags;
	uint32_t first, n; /* its instances */
};

enum { INSTANCE_INLINE = 1 };

/* A function's code, or a copy of it inside another's. */
struct index_instance {
	uint64_t pc; /* where it starts */
	uint32_t die, unit;
	uint32_t func;
	uint32_t flags;
};

struct index_label {
	uint64_t pc;
	uint32_t name, line;
	uint32_t die, unit; /* of the function or copy that it is in */
	uint32_t func;
	uint32_t pad;
};

struct index_global {
	uint32_t name, file;
	uint32_t die;
};

struct index_type {
	uint32_t name, tag; /* DW_TAG_enumerator: DIE is the enumeration's */
	uint32_t die;
};

/* On the tag: where DIE is, if not in .debug_info. */
enum {
	TYPE_SECTION = 1 << 16, /* in .debug_types */
	TYPE_SHARED = 1 << 17, /* in the file that dwz put what several share into */
};

struct index_unit {
	uint32_t die, file; /* FILE: the one that was compiled */
};

/* A section that is in memory; of a kernel there is one, from _stext on. */
struct index_section {
	uint64_t start, end;
	uint32_t name, pad;
};

enum index_part {
	PART_FILES, /* uint32_t: names */
	PART_UNITS, /* by die */
	PART_FUNCS, /* by name, file, line */
	PART_INSTANCES, /* by function, then by pc */
	PART_LABELS, /* by name */
	PART_GLOBALS, /* by name */
	PART_TYPES, /* by name */
	PART_SECTIONS,
	PART_NAMES, /* bytes */
	PARTS,
};

struct dwarf_index {
	const void *part[PARTS];
	size_t n[PARTS]; /* elements */
	struct kept kept;
	struct arena *arena;
	uint32_t *entries; /* index_entry(): instances that are no copies, by pc; NULL: not yet */
	size_t nentries;
};

/* Opened, or made, on the first question.  NULL: there is no DWARF, debuginfo_why(). */
const struct dwarf_index *dwarf_index_of(struct debuginfo *d);
void dwarf_index_close(struct debuginfo *d);
/* Whether it is there already, so that asking costs little. */
bool dwarf_index_at_hand(struct debuginfo *d);

/*
 * What is kept may have been damaged where its sum does not look (kept.h): so that nothing is read
 * that isn't there, the parts refer to each other by these alone.
 */
static inline const char *index_text(const struct dwarf_index *x, uint32_t at)
{
	return at < x->n[PART_NAMES] ? (const char *)x->part[PART_NAMES] + at : "";
}

static inline const char *index_file(const struct dwarf_index *x, uint32_t file)
{
	const uint32_t *names = x->part[PART_FILES];

	return file < x->n[PART_FILES] ? index_text(x, names[file]) : "";
}

/* One that does not exist is without a name, and has no instances. */
static inline const struct index_func *index_func(const struct dwarf_index *x, size_t i)
{
	static const struct index_func none = { .name = UINT32_MAX, .file = UINT32_MAX };
	const struct index_func *all = x->part[PART_FUNCS];

	return i < x->n[PART_FUNCS] ? &all[i] : &none;
}

/* The line that it is declared on, or 0; sums of a few are in the range of an int. */
static inline int index_line(const struct index_func *f)
{
	return f->line < 1 << 24 ? (int)f->line : 0;
}

/* The end of a function's instances, which begin with its first. */
static inline size_t index_instances_end(const struct dwarf_index *x, const struct index_func *f)
{
	size_t end = (size_t)f->first + f->n;

	return end < x->n[PART_INSTANCES] ? end : x->n[PART_INSTANCES];
}

/*
 * Where an address of the debug file is: bytes from _stext or, in a module, from the start of
 * *SECTION.  False: in nothing that is loaded.
 */
bool index_place(const struct dwarf_index *x, uint64_t pc, const char **section, uint64_t *offset);
/* The address in the debug file; 0: there is no such section. */
uint64_t index_address(const struct dwarf_index *x, const char *section, uint64_t offset);

/* The number of the instance of a function whose code begins at an address; false: none does. */
bool index_entry(struct debuginfo *d, uint64_t pc, uint32_t *instance);

/*
 * The elements [*first, *end) of PART (FUNCS, LABELS, GLOBALS, TYPES) whose name is NAME, or
 * could match the shell pattern NAME: those with the same start.
 */
void index_range(const struct dwarf_index *x, enum index_part part, const char *name, size_t *first,
		 size_t *end);

/* --- dwarf_nowhere.c --- */

struct place_query;

/* Why a question for places found none: debuginfo_why(). */
void dwarf_say_nowhere(struct debuginfo *d, const struct dwarf_index *x,
		       const struct place_query *q);

/* The same of a LINE behind the LAST that has code in WHAT, a function or a file. */
void dwarf_say_beyond(struct debuginfo *d, int line, const char *what, int last);

/* --- dwarf_place.c --- */

struct code_place;
/* The place that an instance is; NULL: it is in nothing that the kernel loads. */
const struct code_place *index_instance_place(struct debuginfo *d,
					      const struct index_instance *one);
/*
 * A part of a function that the compiler split off: it is reached from what is left of the
 * function, and who asks for the function wants that.
 */
bool place_is_split_off(const struct code_place *p);

/* --- dwarf_scan.c --- */

/*
 * All that is there, as it is kept: how many elements each part has, then the parts; in room of
 * kept.h.  NULL: debuginfo_why().
 */
void *dwarf_scan(struct debuginfo *d, size_t *len);
/* Bytes of an element of each part, and of all of them, each on a boundary of eight. */
size_t index_element(enum index_part part);
size_t index_len(const size_t n[PARTS]);

#endif
