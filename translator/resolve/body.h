/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * body.h: the code of a handler.  Several probes share one when nothing in it depends on
 * where it runs; a body that names target variables is copied for each kind of place.
 */
#ifndef SPILE_BODY_H
#define SPILE_BODY_H

#include "parser/ast.h"

struct body {
	struct stmt *stmt;
	struct span span; /* of the probe in the script */
	const char *point; /* the probe point as resolved, for -p2 and for the C's comment */
	var_list locals; /* symbols.c */
	var_list globals; /* access.c: those that need their lock, in lock order */
	bool is_condition; /* no handler: an "if" without a body, asked by the runtime */
	bool changes_conditions; /* access.c: changes a global that a condition reads */
	bool saved; /* uses parameters at a return, or those of the call that it is in */
	struct body *entry; /* runs at the entry, for what @entry() wants at the return; or NULL */
	bool groups; /* asks for the groups of =~ (regex.c) */
	bool hot; /* may run on several CPUs at once: not only at begin, end or error */
	unsigned int id; /* from 1; p_ID in the C */
};

#endif
