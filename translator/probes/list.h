/* SPDX-License-Identifier: GPL-2.0-only */
/* list.h: the concrete probes, for -p2 and for -v. */
#ifndef SPILE_LIST_H
#define SPILE_LIST_H

#include <stddef.h>

struct out;
struct session;

enum { LIST_TEXT_MAX = 4096 /* bytes of a point */ };

void list_probes(struct session *s, struct out *o);
void list_mechanisms(struct session *s); /* on stderr */
void list_warn_slow(struct session *s); /* of places that take long to arm */
/* What pp() says at a site: "kernel.function("vfs_read").return", its name in place of the mark. */
void list_site_text(char *text, size_t room, const char *point, const char *name);

#endif
