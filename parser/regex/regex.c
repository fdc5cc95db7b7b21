// SPDX-License-Identifier: GPL-2.0-only
/* regex.c: from a pattern's tree to its tables, or to why there are none. */
#include "regex/regex_dfa.h"

static bool fail(struct arena *a, struct regex *re, const char *text, const char *hint)
{
	struct regex_remark r = { true, 0, strlen(re->text), text, hint };

	vec_push(a, &re->remarks, r);
	return false;
}

bool regex_compile(struct arena *a, struct regex *re)
{
	struct nfa *nfa;

	if (re->captures && re->ngroups >= REGEX_GROUPS_MAX)
		return fail(a, re,
			    arena_printf(a, "a pattern has at most %d groups for matched(), not %u",
					 REGEX_GROUPS_MAX - 1, re->ngroups),
			    NULL);
	nfa = nfa_make(a, re);
	if (nfa &&
	    (re->captures ? regex_tdfa_make(a, nfa, &re->tdfa) : regex_dfa_make(a, nfa, &re->dfa)))
		return true;
	return fail(a, re, "this regular expression is too complex",
		    re->captures ? "let it begin with ^, repeat less, or do without matched()" :
				   "let it begin with ^, or repeat less");
}
