/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * utf.c: strings of 2- or 4-byte units in memory, as UTF-8 in a script's string.
 */
#include <linux/kernel.h>

#include "deref.h"
#include "global.h"
#include "library.h"

struct utf {
	struct spl_context *c;
	u64 addr;
	u32 unit;
	bool user;
};

static bool next_unit(struct utf *u, u32 *v)
{
	union {
		u16 w;
		u32 l;
	} unit;

	if (!(u->user ? spl_read_user(&unit, u->addr, u->unit) :
			spl_read_kernel(&unit, u->addr, u->unit))) {
		spl_error(u->c, NULL, "%s string read fault at 0x%llx", u->user ? "user" : "kernel",
			  u->addr);
		return false;
	}
	u->addr += u->unit;
	*v = u->unit == 2 ? unit.w : unit.l;
	return true;
}

static bool is_surrogate(u32 v, u32 first)
{
	return v >= first && v < first + 0x400;
}

/* The next character, 0 at the end; false: an error was given. */
static bool next_char(struct utf *u, u32 *v)
{
	u64 at = u->addr;
	u32 low;

	if (!next_unit(u, v))
		return false;
	if (u->unit == 2 && is_surrogate(*v, 0xd800)) {
		if (!next_unit(u, &low))
			return false;
		if (is_surrogate(low, 0xdc00)) {
			*v = 0x10000 + ((*v & 0x3ff) << 10) + (low & 0x3ff);
			return true;
		}
	}
	if (*v < 0x110000 && !is_surrogate(*v, 0xd800) && !is_surrogate(*v, 0xdc00))
		return true;
	spl_error(u->c, NULL, "no UTF-%u character at 0x%llx", u->unit * 8, at);
	return false;
}

/* The bytes of V. */
static u32 encode(char *to, u32 v)
{
	u32 n = v < 0x80 ? 1 : v < 0x800 ? 2 : v < 0x10000 ? 3 : 4, i;

	if (n == 1) {
		to[0] = v;
		return 1;
	}
	for (i = n - 1; i; i--, v >>= 6)
		to[i] = 0x80 | (v & 0x3f);
	to[0] = (0xf00 >> n) | v; /* as many ones in front as there are bytes */
	return n;
}

struct spl_str spl_load_utf(struct spl_context *c, u64 addr, u32 unit, bool user)
{
	struct utf u = { c, addr, unit, user };
	struct spl_buf b;
	char text[4];
	u32 v, n;

	spl_sprint_start(c, &b);
	while (next_char(&u, &v) && v) {
		n = encode(text, v);
		if (n > b.end - b.p) { /* no character is cut in two */
			spl_count_cut(c);
			break;
		}
		spl_put_mem(&b, text, n);
	}
	return spl_sprint_end(&b);
}
