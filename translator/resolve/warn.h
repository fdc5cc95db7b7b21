/* SPDX-License-Identifier: GPL-2.0-only */
/* warn.h: what a script may say, and hardly means. */
#ifndef SPILE_WARN_H
#define SPILE_WARN_H

struct session;

/* Warns about the user's own code, once all of it is bound and typed. */
void warn_script(struct session *s);

#endif
