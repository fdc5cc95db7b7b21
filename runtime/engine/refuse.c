/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * refuse.c: an address goes in, words come out where no breakpoint of ours may stand there.
 *
 * The kernel's kprobes ask most of the same (check_kprobe_address_safe(), can_probe()).  Others
 * who change code, jump labels and the like, believe that its bytes are as they left them; and the
 * optimizer of kprobes, which makes a jump of five bytes and more, copies what it finds.
 */
#include "engine/refuse.h"

#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/uaccess.h>

#include "arch/x86/decode.h"
#include "arch/x86/relocate.h"
#include "engine/place.h"
#include "engine/unexported.h"

#define SPL_JUMP_REACH \
	(SPL_JUMP_SIZE - 1 + SPL_INSN_MAX) /* bytes that a jump's detour may stand for */

static const char *spl_refuse_text(unsigned long addr, struct module **module)
{
	struct module *m;

	if (spl_core_kernel_text(addr))
		return NULL;
	m = spl_module_text_address(addr);
	if (!m)
		return "there is no code";
	if (m == THIS_MODULE)
		return "it is a part of spile";
	if (!try_module_get(m))
		return "its module is going away";
	*module = m;
	if (within_module_init(addr, m))
		return "its code is gone after its module's start";
	return NULL;
}

static const char *spl_refuse_others(unsigned long addr)
{
	if (spl_within_kprobe_blacklist(addr))
		return "the kernel allows no probe there";
	if (spl_jump_label_reserved(addr, addr))
		return "it is a jump label, which the kernel changes";
	if (spl_static_call_reserved(addr, addr))
		return "it is a static call, which the kernel changes";
	if (spl_is_bug(addr))
		return "it is a trap of BUG() or WARN()";
	if (spl_is_ftrace(addr))
		return "it is what ftrace changes";
	if (spl_has_exception(addr))
		return "it may fault, and the kernel knows that by its address";
	return NULL;
}

const char *spl_refuse_place(unsigned long addr, struct module **module)
{
	const char *why;

	*module = NULL;
	spl_jump_label_lock();
	preempt_disable();
	why = spl_refuse_text(addr, module);
	if (!why)
		why = spl_refuse_others(addr);
	preempt_enable();
	spl_jump_label_unlock();
	if (why && *module) {
		module_put(*module);
		*module = NULL;
	}
	return why;
}

/* As many bytes as an instruction may have, or as there are up to the end of the page. */
static bool spl_read(u8 *code, unsigned long addr, size_t *n)
{
	*n = SPL_INSN_MAX;
	if (!copy_from_kernel_nofault(code, (void *)addr, *n))
		return true;
	*n = min_t(size_t, *n, PAGE_SIZE - offset_in_page(addr));
	return !copy_from_kernel_nofault(code, (void *)addr, *n);
}

bool spl_decode_original(unsigned long addr, bool kprobes, struct spl_insn *insn, u8 *code)
{
	const struct spl_place *p = spl_place_around(addr);
	unsigned long from = addr;
	size_t n = SPL_INSN_MAX;

	if (p && p->at.addr == addr)
		return spl_insn_decode(insn, p->was, p->length);
	if (kprobes)
		from = spl_recover(code, addr);
	if (!from || (from != (unsigned long)code && !spl_read(code, from, &n)))
		return false;
	return spl_insn_decode(insn, code, n);
}

/*
 * The first boundary of an instruction at or behind ADDR, counted from START, which is one.  0:
 * there is something that is none.  Where a kprobe stands, or one that was made a jump, the kernel
 * is asked for the bytes; that takes long, so only there.
 */
static unsigned long spl_boundary(unsigned long start, unsigned long addr)
{
	unsigned long at, jump = 0; /* behind what a jump may have taken the place of */
	u8 code[SPL_INSN_MAX + 1];
	struct spl_insn insn;

	for (at = start; at < addr; at += insn.length) {
		if (copy_from_kernel_nofault(code, (void *)at, 1))
			return 0;
		if (code[0] == SPL_TRAP || (code[0] == 0xe9 && spl_get_kprobe(at)))
			jump = at + SPL_JUMP_REACH;
		if (!spl_decode_original(at, at < jump, &insn, code))
			return 0;
	}
	return at;
}

/* A kprobe at, or a little before, ADDR: made a jump, it stands for more than its instruction. */
static bool spl_kprobe_covers(unsigned long addr)
{
	unsigned int back;

	for (back = 1; back < SPL_JUMP_REACH; back++)
		if (spl_get_kprobe(addr - back) &&
		    (back < SPL_JUMP_SIZE ||
		     spl_boundary(addr - back, addr - back + SPL_JUMP_SIZE) > addr))
			return true;
	return false;
}

bool spl_refuse_copy(unsigned long addr)
{
	return spl_jump_label_reserved(addr, addr) || spl_static_call_reserved(addr, addr) ||
	       spl_alternatives_reserved(addr, addr + 1) || spl_is_ftrace(addr) ||
	       spl_has_exception(addr);
}

const char *spl_refuse_code(unsigned long addr, struct spl_insn *insn, u8 *code,
			    struct spl_range *function)
{
	unsigned long size, offset;
	unsigned int i;
	size_t n;

	if (!spl_function_at(addr, &size, &offset))
		return "it is in no function";
	function->start = addr - offset;
	function->end = function->start + size;
	if (spl_traps_are_notified() && spl_is_on_notifiers_way(addr - offset))
		return "the kernel runs it before it tells spile of a breakpoint";
	if (spl_get_kprobe(addr))
		return "a kprobe stands there";
	if (spl_boundary(addr - offset, addr) != addr)
		return "no instruction begins there";
	if (!spl_read(code, addr, &n) || !spl_insn_decode(insn, code, n))
		return "the instruction is not known";
	if (code[insn->opcode_at] == SPL_TRAP && insn->map == SPL_MAP_ONE)
		return "a breakpoint of somebody else stands there";
	if (spl_alternatives_reserved(addr, addr + insn->length))
		return "it is changed when processors come and go";
	for (i = 1; i < insn->length; i++)
		if (spl_get_kprobe(addr + i))
			return "a kprobe stands in it";
	return spl_kprobe_covers(addr) ? "a kprobe that may become a jump stands before it" : NULL;
}
