/* SPDX-License-Identifier: GPL-2.0-only */
/* print.h: the resolved script, for -p2. */
#ifndef SPILE_RESOLVE_PRINT_H
#define SPILE_RESOLVE_PRINT_H

#include "parser/ast.h"

struct body;
struct out;
struct session;

void print_globals(struct session *s, struct out *o);
void print_funcs(struct session *s, struct out *o);
/* "name:type (parameter:type)", by the types that were found. */
const char *print_func_head(struct session *s, const struct func *f);
/* Locals and code of a body, below its probes' lines. */
void print_body(struct out *o, const struct body *b);

#endif
