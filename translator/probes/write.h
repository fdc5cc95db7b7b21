/* SPDX-License-Identifier: GPL-2.0-only */
/* write.h: which target variables can be written to. */
#ifndef SPILE_WRITE_H
#define SPILE_WRITE_H

#include <stdbool.h>

struct expr;
struct session;

/* Whether E, whose target is bound, can be assigned to; false: reported. */
bool write_check(struct session *s, const struct expr *e);

#endif
