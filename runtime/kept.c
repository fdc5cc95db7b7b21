// SPDX-License-Identifier: GPL-2.0-only
/*
 * kept.c: values that @entry() carries from a function's entry to its return.  They lie in the
 * memory that the mechanism keeps for the call: slots of one size, a number each, and behind
 * it the text where a slot may hold a string.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "kept.h"
#include "spl.h"

static u32 slot_size(void)
{
	return sizeof(u64) +
	       (spl_script.keeps_text ? ALIGN(spl_script.limits.maxstringlen, sizeof(u64)) : 0);
}

size_t spl_kept_size(const struct spl_probe *p)
{
	return (size_t)p->kept * slot_size();
}

static u64 *slot_at(const struct spl_context *c, unsigned int n)
{
	return (void *)c->kept + (size_t)n * slot_size();
}

s64 spl_kept_long(const struct spl_context *c, unsigned int n)
{
	return *slot_at(c, n);
}

void spl_keep_long(const struct spl_context *c, unsigned int n, s64 v)
{
	*slot_at(c, n) = v;
}

struct spl_str spl_kept_str(const struct spl_context *c, unsigned int n)
{
	const u64 *slot = slot_at(c, n);

	return (struct spl_str){ (const char *)(slot + 1), *slot };
}

/* Strings of a handler are never longer than MAXSTRINGLEN - 1. */
void spl_keep_str(const struct spl_context *c, unsigned int n, struct spl_str s)
{
	u64 *slot = slot_at(c, n);

	*slot = s.len;
	memcpy(slot + 1, s.p, s.len);
	((char *)(slot + 1))[s.len] = '\0';
}
