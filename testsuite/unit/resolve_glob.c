/* SPDX-License-Identifier: GPL-2.0-only */
/* Two dotted names with wildcards meet when some name is meant by both. */
#include "test.h"
#include "translator/resolve/glob.h"
#include "translator/resolve/known.h"

static bool meet(const char *a, const char *b)
{
	bool yes = glob_meet(a, strlen(a), b, strlen(b));

	check(glob_meet(b, strlen(b), a, strlen(a)) == yes || strchr(a, '?'));
	return yes;
}

int main(void)
{
	char longest[GLOB_MAX + 2];

	check(meet("", "") && !meet("a", "") && meet("*", "") && meet("**", ""));
	check(meet("a.b", "a.b") && !meet("a.b", "a.c") && !meet("a.b", "a.b.c"));
	check(meet("syscall.*", "syscall.open") && !meet("syscall.*", "syscall.open.x"));
	check(meet("sys**open", "syscall.*") && meet("sys**open", "syscall.open"));
	check(!meet("sys**open", "syscall.close") && !meet("sys*open", "syscall.open"));
	check(meet("**", "a.b.c") && !meet("*", "a.b") && meet("*.*", "a.b"));
	check(meet("a*c", "*b*") && meet("a.*", "*.b") && !meet("a.*", "b*"));
	check(meet("?b", "ab") && !meet("?b", ".b") && !meet("a?", "a"));
	memset(longest, '*', sizeof(longest));
	check(glob_meet(longest, GLOB_MAX, "a.b", 3));
	check(!glob_meet(longest, GLOB_MAX + 1, "a.b", 3));

	check(known_func("print_backtrace") && !known_func("print_") && !known_func(""));
	check(!known_func("backtrace caller") && !known_func("pid"));
	return test_done();
}
