/* SPDX-License-Identifier: GPL-2.0-only */
/* deliver.h: what -p4 leaves behind. */
#ifndef SPILE_DELIVER_H
#define SPILE_DELIVER_H

struct session;

/*
 * The path of the module that the user may keep: in the cache, or, with -m or without a
 * cache, a copy in the working directory.  NULL: it could not be copied (reported).
 */
const char *deliver_module(struct session *s);

#endif
