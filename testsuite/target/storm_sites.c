// SPDX-License-Identifier: GPL-2.0-only
/* storm_sites.c: an instruction of each kind that the engine completes in a way of its own. */
#include <linux/module.h>

#include <asm/asm.h>

#include <spile/marker.h>

#include "storm.h"

/* The instruction that follows is the one at storm_at_NAME. */
#define AT(name)                           \
	"661:\n"                           \
	".pushsection .rodata\n"           \
	".balign 8\n"                      \
	".globl storm_at_" #name "\n"      \
	"storm_at_" #name ": .quad 661b\n" \
	".popsection\n"

/* A copy of it runs: twice would be seen. */
noinline __noclone u64 storm_boost(u64 x)
{
	asm volatile(AT(boost) "add $0x11, %0" : "+r"(x));
	return x;
}

noinline __noclone u64 storm_push(u64 x)
{
	u64 y;

	asm volatile(AT(push) "push %[x]\n"
			      "pop %[y]"
		     : [y] "=&r"(y), ASM_CALL_CONSTRAINT
		     : [x] "r"(x)
		     : "memory");
	return y;
}

/* Taken for odd numbers. */
noinline __noclone u64 storm_branch(u64 x)
{
	asm volatile("test $1, %b0\n" AT(branch) "jnz 1f\n"
						 "add $0x100, %0\n"
						 "1:"
		     : "+q"(x));
	return x;
}

noinline u64 storm_callee(u64 x)
{
	return x ^ 0x5555;
}

noinline __noclone u64 storm_call(u64 x)
{
	u64 y;

	asm volatile(AT(call) "call storm_callee"
		     : "=a"(y), "+D"(x), ASM_CALL_CONSTRAINT
		     :
		     : "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "memory", "cc");
	return y;
}

noinline __noclone u64 storm_step(u64 x)
{
	asm volatile(AT(step) "add $0x77, %0" : "+r"(x));
	return x;
}

noinline __noclone u64 storm_swap(u64 x)
{
	u32 y;

	asm volatile(AT(swap) "mov $" __stringify(STORM_SWAP_OFF) ", %%eax" : "=a"(y));
	return x + y;
}

noinline __noclone u64 storm_several(u64 x)
{
	u32 y;

	asm volatile(AT(several) "mov $" __stringify(STORM_SWAP_OFF) ", %%eax" : "=a"(y) : : "cc");
	return x + y;
}

/* Called by a handler. */
noinline __noclone u64 storm_inner(u64 x)
{
	asm volatile(AT(inner) "add $0x33, %0" : "+r"(x));
	return x;
}

noinline __noclone u64 storm_mark(u64 x)
{
	SPILE_MARK(storm, "number %llu", x);
	return x;
}
