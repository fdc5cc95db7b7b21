/* SPDX-License-Identifier: GPL-2.0-only */
/* workdir.h: a temporary directory that is gone when spile is, however spile ends. */
#ifndef SPILE_BUILD_WORKDIR_H
#define SPILE_BUILD_WORKDIR_H

#include <stdbool.h>
#include <sys/types.h>

struct arena;
struct diag;

struct workdir {
	const char *path; /* a name that kbuild can take: no blank, no colon */
	const char *mark; /* "NAME=value", to stand in the environment of all who work in it */
	pid_t guard; /* removes it; 0: it is kept */
	int leash; /* the guard waits for its other end to close */
};

/* In $TMPDIR or /tmp; with KEEP it stays.  NULL: a diagnostic was given. */
struct workdir *workdir_open(struct arena *a, struct diag *d, bool keep);
/* Removes it, unless it is kept, and waits until that is done; NULL is fine. */
void workdir_close(struct workdir *w);

#endif
