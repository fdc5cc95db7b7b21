/* SPDX-License-Identifier: GPL-2.0-only */
/* relocate.h: instructions that run elsewhere than they were made for.  Pure; any context. */
#ifndef SPL_RELOCATE_H
#define SPL_RELOCATE_H

#include "decode.h"

#define SPL_JUMP_SIZE 5 /* bytes of a jump to anywhere within 2 GiB */
#define SPL_TRAP 0xcc /* int3 */

/* From one address to another, from the end of LENGTH bytes; false: it is out of reach. */
bool spl_reach(uint64_t from, unsigned int length, uint64_t to, int32_t *distance);

/*
 * Writes INSN (of the bytes CODE, made for address FROM) as it must be at address TO: an operand
 * that is relative to the instruction is the same one.  False: it is out of reach from there.
 */
bool spl_relocate(uint8_t *copy, const struct spl_insn *insn, const uint8_t *code, uint64_t from,
		  uint64_t to);

/* Writes a jump from address FROM to TO; false: it is out of reach. */
bool spl_jump_make(uint8_t *jump, uint64_t from, uint64_t to);

/* Writes one nop of LENGTH bytes, 1 to 14: what decodes instructions sees one. */
void spl_nop_make(uint8_t *nop, unsigned int length);

#endif
