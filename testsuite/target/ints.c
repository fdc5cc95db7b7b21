// SPDX-License-Identifier: GPL-2.0-only
/* ints.c: parameters and return values of every width: what is above a narrow one is not its. */
#include <linux/module.h>

#include "target.h"

s64 ints_many(s8 a, u8 b, s16 c, u16 d, s32 e, u32 f, s64 g, u64 h, bool i, char j);
s8 ints_s8(u64 x);
u8 ints_u8(u64 x);
s16 ints_s16(u64 x);
u16 ints_u16(u64 x);
s32 ints_s32(u64 x);
u32 ints_u32(u64 x);
s64 ints_s64(u64 x);
bool ints_bool(u64 x);
enum colour ints_colour(u64 x);
void ints_void(u64 x);
void ints_wide(u64 first, __int128 wide, u64 last);
s32 ints_variadic(const char *format, ...);

/* The last four are on the stack. */
noinline s64 ints_many(s8 a, u8 b, s16 c, u16 d, s32 e, u32 f, s64 g, u64 h, bool i, char j)
{
	s64 sum = a + b + c + d + (s64)e + f + g + (s64)h + i + j;

	note(sum);
	return sum;
}

noinline s8 ints_s8(u64 x)
{
	return (s8)x;
}

noinline u8 ints_u8(u64 x)
{
	return (u8)x;
}

noinline s16 ints_s16(u64 x)
{
	return (s16)x;
}

noinline u16 ints_u16(u64 x)
{
	return (u16)x;
}

noinline s32 ints_s32(u64 x)
{
	return (s32)x;
}

noinline u32 ints_u32(u64 x)
{
	return (u32)x;
}

noinline s64 ints_s64(u64 x)
{
	return (s64)(x + 1); /* what only gives its parameter back is not called by clang */
}

noinline bool ints_bool(u64 x)
{
	return x & 1;
}

noinline enum colour ints_colour(u64 x)
{
	return x & 1 ? COLOUR_GREEN : COLOUR_BLUE;
}

noinline void ints_void(u64 x)
{
	note(x);
}

/* In two registers that are not neighbours by number. */
noinline void ints_wide(u64 first, __int128 wide, u64 last)
{
	note(first ^ last ^ (u64)wide ^ (u64)(wide >> 64));
}

noinline s32 ints_variadic(const char *format, ...)
{
	note(format[0]);
	return format[0];
}

static void many(void)
{
	s8 a = pick();
	u8 b = pick();
	s16 c = pick();
	u16 d = pick();
	s32 e = pick();
	u32 f = pick();
	s64 g = pick();
	u64 h = pick();
	bool i = pick() & 1;
	char j = pick(); /* signed on older kernels */

	tell("many.a", a);
	tell("many.b", b);
	tell("many.c", c);
	tell("many.d", d);
	tell("many.e", e);
	tell("many.f", f);
	tell("many.g", g);
	tell("many.h", h);
	tell("many.i", i);
	tell("many.j", j);
	tell("many.return", ints_many(a, b, c, d, e, f, g, h, i, j));
}

void ints_run(void)
{
	u64 x = pick() | 0x8080808080808080ULL; /* the sign of each width is set */
	__int128 wide = (__int128)pick() << 64 | pick();
	u64 first = pick(), last = pick();

	many();
	tell("narrow.s8", ints_s8(x));
	tell("narrow.u8", ints_u8(x));
	tell("narrow.s16", ints_s16(x));
	tell("narrow.u16", ints_u16(x));
	tell("narrow.s32", ints_s32(x));
	tell("narrow.u32", ints_u32(x));
	tell("narrow.s64", ints_s64(x));
	tell("narrow.bool", ints_bool(x));
	tell("narrow.colour", ints_colour(x));
	tell("void.x", x);
	ints_void(x);
	tell("wide.first", first);
	tell("wide.low", (u64)wide);
	tell("wide.high", (u64)(wide >> 64));
	tell("wide.last", last);
	ints_wide(first, wide, last);
	tell("variadic.first", 'v');
	tell("variadic.return", ints_variadic("v%d", 1));
}
