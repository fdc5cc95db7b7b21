// SPDX-License-Identifier: GPL-2.0-only
/* provider.c: the list of families. */
#include "provider.h"

extern const struct provider begin_end_provider, timer_provider, function_provider, callee_provider,
	statement_provider, addr_provider, kprobe_provider, tracepoint_provider, watch_provider,
	perf_provider, marker_provider, unsupported_provider;

const struct provider *const providers[] = {
	&begin_end_provider,
	&timer_provider,
	&function_provider,
	&callee_provider,
	&statement_provider,
	&addr_provider,
	&kprobe_provider,
	&tracepoint_provider,
	&watch_provider,
	&perf_provider,
	&marker_provider,
	&unsupported_provider,
	NULL,
};

const char *probe_kind_name(enum probe_kind k)
{
	static const char *const names[] = {
		[PROBE_BEGIN] = "BEGIN",	   [PROBE_END] = "END",
		[PROBE_ERROR] = "ERROR",	   [PROBE_NEVER] = "NEVER",
		[PROBE_TIMER] = "TIMER",	   [PROBE_TIMER_JIFFIES] = "TIMER_JIFFIES",
		[PROBE_PROFILE] = "PROFILE",	   [PROBE_FUNCTION] = "FUNCTION",
		[PROBE_RETURN] = "RETURN",	   [PROBE_STATEMENT] = "STATEMENT",
		[PROBE_TRACEPOINT] = "TRACEPOINT", [PROBE_MARKER] = "MARKER",
		[PROBE_WATCH] = "WATCH",	   [PROBE_PERF] = "PERF",
	};

	return names[k];
}

const char *probe_mechanism(const struct probe *p)
{
	switch (p->kind) {
	case PROBE_TIMER:
		return "hrtimer";
	case PROBE_TIMER_JIFFIES:
		return "timer_list";
	case PROBE_PROFILE:
		return "hrtimer on every CPU";
	case PROBE_RETURN:
		return "kretprobe";
	case PROBE_TRACEPOINT:
		return "tracepoint";
	case PROBE_MARKER:
		return "marker";
	case PROBE_WATCH:
		return "debug register";
	case PROBE_PERF:
		return p->perf->of_target ? "perf event on each thread" : "perf event on every CPU";
	default:
		return "called at start or stop";
	}
}
