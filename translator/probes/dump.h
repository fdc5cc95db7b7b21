/* SPDX-License-Identifier: GPL-2.0-only */
/* dump.h: all that a script can use, for --dump-functions and its kin. */
#ifndef SPILE_DUMP_H
#define SPILE_DUMP_H

struct session;

/* To stdout, sorted, a line for each; with -v also what the library keeps for itself. */
void dump_functions(struct session *s); /* "name:type (parameter:type, ...)" */
void dump_aliases(struct session *s); /* "name = point, point" */
void dump_points(struct session *s); /* "kernel.function(string).return" */

#endif
