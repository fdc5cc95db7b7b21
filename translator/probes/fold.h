/* SPDX-License-Identifier: GPL-2.0-only */
/* fold.h: conditions that @defined() has settled, so that the arm that is dead is never bound. */
#ifndef SPILE_FOLD_H
#define SPILE_FOLD_H

#include "parser/ast.h"

/*
 * For the callbacks of a walk that settles @defined() as it goes: of a choice (?: && || if while),
 * the condition is walked first, and then what is alive; the rest is taken out.  True: the node is
 * no choice, and nothing was done.
 */
bool fold_expr(struct arena *a, struct walk *w, struct expr **e);
bool fold_stmt(struct arena *a, struct walk *w, struct stmt **st);
/* The number that @defined() became. */
struct expr *fold_number(struct arena *a, struct span at, bool value);

#endif
