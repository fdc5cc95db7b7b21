/* SPDX-License-Identifier: GPL-2.0-only */
/* Patterns: what is refused and where; what glibc refuses; how much a large one may cost. */
#include <regex.h>
#include <stdlib.h>
#include <time.h>

#include "parser/base/arena.h"
#include "parser/regex/regex.h"
#include "test.h"

/* ---- messages ---- */

static const struct {
	const char *pattern;
	size_t begin, end; /* of the first remark */
	const char *text;
	bool error;
} remarks[] = {
	{ "a(b", 1, 2, "this '(' is not closed", true },
	{ "a)b", 1, 2, "there is no '(' for this ')'", true },
	{ "(a))", 3, 4, "there is no '(' for this ')'", true },
	{ "*a", 0, 1, "there is nothing that '*' could repeat", true },
	{ "a|+b", 2, 3, "there is nothing that '+' could repeat", true },
	{ "(?:a)", 1, 2, "there is nothing that '?' could repeat", true },
	{ "^*", 1, 2, "there is nothing that '*' could repeat", true },
	{ "x{", 1, 2, "there is no count behind this '{'", true },
	{ "{1}", 0, 1, "there is nothing that '{' could repeat", true },
	{ "x{1", 1, 2, "this '{' is not closed", true },
	{ "x{1x}", 3, 4, "this is no part of a count", true },
	{ "x{3,2}", 2, 5, "the least count is above the most", true },
	{ "x{1,1001}", 4, 8, "a count is at most 1000", true },
	{ "x{99999999999999999999}", 2, 22, "a count is at most 1000", true },
	{ "x[ab", 1, 2, "this '[' is not closed", true },
	{ "[]", 0, 1, "this '[' is not closed", true },
	{ "[^]", 0, 1, "this '[' is not closed", true },
	{ "[a[:digit:]", 0, 1, "this '[' is not closed", true },
	{ "[[:digits:]]", 1, 11, "no character class 'digits'", true },
	{ "[[:digit]", 1, 3, "this '[:' is not closed", true },
	{ "[[.ab.]]", 1, 7, "only a single character may stand between '[.' and '.]'", true },
	{ "[[=a]", 1, 3, "this '[=' is not closed", true },
	{ "x[z-a]", 2, 5, "this range is the wrong way round", true },
	{ "[a-[:digit:]]", 1, 5, "a class can't end a range", true },
	{ "[[:digit:]-z]", 1, 11, "a class can't begin a range", true },
	{ "[a-c-e]", 1, 5, "a range can't begin another", true },
	{ "ab\\", 2, 3, "there is nothing behind this backslash", true },
	{ "(a)\\1", 3, 5, "there are no back references", true },
	{ "a\\d", 1, 3, "'\\d' is 'd' alone", false },
	{ "[a\\]b]", 2, 4, "in brackets a backslash stands for itself, so this ']' closes them",
	  false },
	{ "[\\w]", 1, 3, "in brackets a backslash stands for itself: this is a backslash or 'w'",
	  false },
	{ "[:alpha:]", 0, 9, "these are single characters, not a class", false },
};

static void check_remarks(struct arena *a)
{
	for (size_t i = 0; i < sizeof(remarks) / sizeof(*remarks); i++) {
		struct regex re = { .text = remarks[i].pattern };
		bool ok = regex_parse(a, &re);

		check_text(re.remarks.n ? re.remarks.v[0].text : "", remarks[i].text);
		if (!re.remarks.n)
			continue;
		check(ok == !remarks[i].error);
		check(re.remarks.v[0].error == remarks[i].error);
		if (re.remarks.v[0].begin != remarks[i].begin ||
		    re.remarks.v[0].end != remarks[i].end) {
			printf("'%s': %zu to %zu\n", re.text, re.remarks.v[0].begin,
			       re.remarks.v[0].end);
			test_failures++;
		}
	}
}

static const char *const fine[] = {
	"",	     "()",
	"a||b",	     "(|a)",
	"a|",	     "a{,3}",
	"a{,}",	     "a{0}",
	"a**",	     "]",
	"}",	     "[]a]",
	"[^]a]",     "[a-]",
	"[--a]",     "[%--]",
	"[/\\]",     "[\\\\]",
	"[[.-.]-a]", "[[=a=]]",
	"[a\\]b",    "\\.\\{",
	"^^a$$b",    "(^)*",
	"a{1000,}",  "\\<\\>\\b\\B\\w\\W\\s\\S",
};

static void check_fine(struct arena *a)
{
	for (size_t i = 0; i < sizeof(fine) / sizeof(*fine); i++) {
		struct regex re = { .text = fine[i] };

		if (!regex_parse(a, &re) || re.remarks.n) {
			printf("'%s': %s\n", fine[i], re.remarks.v[0].text);
			test_failures++;
		}
	}
}

/* ---- random text: what glibc takes, and nothing else ---- */

/* Where the two part on purpose. */
static bool is_departure(const struct regex *re, int posix)
{
	const char *why = re->remarks.n ? re->remarks.v[re->remarks.n - 1].text : "";

	if (!posix)
		return strstr(why, "at most") || strstr(why, "for this ')'") ||
		       strstr(why, "back references");
	return false;
}

static void check_random(void)
{
	static const char letters[] = "ab()()[]][^-{}{}1,*+?|^$\\.:=";

	srand(1);
	for (int i = 0; i < 60000; i++) {
		struct arena *a = arena_open();
		struct regex re = { 0 };
		char text[13];
		regex_t posix;
		int status;
		bool ok;

		for (size_t n = 0; n < sizeof(text); n++)
			text[n] = letters[(size_t)rand() % (sizeof(letters) - 1)];
		text[rand() % (int)sizeof(text)] = '\0';
		text[sizeof(text) - 1] = '\0';
		re.text = text;
		ok = regex_parse(a, &re);
		status = regcomp(&posix, text, REG_EXTENDED);
		if (ok == (status != 0) && !is_departure(&re, status)) {
			if (test_failures++ < 20)
				printf("'%s': %s here, %d there\n", text,
				       ok ? "fine" : re.remarks.v[re.remarks.n - 1].text, status);
		}
		if (!status)
			regfree(&posix);
		arena_close(a);
	}
}

/* ---- what is too large ---- */

/* BEFORE, TIMES over; MIDDLE; AFTER, TIMES over. */
static const char *repeat(struct arena *a, const char *before, const char *middle,
			  const char *after, unsigned int times)
{
	size_t size = times * (strlen(before) + strlen(after)) + strlen(middle) + 1;
	char *text = arena_alloc(a, size), *p = text;

	for (unsigned int i = 0; i < times; i++)
		p = stpcpy(p, before);
	p = stpcpy(p, middle);
	for (unsigned int i = 0; i < times; i++)
		p = stpcpy(p, after);
	return text;
}

static void check_cost(const char *pattern, bool captures, bool fits)
{
	struct arena *a = arena_open();
	struct regex re = { .text = pattern, .captures = captures };
	clock_t start = clock();
	bool ok = regex_parse(a, &re) && regex_compile(a, &re);

	if (ok != fits || clock() - start > 8 * CLOCKS_PER_SEC / 10 || arena_used(a) > 40 << 20) {
		printf("'%.60s' %s: %s, %.3f s, %zu KiB\n", pattern,
		       captures ? "with groups" : "plain", ok ? "fits" : "does not fit",
		       (double)(clock() - start) / CLOCKS_PER_SEC, arena_used(a) >> 10);
		test_failures++;
	}
	if (!ok)
		check(re.remarks.n && re.remarks.v[re.remarks.n - 1].error);
	arena_close(a);
}

static void check_costs(struct arena *a)
{
	static const char *const large[] = {
		"(a|b)*a(a|b){20}",	   "a.{20}b",	     "(a{1000}){1000}",
		"((a{1000}){1000}){1000}", "(.*a.{30}){30}", "([ab]*a[ab]{15}|[bc]*b[bc]{15})+x",
	};

	for (size_t i = 0; i < sizeof(large) / sizeof(*large); i++) {
		check_cost(large[i], false, false);
		check_cost(large[i], true, false);
	}
	check_cost("a{1000}", false, true);
	check_cost("^(a{100})$", true, true);
	check_cost("(a?){30}a{30}", true, true);
	check_cost("(((((a*)*)*)*)*)*b", true, true);
	check_cost("(.*)a(.*)b(.*)c(.*)d", true, true);
	check_cost("(x+x+)+y", true, true);
	check_cost(repeat(a, "(", "a", ")", 200), false, true);
	check_cost(repeat(a, "(", "a", ")", 31), true, true);
	check_cost(repeat(a, "(", "a", ")", 32), true, false);
	check_cost(repeat(a, "(", "a", ")", 100000), false, false);
	check_cost(repeat(a, "", "a", "*", 100000), false, false);
	check_cost(repeat(a, "a?", "", "a", 400), false, true);
	check_cost(repeat(a, "a?", "", "a", 400), true, false);
	check_cost(repeat(a, "", "", "(a|b|)*", 31), true, true);
	check_cost(repeat(a, "", "", "[[:alpha:]]", 4000), false, false);
}

int main(void)
{
	struct arena *a = arena_open();

	check_remarks(a);
	check_fine(a);
	check_random();
	check_costs(a);
	arena_close(a);
	return test_done();
}
