/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * command.c: the command of -c, forked before the probes are armed, since target() is its pid, and
 * held by a pipe; the commands of system().
 */
#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "say.h"

enum {
	SYSTEM_MAX = 128, /* at a time: commands may be what makes the script run more */
};

/*
 * A command without signs that mean something to the shell is started without one, so that
 * target() is its own pid; returns when there is no such program (it may be the shell's own).
 */
static void command_exec(const char *text)
{
	char *words = strdup(text), *save = NULL, **argv;
	size_t n = 0;

	if (!words || strpbrk(text, "\"'`$\\|&;<>(){}[]*?~#=!%\n"))
		return;
	argv = calloc(strlen(text) / 2 + 2, sizeof(*argv));
	if (!argv)
		return;
	for (char *w = strtok_r(words, " \t", &save); w; w = strtok_r(NULL, " \t", &save))
		argv[n++] = w;
	if (n)
		execvp(argv[0], argv);
}

static void command_run(int hold, const char *text)
{
	struct pollfd go = { .fd = hold, .events = POLLIN };

	signal(SIGPIPE, SIG_DFL);
	/* No read(): probes would find the command in the middle of one. */
	while (poll(&go, 1, -1) < 0 && errno == EINTR)
		;
	if (!(go.revents & POLLIN))
		_exit(0);
	command_exec(text);
	execl("/bin/sh", "sh", "-c", text, (char *)NULL);
	say_error("/bin/sh: %s", strerror(errno));
	_exit(127);
}

bool command_start(struct command *c, const char *text)
{
	int hold[2];

	if (pipe2(hold, O_CLOEXEC)) {
		say_error("pipe: %s", strerror(errno));
		return false;
	}
	c->pid = fork();
	if (!c->pid) {
		close(hold[1]); /* else our own copy would keep us waiting if the loader dies */
		command_run(hold[0], text);
	}
	close(hold[0]);
	c->go = hold[1];
	if (c->pid > 0)
		return true;
	say_error("fork: %s", strerror(errno));
	c->pid = 0;
	close(c->go);
	return false;
}

void command_release(struct command *c)
{
	ssize_t n;

	do
		n = write(c->go, "g", 1);
	while (n < 0 && errno == EINTR);
	close(c->go);
	c->go = -1;
}

bool command_poll(struct command *c)
{
	pid_t pid;
	int status;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != c->pid) {
			c->nsystem -= c->nsystem > 0; /* it may be one from before exec() */
			continue;
		}
		c->ended = true;
		c->status = status;
	}
	return c->ended;
}

bool command_close(struct command *c)
{
	if (!c->pid)
		return true;
	if (c->go >= 0) { /* never let go */
		close(c->go);
		waitpid(c->pid, &c->status, 0);
		return true;
	}
	if (!command_poll(c)) {
		kill(c->pid, SIGTERM);
		return true;
	}
	if (WIFSIGNALED(c->status))
		say_warning("the command was ended by signal %d (%s)", WTERMSIG(c->status),
			    strsignal(WTERMSIG(c->status)));
	else if (WEXITSTATUS(c->status))
		say_warning("the command exited with status %d", WEXITSTATUS(c->status));
	return !c->status;
}

void command_system(struct command *c, const char *text, size_t len)
{
	char *copy;
	pid_t pid;

	command_poll(c);
	if (c->nsystem == SYSTEM_MAX) {
		if (!c->full)
			say_warning("%d commands of system() run: further ones are left out",
				    SYSTEM_MAX);
		c->full = true;
		return;
	}
	copy = strndup(text, len);
	pid = copy ? fork() : -1;
	if (!pid) {
		signal(SIGPIPE, SIG_DFL);
		execl("/bin/sh", "sh", "-c", copy, (char *)NULL);
		_exit(127);
	}
	if (pid < 0)
		say_error("system(): %s", strerror(errno));
	else
		c->nsystem++;
	free(copy);
}
