/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * boost.h: an instruction's copy for a slot, with what brings it back.  Pure; any context.
 */
#ifndef SPL_BOOST_H
#define SPL_BOOST_H

#include "arch/x86/decode.h"

#define SPL_COPY_MAX (SPL_INSN_MAX + 5) /* bytes that a copy and its way back take */

/*
 * For INSN (of the bytes CODE, at address FROM) what a slot at address SLOT is to hold: the
 * instruction, made for its new place, and a jump to the one behind the original.  The bytes in
 * COPY; 0: something is out of reach.
 */
unsigned int spl_boost_make(uint8_t *copy, const struct spl_insn *insn, const uint8_t *code,
			    uint64_t from, uint64_t slot);

/* The same with a breakpoint behind the instruction instead of the jump. */
unsigned int spl_step_make(uint8_t *copy, const struct spl_insn *insn, const uint8_t *code,
			   uint64_t from, uint64_t slot);

#endif
