/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * place.h: places in the code of a kernel or module as its source names them, and the variables
 * that can be seen there.  Needs DWARF.
 */
#ifndef SPILE_PLACE_H
#define SPILE_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ctype;
struct debuginfo;
struct kfunc;
struct location;

enum place_kind {
	PLACE_CALL = 1, /* the entry of a function that is called */
	PLACE_INLINE = 2, /* the start of a copy that the compiler put into another */
	PLACE_STATEMENT = 4, /* a line */
	PLACE_LABEL = 8,
};

/* An instruction.  The texts live until debuginfo_close(). */
struct code_place {
	enum place_kind kind;
	uint64_t pc; /* its address in the debug file */
	uint64_t unit; /* offset in .debug_info of the unit's DIE ... */
	uint64_t scope; /* ... and of the innermost function or inlined copy that it belongs to */
	const char *func; /* that function's name, as the source has it */
	const char *file; /* of the source: "fs/read_write.c" */
	int line;
	const char *label; /* LABEL: its name */
	/* As it is found in the running kernel. */
	const char *symbol; /* of the symbol table: "vfs_read", "foo.isra.0" */
	const char *section; /* in a module: ".text" ...; NULL in the kernel */
	uint64_t offset; /* from _stext; in a module, from the start of its section */
};

struct place_query {
	unsigned int kinds; /* those that are wanted */
	const char *func; /* a shell pattern */
	const char *file; /* a shell pattern for the end of a path; NULL: any */
	enum {
		LINES_ANY, /* none was given */
		LINES_ALL, /* func@file:* */
		LINES_RANGE, /* :FIRST, :FIRST-LAST */
		LINES_AFTER, /* +FIRST: counted from the line of the function */
	} lines;
	int first, last;
	bool nearest; /* a line without code gives the nearest that has some */
	const char *label; /* LABEL: a shell pattern */
};

/* Whether DWARF is on this machine, so that places can be asked for; nothing is fetched. */
bool debuginfo_has_places(struct debuginfo *d);
/* The entry of a function; NULL: it isn't in DWARF, debuginfo_why(). */
const struct code_place *debuginfo_place_of(struct debuginfo *d, const struct kfunc *f);
/*
 * The instruction at OFFSET (as in struct code_place), or, with START, the start of the innermost
 * function or copy of one around it.  NULL: debuginfo_why().
 */
const struct code_place *debuginfo_place_at(struct debuginfo *d, const char *section,
					    uint64_t offset, bool start);
/* The file that was compiled, of which the place is; its function may be of a header. */
const char *debuginfo_unit_file(struct debuginfo *d, const struct code_place *p);
/* Whether a path ends as a shell pattern says: whole, or from any '/' on. */
bool place_path_matches(const char *path, const char *pattern);
/* Where an address of the kernel's image as it was linked is.  False: debuginfo_why(). */
bool debuginfo_linked_at(struct debuginfo *d, uint64_t address, const char **section,
			 uint64_t *offset);
/* In the order of addresses; NULL with *n 0: none, or debuginfo_why(). */
const struct code_place *const *debuginfo_places(struct debuginfo *d, const struct place_query *q,
						 size_t *n);

/* A variable that can be seen at a place. */
struct variable {
	const char *name;
	const struct ctype *type; /* NULL: not known */
	bool is_param;
	bool is_global; /* of the unit, or of another */
	uint64_t die; /* offset in .debug_info */
};

/* Those of the function, parameters first, then locals from the outermost block inward. */
size_t debuginfo_variables(struct debuginfo *d, const struct code_place *at,
			   struct variable **list);
/* A variable in a listing. */
struct seen {
	const char *name;
	const char *type; /* debuginfo_listed(); NULL: not known */
	bool is_param;
};

struct prototype;
struct sight; /* what is seen at a place, as long as it is told */

/* Who asks debuginfo_see(). */
struct viewer {
	void *data;
	bool (*wants)(void *data, size_t which); /* whether a place is to be looked at at all */
	void (*tell)(void *data, size_t which, const struct seen *list, size_t n,
		     struct sight *sight);
};

/*
 * Tells of each of N places which of its variables can be read there, in the order of
 * debuginfo_variables(), for as many places as a kernel has: the debug file is read unit by unit,
 * whatever the order of the places, and little of it is kept in memory.  The texts last as long as
 * the call.  False: debuginfo_why().
 */
bool debuginfo_see(struct debuginfo *d, const struct code_place *const *places, size_t n,
		   const struct viewer *v);
/* What its function takes and returns, for as long as it is told of; false: that is not known. */
bool sight_prototype(struct sight *s, struct prototype *p);
/* The type of what it returns; NULL: nothing, or not known. */
const char *sight_returns(struct sight *s);
/* The one that NAME means there, a global of the unit included. */
bool debuginfo_variable(struct debuginfo *d, const struct code_place *at, const char *name,
			struct variable *v);
/*
 * A global or static by name, in a unit whose path ends in the pattern FILE (NULL: any).  False:
 * there is none, debuginfo_why().
 */
bool debuginfo_global(struct debuginfo *d, const char *name, const char *file, struct variable *v);
/* A global with a name near to this one; NULL: none. */
const char *debuginfo_nearest_global(struct debuginfo *d, const char *name);
/* Where its value is when AT is reached; AT NULL: of a global.  False: debuginfo_why() */
bool debuginfo_location(struct debuginfo *d, const struct code_place *at, const struct variable *v,
			struct location *loc);
/* What the function returns; NULL: nothing, or it is not known. */
const struct ctype *debuginfo_returns(struct debuginfo *d, const struct code_place *at);

#endif
