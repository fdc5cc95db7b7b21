/* SPDX-License-Identifier: GPL-2.0-only */
/* list.h: the concrete probes, for -p2 and for -v. */
#ifndef SPILE_LIST_H
#define SPILE_LIST_H

struct out;
struct session;

void list_probes(struct session *s, struct out *o);
void list_mechanisms(struct session *s); /* on stderr */

#endif
