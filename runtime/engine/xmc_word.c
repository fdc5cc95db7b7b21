/* SPDX-License-Identifier: GPL-2.0-only */
/* xmc_word.c: takes a word of code, old and new; changes it by one store, or nothing. */
#include "engine/xmc_word.h"

#ifdef __KERNEL__
#include <linux/errno.h>
#include <linux/string.h>
#else
#include <errno.h>
#include <string.h>
#endif

#define WORD_MAX sizeof(long) /* a longer one is stored in two */

static bool is_word(const void *at, size_t n)
{
	return n && n <= WORD_MAX && !(n & (n - 1)) && !((uintptr_t)at % n);
}

void spl_word_store(void *at, const void *bytes, size_t n)
{
	uint64_t eight;
	uint32_t four;
	uint16_t two;

	switch (n) {
	case 1:
		*(volatile uint8_t *)at = *(const uint8_t *)bytes;
		break;
	case 2:
		memcpy(&two, bytes, n);
		*(volatile uint16_t *)at = two;
		break;
	case 4:
		memcpy(&four, bytes, n);
		*(volatile uint32_t *)at = four;
		break;
	case 8:
		memcpy(&eight, bytes, n);
		*(volatile uint64_t *)at = eight;
		break;
	}
}

int spl_xmc_word(const struct spl_word_ops *ops, void *at, const void *was, const void *is,
		 size_t n)
{
	uint8_t now[WORD_MAX];

	if (!is_word(at, n))
		return -EINVAL;
	if (!ops->read(now, at, n) || memcmp(now, was, n))
		return -EAGAIN;
	ops->store(at, is, n);
	ops->sync();
	return 0;
}
