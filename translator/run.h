/* SPDX-License-Identifier: GPL-2.0-only */
/* run.h: pass 5: the loader, here or in a throw-away guest. */
#ifndef SPILE_RUN_H
#define SPILE_RUN_H

struct session;

/* Runs spilerun on s->module to its end; its exit status. */
int run_module(struct session *s, const char *spilerun);

#endif
