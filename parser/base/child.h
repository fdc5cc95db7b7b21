/* SPDX-License-Identifier: GPL-2.0-only */
/* child.h: run another program and take what it prints. */
#ifndef SPILE_CHILD_H
#define SPILE_CHILD_H

#include <stddef.h>

struct arena;

struct child_result {
	int status; /* exit status; 128 + signal; -1: could not be started, err says why */
	int err; /* errno, or 0 */
	char *out; /* stdout and stderr together, NUL-terminated, in the arena */
	size_t len;
	double cpu; /* seconds, user and system, its own children included */
	long peak_kib; /* largest resident set */
};

/*
 * Runs argv[0] (found by PATH) to its end; ENV entries "NAME=value" are added to ours and
 * "NAME" alone is taken away; DIR is the working directory; both may be NULL.  stdin is /dev/null.
 */
struct child_result child_run(struct arena *a, const char *dir, const char *const *env,
			      const char *const *argv);

#endif
