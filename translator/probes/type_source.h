/* SPDX-License-Identifier: GPL-2.0-only */
/* type_source.h: where @cast() and its kin are told to look for types. */
#ifndef SPILE_TYPE_SOURCE_H
#define SPILE_TYPE_SOURCE_H

#include <stdbool.h>

struct debuginfo;
struct session;

/*
 * Calls ASK with what LIST names, in that order, until it is content: "kernel", modules, programs
 * by their paths, headers as programs ("<a.h>") or as the kernel see them ("kernel<a.h><b.h>"),
 * with ':' between.  False: it never was; *why is not NULL where one of them can't be asked.
 */
bool type_sources(struct session *s, const char *list,
		  bool (*ask)(struct session *s, struct debuginfo *d, void *data), void *data,
		  const char **why);

#endif
