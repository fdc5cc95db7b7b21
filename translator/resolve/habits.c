// SPDX-License-Identifier: GPL-2.0-only
/* habits.c: asked when a name means nothing here, so that the words stay free for scripts. */
#include "habits.h"

#include <stddef.h>
#include <string.h>

static const struct habit {
	const char *name, *hint;
} habits[] = {
	/* declarations */
	{ "auto", "variables are not declared: take the word away" },
	{ "bool", "variables are not declared: take the word away" },
	{ "char", "variables are not declared: take the word away" },
	{ "const", "variables are not declared: take the word away" },
	{ "double", "variables are not declared: take the word away" },
	{ "float", "variables are not declared: take the word away" },
	{ "int", "variables are not declared: take the word away" },
	{ "let", "variables are not declared: take the word away" },
	{ "local", "variables are not declared: take the word away" },
	{ "long", "variables are not declared: take the word away" },
	{ "my", "variables are not declared: take the word away" },
	{ "short", "variables are not declared: take the word away" },
	{ "signed", "variables are not declared: take the word away" },
	{ "static", "what outlives a handler is a global, declared outside of it" },
	{ "string", "variables are not declared: take the word away" },
	{ "struct", "variables are not declared: take the word away" },
	{ "this", "a thread's own values are kept in @this1 to @this8" },
	{ "unsigned", "variables are not declared: take the word away" },
	{ "var", "variables are not declared: take the word away" },
	/* statements */
	{ "and", "write &&" },
	{ "case", "write a chain of 'if' and 'else if'" },
	{ "do", "a loop begins with its condition: while (...) { ... }" },
	{ "elif", "write 'else if'" },
	{ "elseif", "write 'else if'" },
	{ "elsif", "write 'else if'" },
	{ "endif", "statements are held together by { and }" },
	{ "fi", "statements are held together by { and }" },
	{ "goto", "there is no goto" },
	{ "not", "write !" },
	{ "or", "write ||" },
	{ "switch", "write a chain of 'if' and 'else if'" },
	{ "then", "no word stands between a condition and its statement" },
	{ "throw", "error(\"...\") ends the handler, or goes to the 'catch' around it" },
	{ "unless", "write if (!...)" },
	{ "until", "write while (!...)" },
	/* values */
	{ "NULL", "write 0" },
	{ "None", "write 0, or \"\"" },
	{ "False", "write 0" },
	{ "True", "write 1" },
	{ "false", "write 0" },
	{ "nil", "write 0, or \"\"" },
	{ "null", "write 0" },
	{ "true", "write 1" },
	/* printing */
	{ "echo", "println(...) prints a line" },
	{ "fprintf", "write printf(...)" },
	{ "print", "it needs parentheses: print(...)" },
	{ "printf", "it needs parentheses: printf(...)" },
	{ "println", "it needs parentheses: println(...)" },
	{ "puts", "println(...) prints a line" },
	{ "sizeof", "@cast_sizeof(\"type\") is the size of a type" },
	{ "trace", "println(...) prints a line" },
	/* operators that have an '@' here */
	{ "avg", "write @avg(...); samples are added by <<<" },
	{ "cast", "write @cast(pointer, \"type\")" },
	{ "count", "write @count(...); samples are added by <<<" },
	{ "defined", "write @defined(...)" },
	{ "entry", "write @entry(...)" },
	{ "enum", "write @enum(\"NAME\")" },
	{ "hist", "write @hist_log(...) or @hist_linear(...); samples are added by <<<" },
	{ "hist_linear", "write @hist_linear(...)" },
	{ "hist_log", "write @hist_log(...)" },
	{ "lhist", "write @hist_linear(...); samples are added by <<<" },
	{ "max", "write @max(...); samples are added by <<<" },
	{ "min", "write @min(...); samples are added by <<<" },
	{ "quantile", "write @quantile(..., 99); samples are added by <<<" },
	{ "quantize", "write @hist_log(...); samples are added by <<<" },
	{ "sum", "write @sum(...); samples are added by <<<" },
	{ "variance", "write @variance(...); samples are added by <<<" },
	/* what is for C */
	{ "STAP_ERROR", "write error(...): STAP_ERROR() is for %{ C %}" },
	{ "STAP_PRINTF", "write printf(...): STAP_PRINTF() is for %{ C %}" },
	{ "STAP_RETURN", "write return ...: STAP_RETURN() is for %{ C %}" },
	{ "STAP_RETVALUE", "write return ...: STAP_RETVALUE is for %{ C %}" },
	/* what other tracers call their own */
	{ "arg0", "a parameter goes by its name: $count" },
	{ "arg1", "a parameter goes by its name: $count" },
	{ "arg2", "a parameter goes by its name: $count" },
	{ "args", "all parameters in one string: $$parms" },
	{ "comm", "write execname()" },
	{ "curtask", "write task_current()" },
	{ "elapsed", "keep gettimeofday_ns() of the start in a global" },
	{ "func", "write probefunc()" },
	{ "nsecs", "write gettimeofday_ns()" },
	{ "retval", "write $return" },
	{ "self", "a thread's own values are kept in @this1 to @this8" },
	{ "str", "write kernel_string(...) or user_string(...)" },
	{ "timestamp", "write gettimeofday_ns()" },
	{ "username", "uid() is the user's number" },
};

const char *habit_hint(const char *name)
{
	for (size_t i = 0; i < sizeof(habits) / sizeof(*habits); i++)
		if (!strcmp(habits[i].name, name))
			return habits[i].hint;
	return NULL;
}
