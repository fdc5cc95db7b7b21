/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * target.h: target variables ($count, $file->f_flags, $return, $$parms) bound to where
 * their value is found.
 */
#ifndef SPILE_TARGET_H
#define SPILE_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "parser/ast.h"
#include "translator/debuginfo/debuginfo.h"

struct session;

enum target_base {
	TARGET_ARG, /* an argument register at entry */
	TARGET_SAVED, /* the same, kept for the return */
	TARGET_RETVAL,
};

enum target_op_kind {
	TARGET_LOAD, /* the eight bytes at the address so far: a pointer */
	TARGET_ADD, /* a constant */
	TARGET_INDEX, /* index * number */
};

struct target_op {
	enum target_op_kind kind;
	uint64_t number;
	struct expr *index;
};

/* The base's value, then the operations, then the last load or cast. */
struct target {
	enum target_base base;
	unsigned int arg; /* number of the register */
	VEC(struct target_op) ops;
	bool load; /* the value is in memory, at the address that the operations gave */
	unsigned int size; /* bytes of the value: 1, 2, 4, 8 */
	bool is_signed;
	unsigned int bit_offset, bit_size; /* of a bit-field in the loaded value; size 0: none */
	const struct ctype *type;
};

/* What the names mean at a place. */
struct target_scope {
	struct debuginfo *info;
	const char *func; /* for messages */
	bool known; /* proto is filled */
	const char *why; /* it is not */
	struct prototype proto;
	bool at_return;
};

/*
 * Binds all target expressions below *STMT; @defined() becomes a number, $$parms a sprintf.
 * *saved is set when a parameter is used at the return.  SCOPE NULL: there are no target
 * variables here.
 * False: errors were reported.
 */
bool target_bind(struct session *s, const struct target_scope *scope, struct stmt **stmt,
		 bool *saved);

#endif
