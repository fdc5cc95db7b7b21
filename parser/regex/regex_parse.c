// SPDX-License-Identifier: GPL-2.0-only
/*
 * regex_parse.c: takes the text of a pattern, gives its tree; every mistake with its place.
 *
 * What POSIX leaves open is an error where it is likely a slip: an operator with nothing to
 * repeat, a parenthesis without its partner, a brace that opens no count.
 */
#include <ctype.h>

#include "base/strmap.h"
#include "regex/regex_tree.h"

enum {
	DEPTH_MAX = 250, /* heights of tags stay below HEIGHT_NONE */
};

struct scan {
	struct arena *a;
	struct regex *re;
	const char *text;
	size_t at, len;
	unsigned int parens; /* that are open */
	bool failed;
};

static struct regex_node *parse_alternatives(struct scan *s);

/* ---- remarks ---- */

static void remark(struct scan *s, struct regex_remark r)
{
	if (!s->failed) /* what follows a mistake is often its consequence */
		vec_push(s->a, &s->re->remarks, r);
	s->failed |= r.error;
}

/* A mistake at [BEGIN, END); always NULL, which is no node.  HINT may be NULL. */
static void *__attribute__((format(printf, 5, 6)))
fail(struct scan *s, size_t begin, size_t end, const char *hint, const char *fmt, ...)
{
	struct regex_remark r = { .error = true, .begin = begin, .end = end, .hint = hint };
	va_list ap;

	va_start(ap, fmt);
	r.text = arena_vprintf(s->a, fmt, ap);
	va_end(ap);
	remark(s, r);
	return NULL;
}

static void __attribute__((format(printf, 5, 6)))
warn(struct scan *s, size_t begin, size_t end, const char *hint, const char *fmt, ...)
{
	struct regex_remark r = { .begin = begin, .end = end, .hint = hint };
	va_list ap;

	va_start(ap, fmt);
	r.text = arena_vprintf(s->a, fmt, ap);
	va_end(ap);
	remark(s, r);
}

/* ---- nodes ---- */

static struct regex_node *node_new(struct scan *s, enum regex_kind kind, size_t begin)
{
	struct regex_node *n = arena_new(s->a, struct regex_node);

	n->kind = kind;
	n->begin = begin;
	n->first = n->last = s->re->ngroups + 1;
	n->least = n->most = kind == REGEX_BYTE;
	return n;
}

static uint32_t add(uint32_t a, uint32_t b)
{
	return b > REGEX_MANY - a ? REGEX_MANY : a + b;
}

static uint32_t times(uint32_t a, uint32_t b)
{
	return a && b > REGEX_MANY / a ? REGEX_MANY : a * b;
}

/* Adds a kid to a CAT, ALT, REPEAT or GROUP. */
static void node_add(struct scan *s, struct regex_node *n, struct regex_node *kid)
{
	bool none = !n->kids.n;

	vec_push(s->a, &n->kids, kid);
	if (kid->depth >= n->depth)
		n->depth = kid->depth + 1;
	if (n->depth > DEPTH_MAX)
		fail(s, n->begin, s->at, NULL, "this is nested too deeply");
	n->last = kid->last;
	switch (n->kind) {
	case REGEX_CAT:
		n->least = add(n->least, kid->least);
		n->most = add(n->most, kid->most);
		break;
	case REGEX_ALT:
		n->least = none || kid->least < n->least ? kid->least : n->least;
		n->most = none || kid->most > n->most ? kid->most : n->most;
		break;
	default:
		n->least = times(kid->least, n->min);
		n->most = times(kid->most, n->max);
	}
}

/* ---- sets ---- */

/* Nothing here sets a locale: these are the C locale's. */
static const struct char_class {
	const char *name;
	int (*has)(int c);
} classes[] = {
	{ "alnum", isalnum }, { "alpha", isalpha }, { "blank", isblank }, { "cntrl", iscntrl },
	{ "digit", isdigit }, { "graph", isgraph }, { "lower", islower }, { "print", isprint },
	{ "punct", ispunct }, { "space", isspace }, { "upper", isupper }, { "xdigit", isxdigit },
};

enum { NCLASSES = sizeof(classes) / sizeof(*classes) };

static const struct char_class *class_find(const char *name)
{
	for (size_t i = 0; i < NCLASSES; i++)
		if (!strcmp(classes[i].name, name))
			return &classes[i];
	return NULL;
}

static void set_range(struct regex_set *set, unsigned int low, unsigned int high)
{
	for (unsigned int c = low; c <= high; c++)
		regex_set_add(set, (unsigned char)c);
}

static void set_invert(struct regex_set *set)
{
	for (size_t i = 0; i < 4; i++)
		set->bits[i] = ~set->bits[i];
}

static void set_class(struct regex_set *set, const struct char_class *class)
{
	for (int c = 0; c < 256; c++)
		if (class->has(c))
			regex_set_add(set, (unsigned char)c);
}

/* ---- brackets ---- */

static bool ahead(const struct scan *s, const char *text)
{
	return !strncmp(s->text + s->at, text, strlen(text));
}

static void *bracket_open(struct scan *s, size_t open)
{
	const char *hint = NULL;

	if (s->text[open + 1] == ']' || (s->text[open + 1] == '^' && s->text[open + 2] == ']'))
		hint = "a ']' that comes first is one of the characters";
	return fail(s, open, open + 1, hint, "this '[' is not closed");
}

/* [:name:] */
static void bracket_class(struct scan *s, struct regex_set *set)
{
	const char *names[NCLASSES + 1] = { NULL }, *name, *near;
	size_t begin = s->at, n = strcspn(s->text + begin + 2, ":]");
	const struct char_class *class;

	s->at += 2 + n;
	if (!ahead(s, ":]")) {
		fail(s, begin, begin + 2, "a class is written [[:alpha:]]",
		     "this '[:' is not closed");
		return;
	}
	s->at += 2;
	name = arena_strndup(s->a, s->text + begin + 2, n);
	class = class_find(name);
	if (class) {
		set_class(set, class);
		return;
	}
	for (size_t i = 0; i < NCLASSES; i++)
		names[i] = classes[i].name;
	near = str_nearest(names, name);
	fail(s, begin, s->at, near ? arena_printf(s->a, "did you mean '[:%s:]'?", near) : NULL,
	     "no character class '%s'", name);
}

/* [.x.] and [=x=]: without a locale they are x. */
static int bracket_element(struct scan *s)
{
	size_t begin = s->at;
	char close[] = { s->text[begin + 1], ']', '\0' };
	const char *end = strstr(s->text + begin + 2, close);

	if (!end) {
		fail(s, begin, begin + 2, NULL, "this '[%c' is not closed", close[0]);
		return -1;
	}
	s->at = (size_t)(end - s->text) + 2;
	if (s->at - begin != 5) {
		fail(s, begin, s->at, NULL,
		     "only a single character may stand between '[%c' and '%s'", close[0], close);
		return -1;
	}
	return (unsigned char)s->text[begin + 2];
}

/* "\]" with another ']' behind it, where the first was hardly meant to end the brackets. */
static bool closes_by_mistake(const struct scan *s)
{
	const char *behind = s->text + s->at + 2;

	return ahead(s, "\\]") && s->text[s->at - 1] != '\\' &&
	       behind[strcspn(behind, "[]")] == ']';
}

/* One character of a bracket expression, or -1: it failed. */
static int bracket_char(struct scan *s)
{
	if (ahead(s, "[.") || ahead(s, "[="))
		return bracket_element(s);
	if (closes_by_mistake(s))
		warn(s, s->at, s->at + 2, "a ']' that comes first is one of the characters",
		     "in brackets a backslash stands for itself, so this ']' closes them");
	else if (s->text[s->at] == '\\' && isalpha((unsigned char)s->text[s->at + 1]))
		warn(s, s->at, s->at + 2, NULL,
		     "in brackets a backslash stands for itself: this is a backslash or '%c'",
		     s->text[s->at + 1]);
	return (unsigned char)s->text[s->at++];
}

/* A character or a range of them, or a class. */
static void bracket_item(struct scan *s, struct regex_set *set)
{
	size_t begin = s->at, end;
	int low, high;

	if (ahead(s, "[:")) {
		bracket_class(s, set);
		if (s->text[s->at] == '-' && s->text[s->at + 1] && s->text[s->at + 1] != ']')
			fail(s, begin, s->at + 1, "a '-' that comes last is one of the characters",
			     "a class can't begin a range");
		return;
	}
	low = bracket_char(s);
	if (low < 0)
		return;
	if (s->text[s->at] != '-' || !s->text[s->at + 1] || s->text[s->at + 1] == ']') {
		regex_set_add(set, (unsigned char)low);
		return;
	}
	s->at++;
	if (ahead(s, "[:")) {
		fail(s, begin, s->at + 2, "a '-' that comes last is one of the characters",
		     "a class can't end a range");
		return;
	}
	high = bracket_char(s);
	end = s->at;
	if (high < 0)
		return;
	if (high < low)
		fail(s, begin, end, "a '-' that comes last is one of the characters",
		     "this range is the wrong way round");
	else
		set_range(set, (unsigned int)low, (unsigned int)high);
	if (s->text[s->at] == '-' && s->text[s->at + 1] && s->text[s->at + 1] != ']')
		fail(s, begin, s->at + 1, "a '-' that comes last is one of the characters",
		     "a range can't begin another");
}

static struct regex_node *parse_bracket(struct scan *s)
{
	size_t open = s->at++, first;
	struct regex_set set = { 0 };
	struct regex_node *n;
	bool negate = s->text[s->at] == '^';

	s->at += negate;
	for (first = s->at; s->text[s->at] != ']' || s->at == first;) {
		if (s->at == s->len)
			return bracket_open(s, open);
		bracket_item(s, &set);
		if (s->failed)
			return NULL;
	}
	s->at++;
	if (!negate && s->text[open + 1] == ':' && s->text[s->at - 2] == ':' && s->at - open > 4)
		warn(s, open, s->at, "a class is written [[:alpha:]]",
		     "these are single characters, not a class");
	if (negate)
		set_invert(&set);
	n = node_new(s, REGEX_BYTE, open);
	n->set = set;
	return n;
}

/* ---- atoms ---- */

static struct regex_node *node_byte(struct scan *s, size_t begin, unsigned char c)
{
	struct regex_node *n = node_new(s, REGEX_BYTE, begin);

	regex_set_add(&n->set, c);
	return n;
}

static struct regex_node *node_assert(struct scan *s, size_t begin, enum regex_assert assert)
{
	struct regex_node *n = node_new(s, REGEX_ASSERT, begin);

	n->assert = assert;
	return n;
}

/* \w \W \s \S */
static struct regex_node *node_class(struct scan *s, size_t begin, char letter)
{
	struct regex_node *n = node_new(s, REGEX_BYTE, begin);

	for (unsigned int c = 0; c < 256; c++)
		if (letter == 'w' || letter == 'W' ? regex_is_word((unsigned char)c) :
						     isspace((int)c))
			regex_set_add(&n->set, (unsigned char)c);
	if (isupper((unsigned char)letter))
		set_invert(&n->set);
	return n;
}

/* What people write who know other dialects. */
static const char *escape_hint(char c)
{
	switch (c) {
	case 'd':
		return "a digit is [0-9]";
	case 'D':
		return "what is no digit is [^0-9]";
	case 'n':
	case 't':
	case 'r':
		return "with one backslash the string has the control character itself";
	default:
		return NULL;
	}
}

static struct regex_node *parse_escape(struct scan *s)
{
	size_t begin = s->at;
	char c = s->text[begin + 1];

	if (!c)
		return fail(s, begin, begin + 1, "write \"\\\\\\\\\" for a backslash",
			    "there is nothing behind this backslash");
	s->at += 2;
	switch (c) {
	case 'w':
	case 'W':
	case 's':
	case 'S':
		return node_class(s, begin, c);
	case '<':
		return node_assert(s, begin, REGEX_WORD_BEGIN);
	case '>':
		return node_assert(s, begin, REGEX_WORD_END);
	case 'b':
		return node_assert(s, begin, REGEX_WORD_EDGE);
	case 'B':
		return node_assert(s, begin, REGEX_WORD_INSIDE);
	default:
		break;
	}
	if (c >= '1' && c <= '9')
		return fail(s, begin, s->at, NULL, "there are no back references");
	if (isalnum((unsigned char)c))
		warn(s, begin, s->at, escape_hint(c), "'\\%c' is '%c' alone", c, c);
	return node_byte(s, begin, (unsigned char)c);
}

static struct regex_node *parse_group(struct scan *s)
{
	struct regex_node *n = node_new(s, REGEX_GROUP, s->at), *kid;
	size_t open = s->at++;

	if (s->parens == DEPTH_MAX)
		return fail(s, open, open + 1, NULL, "this is nested too deeply");
	n->min = n->max = 1;
	s->re->ngroups++;
	s->parens++;
	kid = parse_alternatives(s);
	s->parens--;
	if (s->failed)
		return NULL;
	if (s->text[s->at] != ')')
		return fail(s, open, open + 1, "write \"\\\\(\" for the character itself",
			    "this '(' is not closed");
	s->at++;
	node_add(s, n, kid);
	return n;
}

static struct regex_node *parse_atom(struct scan *s)
{
	struct regex_node *n;
	size_t begin = s->at;
	char c = s->text[begin];

	switch (c) {
	case '(':
		return parse_group(s);
	case '[':
		return parse_bracket(s);
	case '\\':
		return parse_escape(s);
	case '*':
	case '+':
	case '?':
	case '{':
		return fail(s, begin, begin + 1,
			    arena_printf(s->a, "write \"\\\\%c\" for the character itself", c),
			    "there is nothing that '%c' could repeat", c);
	case ')': /* at top level: groups take theirs */
		return fail(s, begin, begin + 1, "write \"\\\\)\" for the character itself",
			    "there is no '(' for this ')'");
	default:
		break;
	}
	s->at++;
	if (c == '^')
		return node_assert(s, begin, REGEX_BEGIN);
	if (c == '$')
		return node_assert(s, begin, REGEX_END);
	n = node_byte(s, begin, (unsigned char)c);
	if (c == '.')
		set_range(&n->set, 0, 255);
	return n;
}

/* ---- repetitions ---- */

/* A number of a count; false: it failed. */
static bool parse_count(struct scan *s, uint32_t *value)
{
	size_t begin = s->at;

	for (*value = 0; isdigit((unsigned char)s->text[s->at]); s->at++)
		if (*value <= REGEX_REPEAT_MAX)
			*value = *value * 10 + (uint32_t)(s->text[s->at] - '0');
	if (*value > REGEX_REPEAT_MAX)
		fail(s, begin, s->at, NULL, "a count is at most %d", REGEX_REPEAT_MAX);
	return !s->failed;
}

/* {n} {n,} {n,m} {,m} */
static bool parse_interval(struct scan *s, struct regex_node *n)
{
	size_t open = s->at++, digits = s->at;

	if (!isdigit((unsigned char)s->text[s->at]) && s->text[s->at] != ',') {
		fail(s, open, open + 1, "write \"\\\\{\" for the character itself",
		     "there is no count behind this '{'");
		return false;
	}
	if (!parse_count(s, &n->min))
		return false;
	n->max = n->min;
	if (s->text[s->at] == ',') {
		s->at++;
		n->max = REGEX_MANY;
		if (isdigit((unsigned char)s->text[s->at]) && !parse_count(s, &n->max))
			return false;
	}
	if (s->text[s->at] != '}') {
		if (s->at == s->len)
			fail(s, open, open + 1, NULL, "this '{' is not closed");
		else
			fail(s, s->at, s->at + 1, "a count is {n}, {n,}, {,m} or {n,m}",
			     "this is no part of a count");
		return false;
	}
	if (n->min > n->max) {
		fail(s, digits, s->at, NULL, "the least count is above the most");
		return false;
	}
	s->at++;
	return true;
}

static struct regex_node *parse_repeat(struct scan *s, struct regex_node *kid)
{
	struct regex_node *n = node_new(s, REGEX_REPEAT, kid->begin);
	char c = s->text[s->at];

	if (kid->kind == REGEX_ASSERT)
		return fail(s, s->at, s->at + 1, "what it follows takes no characters",
			    "there is nothing that '%c' could repeat", c);
	if (c == '{') {
		if (!parse_interval(s, n))
			return NULL;
	} else {
		n->min = c == '+';
		n->max = c == '?' ? 1 : REGEX_MANY;
		s->at++;
	}
	n->first = kid->first;
	node_add(s, n, kid);
	return n;
}

/* ---- the whole ---- */

static bool at_end(const struct scan *s)
{
	char c = s->text[s->at];

	return s->at == s->len || c == '|' || (c == ')' && s->parens);
}

static struct regex_node *parse_sequence(struct scan *s)
{
	struct regex_node *n = node_new(s, REGEX_EMPTY, s->at), *kid;

	while (!s->failed && !at_end(s)) {
		kid = parse_atom(s);
		while (kid && !s->failed && s->text[s->at] && strchr("*+?{", s->text[s->at]))
			kid = parse_repeat(s, kid);
		if (!kid)
			break;
		n->kind = REGEX_CAT;
		node_add(s, n, kid);
	}
	return n->kids.n == 1 ? n->kids.v[0] : n;
}

static struct regex_node *parse_alternatives(struct scan *s)
{
	struct regex_node *n = node_new(s, REGEX_ALT, s->at);

	node_add(s, n, parse_sequence(s));
	while (!s->failed && s->text[s->at] == '|') {
		s->at++;
		node_add(s, n, parse_sequence(s));
	}
	return n->kids.n == 1 ? n->kids.v[0] : n;
}

bool regex_parse(struct arena *a, struct regex *re)
{
	struct scan s = { .a = a, .re = re, .text = re->text, .len = strlen(re->text) };

	re->ngroups = 0;
	re->remarks.n = 0;
	re->tree = parse_alternatives(&s);
	return !s.failed;
}
