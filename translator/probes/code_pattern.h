/* SPDX-License-Identifier: GPL-2.0-only */
/* code_pattern.h: "function@file:line" as it stands in a probe point. */
#ifndef SPILE_CODE_PATTERN_H
#define SPILE_CODE_PATTERN_H

#include "parser/ast.h"
#include "translator/debuginfo/place.h"

struct debuginfo;
struct session;

/*
 * Fills func, file, lines, first and last of *Q from a string: "func", "func@file", then ":10",
 * ":*", ":10-20" or "+3".  False: an error was reported.
 */
bool code_pattern_parse(struct session *s, const struct expr *e, struct place_query *q);
/* Whether a text has shell wildcards. */
bool code_pattern_is_wild(const char *text);
/* A hint for a function's name that DWARF has in no file; NULL: it has, or none is near. */
const char *code_pattern_near(struct session *s, struct debuginfo *info, const char *func);
/* A hint for one that no symbol has: what it was meant for, or where it is; NULL: none is near. */
const char *code_pattern_hint(struct session *s, struct debuginfo *info, const char *func);

#endif
