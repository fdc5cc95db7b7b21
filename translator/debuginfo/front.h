/* SPDX-License-Identifier: GPL-2.0-only */
/* front.h: what a debuginfo holds, for its sources alone. */
#ifndef SPILE_FRONT_H
#define SPILE_FRONT_H

#include <stdbool.h>

#include "translator/debuginfo/debuginfo.h"

struct code;
struct strmap;
struct symbols;
struct types;

struct debuginfo {
	struct arena *arena;
	struct kernel *kernel;
	const char *module; /* NULL: the kernel itself */
	struct debuginfo *base; /* debuginfo_base() */
	enum debuginfo_source only; /* debuginfo_only() */
	bool is_file, is_user; /* debuginfo_open_file(): the module is a path */
	const char *why; /* of the last question that failed */
	struct symbols *symbols; /* NULL: not opened yet, or there are none */
	const char *no_symbols; /* why there are none */
	struct symbols *data; /* the kernel's variables, in the same way (data.c) */
	const char *no_data;
	struct types *types; /* BTF, in the same way */
	const char *no_types;
	struct code *code; /* code.c */
	const char *no_code;
	struct dwarf *dwarf; /* the same */
	const char *no_dwarf;
	bool stay_local; /* don't ask debuginfod */
	struct dwarf_index *index; /* of what has DWARF; NULL: not opened yet */
	const struct strmap *trace_systems; /* by name of the tracepoint; the same */
	const char *no_trace_systems;
	enum { ALIKE_UNKNOWN, ALIKE_YES, ALIKE_NO } names_alike; /* debuginfo.c: is_ambiguous() */
};

extern const struct debuginfo_ops btf_ops; /* btf.c */
const char *btf_path(const struct debuginfo *d); /* what was read; NULL: nothing yet */
bool btf_ready(struct debuginfo *d); /* opened on the first question; false: there is none */
/*
 * The number of the only type of this tag ("struct", "union", "enum"; "": a typedef of what has no
 * name), name and size; 0: BTF has none, or several.
 */
uint32_t btf_only_type(struct debuginfo *d, const char *tag, const char *name, uint64_t size);
extern const struct debuginfo_ops dwarf_ops; /* dwarf_type.c */

/* Whether a source may be asked; false: an option says no. */
bool debuginfo_may(struct debuginfo *d, enum debuginfo_source source);

/* Opened on the first question; NULL: debuginfo_why(). */
struct symbols *debuginfo_symbols(struct debuginfo *d);
/*
 * NAME as scripts know it, or NULL.  Of a system call's wrapper and its weak stub a source may have
 * the stub alone, which leaves its registers unnamed.
 */
const char *debuginfo_param_name(const char *name, const struct ctype *type);
/* Sets d->why, and is false for the caller to return. */
bool debuginfo_fail(struct debuginfo *d, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
