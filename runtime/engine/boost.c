/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * boost.c: takes an instruction; gives what runs in its place, out of line.
 *
 * What classify.c lets through runs to its end in the slot wherever it is interrupted, so nothing
 * has to be remembered of the trap that led here.
 */
#include "engine/boost.h"

#include "arch/x86/relocate.h"

unsigned int spl_boost_make(uint8_t *copy, const struct spl_insn *insn, const uint8_t *code,
			    uint64_t from, uint64_t slot)
{
	if (!spl_relocate(copy, insn, code, from, slot) ||
	    !spl_jump_make(copy + insn->length, slot + insn->length, from + insn->length))
		return 0;
	return insn->length + SPL_JUMP_SIZE;
}

unsigned int spl_step_make(uint8_t *copy, const struct spl_insn *insn, const uint8_t *code,
			   uint64_t from, uint64_t slot)
{
	if (!spl_relocate(copy, insn, code, from, slot))
		return 0;
	copy[insn->length] = SPL_TRAP;
	return insn->length + 1;
}
