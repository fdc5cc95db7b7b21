/* SPDX-License-Identifier: GPL-2.0-only */
/* command.h: -c's command, which waits until all probes stand, and those of system(). */
#ifndef SPILERUN_COMMAND_H
#define SPILERUN_COMMAND_H

#include <stdbool.h>
#include <sys/types.h>

struct command {
	pid_t pid; /* 0: there is none */
	int go; /* a byte here lets it run; closed without one, it ends */
	bool ended;
	int status; /* as waitpid() gave it, when it has ended */
	unsigned int nsystem; /* commands of system() that are running */
	bool full; /* there were too many, and that was said */
};

bool command_start(struct command *c, const char *text); /* held; false: the reason was given */
void command_release(struct command *c);
bool command_poll(struct command *c); /* has it ended?  Those of system() are buried, too */
/* Ends it if it still runs, and says what came of it.  false: it failed by itself. */
bool command_close(struct command *c);

/*
 * system(): LEN bytes of TEXT are run by a shell in the background; left out, with a warning, while
 * too many are running.
 */
void command_system(struct command *c, const char *text, size_t len);

#endif
