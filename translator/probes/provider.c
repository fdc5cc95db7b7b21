// SPDX-License-Identifier: GPL-2.0-only
/* provider.c: the list of families, and those that the language has and this build lacks. */
#include "provider.h"

extern const struct provider begin_end_provider, timer_provider, function_provider;

static const struct provider unsupported_provider = {
	.name = "unsupported",
	.patterns = (const char *const[]){ "kernel.statement(S)",
					   "kernel.statement(N)",
					   "kernel.statement(N).absolute",
					   "kernel.statement(S).nearest",
					   "module(S).statement(S)",
					   "module(S).statement(N)",
					   "kernel.function(S).inline",
					   "kernel.function(S).callee(S)",
					   "kernel.function(S).callees",
					   "kernel.function(S).callees(N)",
					   "kernel.function(S).label(S)",
					   "kernel.function(N)",
					   "kernel.function(N).call",
					   "kernel.function(N).return",
					   "module(S).function(S).inline",
					   "module(S).function(N)",
					   "module(S).function(S).label(S)",
					   "kernel.trace(S)",
					   "kernel.mark(S)",
					   "kernel.mark(S).format(S)",
					   "module(S).mark(S)",
					   "marker(S)",
					   "kernel.data(N).write",
					   "kernel.data(N).rw",
					   "kernel.data(S).write",
					   "kernel.data(S).rw",
					   "kprobe.function(S)",
					   "kprobe.function(S).call",
					   "kprobe.function(S).return",
					   "kprobe.module(S).function(S)",
					   "kprobe.module(S).function(S).return",
					   "kprobe.statement(N).absolute",
					   "process.begin",
					   "process.end",
					   "process.syscall",
					   "process.thread.begin",
					   "process.thread.end",
					   "process(S).begin",
					   "process(S).end",
					   "process(N).begin",
					   "process(N).end",
					   "process(S).function(S)",
					   "process(S).function(S).call",
					   "process(S).function(S).return",
					   "process(S).statement(S)",
					   "process(S).mark(S)",
					   "process(S).syscall",
					   "process(S).syscall.return",
					   "process(S).thread.begin",
					   "process(S).thread.end",
					   "process(S).plt",
					   "process(S).plt(S)",
					   "process(S).insn",
					   "process(S).insn.block",
					   "process(N).function(S)",
					   "process(N).syscall",
					   "process.function(S)",
					   "process.mark(S)",
					   "process.syscall.return",
					   "procfs.read",
					   "procfs.write",
					   "procfs(S).read",
					   "procfs(S).write",
					   "netfilter.hook(S)",
					   "netfilter.hook(S).pf(S)",
					   "netfilter.ip.pre_routing",
					   "netfilter.ip.local_in",
					   "perf.type(N).config(N)",
					   "perf.type(N).config(N).sample(N)",
					   "perf.counter(S)",
					   "python2.module(S)",
					   "python3.module(S)",
					   "java(S).class(S).method(S)",
					   "input.char",
					   NULL },
	.derive = NULL,
};

const struct provider *const providers[] = {
	&begin_end_provider, &timer_provider, &function_provider, &unsupported_provider, NULL,
};

const char *probe_kind_name(enum probe_kind k)
{
	static const char *const names[] = {
		[PROBE_BEGIN] = "BEGIN",     [PROBE_END] = "END",
		[PROBE_ERROR] = "ERROR",     [PROBE_NEVER] = "NEVER",
		[PROBE_TIMER] = "TIMER",     [PROBE_TIMER_JIFFIES] = "TIMER_JIFFIES",
		[PROBE_PROFILE] = "PROFILE", [PROBE_FUNCTION] = "FUNCTION",
		[PROBE_RETURN] = "RETURN",
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
	case PROBE_FUNCTION:
		return p->by_kprobe ? "kprobe (no ftrace entry)" : "shared ftrace_ops";
	case PROBE_RETURN:
		return "kretprobe";
	default:
		return "called at start or stop";
	}
}
