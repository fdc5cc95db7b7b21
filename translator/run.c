// SPDX-License-Identifier: GPL-2.0-only
/* run.c: hands the options of the run to spilerun, and waits for it. */
#include "run.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "translator/session.h"
#include "translator/vm.h"

static volatile sig_atomic_t child_pid;

/* A signal that reaches us alone is the loader's to answer: it runs the end probes. */
static void pass_on(int sig)
{
	if (child_pid > 0)
		kill((pid_t)child_pid, sig);
}

static int run_here(const char *const *argv)
{
	struct sigaction forward = { .sa_handler = pass_on }, ignore = { .sa_handler = SIG_IGN };
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid < 0) {
		fprintf(stderr, "spile: cannot start %s: %s\n", argv[0], strerror(errno));
		return EXIT_REFUSED;
	}
	if (!pid) {
		execv(argv[0], (char *const *)argv);
		fprintf(stderr, "spile: cannot start %s: %s\n", argv[0], strerror(errno));
		_exit(EXIT_REFUSED);
	}
	child_pid = pid;
	sigaction(SIGTERM, &forward, NULL);
	sigaction(SIGHUP, &forward, NULL);
	sigaction(SIGINT, &ignore, NULL); /* the terminal sends it to both */
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return EXIT_REFUSED;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/*
 * The directory of the output file, which a guest could not write otherwise; *FILE becomes its
 * place there.  NULL: nothing is to be shared.
 */
static const char *output_dir(struct session *s, const char **file)
{
	const char *slash = strrchr(*file, '/');
	const char *dir = slash ? arena_strndup(s->arena, *file, (size_t)(slash - *file) + 1) : ".";
	char *real;

	if (!strncmp(*file, "/dev/", 5)) /* the guest has its own */
		return NULL;
	real = realpath(dir, NULL);
	if (!real)
		return NULL;
	dir = arena_strdup(s->arena, real);
	free(real);
	*file = arena_printf(s->arena, VM_WRITABLE "/%s", slash ? slash + 1 : *file);
	return dir;
}

int run_module(struct session *s, const char *spilerun)
{
	const struct options *o = &s->options;
	VEC(const char *) argv = { 0 };
	const char *output = o->output;
	const char *writable = o->vm && output ? output_dir(s, &output) : NULL;
	const struct {
		const char *flag, *value;
	} with_value[] = {
		{ "-o", output },
		{ "-c", o->command },
		{ "-x", o->target_pid },
		{ "-T", o->timeout },
	};

	vec_push(s->arena, &argv, spilerun);
	if (o->verbose)
		vec_push(s->arena, &argv, "-v");
	if (o->no_warnings)
		vec_push(s->arena, &argv, "-w");
	for (size_t i = 0; i < sizeof(with_value) / sizeof(*with_value); i++) {
		if (!with_value[i].value)
			continue;
		vec_push(s->arena, &argv, with_value[i].flag);
		vec_push(s->arena, &argv, with_value[i].value);
	}
	vec_push(s->arena, &argv, s->module);
	vec_push(s->arena, &argv, NULL);
	if (o->vm) {
		struct vm_request r = {
			.arena = s->arena,
			.diag = s->diag,
			.kernel = s->kernel,
			.share = s->share,
			.writable = writable,
			.argv = argv.v,
			.verbose = o->verbose,
		};

		return vm_run(&r);
	}
	return run_here(argv.v);
}
