/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * refuse.h: where no probe may be put, as far as the target kernel's files tell; the kernel's own
 * tests decide when the probe is armed.
 */
#ifndef SPILE_REFUSE_H
#define SPILE_REFUSE_H

#include <stddef.h>
#include <stdint.h>

#include "translator/debuginfo/barred.h"

struct kfunc;
struct session;

/* Places that were left out; -v tells how many. */
struct refusals {
	size_t barred[BARRED_KINDS];
	size_t inside; /* of an instruction, or of no code */
	size_t nameless; /* in a module, where no symbol finds them */
	/* Functions without an ftrace entry, which patterns pass over (untraced.h): */
	size_t apart; /* assembler, and tracing itself */
	size_t untold; /* which they are only DWARF would tell */
};

/*
 * Why no probe may stand OFFSET bytes from _stext or, in MODULE, from the start of SECTION: a
 * clause, "it is in .noinstr.text ...".  NULL: one may.  Counted where COUNT is not NULL.  Cheap
 * for one place after the other of a function, in order.
 */
const char *place_refusal(struct session *s, const char *module, const char *section,
			  uint64_t offset, struct refusals *count);
/* The same of a function's entry, without a look at its code. */
const char *function_refusal(struct session *s, const struct kfunc *f, struct refusals *count);

size_t refusals_total(const struct refusals *r);
/* "POINT: left out: 12 in .noinstr.text, 3 without an ftrace entry", for -v; nothing for none. */
void refusals_say(const struct session *s, const char *point, const struct refusals *r);

#endif
