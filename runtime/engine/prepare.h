/* SPDX-License-Identifier: GPL-2.0-only */
/* prepare.h: how the instruction at a place is completed. */
#ifndef SPL_PREPARE_H
#define SPL_PREPARE_H

#include "arch/x86/classify.h"
#include "keep/ask.h"

struct spl_place;
struct spl_insn;
struct spl_range;
struct spl_stop;

/*
 * With kprobe_mutex and text_mutex: makes what completes P, whose bytes were decoded as INSN, and
 * stand in P->was and P->is; its first probe says what is asked.  NULL: done; else words, and what
 * was made is freed with the place.
 */
const char *spl_place_prepare(struct spl_place *p, struct spl_insn *insn,
			      const struct spl_range *function);

/* The way that is asked for, if such an instruction can go it; else SPL_WAY_REFUSE. */
enum spl_way spl_way_asked(enum spl_ask ask, enum spl_verdict v);

/* Enters a stop of P, whose memory it is part of, in the table. */
void spl_stop_add(struct spl_place *p, struct spl_stop *s, unsigned long addr, bool ready);

#endif
