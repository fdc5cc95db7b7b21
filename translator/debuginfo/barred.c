// SPDX-License-Identifier: GPL-2.0-only
/* barred.c: the reasons in words. */
#include "translator/debuginfo/barred.h"

#include <stddef.h>

const char *barred_why(enum barred b)
{
	const char *why = NULL;

	switch (b) {
	case BARRED_NOINSTR:
		why = "it is in .noinstr.text, which runs where the kernel can't be interrupted";
		break;
	case BARRED_KPROBES:
		why = "it is in .kprobes.text, which serves the probes themselves";
		break;
	case BARRED_ENTRY:
		why = "it is in .entry.text, which runs before there is a stack for a probe";
		break;
	case BARRED_CPUIDLE:
		why = "it is in .cpuidle.text, which runs while the processor is about to sleep";
		break;
	case BARRED_TRAMPOLINE:
		why = "it is the trampoline of a static call, which the kernel patches";
		break;
	case BARRED_INIT:
		why = "it is in .init.text, which is gone when the kernel has booted";
		break;
	case BARRED_EXIT:
		why = "it is in .exit.text, which the kernel itself does not keep";
		break;
	case BARRED_THUNK:
		why = "it is a thunk of returns or jumps, by which the handling of traps goes as well";
		break;
	case BARRED_COPIED:
		why = "the kernel copies it to where it runs, and a copied trap is nobody's";
		break;
	case BARRED_LAST:
		why = "it is the end of the module's code, behind which the kernel would read on when it checks the place";
		break;
	case BARRED_LIST:
		why = "it is on the kernel's own list of what kprobes may not touch";
		break;
	case BARRED_JUMP_LABEL:
		why = "a jump label is there, which the kernel patches";
		break;
	case BARRED_STATIC_CALL:
		why = "a static call is there, which the kernel patches";
		break;
	case BARRED_ALTERNATIVE:
		why = "it lies inside of code that the kernel replaces to suit the processor";
		break;
	case BARRED_BUG:
		why = "it is the trap of a BUG() or WARN()";
		break;
	case BARRED_NOT:
	case BARRED_KINDS:
		break;
	}
	return why;
}

const char *barred_where(enum barred b)
{
	static const char *const where[BARRED_KINDS] = {
		[BARRED_NOINSTR] = "in .noinstr.text",
		[BARRED_KPROBES] = "in .kprobes.text",
		[BARRED_ENTRY] = "in .entry.text",
		[BARRED_CPUIDLE] = "in .cpuidle.text",
		[BARRED_TRAMPOLINE] = "trampolines of static calls",
		[BARRED_INIT] = "in .init.text",
		[BARRED_EXIT] = "in .exit.text",
		[BARRED_THUNK] = "thunks of returns and jumps",
		[BARRED_COPIED] = "copied to where they run",
		[BARRED_LAST] = "at the end of their module's code",
		[BARRED_LIST] = "on the kernel's list of what kprobes may not touch",
		[BARRED_JUMP_LABEL] = "in jump labels",
		[BARRED_STATIC_CALL] = "in static calls",
		[BARRED_ALTERNATIVE] = "inside of code that suits the processor",
		[BARRED_BUG] = "traps of BUG() or WARN()",
	};

	return where[b];
}
