/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * workdir.c: a temporary directory, and a guard that removes it.
 *
 * The guard is a child that reads from a pipe.  It gets a byte from workdir_close(), or the pipe's
 * end when spile has died, be it by SIGKILL.  Then make and compilers may still be at work, and
 * make again what is removed: the guard ends them first.  It knows them by their environment.
 */
#define _GNU_SOURCE 1 /* pipe2() */
#include "workdir.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "file.h"
#include "parser/base/arena.h"
#include "parser/base/diag.h"

enum {
	ENVIRON_MAX = 1 << 20, /* bytes of an environment that are looked at */
	ROUND_US = 50000,
	QUIET_ROUNDS = 40,
	ROUNDS_MAX = 1200,
};

/* Whether kbuild and a shell take the path as it is. */
static bool path_plain(const char *path)
{
	for (const char *at = path; *at; at++) {
		if (!isalnum((unsigned char)*at) && !strchr("/._+-", *at))
			return false;
	}
	return path[0] == '/';
}

/* Whether process PID, a name in /proc, has MARK in its environment. */
static bool process_marked(const char *pid, const char *mark)
{
	static char env[ENVIRON_MAX + 1];
	char path[64];
	size_t len = 0;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%.32s/environ", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	while (len < ENVIRON_MAX && (n = read(fd, env + len, ENVIRON_MAX - len)) > 0)
		len += (size_t)n;
	close(fd);
	env[len] = '\0';
	for (size_t at = 0; at < len; at += strlen(env + at) + 1) {
		if (!strcmp(env + at, mark))
			return true;
	}
	return false;
}

/* Kills every process of the build; false: there was none. */
static bool processes_kill(const char *mark)
{
	DIR *all = opendir("/proc");
	bool found = false;
	struct dirent *e;

	while (all && (e = readdir(all))) {
		if (!isdigit((unsigned char)e->d_name[0]) || !process_marked(e->d_name, mark))
			continue;
		kill((pid_t)atol(e->d_name), SIGKILL);
		found = true;
	}
	if (all)
		closedir(all);
	return found;
}

/* Spile is dead: ends the build, and removes what it makes until it makes nothing more. */
static void guard_clean(const struct workdir *w)
{
	for (int fd = 0; fd < 3; fd++)
		close(fd); /* nobody is to wait for us */
	/* A process shows no environment while it starts, and on a busy machine that takes time. */
	for (int quiet = 0, n = 0; quiet < QUIET_ROUNDS && n < ROUNDS_MAX; n++) {
		bool found = processes_kill(w->mark) || file_exists(w->path);

		tree_remove(w->path);
		quiet = found ? 0 : quiet + 1;
		usleep(ROUND_US);
	}
}

static _Noreturn void guard_run(const struct workdir *w, int leash)
{
	char byte;
	ssize_t n;

	setsid(); /* a terminal's signals, or those to our process group, are not for the guard */
	signal(SIGTERM, SIG_IGN);
	prctl(PR_SET_NAME, "spile-guard");
	do
		n = read(leash, &byte, 1);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		guard_clean(w);
	else
		tree_remove(w->path);
	_exit(0);
}

static bool guard_start(struct workdir *w)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return false;
	fflush(NULL);
	w->guard = fork();
	if (!w->guard) {
		close(ends[1]);
		guard_run(w, ends[0]);
	}
	close(ends[0]);
	w->leash = ends[1];
	if (w->guard > 0)
		return true;
	close(ends[1]);
	return false;
}

struct workdir *workdir_open(struct arena *a, struct diag *d, bool keep)
{
	struct workdir *w = arena_new(a, struct workdir);
	const char *tmp = getenv("TMPDIR");
	char *path;

	if (!tmp || !path_plain(tmp))
		tmp = "/tmp";
	path = arena_printf(a, "%s/spile.XXXXXX", tmp);
	if (!mkdtemp(path)) {
		diag_error(d, "no directory to build in can be made in %s: %s", tmp,
			   strerror(errno));
		diag_hint(d, "TMPDIR names another place for it");
		return NULL;
	}
	w->path = path;
	w->mark = arena_printf(a, "SPILE_BUILD_IN=%s", path);
	if (!keep && !guard_start(w)) {
		diag_error(d, "can't start a process: %s", strerror(errno));
		tree_remove(path);
		return NULL;
	}
	return w;
}

void workdir_close(struct workdir *w)
{
	if (!w || !w->guard)
		return;
	if (write(w->leash, "", 1) < 0)
		kill(w->guard, SIGKILL); /* it is gone already */
	close(w->leash);
	while (waitpid(w->guard, NULL, 0) < 0 && errno == EINTR)
		;
	w->guard = 0;
}
