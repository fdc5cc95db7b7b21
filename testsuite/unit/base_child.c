/* SPDX-License-Identifier: GPL-2.0-only */
/* A child's output, status, environment and directory; one that can't be started. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#include "parser/base/arena.h"
#include "parser/base/child.h"
#include "test.h"

static struct arena *arena;

static struct child_result shell(const char *dir, const char *const *env, const char *command)
{
	const char *const argv[] = { "sh", "-c", command, NULL };

	return child_run(arena, dir, env, argv);
}

int main(void)
{
	static const char *const none[] = { "/nonexistent/program", NULL };
	static const char *const env[] = { "SPILE_A=1 2", "SPILE_B", NULL };
	struct child_result r;

	arena = arena_open();
	r = shell(NULL, NULL, "echo out; echo err >&2; exit 3");
	check(r.status == 3 && !r.err && r.len == 8);
	check_text(r.out, "out\nerr\n");
	check(r.cpu >= 0 && r.peak_kib > 0);
	setenv("SPILE_B", "here", 1);
	r = shell("/", env, "pwd; echo $SPILE_A-$SPILE_B");
	check_text(r.out, "/\n1 2-\n");
	r = shell(NULL, NULL, "cat; kill -9 $$");
	check(r.status == 128 + SIGKILL && !r.len);
	r = shell(NULL, NULL, "head -c 300000 /dev/zero");
	check(!r.status && r.len == 300000);
	r = child_run(arena, NULL, NULL, none);
	check(r.status == -1 && r.err == ENOENT);
	r = shell("/nonexistent", NULL, "true");
	check(r.status == -1 && r.err == ENOENT);
	arena_close(arena);
	return test_done();
}
