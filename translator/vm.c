/* SPDX-License-Identifier: GPL-2.0-only */
/* vm.c: takes a kernel and a command, gives the command's exit status in a guest of that kernel. */
#define _GNU_SOURCE 1 /* environ */
#include "vm.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "options.h"
#include "parser/base/arena.h"
#include "parser/base/diag.h"
#include "translator/debuginfo/kernel.h"

static const int passed_on[] = { SIGINT, SIGTERM, SIGHUP };

#define NPASSED (sizeof(passed_on) / sizeof(passed_on[0]))

/* The one piece of state that a signal handler can't be handed. */
static volatile pid_t child;

/* A terminal sends its signals to the child as well; what was sent to us alone is passed on. */
static void pass_on(int sig, siginfo_t *info, void *context)
{
	(void)context;
	if (info->si_code <= 0 && child > 0)
		kill(child, sig);
}

static const char *const *vm_argv(const struct vm_request *r)
{
	VEC(const char *) argv = { 0 };

	vec_push(r->arena, &argv, arena_printf(r->arena, "%s/vm/spile-vm", r->share));
	vec_push(r->arena, &argv, "--kernel");
	vec_push(r->arena, &argv, r->kernel->image);
	vec_push(r->arena, &argv, "--modules");
	vec_push(r->arena, &argv, r->kernel->modules);
	vec_push(r->arena, &argv, "--failure");
	vec_push(r->arena, &argv, arena_printf(r->arena, "%d", EXIT_REFUSED));
	for (unsigned int i = 0; i < r->verbose; i++)
		vec_push(r->arena, &argv, "-v");
	if (r->writable) {
		vec_push(r->arena, &argv, "--share");
		vec_push(r->arena, &argv, arena_printf(r->arena, "%s:" VM_WRITABLE, r->writable));
	}
	vec_push(r->arena, &argv, "--");
	for (const char *const *a = r->argv; *a; a++)
		vec_push(r->arena, &argv, *a);
	vec_push(r->arena, &argv, NULL);
	return argv.v;
}

/* Both sigaction arrays have NPASSED entries. */
static void signals_take(struct sigaction *before)
{
	struct sigaction take = { .sa_sigaction = pass_on, .sa_flags = SA_SIGINFO | SA_RESTART };

	sigemptyset(&take.sa_mask);
	for (size_t i = 0; i < NPASSED; i++)
		sigaction(passed_on[i], &take, &before[i]);
}

static void signals_give_back(const struct sigaction *before)
{
	for (size_t i = 0; i < NPASSED; i++)
		sigaction(passed_on[i], &before[i], NULL);
}

int vm_run(const struct vm_request *r)
{
	struct sigaction before[NPASSED];
	const char *const *argv;
	int status, err;
	pid_t pid, got;

	if (!r->kernel->image || !r->kernel->modules) {
		diag_error(r->diag, "no image of kernel %s for a guest", r->kernel->release);
		diag_hint(r->diag, "'make kernels', or %s/vm/fetch-kernel VERSION, gets one",
			  r->share);
		return EXIT_REFUSED;
	}
	argv = vm_argv(r);
	diag_flush(r->diag);
	fflush(NULL);
	signals_take(before); /* exec resets them in the child */
	err = posix_spawn(&pid, argv[0], NULL, NULL, (char *const *)argv, environ);
	if (err) {
		signals_give_back(before);
		diag_error(r->diag, "cannot run %s: %s", argv[0], strerror(err));
		return EXIT_REFUSED;
	}
	child = pid;
	do
		got = waitpid(pid, &status, 0);
	while (got < 0 && errno == EINTR);
	child = 0;
	signals_give_back(before);
	return got == pid && WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_REFUSED;
}
