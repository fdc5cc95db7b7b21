/* SPDX-License-Identifier: GPL-2.0-only */
/* events.h: tracepoints of a module. */
/* clang-format off */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM spile_target

#if !defined(SPILE_TARGET_EVENTS_H) || defined(TRACE_HEADER_MULTI_READ)
#define SPILE_TARGET_EVENTS_H

#include <linux/tracepoint.h>

#include "target.h"

TRACE_EVENT(target_shape,
	TP_PROTO(const struct shape *shape, s16 narrow, u64 big, const char *text, bool yes),
	TP_ARGS(shape, narrow, big, text, yes),
	TP_STRUCT__entry(
		__field(s32, number)
		__field(s16, narrow)
		__field(u64, big)
	),
	TP_fast_assign(
		__entry->number = shape->number;
		__entry->narrow = narrow;
		__entry->big = big;
	),
	TP_printk("number=%d narrow=%d big=%llu", __entry->number, __entry->narrow, __entry->big)
);

DECLARE_EVENT_CLASS(target_class,
	TP_PROTO(u64 value),
	TP_ARGS(value),
	TP_STRUCT__entry(__field(u64, value)),
	TP_fast_assign(__entry->value = value;),
	TP_printk("value=%llu", __entry->value)
);

DEFINE_EVENT(target_class, target_first, TP_PROTO(u64 value), TP_ARGS(value));
DEFINE_EVENT(target_class, target_second, TP_PROTO(u64 value), TP_ARGS(value));

/* Eleven arguments: more than registers hold. */
TRACE_EVENT(target_many,
	TP_PROTO(s8 a, u8 b, s16 c, u16 d, s32 e, u32 f, s64 g, u64 h, void *i, bool j, s8 k),
	TP_ARGS(a, b, c, d, e, f, g, h, i, j, k),
	TP_STRUCT__entry(__field(s64, sum)),
	TP_fast_assign(__entry->sum = a + b + c + d + e + f + g + h + (long)i + j + k;),
	TP_printk("sum=%lld", __entry->sum)
);

/* Structures themselves; the kernel's macros take no larger ones. */
TRACE_EVENT(target_whole,
	TP_PROTO(struct point point, u8 before, union word word, s16 after),
	TP_ARGS(point, before, word, after),
	TP_STRUCT__entry(__field(s64, sum)),
	TP_fast_assign(__entry->sum = point.x + before + word.half[0] + after;),
	TP_printk("sum=%lld", __entry->sum)
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE events
#include <trace/define_trace.h>
