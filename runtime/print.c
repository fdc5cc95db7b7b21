/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * print.c: text into a buffer: bytes, characters, strings, memory; strings that sprint() builds.
 * Numbers are in number.c.
 */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "deref.h"
#include "global.h"
#include "spl.h"

/* Room in the buffer, made if need be; 0: what is to come is cut. */
static size_t put_room(struct spl_buf *b)
{
	if (b->p == b->end)
		b->more(b, b->c);
	return b->end - b->p;
}

void spl_put_more(struct spl_buf *b, const char *p, u32 n)
{
	while (n) {
		u32 part = min_t(size_t, n, put_room(b));

		if (!part)
			return;
		memcpy(b->p, p, part);
		b->p += part;
		p += part;
		n -= part;
	}
}

void spl_put_fill(struct spl_buf *b, char ch, s64 n)
{
	while (n > 0) {
		size_t part = min_t(u64, n, put_room(b));

		if (!part)
			return;
		memset(b->p, ch, part);
		b->p += part;
		n -= part;
	}
}

/* Opens a field for N bytes; what spl_put_fill() has to add behind them. */
static s64 field_open(struct spl_buf *b, int flags, s64 width, s64 n)
{
	s64 pad;

	if (width < 0) {
		flags |= SPL_FMT_LEFT;
		width = width < -SPL_FMT_MAX ? SPL_FMT_MAX : -width;
	}
	pad = min_t(s64, width, SPL_FMT_MAX) - n;
	if (flags & SPL_FMT_LEFT)
		return pad;
	spl_put_fill(b, ' ', pad);
	return 0;
}

/* CH as a script's author would write it; how many bytes that is. */
static u32 escape(char *to, u8 ch)
{
	static const char letters[] = "abtnvfr"; /* 7 to 13 */

	if (ch >= ' ' && ch <= '~') {
		to[0] = ch;
		return 1;
	}
	to[0] = '\\';
	if (ch >= '\a' && ch <= '\r') {
		to[1] = letters[ch - '\a'];
		return 2;
	}
	to[1] = '0' + (ch >> 6);
	to[2] = '0' + ((ch >> 3) & 7);
	to[3] = '0' + (ch & 7);
	return 4;
}

void spl_put_char(struct spl_buf *b, int flags, s64 width, s64 v)
{
	char text[4] = { (char)v };
	u32 n = flags & SPL_FMT_ALT ? escape(text, v) : 1;
	s64 pad = field_open(b, flags, width, n);

	spl_put_mem(b, text, n);
	spl_put_fill(b, ' ', pad);
}

void spl_put_text(struct spl_buf *b, int flags, s64 width, s64 prec, struct spl_str s)
{
	u32 n = prec >= 0 ? min_t(u64, s.len, prec) : s.len;
	s64 total = n, pad;
	char text[4];
	u32 i;

	if (!(flags & SPL_FMT_ALT)) {
		pad = field_open(b, flags, width, n);
		spl_put_mem(b, s.p, n);
		spl_put_fill(b, ' ', pad);
		return;
	}
	for (i = 0, total = 0; i < n; i++)
		total += escape(text, s.p[i]);
	pad = field_open(b, flags, width, total);
	for (i = 0; i < n; i++)
		spl_put_mem(b, text, escape(text, s.p[i]));
	spl_put_fill(b, ' ', pad);
}

static void put_hex(struct spl_buf *b, const u8 *p, u32 n)
{
	static const char hex[] = "0123456789abcdef";

	for (; n; p++, n--) {
		char text[2] = { hex[*p >> 4], hex[*p & 15] };

		spl_put_mem(b, text, sizeof(text));
	}
}

void spl_put_memory(struct spl_buf *b, char conv, int flags, s64 width, s64 n, u64 addr,
		    const char *at)
{
	bool user = flags & SPL_FMT_ALT;
	u8 part[64];
	s64 pad;

	if (n < 0)
		n = 1;
	if (n > SPL_FMT_MAX) {
		spl_error(b->c, at, "%%%c of %lld bytes: at most %d can be printed", conv, n,
			  SPL_FMT_MAX);
		return;
	}
	pad = field_open(b, flags, width, conv == 'M' ? 2 * n : n);
	while (n) {
		u32 size = min_t(s64, n, sizeof(part));

		if (!(user ? spl_read_user(part, addr, size) : spl_read_kernel(part, addr, size))) {
			spl_error(b->c, at, "%s read fault at 0x%llx", user ? "user" : "kernel",
				  addr);
			return;
		}
		if (conv == 'M')
			put_hex(b, part, size);
		else
			spl_put_mem(b, (const char *)part, size);
		addr += size;
		n -= size;
	}
	spl_put_fill(b, ' ', pad);
}

/* The second and later calls for the same string. */
static void sprint_was_cut(struct spl_buf *b, struct spl_context *c)
{
}

static void sprint_cut(struct spl_buf *b, struct spl_context *c)
{
	spl_count_cut(c);
	b->more = sprint_was_cut;
}

void spl_sprint_start(struct spl_context *c, struct spl_buf *b)
{
	u32 max = spl_script.limits.maxstringlen - 1;

	b->c = c;
	b->more = sprint_cut;
	b->start = b->p = b->end = spl_str_alloc(c, max);
	if (b->start)
		b->end += max;
	else
		b->more = sprint_was_cut;
}

struct spl_str spl_sprint_end(struct spl_buf *b)
{
	struct spl_context *c = b->c;
	u32 n;

	if (!b->start)
		return SPL_EMPTY;
	n = strnlen(b->start, b->p - b->start);
	b->start[n] = '\0';
	if (c->str == b->end + 1) /* nothing came behind it: the rest is given back */
		c->str = b->start + n + 1;
	return (struct spl_str){ b->start, n };
}

void spl_unread(struct spl_buf *b)
{
	b->c->failed = false;
	b->c->error_at = NULL;
	b->p = b->start;
	spl_put_lit(b, "?");
}

void spl_printf(struct spl_context *c, const char *fmt, ...)
{
	struct spl_buf *b = &c->out;
	int room, n, tries;
	va_list ap;

	for (tries = 0; tries < 2; tries++) {
		room = b->end - b->p;
		va_start(ap, fmt);
		n = vsnprintf(b->p, room + 1, fmt, ap);
		va_end(ap);
		if (n <= room || b->p == b->start)
			break;
		b->more(b, c); /* a whole record takes more than what is left of this one */
	}
	b->p += min(n, room);
}
