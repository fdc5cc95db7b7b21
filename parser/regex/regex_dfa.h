/* SPDX-License-Identifier: GPL-2.0-only */
/* regex_dfa.h: states of a pattern made into the tables of an automaton. */
#ifndef SPILE_REGEX_DFA_H
#define SPILE_REGEX_DFA_H

#include "regex/regex_nfa.h"

enum {
	REGEX_TABLE_MAX = 32768, /* entries of a table */
	REGEX_KEYS_MAX = 8 << 20, /* bytes of memory for what is known of the states */
	REGEX_WORK_MAX = 10000000, /* steps that making it may take: a fraction of a second */
};

/* Both: false: the table would get too large. */
bool regex_dfa_make(struct arena *a, const struct nfa *nfa, struct regex_dfa *dfa);
bool regex_tdfa_make(struct arena *a, const struct nfa *nfa, struct regex_tdfa *t);

#endif
