/* SPDX-License-Identifier: GPL-2.0-only */
/* preprocess.h: tokens as written become those that the grammar sees. */
#ifndef SPILE_PREPROCESS_H
#define SPILE_PREPROCESS_H

#include "token.h"

struct parser;
struct strmap;

/*
 * Carries out %( %) conditions, @define and the uses of macros, $1 @1 $# @#, and glues
 * neighbouring strings.  MACROS gets what IN defines; what it lacks is looked for in
 * p->macros.  Errors are reported; the tokens go on behind them.
 */
void preprocess(struct parser *p, const token_list *in, struct strmap *macros, token_list *out);

#endif
