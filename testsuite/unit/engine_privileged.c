/* SPDX-License-Identifier: GPL-2.0-only */
/* unit: runtime/arch/x86/relocate.c */
/*
 * Instructions of ring 0, which user mode can't compare with the processor: cli, sti, pushf and
 * popf as the kernel's emulation does them, beside a model written from Intel's manual, with every
 * bit of the flags and thousands of random ones.
 */
#define __KERNEL__
#include "runtime/arch/x86/decode.c"
#include "runtime/arch/x86/emulate.c"
#undef __KERNEL__

#include "testsuite/unit/test.h"

/* RFLAGS, by volume 1, section 3.4.3: those that there are; bit 1 is always on. */
enum {
	CF = 1 << 0,
	FIXED = 1 << 1,
	PF = 1 << 2,
	AF = 1 << 4,
	ZF = 1 << 6,
	SF = 1 << 7,
	TF = 1 << 8,
	IF = 1 << 9,
	DF = 1 << 10,
	OF = 1 << 11,
	IOPL = 3 << 12,
	NT = 1 << 14,
	RF = 1 << 16,
	VM = 1 << 17,
	AC = 1 << 18,
	VIF = 1 << 19,
	VIP = 1 << 20,
	ID = 1 << 21,
};

/* A stack in the middle of which the code stands; what is around must stay. */
static unsigned long stack[8];

long copy_from_kernel_nofault(void *to, const void *from, size_t n)
{
	return -EFAULT;
}

/* What flags may be in ring 0 of 64-bit mode at a trap. */
static unsigned long possible(unsigned long v)
{
	return (v &
		(CF | PF | AF | ZF | SF | TF | IF | DF | OF | IOPL | NT | AC | VIF | VIP | ID)) |
	       FIXED;
}

/*
 * Volume 2, POPF, at privilege 0 in 64-bit mode: all that are not reserved are loaded but VM, VIF
 * and VIP, which stay, and RF, which is cleared.
 */
static unsigned long model_popf(unsigned long flags, unsigned long v)
{
	const unsigned long loaded = CF | PF | AF | ZF | SF | TF | IF | DF | OF | IOPL | NT | AC |
				     ID;

	flags &= ~(unsigned long)RF;
	for (int bit = 0; bit < 22; bit++)
		if (loaded >> bit & 1)
			flags = (flags & ~(1ul << bit)) | (v & 1ul << bit);
	return flags;
}

static void do_one(const char *code, size_t n, struct pt_regs *regs)
{
	struct spl_emulation e;
	struct spl_insn insn;
	struct pt_regs was = *regs;

	check(spl_insn_decode(&insn, (const u8 *)code, n) && insn.length == n);
	check(spl_emulation_make(&e, &insn, (const u8 *)code));
	check(spl_emulate(&e, regs));
	check(regs->ip == was.ip + n);
	was.ip = regs->ip;
	was.flags = regs->flags;
	was.sp = regs->sp;
	check(!memcmp(&was, regs, sizeof(was)));
}

static struct pt_regs start(unsigned long flags)
{
	struct pt_regs regs;

	memset(&regs, 0x5a, sizeof(regs));
	for (int i = 0; i < 8; i++)
		stack[i] = 0x1000 + (unsigned long)i;
	regs.ip = 0xffffffff81000000;
	regs.sp = (unsigned long)&stack[4];
	regs.flags = flags;
	return regs;
}

static void stack_is(int at, unsigned long v)
{
	for (int i = 0; i < 8; i++)
		check(stack[i] == (i == at ? v : 0x1000 + (unsigned long)i));
}

static void test_flags(unsigned long flags, unsigned long v)
{
	struct pt_regs regs = start(possible(flags) | (flags & RF));

	do_one("\x9c", 1, &regs);
	check(regs.flags == (possible(flags) | (flags & RF)) &&
	      regs.sp == (unsigned long)&stack[3]);
	stack_is(3, possible(flags)); /* volume 2, PUSHF: VM and RF are not in what is stored */

	regs = start(possible(flags) | (flags & RF));
	stack[4] = v;
	do_one("\x9d", 1, &regs);
	check(regs.flags == model_popf(possible(flags), v) && regs.sp == (unsigned long)&stack[5]);
	stack_is(4, v);

	regs = start(possible(flags));
	do_one("\xfa", 1, &regs);
	check(regs.flags == (possible(flags) & ~(unsigned long)IF) &&
	      regs.sp == (unsigned long)&stack[4]);
	stack_is(8, 0);

	regs = start(possible(flags));
	do_one("\xfb", 1, &regs);
	check(regs.flags == (possible(flags) | IF) && regs.sp == (unsigned long)&stack[4]);
	stack_is(8, 0);
}

int main(void)
{
	unsigned long random = 1, other;

	for (int i = 0; i < 64; i++)
		for (int k = 0; k < 64; k++)
			test_flags(1ul << i, 1ul << k);
	for (int i = 0; i < 100000 && !test_failures; i++) {
		random = random * 6364136223846793005ul + 1442695040888963407ul;
		other = random;
		random = random * 6364136223846793005ul + 1442695040888963407ul;
		test_flags(random >> 20, other >> 20);
	}
	return test_done();
}
