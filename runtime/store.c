/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * store.c: writes to memory that may not be there, or may not be written to: they fail then.  For
 * guru mode: nothing asks what the memory is for.
 */
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/uaccess.h>

#include "deref.h"
#include "library.h"

#define COPY(type)                                                                             \
	for (; n >= sizeof(type); n -= sizeof(type), to += sizeof(type), from += sizeof(type)) \
	__put_kernel_nofault(to, from, type, fault)

/* The kernel's own copy_to_kernel_nofault() is not for modules. */
static bool write_kernel(char *to, const char *from, u32 n)
{
	if ((unsigned long)to < TASK_SIZE_MAX || (unsigned long)to + n < (unsigned long)to)
		return false;
	pagefault_disable();
	COPY(u64);
	COPY(u32);
	COPY(u16);
	COPY(u8);
	pagefault_enable();
	return true;
fault:
	pagefault_enable();
	return false;
}

static bool write_user(u64 to, const void *from, u32 n)
{
	char was;
	long err;

	if (!current->mm || (current->flags & PF_KTHREAD))
		return false;
	if (to >= TASK_SIZE_MAX || n > TASK_SIZE_MAX - to)
		return false;
	/* Unlike a write, a read fails while tasks are switched and the memory is another's. */
	if (!spl_read_user(&was, to, 1))
		return false;
	pagefault_disable(); /* before access_ok(), which debug kernels refuse in interrupts */
	err = copy_to_user_nofault((void __user *)(unsigned long)to, from, n);
	pagefault_enable();
	return !err;
}

void spl_write(struct spl_context *c, u64 addr, u32 size, u64 v)
{
	spl_store(c, addr, &v, size, false);
}

void spl_write_user(struct spl_context *c, u64 addr, u32 size, u64 v)
{
	spl_store(c, addr, &v, size, true);
}

/* In between another processor may write to what is beside them: as in C. */
void spl_write_bits(struct spl_context *c, u64 addr, u32 skip, u32 bits, u64 v)
{
	const u32 n = (skip + bits + 7) / 8; /* at most 9 */
	const u64 mask = bits < 64 ? (1ULL << bits) - 1 : ~0ULL;
	u64 whole[2];

	if (unlikely(!spl_read_kernel(whole, addr, n))) {
		spl_error(c, NULL, "%s write fault at 0x%llx", "kernel", addr);
		return;
	}
	whole[0] = (whole[0] & ~(mask << skip)) | (v & mask) << skip;
	if (skip + bits > 64)
		whole[1] = (whole[1] & ~(mask >> (64 - skip))) | (v & mask) >> (64 - skip);
	spl_store(c, addr, whole, n, false);
}

void spl_store(struct spl_context *c, u64 addr, const void *from, u32 n, bool user)
{
	if (!(user ? write_user(addr, from, n) :
		     write_kernel((char *)(unsigned long)addr, from, n)))
		spl_error(c, NULL, "%s write fault at 0x%llx", user ? "user" : "kernel", addr);
}
