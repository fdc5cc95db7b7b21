/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * landing.c: a jump's target comes in; the instructions that a kprobe's jump may overwrite there
 * are kept, as a copy that goes on behind them.
 *
 * Such a jump begins one to four bytes before the target.  It stands for whole instructions, up to
 * the first boundary five or more bytes behind its start: so the copy goes to the first boundary
 * four or more bytes behind the target, or to an instruction of which the kernel makes no copies.
 */
#include "engine/landing.h"

#include <linux/string.h>

#include "arch/x86/relocate.h"
#include "engine/place.h"
#include "engine/refuse.h"
#include "engine/slot.h"
#include "engine/unexported.h"

#define SPL_BEFORE 4 /* bytes before the target in which a jump over it may begin */
#define SPL_JUMP_OPCODE 0xe9

/* What runs elsewhere as it does in its place: no branch that is relative, no call. */
static bool spl_is_copyable(const struct spl_insn *insn, const u8 *code, unsigned long at)
{
	enum spl_verdict v = spl_insn_judge(insn, code);

	return spl_verdict_way(v) != SPL_WAY_REFUSE && v != SPL_IS_JUMP && v != SPL_IS_JUMP_IF &&
	       v != SPL_IS_LOOP && v != SPL_IS_CALL && v != SPL_IS_CALL_INDIRECT &&
	       !spl_refuse_copy(at);
}

static const char *spl_landing_copy(struct spl_place *p, unsigned long end)
{
	unsigned long at = p->target, last = at + SPL_JUMP_SIZE - 1;
	u8 copy[SPL_SLOT_SIZE], code[SPL_INSN_MAX + 1];
	unsigned int n = 0;
	struct spl_insn insn;

	for (; at < last && at < end; at += insn.length, n += insn.length)
		if (!spl_decode_original(at, true, &insn, code) ||
		    !spl_is_copyable(&insn, code, at) ||
		    !spl_relocate(copy + n, &insn, code, at, p->slot + n))
			break;
	if (!spl_jump_make(copy + n, p->slot + n, at))
		return "a copy of the jump's target can't reach what it names";
	spl_text_poke((void *)p->slot, copy, n + SPL_JUMP_SIZE);
	return NULL;
}

const char *spl_landing_make(struct spl_place *p, unsigned long start, unsigned long end)
{
	p->target = p->at.addr + p->emulation.imm;
	if (p->target <= start || p->target >= end)
		return NULL; /* the kernel looks at a function's own branches */
	if (p->target - start < SPL_BEFORE)
		return "it jumps to where its function begins";
	memcpy(&p->before, (void *)(p->target - SPL_BEFORE), SPL_BEFORE);
	p->slot = spl_slot_take();
	if (!p->slot)
		return "there is no memory for a copy of the instruction";
	p->lands = true;
	return spl_landing_copy(p, end);
}

void spl_land(const struct spl_place *p, struct pt_regs *regs)
{
	const u8 *now = (const u8 *)(p->target - SPL_BEFORE), *was = (const u8 *)&p->before;
	unsigned int i;

	if (regs->ip != p->target)
		return;
	for (i = 0; i < SPL_BEFORE; i++)
		if (now[i] == SPL_JUMP_OPCODE && was[i] != SPL_JUMP_OPCODE)
			regs->ip = p->slot;
}
