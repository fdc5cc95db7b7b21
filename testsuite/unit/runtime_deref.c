/* SPDX-License-Identifier: GPL-2.0-only */
/* unit: runtime/deref.c runtime/store.c runtime/number.c runtime/print.c runtime/string.c */
/* unit: runtime/global.c runtime/stat.c runtime/map.c runtime/sort.c runtime/quantile.c */
/*
 * Reads of memory that may not be there, and writes to it.  A page stands at TEST_AT of the
 * kernel's and one at USER_AT of the program's addresses; those around them are not mapped.
 */
#define TEST_DEREF
#include "testsuite/unit/runtime_test.h"

#define PAGE 4096
#define KERNEL_AT 0xffff888000001000ull
#define USER_AT 0x7ff000ull

static u8 kernel_page[PAGE], user_page[PAGE];
static struct task_struct task;
struct task_struct *current = &task;
static u64 asked_at, asked_n; /* of the last read that got as far as the kernel */

static long copy(void *to, u64 addr, size_t n, const u8 *page, u64 base)
{
	asked_at = addr;
	asked_n = n;
	if (addr < base || addr + n > base + PAGE)
		return -EFAULT;
	memcpy(to, page + (addr - base), n);
	return 0;
}

long copy_from_kernel_nofault(void *to, const void *from, size_t n)
{
	return copy(to, (unsigned long)from, n, kernel_page, KERNEL_AT);
}

long copy_from_user_nofault(void *to, const void *from, size_t n)
{
	return copy(to, (unsigned long)from, n, user_page, USER_AT);
}

static long copy_back(u64 addr, const void *from, size_t n, u8 *page, u64 base)
{
	if (addr < base || addr + n > base + PAGE)
		return -EFAULT;
	memcpy(page + (addr - base), from, n);
	return 0;
}

long test_put(void *to, const void *from, size_t n)
{
	return copy_back((unsigned long)to, from, n, kernel_page, KERNEL_AT);
}

long copy_to_user_nofault(void *to, const void *from, size_t n)
{
	return copy_back((unsigned long)to, from, n, user_page, USER_AT);
}

static void test_numbers(struct spl_context *c)
{
	for (int i = 0; i < PAGE; i++) {
		kernel_page[i] = 0xf0 + i % 8;
		user_page[i] = 0x10 + i % 8;
	}
	check(spl_load(c, KERNEL_AT, 1, "x:1:1") == 0xf0);
	check(spl_load(c, KERNEL_AT + 1, 2, "x:1:1") == 0xf2f1);
	check(spl_load(c, KERNEL_AT, 4, "x:1:1") == 0xf3f2f1f0);
	check(spl_load(c, KERNEL_AT + PAGE - 8, 8, "x:1:1") == 0xf7f6f5f4f3f2f1f0);
	check(spl_load_user(c, USER_AT, 8, "x:1:1") == 0x1716151413121110);
	check(spl_load_user(c, USER_AT + PAGE - 1, 1, "x:1:1") == 0x17);
	check(!c->failed);
}

static void test_bad(struct spl_context *c)
{
	const u64 not_kernel[] = { 0, 1, USER_AT, TASK_SIZE_MAX - 1, ~0ull, ~0ull - 6 };
	const u64 not_user[] = { TASK_SIZE_MAX, TASK_SIZE_MAX - 7, KERNEL_AT,
				 ~0ull,		~0ull - 7,	   0x0000800000000000ull };

	for (int i = 0; i < 6; i++) {
		asked_at = 1234;
		check(spl_load(c, not_kernel[i], 8, "x:1:1") == 0);
		check(test_failed(c, "kernel read fault at 0x"));
		check(spl_load_user(c, not_user[i], 8, "x:1:1") == 0);
		check(test_failed(c, "user read fault at 0x"));
		check(asked_at == 1234); /* nobody tried */
	}
	check(spl_load(c, KERNEL_AT + PAGE - 7, 8, "x:1:1") == 0);
	check(test_failed(c, "kernel read fault at 0xffff888000001ff9"));
	check(spl_load_user(c, USER_AT - 1, 2, "x:1:1") == 0);
	check(test_failed(c, "user read fault at 0x7fefff"));

	task.mm = NULL; /* a kernel thread */
	check(spl_load_user(c, USER_AT, 1, "x:1:1") == 0 && test_failed(c, "user read fault"));
	task.mm = &task;
	task.flags = PF_KTHREAD; /* one that has borrowed a program's memory */
	check(spl_load_user(c, USER_AT, 1, "x:1:1") == 0 && test_failed(c, "user read fault"));
	task.flags = 0;
}

static void test_strings(struct spl_context *c)
{
	u64 cuts = spl_cut_total();
	char *before;

	memset(kernel_page, 'k', PAGE);
	memset(user_page, 'u', PAGE);
	for (int at = 0; at < 200; at++)
		for (int len = 0; len < TEST_STRLEN; len += 3) {
			struct spl_str s;

			test_rewind(c);
			kernel_page[at + len] = '\0';
			s = spl_load_str(c, KERNEL_AT + at, 0, "x:1:1");
			check(s.len == (u32)len && !s.p[len] && (!len || s.p[len - 1] == 'k'));
			check(c->str == s.p + len + 1);
			kernel_page[at + len] = 'k';
		}
	check(!c->failed && spl_cut_total() == cuts);

	check_str(spl_load_str(c, KERNEL_AT, 3, "x:1:1"), "kkk");
	check_str(spl_load_user_str(c, USER_AT + 5, 1, "x:1:1"), "u");
	check(spl_cut_total() == cuts);
	check(spl_load_str(c, KERNEL_AT, -1, "x:1:1").len == TEST_STRLEN - 1);
	check(spl_load_str(c, KERNEL_AT, 1000, "x:1:1").len == TEST_STRLEN - 1);
	check(spl_cut_total() == cuts + 2);

	/* One that ends right before a page that is not there, and one that does not end. */
	kernel_page[PAGE - 1] = '\0';
	check_str(spl_load_str(c, KERNEL_AT + PAGE - 3, 0, "x:1:1"), "kk");
	check(!c->failed);
	kernel_page[PAGE - 1] = 'k';
	before = c->str;
	check_str(spl_load_str(c, KERNEL_AT + PAGE - 3, 0, "x:1:1"), "");
	check(test_failed(c, "kernel string read fault at 0xffff888000002000"));
	check(c->str == before);
	check_str(spl_load_str(c, KERNEL_AT + PAGE - 3, 3, "x:1:1"), "kkk");
	check_str(spl_load_user_str(c, 0, 0, "x:1:1"), "");
	check(test_failed(c, "user string read fault at 0x0"));
	check_str(spl_load_str(c, ~0ull, 0, "x:1:1"), "");
	check(test_failed(c, "kernel string read fault at 0xffffffffffffffff"));

	c->str = c->str_end - 10;
	check_str(spl_load_str(c, KERNEL_AT, 0, "x:1:1"), "");
	check(test_failed(c, "string memory exhausted") && c->str == c->str_end - 10);
}

/* ---- writes ---- */

static void test_writes(struct spl_context *c)
{
	memset(kernel_page, 0xaa, PAGE);
	memset(user_page, 0xaa, PAGE);
	spl_write(c, KERNEL_AT + 1, 1, 0x1234567890abcdef);
	spl_write(c, KERNEL_AT + 3, 2, 0x1234567890abcdef);
	spl_write(c, KERNEL_AT + 6, 4, 0x1234567890abcdef);
	spl_write(c, KERNEL_AT + PAGE - 8, 8, 0x1234567890abcdef);
	check(!memcmp(kernel_page, "\xaa\xef\xaa\xef\xcd\xaa\xef\xcd\xab\x90\xaa", 11));
	check(spl_load(c, KERNEL_AT + PAGE - 8, 8, "x:1:1") == 0x1234567890abcdef);
	spl_write_user(c, USER_AT + 1, 2, 0x1234);
	check(!memcmp(user_page, "\xaa\x34\x12\xaa", 4) && !c->failed);
	spl_write(c, USER_AT, 8, 1);
	check(test_failed(c, "kernel write fault at 0x7ff000"));
	spl_write_user(c, KERNEL_AT, 8, 1);
	check(test_failed(c, "user write fault at 0xffff888000001000"));
	spl_write(c, KERNEL_AT + PAGE - 7, 8, 1);
	check(test_failed(c, "kernel write fault at 0xffff888000001ff9"));
}

static bool bit_at(u64 n)
{
	return kernel_page[n / 8] >> n % 8 & 1;
}

/* Against one bit after the other. */
static void test_bits(struct spl_context *c)
{
	const u64 v = 0x9e3779b97f4a7c15;
	u8 before[32];

	for (u32 skip = 0; skip < 8; skip++)
		for (u32 bits = 1; bits <= 64; bits++) {
			u64 want = 0, cut = bits < 64 ? v & ((1ull << bits) - 1) : v;

			for (int i = 0; i < 32; i++)
				before[i] = kernel_page[i] = (u8)(i * 73 + bits * 31 + skip);
			for (u32 i = 0; i < bits; i++)
				want |= (u64)bit_at(64 + skip + i) << i;
			check(spl_load_bits(c, KERNEL_AT + 8, skip, bits, "x:1:1") == want);
			spl_write_bits(c, KERNEL_AT + 8, skip, bits, v);
			check(spl_load_bits(c, KERNEL_AT + 8, skip, bits, "x:1:1") == cut);
			for (u32 i = 0; i < 256; i++)
				if (i < 64 + skip || i >= 64 + skip + bits)
					check(bit_at(i) == (before[i / 8] >> i % 8 & 1));
		}
	/* no more is touched than the bits need */
	spl_write_bits(c, KERNEL_AT + PAGE - 1, 3, 5, 0);
	spl_write_bits(c, KERNEL_AT + PAGE - 8, 0, 64, v);
	check(!c->failed);
	spl_write_bits(c, KERNEL_AT + PAGE - 8, 1, 64, v);
	check(test_failed(c, "kernel write fault at 0xffff888000001ff8"));
	spl_load_bits(c, KERNEL_AT + PAGE - 8, 1, 64, "x:1:1");
	check(test_failed(c, "kernel read fault at 0xffff888000001ff8"));
}

int main(void)
{
	struct spl_context c;

	task.mm = &task;
	test_start(&c);
	test_numbers(&c);
	test_bad(&c);
	test_strings(&c);
	test_writes(&c);
	test_bits(&c);
	return test_done();
}
