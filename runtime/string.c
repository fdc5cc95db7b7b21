/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * string.c: strings of a handler: copies in the context's arena, which is given back as a whole
 * when the handler ends.  Every string ends in a NUL and is shorter than MAXSTRINGLEN.
 */
#include <linux/minmax.h>
#include <linux/string.h>

#include "global.h"
#include "spl.h"

static u32 str_max(void)
{
	return spl_script.limits.maxstringlen - 1;
}

/* The length of what is kept of N bytes. */
static u32 str_cut(struct spl_context *c, u32 n)
{
	if (likely(n <= str_max()))
		return n;
	spl_count_cut(c);
	return str_max();
}

char *spl_str_alloc(struct spl_context *c, u32 n)
{
	char *p = c->str;

	if (unlikely(n >= (size_t)(c->str_end - p))) {
		spl_error(c, NULL, "string memory exhausted");
		return NULL;
	}
	p[n] = '\0';
	c->str = p + n + 1;
	return p;
}

char *spl_str_home(struct spl_context *c)
{
	char *home = spl_str_alloc(c, str_max());

	if (home)
		*home = '\0';
	return home;
}

struct spl_str spl_str_keep(char *home, struct spl_str s)
{
	u32 n;

	if (unlikely(!home))
		return SPL_EMPTY;
	n = str_cut(NULL, s.len);
	memmove(home, s.p, n);
	home[n] = '\0';
	return (struct spl_str){ home, n };
}

struct spl_str spl_str_dup(struct spl_context *c, struct spl_str s)
{
	u32 n = str_cut(c, s.len);
	char *p = spl_str_alloc(c, n);

	if (unlikely(!p))
		return SPL_EMPTY;
	memcpy(p, s.p, n);
	return (struct spl_str){ p, n };
}

struct spl_str spl_str_new(struct spl_context *c, const char *p, u32 n)
{
	return spl_str_dup(c, (struct spl_str){ p, strnlen(p, n) });
}

struct spl_str spl_str_concat(struct spl_context *c, struct spl_str a, struct spl_str b)
{
	u32 from_a = min(a.len, str_max());
	u32 n = from_a + min(b.len, str_max() - from_a);
	char *p;

	if (unlikely(n < (u64)a.len + b.len))
		spl_count_cut(c);
	p = spl_str_alloc(c, n);
	if (unlikely(!p))
		return SPL_EMPTY;
	memcpy(p, a.p, from_a);
	memcpy(p + from_a, b.p, n - from_a);
	return (struct spl_str){ p, n };
}

int spl_str_cmp(struct spl_str a, struct spl_str b)
{
	int order = memcmp(a.p, b.p, min(a.len, b.len));

	if (order)
		return order;
	return a.len < b.len ? -1 : a.len > b.len;
}
