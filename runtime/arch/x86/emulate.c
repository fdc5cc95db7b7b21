/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * emulate.c: takes an instruction and saved registers; leaves the registers, and the stack, as the
 * instruction would have.  By Intel's manual, volume 2; where processors differ (flags that are
 * undefined) nothing is done.
 */
#include "emulate.h"

#include <asm/processor-flags.h>
#include <linux/kprobes.h>
#include <linux/string.h>
#include <linux/uaccess.h>

static const u8 reg_offsets[16] = {
	offsetof(struct pt_regs, ax),  offsetof(struct pt_regs, cx),  offsetof(struct pt_regs, dx),
	offsetof(struct pt_regs, bx),  offsetof(struct pt_regs, sp),  offsetof(struct pt_regs, bp),
	offsetof(struct pt_regs, si),  offsetof(struct pt_regs, di),  offsetof(struct pt_regs, r8),
	offsetof(struct pt_regs, r9),  offsetof(struct pt_regs, r10), offsetof(struct pt_regs, r11),
	offsetof(struct pt_regs, r12), offsetof(struct pt_regs, r13), offsetof(struct pt_regs, r14),
	offsetof(struct pt_regs, r15),
};

static __always_inline unsigned long *reg_place(struct pt_regs *regs, u8 reg)
{
	return (unsigned long *)((char *)regs + reg_offsets[reg]);
}

/* ---- from bytes ---- */

static s64 imm_of(const struct spl_insn *insn, const u8 *code)
{
	const u8 *p = code + insn->imm_at;
	s64 wide;
	s32 four;
	s16 two;

	switch (insn->imm_size) {
	case 1:
		return (s8)*p;
	case 2:
		memcpy(&two, p, sizeof(two));
		return two;
	case 4:
		memcpy(&four, p, sizeof(four));
		return four;
	case 8:
		memcpy(&wide, p, sizeof(wide));
		return wide;
	default:
		return 0;
	}
}

static u8 operand_size(const struct spl_insn *insn)
{
	return insn->rex & 8 ? 8 : insn->prefixes & SPL_PREFIX_OPERAND ? 2 : 4;
}

static void take_memory(struct spl_emulation *e, const struct spl_insn *insn, const u8 *code)
{
	u8 mod = insn->modrm >> 6, rm = insn->modrm & 7, sib;

	e->base = SPL_NO_REG;
	e->index = SPL_NO_REG;
	e->narrow = insn->prefixes & SPL_PREFIX_ADDRESS;
	e->ip_relative = insn->ip_relative;
	if (insn->disp_size == 1)
		e->disp = (s8)code[insn->disp_at];
	else if (insn->disp_size == 4)
		memcpy(&e->disp, code + insn->disp_at, 4);
	if (e->ip_relative)
		return;
	if (rm != 4) {
		e->base = rm | (insn->rex & 1) << 3;
		return;
	}
	sib = code[insn->modrm_at + 1];
	if (mod || (sib & 7) != 5)
		e->base = (sib & 7) | (insn->rex & 1) << 3;
	e->index = (sib >> 3 & 7) | (insn->rex & 2) << 2;
	if (e->index == 4) /* none */
		e->index = SPL_NO_REG;
	e->shift = sib >> 6;
}

/* A register that ModRM's rm, or an opcode's low bits, name. */
static void take_reg(struct spl_emulation *e, const struct spl_insn *insn, u8 number)
{
	e->high = e->size == 1 && !insn->rex && number >= 4;
	e->reg = e->high ? number - 4 : number | (insn->rex & 1) << 3;
}

/* What has an operand in ModRM: only registers. */
static bool take_rm(struct spl_emulation *e, const struct spl_insn *insn, u8 size)
{
	e->size = size;
	take_reg(e, insn, insn->modrm & 7);
	return insn->modrm >> 6 == 3;
}

static bool make_group5(struct spl_emulation *e, const struct spl_insn *insn, const u8 *code)
{
	bool call = (insn->modrm >> 3 & 7) == 2;

	if (!call && (insn->modrm >> 3 & 7) != 4)
		return false;
	e->reg = (insn->modrm & 7) | (insn->rex & 1) << 3;
	if (insn->modrm >> 6 == 3) {
		e->what = call ? SPL_DO_CALL_REG : SPL_DO_JUMP_REG;
		return true;
	}
	if (!call || spl_insn_segment(insn, code))
		return false;
	e->what = SPL_DO_CALL_MEM;
	take_memory(e, insn, code);
	return true;
}

/* Group 1: /7 is cmp. */
static bool make_group1(struct spl_emulation *e, const struct spl_insn *insn)
{
	e->what = SPL_DO_CMP_IMM;
	return (insn->modrm >> 3 & 7) == 7 &&
	       take_rm(e, insn, insn->opcode == 0x80 ? 1 : operand_size(insn));
}

/* Group 3: /0 and /1 are test. */
static bool make_group3(struct spl_emulation *e, const struct spl_insn *insn)
{
	e->what = SPL_DO_TEST_IMM;
	return !(insn->modrm & 0x30) &&
	       take_rm(e, insn, insn->opcode == 0xf6 ? 1 : operand_size(insn));
}

static bool make_one(struct spl_emulation *e, const struct spl_insn *insn, const u8 *code)
{
	u8 op = insn->opcode;

	switch (op) {
	case 0x3c: /* of al */
	case 0x3d:
	case 0xa8:
	case 0xa9:
		e->what = op < 0x40 ? SPL_DO_CMP_IMM : SPL_DO_TEST_IMM;
		e->size = op & 1 ? operand_size(insn) : 1;
		return true;
	case 0x50 ... 0x57:
		e->what = SPL_DO_PUSH_REG;
		e->reg = (op & 7) | (insn->rex & 1) << 3;
		return operand_size(insn) != 2;
	case 0x68:
	case 0x6a:
		e->what = SPL_DO_PUSH_IMM;
		return operand_size(insn) != 2;
	case 0x70 ... 0x7f:
		e->what = SPL_DO_JUMP_IF;
		e->condition = op & 15;
		return true;
	case 0x80:
	case 0x81:
	case 0x83:
		return make_group1(e, insn);
	case 0x90:
		e->what = SPL_DO_NOTHING;
		return !(insn->rex & 1) && !(insn->prefixes & SPL_PREFIX_REP);
	case 0x9c:
	case 0x9d:
		e->what = op == 0x9c ? SPL_DO_PUSH_FLAGS : SPL_DO_POP_FLAGS;
		return operand_size(insn) != 2;
	case 0xb0 ... 0xb7:
		e->what = SPL_DO_MOV_IMM;
		e->size = 1;
		take_reg(e, insn, op & 7);
		return true;
	case 0xb8 ... 0xbf:
		e->what = SPL_DO_MOV_IMM;
		e->size = operand_size(insn);
		take_reg(e, insn, op & 7);
		return true;
	case 0xc2:
	case 0xc3:
		e->what = SPL_DO_RETURN;
		e->imm &= 0xffff;
		return true;
	case 0xc6:
	case 0xc7:
		e->what = SPL_DO_MOV_IMM;
		return !(insn->modrm & 0x38) &&
		       take_rm(e, insn, op == 0xc6 ? 1 : operand_size(insn));
	case 0xe0 ... 0xe3:
		e->what = SPL_DO_LOOP;
		e->condition = op & 3;
		e->size = insn->prefixes & SPL_PREFIX_ADDRESS ? 4 : 8;
		/* "rep" makes loope of loopne on some processors, or the reverse */
		return op > 0xe1 || !(insn->prefixes & (SPL_PREFIX_REP | SPL_PREFIX_REPNE));
	case 0xe8:
		e->what = SPL_DO_CALL;
		return true;
	case 0xe9:
	case 0xeb:
		e->what = SPL_DO_JUMP;
		return true;
	case 0xf6:
	case 0xf7:
		return make_group3(e, insn);
	case 0xfa:
	case 0xfb:
		e->what = op == 0xfa ? SPL_DO_CLI : SPL_DO_STI;
		return true;
	case 0xff:
		return make_group5(e, insn, code);
	default:
		return false;
	}
}

static bool make_two(struct spl_emulation *e, const struct spl_insn *insn)
{
	if (insn->opcode == 0x1f && !(insn->modrm & 0x38)) {
		e->what = SPL_DO_NOTHING;
		return true;
	}
	e->what = SPL_DO_JUMP_IF;
	e->condition = insn->opcode & 15;
	return insn->opcode >> 4 == 8;
}

/* A near branch of 16 bits is not what it looks like on every processor. */
static bool is_16_bit_branch(const struct spl_insn *insn, const struct spl_emulation *e)
{
	return e->what >= SPL_DO_JUMP && e->what <= SPL_DO_RETURN && operand_size(insn) == 2;
}

bool spl_emulation_make(struct spl_emulation *e, const struct spl_insn *insn, const u8 *code)
{
	bool ok = false;

	*e = (struct spl_emulation){ .length = insn->length, .imm = imm_of(insn, code) };
	if (insn->extended || insn->prefixes & SPL_PREFIX_LOCK)
		return false;
	if (insn->map == SPL_MAP_ONE)
		ok = make_one(e, insn, code);
	else if (insn->map == SPL_MAP_0F)
		ok = make_two(e, insn);
	if (insn->branch)
		e->imm += insn->length;
	return ok && !is_16_bit_branch(insn, e);
}

/* ---- doing it ---- */

static __always_inline void push(struct pt_regs *regs, unsigned long v)
{
	regs->sp -= sizeof(v);
	*(unsigned long *)regs->sp = v;
}

static __always_inline unsigned long pop(struct pt_regs *regs)
{
	unsigned long v = *(unsigned long *)regs->sp;

	regs->sp += sizeof(v);
	return v;
}

/* Whether condition CC of a jump holds: an odd one is the opposite of the one below it. */
static __always_inline bool holds(unsigned long flags, u8 cc)
{
	static const u16 any_of[8] = {
		X86_EFLAGS_OF,
		X86_EFLAGS_CF,
		X86_EFLAGS_ZF,
		X86_EFLAGS_CF | X86_EFLAGS_ZF,
		X86_EFLAGS_SF,
		X86_EFLAGS_PF,
		0,
		X86_EFLAGS_ZF,
	};
	bool yes = flags & any_of[cc >> 1];

	if (cc >= 12) /* less: sign and overflow differ */
		yes |= !(flags & X86_EFLAGS_SF) != !(flags & X86_EFLAGS_OF);
	return yes != (cc & 1);
}

/* Counts, where it does, and says whether to jump. */
static bool loops(const struct spl_emulation *e, struct pt_regs *regs)
{
	unsigned long count = regs->cx;

	if (e->condition == 3)
		return e->size == 4 ? !(u32)count : !count;
	count = e->size == 4 ? (u32)(count - 1) : count - 1;
	regs->cx = count;
	if (e->condition == 2)
		return count;
	return count && (e->condition == 1) == !!(regs->flags & X86_EFLAGS_ZF);
}

static unsigned long address_of(const struct spl_emulation *e, struct pt_regs *regs)
{
	unsigned long addr = e->disp;

	if (e->ip_relative)
		addr += regs->ip + e->length;
	if (e->base != SPL_NO_REG)
		addr += *reg_place(regs, e->base);
	if (e->index != SPL_NO_REG)
		addr += *reg_place(regs, e->index) << e->shift;
	return e->narrow ? (u32)addr : addr;
}

static bool call_memory(const struct spl_emulation *e, struct pt_regs *regs)
{
	unsigned long to;

	if (copy_from_kernel_nofault(&to, (void *)address_of(e, regs), sizeof(to)))
		return false;
	push(regs, regs->ip + e->length);
	regs->ip = to;
	return true;
}

static unsigned long operand(const struct spl_emulation *e, struct pt_regs *regs)
{
	unsigned long v = *reg_place(regs, e->reg);

	if (e->high)
		v >>= 8;
	return e->size == 8 ? v : v & ((1UL << 8 * e->size) - 1);
}

static void set_operand(const struct spl_emulation *e, struct pt_regs *regs, unsigned long v)
{
	unsigned long *place = reg_place(regs, e->reg);
	u8 shift = e->high ? 8 : 0;

	if (e->size == 8)
		*place = v;
	else if (e->size == 4) /* clears the upper half */
		*place = (u32)v;
	else
		__builtin_memcpy((u8 *)place + shift / 8, &v, e->size);
}

/* Sign, zero and parity of V, an operand's result. */
static __always_inline unsigned long flags_of(const struct spl_emulation *e, unsigned long v)
{
	unsigned long flags = 0;

	if (v >> (8 * e->size - 1) & 1)
		flags |= X86_EFLAGS_SF;
	if (e->size < 8)
		v &= (1UL << 8 * e->size) - 1;
	if (!v)
		flags |= X86_EFLAGS_ZF;
	if (!__builtin_parity(v & 0xff))
		flags |= X86_EFLAGS_PF;
	return flags;
}

#define STATUS_FLAGS                                                                     \
	(X86_EFLAGS_CF | X86_EFLAGS_PF | X86_EFLAGS_AF | X86_EFLAGS_ZF | X86_EFLAGS_SF | \
	 X86_EFLAGS_OF)

static void test_imm(const struct spl_emulation *e, struct pt_regs *regs)
{
	unsigned long v = operand(e, regs) & e->imm;

	/* AF is undefined: it stays */
	regs->flags = (regs->flags & ~(STATUS_FLAGS & ~X86_EFLAGS_AF)) | flags_of(e, v);
}

static void cmp_imm(const struct spl_emulation *e, struct pt_regs *regs)
{
	unsigned long mask = e->size == 8 ? ~0UL : (1UL << 8 * e->size) - 1;
	unsigned long a = operand(e, regs), b = e->imm & mask, v = a - b;
	unsigned long flags = flags_of(e, v);

	if (a < b)
		flags |= X86_EFLAGS_CF;
	if ((a ^ b ^ v) & 0x10)
		flags |= X86_EFLAGS_AF;
	if (((a ^ b) & (a ^ v)) >> (8 * e->size - 1) & 1)
		flags |= X86_EFLAGS_OF;
	regs->flags = (regs->flags & ~STATUS_FLAGS) | flags;
}

/* What popf does not change: reserved ones, and the virtual mode's. */
#define POPF_KEEPS (X86_EFLAGS_VM | X86_EFLAGS_VIF | X86_EFLAGS_VIP | SPL_POPF_KEEPS_MORE)
#ifdef __KERNEL__
#define SPL_POPF_KEEPS_MORE 0
#else /* outside of ring 0 */
#define SPL_POPF_KEEPS_MORE (X86_EFLAGS_IF | X86_EFLAGS_IOPL)
#endif
#define POPF_SETS                                                                          \
	((STATUS_FLAGS | X86_EFLAGS_TF | X86_EFLAGS_IF | X86_EFLAGS_DF | X86_EFLAGS_IOPL | \
	  X86_EFLAGS_NT | X86_EFLAGS_AC | X86_EFLAGS_ID) &                                 \
	 ~POPF_KEEPS)

static noinline bool emulate_other(const struct spl_emulation *e, struct pt_regs *regs)
{
	unsigned long next = regs->ip + e->length, v;

	switch (e->what) {
	case SPL_DO_LOOP:
		if (loops(e, regs))
			next = regs->ip + e->imm;
		break;
	case SPL_DO_CALL_REG:
		v = *reg_place(regs, e->reg); /* before the push: it may be the stack pointer */
		push(regs, next);
		next = v;
		break;
	case SPL_DO_CALL_MEM:
		return call_memory(e, regs);
	case SPL_DO_JUMP_REG:
		next = *reg_place(regs, e->reg);
		break;
	case SPL_DO_PUSH_IMM:
		push(regs, e->imm);
		break;
	case SPL_DO_PUSH_FLAGS:
		push(regs, regs->flags & ~(X86_EFLAGS_RF | X86_EFLAGS_VM));
		break;
	case SPL_DO_POP_FLAGS:
		v = pop(regs);
		regs->flags = (regs->flags & ~(POPF_SETS | X86_EFLAGS_RF)) | (v & POPF_SETS);
		break;
	case SPL_DO_CLI:
		regs->flags &= ~X86_EFLAGS_IF;
		break;
	case SPL_DO_STI:
		regs->flags |= X86_EFLAGS_IF;
		break;
	case SPL_DO_MOV_IMM:
		set_operand(e, regs, e->imm);
		break;
	case SPL_DO_TEST_IMM:
		test_imm(e, regs);
		break;
	case SPL_DO_CMP_IMM:
		cmp_imm(e, regs);
		break;
	}
	regs->ip = next;
	return true;
}
NOKPROBE_SYMBOL(emulate_other);

/*
 * What code is full of is done here, most frequent first: kernels are compiled without tables of
 * jumps, and what the others need on the stack would cost these as much as they take themselves.
 */
bool spl_emulate(const struct spl_emulation *e, struct pt_regs *regs)
{
	unsigned long ip = regs->ip, next = ip + e->length;

	if (e->what == SPL_DO_JUMP_IF) {
		regs->ip = holds(regs->flags, e->condition) ? ip + e->imm : next;
	} else if (e->what == SPL_DO_PUSH_REG) {
		push(regs, *reg_place(regs, e->reg));
		regs->ip = next;
	} else if (e->what == SPL_DO_CALL) {
		push(regs, next);
		regs->ip = ip + e->imm;
	} else if (e->what == SPL_DO_JUMP) {
		regs->ip = ip + e->imm;
	} else if (e->what == SPL_DO_NOTHING) {
		regs->ip = next;
	} else if (e->what == SPL_DO_RETURN) {
		regs->ip = pop(regs);
		regs->sp += e->imm;
	} else {
		return emulate_other(e, regs);
	}
	return true;
}
