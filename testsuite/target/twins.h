/* SPDX-License-Identifier: GPL-2.0-only */
/* twins.h: what two files have under the same static names. */
#ifndef SPILE_TWINS_H
#define SPILE_TWINS_H

#include "target.h"

struct twin_state {
	u64 hits;
	u32 turns;
};

extern u64 twins_global;
extern s16 twins_table[4];
void twins_call_other(u64 x);
void twins_tell_other(u64 x);

#endif
