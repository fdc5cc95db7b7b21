/* SPDX-License-Identifier: GPL-2.0-only */
/* emit.h: a typed script with its derived probes becomes one C file. */
#ifndef SPILE_EMIT_H
#define SPILE_EMIT_H

#include <stdbool.h>

struct session;

/* Fills s->c_text; false: an error was reported. */
bool emit_module(struct session *s);

#endif
