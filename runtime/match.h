/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * match.h: the tables that the translator makes of regular expressions, what runs them, and what
 * they find.  A string's bytes are looked at once each; nothing here takes memory, and all but
 * spl_match_alloc() may be called in any context.
 */
#ifndef SPL_MATCH_H
#define SPL_MATCH_H

/*
 * Whether a string holds a match.  A state is the place of its row in next, where the class of the
 * next byte, or the last class at the end of the string, leads to another; 0 is "no", 1 is "yes".
 */
struct spl_regex {
	const u8 *classes; /* of each byte */
	const u16 *next;
	u16 end; /* the class of the end */
	u16 start;
};

bool spl_regex_holds(const struct spl_regex *re, struct spl_str s);

/* In step with the translator's REGEX_... */
#define SPL_REGEX_REGS 128
#define SPL_REGEX_NONE 126 /* always has SPL_NOWHERE */
#define SPL_REGEX_HERE 127 /* the current position */
#define SPL_NOWHERE U16_MAX

/*
 * Where the match and its groups lie.  A state is the place of its row in moves.  A note is the
 * number of its copies; 1 if a match ends here, followed for each slot by the register with its
 * position; pairs of a register and the one that it is set from.
 */
struct spl_regex_groups {
	const u8 *classes;
	const struct spl_regex_move {
		u16 next; /* 0: the end */
		u16 note; /* where in notes; 0: nothing */
	} * moves;
	const u8 *notes;
	u16 end, start;
	u16 nslots; /* begin and end of the match, then of each group */
};

/* What a handler's last =~ has found; there when spl_script.match_slots is not 0. */
struct spl_match {
	enum spl_match_state {
		SPL_MATCH_NEVER, /* no =~ has run */
		SPL_MATCH_FAILED,
		SPL_MATCH_FOUND,
	} state;
	u16 nslots;
	u16 *slots; /* positions in text; SPL_NOWHERE: no match of this group */
	char *text; /* the match, cut at MAXSTRINGLEN - 1 */
};

/* As spl_regex_holds(), and leaves in c->match what was found; S is cut at U16_MAX - 1 bytes. */
bool spl_regex_match(struct spl_context *c, const struct spl_regex_groups *re, struct spl_str s);
/* At the start of a handler that asks for groups. */
static inline void spl_match_reset(struct spl_context *c)
{
	c->match->state = SPL_MATCH_NEVER;
}
/* matched(N), ngroups(): they fail where the last =~ did, or when there was none. */
struct spl_str spl_matched(struct spl_context *c, s64 n);
s64 spl_ngroups(struct spl_context *c);

struct spl_match *spl_match_alloc(int node); /* may sleep; NULL: no memory; kvfree() frees it */

#endif
