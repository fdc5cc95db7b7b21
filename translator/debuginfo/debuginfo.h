/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * debuginfo.h: what is known of a kernel or of one of its modules: functions, where they
 * are, what they take and return, how their types are laid out.  Whoever can answer
 * cheapest answers; the caller doesn't see who.
 */
#ifndef SPILE_DEBUGINFO_H
#define SPILE_DEBUGINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "translator/debuginfo/barred.h"

struct arena;
struct debuginfo;
struct debuginfo_ops;
struct kernel;

enum ctype_kind {
	CTYPE_VOID,
	CTYPE_INT, /* integers, characters, bool, enumerations */
	CTYPE_FLOAT,
	CTYPE_POINTER,
	CTYPE_ARRAY,
	CTYPE_STRUCT, /* structures and unions */
	CTYPE_FUNC,
	CTYPE_FORWARD, /* a structure that is only declared here */
};

/*
 * A C type without its typedefs and qualifiers.  It may be made several times, by two sources or
 * for two units of DWARF: debuginfo_type_id() tells whether two are the same.
 */
struct ctype {
	enum ctype_kind kind;
	const char *text; /* as C writes it: "struct file *", "size_t" (a typedef's name stays) */
	const char *name; /* the bare tag or name: "file"; NULL: none */
	uint64_t size; /* bytes; of an array in all */
	bool is_signed; /* INT */
	bool is_char, is_bool, is_enum, is_union;
	uint64_t count; /* ARRAY: elements, 0 when not given */
	uint32_t number, named; /* the source's own; NAMED: with the typedef's name */
	const struct debuginfo_ops *source; /* who made it, and is asked about it */
	struct debuginfo *of;
};

struct cmember {
	const char *name;
	const struct ctype *type;
	uint64_t bit_offset; /* from the start of the structure asked, through anonymous ones */
	uint32_t bit_size; /* of a bit-field, else 0 */
};

struct cenumerator {
	const char *name;
	int64_t value;
};

struct cparam {
	const char *name; /* NULL: has none */
	const struct ctype *type;
};

struct prototype {
	struct cparam *params;
	size_t nparams;
	bool variadic;
	const struct ctype *ret; /* CTYPE_VOID: returns nothing */
};

/* The texts live until debuginfo_close(). */
struct kfunc {
	const char *name; /* as in the symbol table, "foo.isra.0" included */
	const char *module; /* NULL: the kernel itself */
	uint64_t offset; /* from _stext; in a module, from the start of its section */
	const char *section; /* in a module: ".text" ...; NULL in the kernel */
	uint64_t size; /* bytes, up to the next symbol */
	bool part; /* of a function, moved away as unlikely: "foo.cold" has no entry */
	bool ftrace; /* has an entry that ftrace can patch */
	bool exported; /* not static */
	enum barred barred; /* why it may not be probed, as far as symbols and lists tell */
	/* In a module: a symbol of its section that the kernel finds by its name, which others may
	 * share; NULL: there is none.  NULL in the kernel. */
	const char *anchor;
	uint64_t from_anchor; /* bytes; modulo 2^64 where the anchor lies behind it */
};

enum debuginfo_source {
	SOURCE_ANY,
	SOURCE_BTF,
	SOURCE_DWARF,
	SOURCE_SYMBOLS,
};

/* A variable of the kernel.  The texts live until debuginfo_close(). */
struct kdata {
	const char *name;
	uint64_t offset; /* from _stext */
	uint64_t size; /* bytes, up to the next symbol */
	bool percpu; /* each CPU has its own, so that OFFSET says nothing */
	bool boot; /* in memory that is freed after boot */
};

/* A source of answers.  A NULL operation: this source can't say. */
struct debuginfo_ops {
	enum debuginfo_source kind;
	bool (*ready)(struct debuginfo *d); /* false: there is no such source, debuginfo_why() */
	/* *proto is filled; false: not known (errors are in debuginfo_why()). */
	bool (*prototype)(struct debuginfo *d, const char *func, struct prototype *proto);
	const struct ctype *(*type_named)(struct debuginfo *d, const char *c_name);
	const struct ctype *(*target_of)(struct debuginfo *d, const struct ctype *t);
	bool (*member)(struct debuginfo *d, const struct ctype *t, const char *name,
		       struct cmember *m);
	size_t (*members)(struct debuginfo *d, const struct ctype *t, struct cmember **list);
	bool (*enumerator)(struct debuginfo *d, const char *name, int64_t *value);
	size_t (*enumerators)(struct debuginfo *d, const struct ctype *t,
			      struct cenumerator **list);
	/* All types that C_NAME could be meant for, all enumerators for NULL; a NULL at the end. */
	const char *const *(*names)(struct debuginfo *d, const char *c_name);
	/* Of a structure, union or enumeration: debuginfo_type_id(). */
	uint64_t (*type_id)(struct debuginfo *d, const struct ctype *t);
	const char *(*listed)(struct debuginfo *d, const struct ctype *t); /* debuginfo_listed() */
	void (*close)(struct debuginfo *d);
};

/*
 * Opens what is known of the kernel (module NULL) or of one of its modules.  Never NULL; what
 * could not be had is said by debuginfo_why() when a question fails.  Reading is lazy: opening
 * costs nothing, the first question reads BTF or symbols.
 */
struct debuginfo *debuginfo_open(struct arena *a, struct kernel *k, const char *module);
/*
 * The same of another file that has DWARF, which is asked for types alone.  USER: what they
 * describe is in a program's memory.
 */
struct debuginfo *debuginfo_open_file(struct arena *a, struct kernel *k, const char *path,
				      bool user);
bool debuginfo_is_user(const struct debuginfo *d);
void debuginfo_close(struct debuginfo *d);
/* Only this source is asked from now on; symbols are always. */
void debuginfo_only(struct debuginfo *d, enum debuginfo_source only);
/* "btf", "dwarf", "symbols"; false: none of them, or NULL. */
bool debuginfo_source_named(const char *name, enum debuginfo_source *source);
/* Of a module: the kernel's, for what the module only declares. */
void debuginfo_base(struct debuginfo *d, struct debuginfo *base);

const char *debuginfo_module(const struct debuginfo *d); /* NULL: it is of the kernel */

/* Why the last question failed, as a clause: "there is no BTF in /sys/kernel/btf/vmlinux". */
const char *debuginfo_why(const struct debuginfo *d);
/* "BTF of /path, symbols of /path", for -v. */
const char *debuginfo_source(const struct debuginfo *d);

/*
 * Functions whose name matches a shell pattern (fnmatch), in order of address.  *n gets
 * their number.  A pattern with no wildcard may give several (static functions of one name).
 * Data symbols are left out, and so is the padding "__pfx_foo", "__cfi_foo"; init functions and
 * parts such as "foo.cold" are found by their whole name only.  NULL with *n = 0: none, or no
 * symbols (debuginfo_why()).
 */
const struct kfunc *const *debuginfo_functions(struct debuginfo *d, const char *pattern, size_t *n);
bool debuginfo_has_functions(struct debuginfo *d); /* any at all; else debuginfo_why() */
/*
 * The function that has a byte at OFFSET (as in struct kfunc; SECTION NULL: the kernel).  NULL:
 * none (debuginfo_why()).
 */
const struct kfunc *debuginfo_function_at(struct debuginfo *d, const char *section,
					  uint64_t offset);
/* The name of its symbol alone. */
const char *debuginfo_symbol_at(struct debuginfo *d, const char *section, uint64_t offset);
/* Sets ANCHOR and *FROM as in struct kfunc, for any place of a module; false: there is none. */
bool debuginfo_anchor(struct debuginfo *d, const char *section, uint64_t offset,
		      const char **anchor, uint64_t *from);
/* The build-id of a module's file, in hex; NULL: it has none, or can't be read. */
const char *debuginfo_module_id(struct debuginfo *d);
/* The nearest function names to NAME for a hint, or NULL. */
const char *debuginfo_nearest(struct debuginfo *d, const char *name);

/*
 * Variables of the kernel whose name matches a shell pattern, in order of address; *n gets their
 * number.  Those that are freed after boot are found by their whole name only.  NULL with *n = 0:
 * none, or no symbols: debuginfo_why(), and *near is a name near to it, or NULL.
 */
const struct kdata *debuginfo_data(struct debuginfo *d, const char *pattern, size_t *n,
				   const char **near);

/*
 * Parameters and return type.  False: not known; for "foo.isra.0" always, and for a name with
 * several different prototypes, or with several functions of which BTF may describe only one.
 */
bool debuginfo_prototype(struct debuginfo *d, const char *func, struct prototype *p);
/* Whether anybody can be asked about types; else debuginfo_why(). */
bool debuginfo_has_types(struct debuginfo *d);
/* "struct file", "union x", "enum y", "pid_t", "int"; NULL: no such type. */
const struct ctype *debuginfo_type(struct debuginfo *d, const char *c_name);
/* The nearest to a type's or an enumerator's name that is not known, for a hint; or NULL. */
const char *debuginfo_near_type(struct debuginfo *d, const char *c_name);
const char *debuginfo_near_enumerator(struct debuginfo *d, const char *name);
/*
 * The same for types of one debuginfo that are the same but for their spelling, whoever made them
 * and in whichever unit; another for others.  Two structures of one name that differ are others,
 * and so are pointers to them.
 */
uint64_t debuginfo_type_id(const struct ctype *t);
/* A type as -L writes it: "char const*", "struct file*" (ctype_listed()). */
const char *debuginfo_listed(const struct ctype *t);
/*
 * The same type by DWARF, which alone tells arrays of arrays.  FETCH: where it is not on this
 * machine, debuginfod is asked.  NULL: it isn't there (debuginfo_why()), or has no such type.
 */
const struct ctype *debuginfo_by_dwarf(const struct ctype *t, bool fetch);
/* What a pointer points to, what an array holds; NULL for others. */
const struct ctype *debuginfo_target(struct debuginfo *d, const struct ctype *t);
/* A member by name, through anonymous structures and unions. */
bool debuginfo_member(struct debuginfo *d, const struct ctype *t, const char *name,
		      struct cmember *m);
/* All members, in order; the list lives in the arena.  An anonymous one has an empty name. */
size_t debuginfo_members(struct debuginfo *d, const struct ctype *t, struct cmember **list);
bool debuginfo_enumerator(struct debuginfo *d, const char *name, int64_t *value);
/* All of an enumeration, as it is written; the list lives in the arena.  0: none are known. */
size_t debuginfo_enumerators(struct debuginfo *d, const struct ctype *t, struct cenumerator **list);

#endif
