/* SPDX-License-Identifier: GPL-2.0-only */
/* literal.h: where a part of a string stands in the script. */
#ifndef SPILE_LITERAL_H
#define SPILE_LITERAL_H

#include "base/source.h"

/*
 * The place of N characters of TEXT, the value of the string at WHOLE, from FROM on.  WHOLE itself
 * where the source does not show them: a script's argument.
 */
struct span literal_span(struct span whole, const char *text, size_t from, size_t n);

#endif
