/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * number.c: numbers as text, by hand: the kernel's own printf is slow, and has %p for itself.
 * The results are those that C's printf() gives, with 64 bits.
 */
#include <linux/bitops.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "spl.h"

#define DIGITS 24 /* room for the longest: 22 octal digits and a 0 in front */

static const char pairs[] = "00010203040506070809101112131415161718192021222324"
			    "25262728293031323334353637383940414243444546474849"
			    "50515253545556575859606162636465666768697071727374"
			    "75767778798081828384858687888990919293949596979899";

/* V's decimal digits before END, two at a time; where they begin. */
static char *digits_dec(char *end, u64 v)
{
	while (v >= 100) {
		u64 rest = v / 100;

		end -= 2;
		memcpy(end, &pairs[2 * (v - 100 * rest)], 2);
		v = rest;
	}
	if (v >= 10) {
		end -= 2;
		memcpy(end, &pairs[2 * v], 2);
		return end;
	}
	*--end = '0' + v;
	return end;
}

static char *digits_shift(char *end, u64 v, int bits, const char *alphabet)
{
	do {
		*--end = alphabet[v & ((1 << bits) - 1)];
		v >>= bits;
	} while (v);
	return end;
}

static u64 magnitude(s64 v)
{
	return v < 0 ? -(u64)v : (u64)v;
}

void spl_put_dec(struct spl_buf *b, s64 v)
{
	char text[DIGITS], *end = text + sizeof(text);
	char *p = digits_dec(end, magnitude(v));

	if (v < 0)
		*--p = '-';
	spl_put_mem(b, p, end - p);
}

/* Sign or base, zeros and digits, in a field. */
static void put_field(struct spl_buf *b, const char *prefix, const char *digits, u32 ndigits,
		      int flags, s64 width, s64 prec)
{
	u32 nprefix = strlen(prefix);
	s64 zeros, pad;

	if (width < 0) {
		flags |= SPL_FMT_LEFT;
		width = width < -SPL_FMT_MAX ? SPL_FMT_MAX : -width;
	}
	zeros = prec > ndigits ? min_t(s64, prec, SPL_FMT_MAX) - ndigits : 0;
	pad = min_t(s64, width, SPL_FMT_MAX) - nprefix - zeros - ndigits;
	if (pad > 0 && prec < 0 && (flags & (SPL_FMT_ZERO | SPL_FMT_LEFT)) == SPL_FMT_ZERO) {
		zeros = pad;
		pad = 0;
	}
	if (!(flags & SPL_FMT_LEFT))
		spl_put_fill(b, ' ', pad);
	spl_put_mem(b, prefix, nprefix);
	spl_put_fill(b, '0', zeros);
	spl_put_mem(b, digits, ndigits);
	if (flags & SPL_FMT_LEFT)
		spl_put_fill(b, ' ', pad);
}

static void put_raw(struct spl_buf *b, s64 width, u64 v)
{
	const u8 v8 = v;
	const u16 v16 = v;
	const u32 v32 = v;

	switch (width) {
	case 1:
		spl_put_mem(b, (const char *)&v8, sizeof(v8));
		break;
	case 2:
		spl_put_mem(b, (const char *)&v16, sizeof(v16));
		break;
	case 4:
		spl_put_mem(b, (const char *)&v32, sizeof(v32));
		break;
	default:
		spl_put_mem(b, (const char *)&v, sizeof(v));
	}
}

static const char *sign(int flags, s64 v)
{
	if (v < 0)
		return "-";
	if (flags & SPL_FMT_PLUS)
		return "+";
	return flags & SPL_FMT_SPACE ? " " : "";
}

void spl_put_num(struct spl_buf *b, char conv, int flags, s64 width, s64 prec, s64 v)
{
	char text[DIGITS], *end = text + sizeof(text), *p = end;
	const char *prefix = "";
	const bool none = prec == 0 && v == 0; /* then C prints no digit */

	switch (conv) {
	case 'b':
		put_raw(b, width, v);
		return;
	case 'p':
		spl_put_pointer(b, flags, width, prec, v);
		return;
	case 'o':
		if (!none)
			p = digits_shift(end, v, 3, "01234567");
		if ((flags & SPL_FMT_ALT) && prec <= end - p && (p == end || *p != '0'))
			*--p = '0';
		break;
	case 'x':
	case 'X':
		if (!none)
			p = digits_shift(end, v, 4,
					 conv == 'x' ? "0123456789abcdef" : "0123456789ABCDEF");
		if ((flags & SPL_FMT_ALT) && v)
			prefix = conv == 'x' ? "0x" : "0X";
		break;
	case 'u':
		if (!none)
			p = digits_dec(end, v);
		break;
	default:
		if (!none)
			p = digits_dec(end, magnitude(v));
		prefix = sign(flags, v);
	}
	put_field(b, prefix, p, end - p, flags, width, prec);
}

void spl_put_pointer(struct spl_buf *b, int flags, s64 width, s64 prec, u64 v)
{
	char text[DIGITS], *end = text + sizeof(text);
	char *p = digits_shift(end, v, 4, "0123456789abcdef");

	if (prec < 0)
		prec = 2 * sizeof(void *); /* so that columns of addresses stand straight */
	put_field(b, "0x", p, end - p, flags, width, prec);
}
