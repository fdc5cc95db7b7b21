/* SPDX-License-Identifier: GPL-2.0-only */
/* fold.h: conditions that @defined() has settled, so that the arm that is dead is never bound. */
#ifndef SPILE_FOLD_H
#define SPILE_FOLD_H

#include "parser/ast.h"

/* Whether E's value follows from what @defined() became; the script's own numbers say no. */
bool fold_known(const struct expr *e, bool *value);
/* The number that @defined() became. */
struct expr *fold_number(struct arena *a, struct span at, bool value);

#endif
