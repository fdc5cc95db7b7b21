/* SPDX-License-Identifier: GPL-2.0-only */
/* child.c: takes a command, gives its exit status, what it printed and what it cost. */
#define _GNU_SOURCE 1 /* pipe2() */
#include "base/child.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/vec.h"

struct pipes {
	int out[2]; /* stdout and stderr */
	int err[2]; /* the errno of a start that failed; closed by exec */
};

/* Whether ENTRY, "NAME=value" or "NAME", speaks of the variable in VAR. */
static bool env_same(const char *entry, const char *var)
{
	size_t n = strcspn(entry, "=");

	return !strncmp(entry, var, n) && var[n] == '=';
}

static char **env_make(struct arena *a, const char *const *changes)
{
	VEC(char *) env = { 0 };
	const char *const *c;

	for (char **e = environ; *e; e++) {
		for (c = changes; c && *c && !env_same(*c, *e); c++)
			;
		if (!c || !*c)
			vec_push(a, &env, *e);
	}
	for (c = changes; c && *c; c++)
		if (strchr(*c, '='))
			vec_push(a, &env, arena_strdup(a, *c));
	vec_push(a, &env, NULL);
	return env.v;
}

/* Runs in the child: between fork() and exec, so only plain system calls. */
static _Noreturn void child_exec(const struct pipes *p, const char *dir, char **env,
				 const char *const *argv)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC), err;
	ssize_t n;

	if (null >= 0 && dup2(null, 0) == 0 && dup2(p->out[1], 1) == 1 && dup2(p->out[1], 2) == 2 &&
	    (!dir || !chdir(dir))) {
		environ = env;
		execvp(argv[0], (char *const *)argv);
	}
	err = errno;
	n = write(p->err[1], &err, sizeof(err));
	_exit(n == sizeof(err) ? 127 : 126);
}

static ssize_t read_some(int fd, void *buf, size_t len)
{
	ssize_t n;

	do
		n = read(fd, buf, len);
	while (n < 0 && errno == EINTR);
	return n;
}

static void output_read(struct arena *a, int fd, struct child_result *r)
{
	VEC(char) buf = { 0 };
	char part[4096];
	ssize_t n;

	while ((n = read_some(fd, part, sizeof(part))) > 0) {
		for (ssize_t i = 0; i < n; i++)
			vec_push(a, &buf, part[i]);
	}
	r->len = buf.n;
	vec_push(a, &buf, '\0');
	r->out = buf.v;
}

static bool pipes_open(struct pipes *p)
{
	if (pipe2(p->out, O_CLOEXEC))
		return false;
	if (!pipe2(p->err, O_CLOEXEC))
		return true;
	close(p->out[0]);
	close(p->out[1]);
	return false;
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void child_wait(pid_t pid, struct child_result *r)
{
	struct rusage use;
	int status;
	pid_t got;

	do
		got = wait4(pid, &status, 0, &use);
	while (got < 0 && errno == EINTR);
	if (got < 0) {
		r->err = errno;
		return;
	}
	r->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	r->cpu = seconds(use.ru_utime) + seconds(use.ru_stime);
	r->peak_kib = use.ru_maxrss;
}

struct child_result child_run(struct arena *a, const char *dir, const char *const *env,
			      const char *const *argv)
{
	struct child_result r = { .status = -1, .out = arena_strdup(a, "") };
	char **envp = env_make(a, env);
	struct pipes p;
	int failed = 0;
	pid_t pid;

	if (!pipes_open(&p)) {
		r.err = errno;
		return r;
	}
	fflush(NULL);
	pid = fork();
	if (!pid)
		child_exec(&p, dir, envp, argv);
	r.err = pid < 0 ? errno : 0;
	close(p.out[1]);
	close(p.err[1]);
	if (pid > 0) {
		bool started = read_some(p.err[0], &failed, sizeof(failed)) != sizeof(failed);

		output_read(a, p.out[0], &r);
		child_wait(pid, &r);
		if (!started) {
			r.status = -1;
			r.err = failed;
		}
	}
	close(p.out[0]);
	close(p.err[0]);
	return r;
}
