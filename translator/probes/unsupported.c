// SPDX-License-Identifier: GPL-2.0-only
/*
 * unsupported.c: probe points that the language has and this build lacks: known by name, so that a
 * script is told what is missing, and goes on without them where it may.
 */
#include "provider.h"

/* What may stand behind a function; families with code of their own come first and take theirs. */
#define AT_FUNCTION(code)                                                              \
	code, code ".call", code ".exported", code ".inline", code ".return",          \
		code ".return.maxactive(N)", code ".exported.return", code ".callees", \
		code ".callees(N)", code ".callee(S)", code ".callee(S).call",         \
		code ".callee(S).return", code ".callee(S).return.maxactive(N)", code ".label(S)"
#define IN_CODE(where)                                                                       \
	AT_FUNCTION(where ".function(S)"), AT_FUNCTION(where ".function(N)"),                \
		where ".statement(S)", where ".statement(S).nearest", where ".statement(N)", \
		where ".statement(N).nearest", where ".statement(N).absolute"
#define IN_PROGRAM(where)                                                             \
	IN_CODE(where), where ".mark(S)", where ".provider(S).mark(S)", where ".plt", \
		where ".plt.return", where ".plt(S)", where ".plt(S).return"
#define OF_PROCESS(process)                                                                       \
	IN_PROGRAM(process), IN_PROGRAM(process ".library(S)"), process ".begin", process ".end", \
		process ".thread.begin", process ".thread.end", process ".syscall",               \
		process ".syscall.return", process ".insn", process ".insn.block",                \
		DATA(process ".data(N)"), DATA(process ".data(S)")
#define DATA(data) data ".write", data ".rw", data ".length(N).write", data ".length(N).rw"
#define PROCFS(file)                                                              \
	file ".read", file ".write", file ".read.maxsize(N)", file ".maxsize(N)", \
		file ".maxsize(N).read", file ".write.maxsize(N)"
#define NETFILTER(hook) hook, hook ".priority(S)"
#define OF_PYTHON(python)                                                      \
	python ".module(S).function(S)", python ".module(S).function(S).call", \
		python ".module(S).function(S).return"
#define OF_JAVA(method) method, method ".return"

static const char *const patterns[] = {
	IN_CODE("kernel"),
	IN_CODE("module(S)"),
	"tp_syscall(S)",
	"tp_syscall(S).return",
	OF_PROCESS("process"),
	OF_PROCESS("process(S)"),
	OF_PROCESS("process(N)"),
	OF_PROCESS("debuginfod.process(S)"),
	OF_PROCESS("debuginfod.archive(S).process(S)"),
	PROCFS("procfs"),
	PROCFS("procfs(S)"),
	PROCFS("procfs.umask(N)"),
	PROCFS("procfs(S).umask(N)"),
	NETFILTER("netfilter.hook(S)"),
	NETFILTER("netfilter.hook(S).pf(S)"),
	NETFILTER("netfilter.pf(S).hook(S)"),
	OF_PYTHON("python2"),
	OF_PYTHON("python3"),
	OF_JAVA("java(S).class(S).method(S)"),
	OF_JAVA("java(N).class(S).method(S)"),
	"prometheus",
	"xdp",
	"xdp(S)",
	"input.char",
	"input.line",
	NULL,
};

const struct provider unsupported_provider = {
	.name = "unsupported",
	.patterns = patterns,
	.derive = NULL,
};
