/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * target.h: target variables ($count, $file->f_flags, $return, $$parms) and the operators
 * beside them (@cast, @entry, @kderef ...) bound to where their value is found.
 */
#ifndef SPILE_TARGET_H
#define SPILE_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "parser/ast.h"
#include "translator/debuginfo/debuginfo.h"

struct location;
struct mark_scope;
struct session;

enum target_base {
	TARGET_ARG, /* an argument register at entry */
	TARGET_SAVED, /* the same, kept for the return */
	TARGET_TRACED, /* an argument of a tracepoint */
	TARGET_MARKED, /* an argument of a marker */
	TARGET_MARKED_TEXT, /* the string that one points to: C_TEXT bytes of it, all if negative */
	TARGET_RETVAL,
	TARGET_VALUE, /* an expression of the script: target_value() */
	TARGET_LOCATION, /* what is at, or in, LOC */
	TARGET_REGISTER, /* by its DWARF number, as the probe found it */
	TARGET_UREGISTER, /* the same of the program that entered the kernel */
	TARGET_C, /* an expression in C */
	TARGET_STRING, /* the same, which is a string, and all there is */
	TARGET_COUNTER, /* what the perf counter of this name counted */
};

enum target_op_kind {
	TARGET_LOAD, /* the eight bytes at the address so far: a pointer */
	TARGET_ADD, /* a constant */
	TARGET_INDEX, /* the path's index expression * number */
};

struct target_op {
	enum target_op_kind kind;
	uint64_t number;
	size_t step; /* INDEX: which step of the path */
};

/* The base's value, then the operations, then the last load or cast. */
struct target {
	enum target_base base;
	unsigned int arg; /* number of the argument or the register */
	const char *c_text; /* C; COUNTER: the name */
	const struct location *loc;
	/*
	 * LOCATION: the object of TYPE is in registers, in pieces or nowhere: LOC is all of it, and
	 * has no address.
	 */
	bool in_parts;
	unsigned int base_bits; /* LOCATION: so many of the value at LOC; 0: its address */
	VEC(struct target_op) ops;
	bool load; /* the value is in memory, at the address that the operations gave */
	bool user; /* that memory is the program's */
	bool at_object; /* nothing followed the base yet, a pointer to the object of TYPE */
	bool text; /* shown as a quoted string: what the value points to */
	uint64_t text_max; /* bytes of it; 0: up to a NUL */
	bool enum_name; /* shown as what the enumeration TYPE calls it */
	unsigned int size; /* bytes of the value: 1, 2, 4, 8 */
	bool is_signed;
	unsigned int bit_offset, bit_size; /* of a bit-field in the loaded value; size 0: none */
	bool crosses; /* it lies across units: counted from the byte at the address */
	const struct ctype *type;
};

/* The script's expression that E's target starts from, when its base is TARGET_VALUE. */
struct expr *target_value(const struct expr *e);

/* What the names mean at a place. */
struct target_scope {
	struct debuginfo *info;
	const char *func; /* for messages */
	bool known; /* proto is filled */
	const char *why; /* it is not */
	struct prototype proto;
	bool at_return;
	bool wild; /* one of those that a pattern stands for */
	const struct kfunc *entry; /* the function whose entry or return it is; or NULL */
	const struct code_place
		*place; /* what DWARF says of it; NULL: ENTRY's, when it is asked for */
	bool tracepoint; /* proto has what its handlers are called with */
	const struct mark_scope *mark; /* of a marker (mark_target.h); or NULL */
};

/* What @entry() asks for: evaluated at the entry, kept for the return. */
struct kept {
	struct expr *value; /* bound at the entry */
	struct var *var; /* what stands for it at the return: VAR_KEPT */
};

/* What binding found out. */
struct target_needs {
	bool saved; /* parameters at the return, or of the call that a place is in */
	VEC(struct kept) kept;
};

/*
 * Binds all target expressions below *STMT; @defined() becomes a number, $$parms a sprintf.
 * SCOPE NULL: there are no target variables here (a function, a timer); NEEDS may be NULL then.
 * What hangs on a variable of the script is left to autocast_bind().  False: errors were
 * reported.
 */
bool target_bind(struct session *s, const struct target_scope *scope, struct stmt **stmt,
		 struct target_needs *needs);

#endif
