/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * code.h: the code of a kernel or module as its file has it: where instructions begin, and where no
 * probe may stand.
 *
 * Places are OFFSET bytes from _stext, in a module from the start of SECTION.
 */
#ifndef SPILE_CODE_H
#define SPILE_CODE_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/arch/x86/classify.h"
#include "translator/debuginfo/barred.h"

struct debuginfo;

/*
 * Why no probe may stand there, as the image tells, or where there is none the symbols.  What is
 * listed one by one (jump labels ...) is known from the image alone.
 */
enum barred debuginfo_barred(struct debuginfo *d, const char *section, uint64_t offset);

enum insn_at {
	INSN_UNKNOWN, /* there is no image, or no decoder: debuginfo_why() */
	INSN_START,
	INSN_INSIDE,
	INSN_NONE, /* no function, or what stands before it is no code that is known */
};

/*
 * Whether an instruction begins there, counted from the start of its function.  *START: of the one
 * that does not, where it does.
 */
enum insn_at debuginfo_insn_at(struct debuginfo *d, const char *section, uint64_t offset,
			       uint64_t *start);

/* How a breakpoint on the instruction that begins there can be completed; false: none does. */
bool debuginfo_verdict(struct debuginfo *d, const char *section, uint64_t offset,
		       enum spl_verdict *v);

/* Bytes of the instruction that begins there; 0: none does, or it is not known. */
unsigned int debuginfo_insn_length(struct debuginfo *d, const char *section, uint64_t offset);

/* Whether the instruction that begins there jumps, always, to a place that it names itself. */
bool debuginfo_jumps_at(struct debuginfo *d, const char *section, uint64_t offset);

enum code_address {
	ADDRESS_NOWHERE, /* in no function: debuginfo_why() */
	ADDRESS_FOUND,
	ADDRESS_BOTH, /* the image and the running kernel have different functions there */
};

/*
 * Where an address of the kernel is: the image's, as symbol tables have it, or that of the kernel
 * which runs, if it is the target.
 */
enum code_address debuginfo_address(struct debuginfo *d, uint64_t addr, uint64_t *offset);

void code_close(struct debuginfo *d);

#endif
