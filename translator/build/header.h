/* SPDX-License-Identifier: GPL-2.0-only */
/* header.h: the types of C headers, as debug information. */
#ifndef SPILE_BUILD_HEADER_H
#define SPILE_BUILD_HEADER_H

#include <stdbool.h>

struct build;

/*
 * The path of an object whose debug information has all types of the headers, "<a.h><b.h>": as
 * modules of the kernel see them, or else as programs of this machine do.  In the cache, as long as
 * no file of it changes; without a cache until build_cleanup().  NULL: *why, a clause.
 */
const char *header_object(struct build *b, const char *headers, bool kernel, const char **why);

#endif
