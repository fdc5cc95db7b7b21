/* SPDX-License-Identifier: GPL-2.0-only */
/* ast_print.h: a tree as script text (-p1); what it prints parses to the same tree. */
#ifndef SPILE_AST_PRINT_H
#define SPILE_AST_PRINT_H

struct out;
struct script;
struct stmt;

void ast_print_script(struct out *o, const struct script *s);
/* One statement, as a line or lines. */
void ast_print_stmt(struct out *o, const struct stmt *s);

#endif
