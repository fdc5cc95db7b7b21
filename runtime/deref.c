/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * deref.c: reads of the kernel's and the current program's memory for a handler, in any context.
 *
 * A page that is not there is not brought in: the read fails.  Kernel reads refuse user
 * addresses and the reverse, whatever the addresses hold.
 */
#include "deref.h"

#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/uaccess.h>

#include "global.h"
#include "spl.h"

#define CHUNK 64 /* bytes of a string at a time; lines of this size never cross a page */

bool spl_read_kernel(void *to, u64 addr, u32 n)
{
	/*
	 * The kernel's own check looks at the first byte alone: a read that wraps around to
	 * user addresses would fault where nothing expects it.
	 */
	if (addr < TASK_SIZE_MAX || addr + n < addr)
		return false;
	return !copy_from_kernel_nofault(to, (const void *)(unsigned long)addr, n);
}

bool spl_read_user(void *to, u64 addr, u32 n)
{
	long err;

	/* A kernel thread reads through somebody else's memory map. */
	if (!current->mm || (current->flags & PF_KTHREAD))
		return false;
	if (addr >= TASK_SIZE_MAX || n > TASK_SIZE_MAX - addr)
		return false;
	pagefault_disable(); /* before access_ok(), which debug kernels refuse in interrupts */
	err = copy_from_user_nofault(to, (const void __user *)(unsigned long)addr, n);
	pagefault_enable();
	return !err;
}

typedef bool (*read_fn)(void *to, u64 addr, u32 n);

/* Inline, so that READ is called directly. */
static __always_inline u64 load(struct spl_context *c, read_fn read, u64 addr, u32 size,
				const char *kind, const char *at)
{
	union {
		u8 b;
		u16 w;
		u32 l;
		u64 q;
	} v = { .q = 0 };

	if (unlikely(!read(&v, addr, size))) {
		spl_error(c, at, "%s read fault at 0x%llx", kind, addr);
		return 0;
	}
	switch (size) {
	case 1:
		return v.b;
	case 2:
		return v.w;
	case 4:
		return v.l;
	default:
		return v.q;
	}
}

u64 spl_load(struct spl_context *c, u64 addr, u32 size, const char *at)
{
	return load(c, spl_read_kernel, addr, size, "kernel", at);
}

u64 spl_load_bits(struct spl_context *c, u64 addr, u32 skip, u32 bits, const char *at)
{
	const u32 n = (skip + bits + 7) / 8; /* at most 9 */
	u64 v[2] = { 0 };

	if (unlikely(!spl_read_kernel(v, addr, n))) {
		spl_error(c, at, "%s read fault at 0x%llx", "kernel", addr);
		return 0;
	}
	v[0] >>= skip;
	if (skip + bits > 64)
		v[0] |= v[1] << (64 - skip);
	return bits < 64 ? v[0] & ((1ULL << bits) - 1) : v[0];
}

u64 spl_load_user(struct spl_context *c, u64 addr, u32 size, const char *at)
{
	return load(c, spl_read_user, addr, size, "user", at);
}

/* Straight into the arena, which is taken only for what was read. */
static __always_inline struct spl_str load_str(struct spl_context *c, read_fn read, u64 addr, s64 n,
					       const char *kind, const char *at)
{
	const u32 max = spl_script.limits.maxstringlen - 1;
	const u32 want = n > 0 ? min_t(u64, n, max) : max;
	char *text = c->str, next;
	u32 len = 0;

	while (len < want) {
		u32 part = min_t(u32, CHUNK - ((addr + len) & (CHUNK - 1)), want - len);
		u32 got;

		if (unlikely(part >= c->str_end - text - len)) {
			spl_error(c, at, "string memory exhausted");
			return SPL_EMPTY;
		}
		if (unlikely(!read(text + len, addr + len, part))) {
			spl_error(c, at, "%s string read fault at 0x%llx", kind, addr + len);
			return SPL_EMPTY;
		}
		got = strnlen(text + len, part);
		len += got;
		if (got < part)
			break;
	}
	if (len == max && (n <= 0 || n > max) && read(&next, addr + len, 1) && next)
		spl_count_cut(c);
	if (unlikely(!spl_str_alloc(c, len)))
		return SPL_EMPTY;
	return (struct spl_str){ text, len };
}

struct spl_str spl_load_str(struct spl_context *c, u64 addr, s64 n, const char *at)
{
	return load_str(c, spl_read_kernel, addr, n, "kernel", at);
}

struct spl_str spl_load_user_str(struct spl_context *c, u64 addr, s64 n, const char *at)
{
	return load_str(c, spl_read_user, addr, n, "user", at);
}
