// SPDX-License-Identifier: GPL-2.0-only
/* many.c: a thousand markers in as many places. */
#include <linux/module.h>

#include <spile/marker.h>

#include "many.h"
#include "target.h"

#define TEN(what) \
	what(0);  \
	what(1);  \
	what(2);  \
	what(3);  \
	what(4);  \
	what(5);  \
	what(6);  \
	what(7);  \
	what(8);  \
	what(9)
#define MARK(n) SPILE_MARK(many, "number %llu", x + n)
#define MARKS(n)                             \
	static noinline void many_##n(u64 x) \
	{                                    \
		TEN(MARK);                   \
		x += 10;                     \
		TEN(MARK);                   \
		x += 10;                     \
		TEN(MARK);                   \
		x += 10;                     \
		TEN(MARK);                   \
		x += 10;                     \
		TEN(MARK);                   \
		x += 10;                     \
		TEN(MARK);                   \
		x += 10;                     \
		TEN(MARK);                   \
		x += 10;                     \
		TEN(MARK);                   \
		x += 10;                     \
		TEN(MARK);                   \
		x += 10;                     \
		TEN(MARK);                   \
	}
#define CALL(n) many_##n(n * 100)

MARKS(0)
MARKS(1)
MARKS(2)
MARKS(3)
MARKS(4)
MARKS(5)
MARKS(6)
MARKS(7)
MARKS(8)
MARKS(9)

void many_run(void)
{
	TEN(CALL);
}
