// SPDX-License-Identifier: GPL-2.0-only
/* marks.c: markers; what they are called with is told before. */
#include <linux/module.h>

#include <spile/marker.h>

#include "target.h"

void marks_numbers(u64 x, u64 y);
void marks_texts(const char *text, const char *secret, int length);

static const char mark_word[] = "word";

noinline void marks_numbers(u64 x, u64 y)
{
	SPILE_MARK(marks_narrow, "%hhd %hhu %hd %hu %c", (s8)x, (u8)x, (s16)y, (u16)y, 'c');
	SPILE_MARK(marks_wide, "%d %u %lld %llx", (s32)x, (u32)x, (s64)x, y);
	SPILE_MARK(marks_other, "%ld %lx %zu %p", (long)y, (long)y, (size_t)x, &mark_word);
	SPILE_MARK(marks_ten, "%d%d%d%d%d %d %d %d %d %d", (s32)x, 2, 3, 4, 5, 6, 7, 8, 9, (s32)y);
}

noinline void marks_texts(const char *text, const char *secret, int length)
{
	SPILE_MARK(marks_text, "number %d text %s", length, text);
	SPILE_MARK(marks_cut, "%.3s, %.*s", text, length, secret);
	SPILE_MARK(marks_bad, "at %s", (const char *)16);
	SPILE_MARK(marks_plain);
}

/* Two sites with one name, and as many formats. */
static noinline void marks_twice(u64 x)
{
	SPILE_MARK(marks_twin, "first %d", (s32)x);
	SPILE_MARK(marks_twin, "second %s", mark_word);
	SPILE_MARK(marks_twin, "first %d", (s32)x + 1);
}

void marks_run(void)
{
	u64 x = pick(), y = pick();

	tell("narrow.1", (s8)x);
	tell("narrow.2", (u8)x);
	tell("narrow.3", (s16)y);
	tell("narrow.4", (u16)y);
	tell("narrow.5", 'c');
	tell("wide.1", (s32)x);
	tell("wide.2", (u32)x);
	tell("wide.3", x);
	tell("wide.4", y);
	tell("other.1", y);
	tell("other.2", y);
	tell("other.3", x);
	tell("other.4", (long)&mark_word);
	tell("ten.1", (s32)x);
	tell("ten.10", (s32)y);
	marks_numbers(x, y);

	tell("text.1", 2);
	tell_text("text.2", "shown");
	tell_text("cut.1", "sho");
	tell("cut.2", 2);
	tell_text("cut.3", "un");
	tell_text("bad.1", "?");
	tell_text("plain", "marks_plain");
	marks_texts("shown", "unseen", 2);

	tell("twin.first", (s32)x);
	tell_text("twin.second", mark_word);
	tell("twin.first", (s32)x + 1);
	marks_twice(x);
}
