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
};

bool command_start(struct command *c, const char *text); /* held; false: the reason was given */
void command_release(struct command *c);
bool command_poll(struct command *c); /* has it ended? */
/* Ends it if it still runs, and says what came of it.  false: it failed by itself. */
bool command_close(struct command *c);

/* system(): LEN bytes of TEXT are run by a shell in the background, by nobody awaited. */
void command_system(const char *text, size_t len);

#endif
