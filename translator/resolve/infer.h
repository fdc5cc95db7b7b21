/* SPDX-License-Identifier: GPL-2.0-only */
/* infer.h: the types of variables, functions and expressions. */
#ifndef SPILE_INFER_H
#define SPILE_INFER_H

#include <stdbool.h>

struct session;

/*
 * Types everything in s->bodies and s->funcs; may be called again when more bodies were
 * bound.  False: conflicts or types that nothing decides were reported, each with both
 * places.
 */
bool infer_types(struct session *s);

#endif
