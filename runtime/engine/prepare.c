/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * prepare.c: a place whose instruction is known goes in; it comes out with what completes that
 * instruction when its breakpoint is met: an emulation, or a copy in a slot.
 */
#include "engine/prepare.h"

#include <linux/string.h>
#include <linux/uaccess.h>

#include "arch/x86/relocate.h"
#include "engine/boost.h"
#include "engine/landing.h"
#include "engine/place.h"
#include "engine/refuse.h"
#include "engine/slot.h"
#include "engine/unexported.h"

void spl_stop_add(struct spl_place *p, struct spl_stop *s, unsigned long addr, bool ready)
{
	s->addr = addr;
	s->ready = ready;
	s->place = p;
	spl_stop_publish(s);
}

/* Two copies, as interrupts are on or off where they are entered. */
static bool spl_place_add_steps(struct spl_place *p, const struct spl_insn *insn, u8 *copy)
{
	if (!spl_step_make(copy, insn, p->is, p->at.addr, p->slot) ||
	    !spl_step_make(copy + SPL_STEP_ROOM, insn, p->is, p->at.addr, p->slot + SPL_STEP_ROOM))
		return false;
	spl_text_poke((void *)p->slot, copy, SPL_SLOT_SIZE);
	p->stops[0].resumes = true;
	p->stops[1].resumes = true;
	p->stops[1].was_on = true;
	spl_stop_add(p, &p->stops[0], p->slot + insn->length, true);
	spl_stop_add(p, &p->stops[1], p->slot + SPL_STEP_ROOM + insn->length, true);
	return true;
}

static const char *spl_place_add_copy(struct spl_place *p, const struct spl_insn *insn)
{
	u8 copy[SPL_SLOT_SIZE];
	bool ok;

	memset(copy, SPL_TRAP, sizeof(copy));
	p->slot = spl_slot_take();
	if (!p->slot)
		return "there is no memory for a copy of the instruction";
	if (p->way == SPL_WAY_STEP) {
		ok = spl_place_add_steps(p, insn, copy);
	} else {
		ok = spl_boost_make(copy, insn, p->is, p->at.addr, p->slot);
		if (ok)
			spl_text_poke((void *)p->slot, copy, SPL_SLOT_SIZE);
	}
	return ok ? NULL : "a copy of the instruction can't reach what it names";
}

/* Interrupts come on behind the instruction after "sti", which makes these two one. */
static bool spl_sti_is_one_with_next(const struct spl_place *p)
{
	u8 next[3];

	return p->emulation.what == SPL_DO_STI &&
	       !copy_from_kernel_nofault(next, (void *)(p->at.addr + p->length), sizeof(next)) &&
	       (next[0] == 0xf4 || (next[0] == 0x0f && (next[1] == 0x01 || next[1] == 0x35)));
}

enum spl_way spl_way_asked(enum spl_ask ask, enum spl_verdict v)
{
	enum spl_way way = spl_verdict_way(v);
	bool copies = way == SPL_WAY_BOOST || v == SPL_IS_PUSH || v == SPL_IS_NOP;

	switch (ask) {
	case SPL_ASK_BOOST:
		return copies ? SPL_WAY_BOOST : SPL_WAY_REFUSE;
	case SPL_ASK_STEP:
		return (copies && v != SPL_IS_JUMP_VIA_MEMORY) || way == SPL_WAY_STEP ?
			       SPL_WAY_STEP :
			       SPL_WAY_REFUSE;
	case SPL_ASK_EMULATE:
		return way == SPL_WAY_EMULATE ? way : SPL_WAY_REFUSE;
	default:
		return way;
	}
}

/* How the instruction is completed, and what that takes; NULL, or why it can't be. */
static const char *spl_place_judge(struct spl_place *p, const struct spl_insn *insn,
				   const struct spl_range *function)
{
	enum spl_ask ask = p->first->ask;

	p->verdict = spl_insn_judge(insn, p->is);
	if (spl_verdict_way(p->verdict) == SPL_WAY_REFUSE)
		return spl_verdict_text(p->verdict);
	p->way = spl_way_asked(ask, p->verdict);
	if (p->way == SPL_WAY_REFUSE)
		return "its instruction can't be completed in the way that was asked for";
	if (p->way != SPL_WAY_EMULATE)
		return spl_place_add_copy(p, insn);
	if (!spl_emulation_make(&p->emulation, insn, p->is))
		return "the instruction is not known";
	p->emulation.length = p->length; /* a nop behind it fills it up */
	if (spl_sti_is_one_with_next(p))
		return "it turns interrupts on for the next instruction, which waits for them";
	if (p->emulation.what == SPL_DO_CALL_MEM)
		return spl_place_add_copy(p, insn);
	if (p->emulation.what <= SPL_DO_LOOP && p->emulation.what != SPL_DO_NOTHING)
		return spl_landing_make(p, function->start, function->end);
	return NULL;
}

/* Several that take the place of one: each runs in the copy, the last jumps back. */
static const char *spl_place_chain(struct spl_place *p)
{
	unsigned int at, length;
	u8 copy[SPL_SLOT_SIZE];
	struct spl_insn insn;

	p->slot = spl_slot_take();
	if (!p->slot)
		return "there is no memory for a copy of the instruction";
	for (at = 0; at < p->length; at += length) {
		if (!spl_insn_decode(&insn, p->is + at, p->length - at))
			return "what is to stand there is no whole instruction";
		length = insn.length;
		if (spl_way_asked(SPL_ASK_BOOST, spl_insn_judge(&insn, p->is + at)) !=
			    SPL_WAY_BOOST ||
		    !spl_relocate(copy + at, &insn, p->is + at, p->at.addr + at, p->slot + at))
			return "of several instructions none may be a branch";
	}
	if (!spl_jump_make(copy + at, p->slot + at, p->at.addr + at))
		return "a copy of the instruction can't reach what it names";
	spl_text_poke((void *)p->slot, copy, at + SPL_JUMP_SIZE);
	p->way = SPL_WAY_BOOST;
	p->verdict = SPL_IS_PLAIN;
	return NULL;
}

/* What is emulated, and nops behind it. */
static bool spl_is_filled_up(const struct spl_place *p, const struct spl_insn *first)
{
	struct spl_insn insn;
	unsigned int at;

	if (spl_verdict_way(spl_insn_judge(first, p->is)) != SPL_WAY_EMULATE)
		return false;
	for (at = first->length; at < p->length; at += insn.length)
		if (!spl_insn_decode(&insn, p->is + at, p->length - at) ||
		    spl_insn_judge(&insn, p->is + at) != SPL_IS_NOP)
			return false;
	return true;
}

/*
 * Where the probe brings what is to run instead: one instruction, which INSN becomes and which is
 * judged like any other, or several.  NULL: done, or there is none; else words.
 */
static const char *spl_place_swap(struct spl_place *p, struct spl_insn *insn)
{
	const struct spl_native *n = p->first;

	if (!n->swap)
		return NULL;
	if (n->swap_length != p->length)
		return "what is to stand there is not as long as what stands there";
	p->swapped = true;
	p->commit = n->commit;
	memcpy(p->is, n->swap, p->length);
	if (!spl_insn_decode(insn, p->is, p->length))
		return "what is to stand there is no whole instruction";
	return insn->length == p->length || spl_is_filled_up(p, insn) ? NULL : spl_place_chain(p);
}

const char *spl_place_prepare(struct spl_place *p, struct spl_insn *insn,
			      const struct spl_range *function)
{
	const char *why = spl_place_swap(p, insn);

	if (why || p->slot)
		return why;
	return spl_place_judge(p, insn, function);
}
