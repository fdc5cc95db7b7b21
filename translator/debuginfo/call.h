/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * call.h: what the code of a function calls, as far as the code itself says whom, and where a
 * return address lies on the stack.  Needs DWARF.
 */
#ifndef SPILE_CALL_H
#define SPILE_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct code_place;
struct debuginfo;
struct kfunc;

enum call_kind {
	CALL_MADE,
	CALL_JUMP, /* at the end of a function: it returns to who called that one */
	CALL_COPY, /* the compiler put the callee there */
};

struct code_call {
	enum call_kind kind;
	const char *func; /* who is called, as the source names it */
	uint64_t back; /* MADE: the address behind it, to which it comes back; in the debug file */
	/* MADE: the same as in a place; JUMP: its instruction, if it is KNOWN. */
	const char *section;
	uint64_t offset;
	bool known;
	/*
	 * Its entry, or several: a compiler's clones of it.  One that is in symbols alone has no
	 * scope, and no file.  COPY: the copy.  None: it is in another object.
	 */
	const struct code_place *const *to;
	size_t n;
};

struct code_calls {
	struct code_call *v;
	size_t n;
	size_t by_pointer; /* more of them, to whatever a pointer says */
};

/*
 * The calls of AT, the entry of a function or the start of a copy, without those of copies in it.
 * False: debuginfo_why().
 */
bool debuginfo_calls(struct debuginfo *d, const struct code_place *at, struct code_calls *calls);

/* How a function's frame is left behind; registers are those at some instruction of it. */
struct code_frame {
	bool by_rbp; /* FROM counts from rbp, else from rsp */
	int64_t from; /* bytes to the function's return address */
	int64_t rbp; /* bytes from there to the caller's rbp; 0: it is in rbp still */
};

/* At the address PC of the debug file.  False: it is not known, or differs from case to case. */
bool debuginfo_frame(struct debuginfo *d, uint64_t pc, struct code_frame *frame);
/*
 * The function whose code AT is, copies in it included, as it is called, and its frame there.
 * NULL: it has no symbol, or the frame is not known.
 */
const struct kfunc *debuginfo_called(struct debuginfo *d, const struct code_place *at,
				     struct code_frame *frame);

#endif
