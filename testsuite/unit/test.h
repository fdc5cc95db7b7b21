/* SPDX-License-Identifier: GPL-2.0-only */
/* test.h: for tests of user-space parts: checks that say what was wrong. */
#ifndef UNIT_TEST_H
#define UNIT_TEST_H

#include <stdio.h>
#include <string.h>

static int test_failures;

#define check(cond)                                                               \
	do {                                                                      \
		if (!(cond)) {                                                    \
			printf("%s:%d: not so: %s\n", __FILE__, __LINE__, #cond); \
			test_failures++;                                          \
		}                                                                 \
	} while (0)

#define check_text(got, want) check_text_at(__FILE__, __LINE__, got, want)

static inline void check_text_at(const char *file, int line, const char *got, const char *want)
{
	if (!strcmp(got ? got : "(null)", want ? want : "(null)"))
		return;
	printf("%s:%d: got:\n%s\nwanted:\n%s\n", file, line, got ? got : "(null)",
	       want ? want : "(null)");
	test_failures++;
}

static inline int test_done(void)
{
	if (test_failures)
		printf("%d checks failed\n", test_failures);
	return test_failures != 0;
}

#endif
