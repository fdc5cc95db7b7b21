/* SPDX-License-Identifier: GPL-2.0-only */
/* keeper.h: the module that changes code for scripts, which must be there before they are. */
#ifndef SPILERUN_KEEPER_H
#define SPILERUN_KEEPER_H

struct module;

/*
 * Where the script in M asks for the keeper: inserts the one that its file holds, unless that, or
 * one that is in use, is there already.  Without it probes are the kernel's kprobes, so what goes
 * wrong is only told.  With the lock that loaders keep each other out by.
 */
void keeper_insert(struct module *m);

#endif
