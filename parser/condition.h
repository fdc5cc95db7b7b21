/* SPDX-License-Identifier: GPL-2.0-only */
/* condition.h: what stands between %( and %?. */
#ifndef SPILE_CONDITION_H
#define SPILE_CONDITION_H

#include "token.h"

struct parser;

/*
 * Tests WORDS, in which macros and arguments are expanded, against p->target; AT is the %(
 * before them.  False: an error was reported.
 */
bool condition_test(struct parser *p, const token_list *words, struct span at, bool *truth);

#endif
