// SPDX-License-Identifier: GPL-2.0-only
/* events.c: tracepoints that only this module has. */
#include <linux/module.h>

#define CREATE_TRACE_POINTS
#include "events.h"

void events_run(void)
{
	struct shape shape = { .number = (s32)pick(), .name = "event", .tag = "traced" };
	struct point point = { .x = (s16)pick(), .y = (s16)pick() };
	union word word = { .whole = pick() };
	u64 x = pick(), y = pick();

	tell("shape.number", shape.number);
	tell_text("shape.tag", shape.tag);
	tell("shape.narrow", (s16)x);
	tell("shape.big", y);
	tell_text("shape.text", shape.name);
	tell("shape.yes", 1);
	trace_target_shape(&shape, (s16)x, y, shape.name, true);

	tell("first.value", x);
	trace_target_first(x);
	tell("second.value", y);
	trace_target_second(y);

	tell("many.a", (s8)x);
	tell("many.b", (u8)x);
	tell("many.c", (s16)y);
	tell("many.d", (u16)y);
	tell("many.e", (s32)x);
	tell("many.f", (u32)x);
	tell("many.g", x);
	tell("many.h", y);
	tell("many.i", (long)&shape);
	tell("many.j", 0);
	tell("many.k", (s8)y);
	trace_target_many((s8)x, (u8)x, (s16)y, (u16)y, (s32)x, (u32)x, (s64)x, y, &shape, false,
			  (s8)y);

	tell("whole.x", point.x);
	tell("whole.y", point.y);
	tell("whole.before", (u8)x);
	tell("whole.half", word.half[1]);
	tell("whole.byte", word.byte[3]);
	tell("whole.after", (s16)y);
	trace_target_whole(point, (u8)x, word, (s16)y);
}
