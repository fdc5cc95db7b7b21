/* SPDX-License-Identifier: GPL-2.0-only */
/* probewrite.h: @probewrite(x) in an alias: whether the probe's own handler writes x. */
#ifndef SPILE_PROBEWRITE_H
#define SPILE_PROBEWRITE_H

#include "parser/ast.h"

struct session;

/* Settles every @probewrite() below *CODE by what BODY assigns.  False: reported. */
bool probewrite_settle(struct session *s, struct stmt **code, struct stmt *body);

#endif
