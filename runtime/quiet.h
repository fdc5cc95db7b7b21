/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * quiet.h: included by a script's C alone, in front of what was made of the script: what the
 * compiler finds odd there (a sum of constants that wraps around, a value that nobody takes,
 * an assignment as a condition) is for spile to say, in the script's terms, or fine.
 */
#ifndef SPL_QUIET_H
#define SPL_QUIET_H

#pragma GCC diagnostic ignored "-Woverflow"
#pragma GCC diagnostic ignored "-Wparentheses"
#pragma GCC diagnostic ignored "-Wsequence-point"
#pragma GCC diagnostic ignored "-Wtautological-compare"
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wunused-value"
#pragma GCC diagnostic ignored "-Wunused-variable"
#pragma GCC diagnostic ignored "-Wdeclaration-after-statement"
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wbool-compare"
#pragma GCC diagnostic ignored "-Wint-in-bool-context"
#pragma GCC diagnostic ignored "-Wlogical-op"
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#pragma GCC diagnostic ignored "-Wunused-but-set-parameter"
#endif
/* The kernel's own limit for a frame: a larger one could overflow the stack of an interrupt. */
#pragma GCC diagnostic error "-Wframe-larger-than=1024"

#endif
