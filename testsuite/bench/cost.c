// SPDX-License-Identifier: GPL-2.0-only
/*
 * cost.c: runs a command and says what it took.
 *	cost FILE COMMAND [ARG]...
 * FILE gets "CPU WALL PEAK": seconds of CPU time of the command and all that it waited for, seconds
 * that passed, and the most memory, in KiB, that the command itself had; what it started does not
 * count there.  The exit status is the command's.
 */
#define _GNU_SOURCE 1
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void die(const char *what)
{
	perror(what);
	exit(127);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(const struct timeval *t)
{
	return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

/* KiB; 0: not known. */
static long peak_of(pid_t pid)
{
	char path[64], line[256];
	long kib = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	f = fopen(path, "r");
	if (!f)
		return 0;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "VmHWM: %ld", &kib) == 1)
			break;
	fclose(f);
	return kib;
}

/* The command, held until the other end of the pipe is closed. */
static pid_t start(char **argv, int *held)
{
	int ends[2];
	pid_t pid;
	char c;

	if (pipe(ends) < 0)
		die("pipe");
	pid = fork();
	if (pid < 0)
		die("fork");
	if (!pid) {
		close(ends[1]);
		if (read(ends[0], &c, 1) != 0)
			_exit(127);
		close(ends[0]);
		execvp(argv[0], argv);
		perror(argv[0]);
		_exit(127);
	}
	close(ends[0]);
	*held = ends[1];
	return pid;
}

int main(int argc, char **argv)
{
	struct rusage u;
	double before;
	int held, status;
	long peak = 0;
	pid_t pid;
	FILE *f;

	if (argc < 3) {
		fputs("cost FILE COMMAND [ARG]...\n", stderr);
		return 2;
	}
	before = now();
	pid = start(argv + 2, &held);
	/* wait4() has the peak of the children mixed in: it is read while the command is ending. */
	if (ptrace(PTRACE_SEIZE, pid, NULL, PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL) < 0)
		die("ptrace");
	close(held);
	for (;;) {
		int sig = 0;

		if (wait4(pid, &status, __WALL, &u) < 0)
			die("wait4");
		if (!WIFSTOPPED(status))
			break;
		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8))
			peak = peak_of(pid);
		else if (!(status >> 16))
			sig = WSTOPSIG(status);
		ptrace(PTRACE_CONT, pid, NULL, sig);
	}
	f = fopen(argv[1], "w");
	if (!f)
		die(argv[1]);
	fprintf(f, "%.4f %.4f %ld\n", seconds(&u.ru_utime) + seconds(&u.ru_stime), now() - before,
		peak);
	if (fclose(f) != 0)
		die(argv[1]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
