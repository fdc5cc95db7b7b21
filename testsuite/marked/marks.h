/* SPDX-License-Identifier: GPL-2.0-only */
/* marks.h: the marked functions of marks.c, and what has been called in them. */
#ifndef MARKS_H
#define MARKS_H

#include <spile/marker.h>

extern int evaluated; /* arguments that were computed */

void mark_plain(void);
void mark_text(void);
void mark_small(s8 a, u8 b, s16 c, u16 d, bool e);
void mark_wide(s32 a, u32 b, s64 c, u64 d, const void *e);
void mark_ten(int a);
void mark_effect(int a);
void mark_array(void);
void mark_twice(int a, int b);
int mark_here(int a); /* of main.c: the block of another file */

#endif
