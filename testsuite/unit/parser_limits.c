/* SPDX-License-Identifier: GPL-2.0-only */
/* Text of any depth or length is a message or a tree, never a crash. */
#include <stdlib.h>

#include "parser/ast.h"
#include "parser/ast_print.h"
#include "parser/base/arena.h"
#include "parser/base/diag.h"
#include "parser/base/out.h"
#include "parser/parse.h"
#include "test.h"

/* BEFORE, N times OPEN, MIDDLE, N times CLOSE, AFTER. */
static const char *nest(struct arena *a, const char *before, const char *open, const char *middle,
			const char *close, const char *after, size_t n)
{
	struct out o;

	out_init(&o, a);
	out_text(&o, before);
	for (size_t i = 0; i < n; i++)
		out_text(&o, open);
	out_text(&o, middle);
	for (size_t i = 0; i < n; i++)
		out_text(&o, close);
	out_text(&o, after);
	return o.text;
}

/* What is said about TEXT, "" where it parses and prints. */
static char *said(struct arena *a, const char *text)
{
	char *messages = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&messages, &len);
	struct diag *d = diag_open(a, f, (struct diag_options){ 0 });
	struct parser p;
	struct script *s;
	struct out o;

	parser_init(&p, a, d);
	s = parse_text(&p, source_new(a, "x", text, strlen(text)));
	if (s) {
		out_init(&o, a);
		ast_print_script(&o, s);
	}
	diag_flush(d);
	fclose(f);
	return messages;
}

static void check_said(const char *open, const char *middle, const char *close, size_t n,
		       const char *want)
{
	struct arena *a = arena_open();
	char *messages = said(a, nest(a, "probe begin { ", open, middle, close, " }", n));

	if (want ? !strstr(messages, want) : *messages != '\0') {
		printf("%zu times '%s': %.300s\n", n, open, messages);
		test_failures++;
	}
	free(messages);
	arena_close(a);
}

int main(void)
{
	static const char deep[] = "nested more than 1000 levels deep";
	static const char *const levels[][3] = {
		{ "(", "1", ")" },
		{ "a[", "1", "]" },
		{ "f(", "1", ")" },
		{ "{ ", "a", "} " },
		{ "- ", "x", "" },
		{ "!", "x", "" },
		{ "if (a) ", "b", "" },
		{ "if (a) b else ", "c", "" },
		{ "a + ", "1", "" },
		{ "a = ", "1", "" },
		{ "a ? b : ", "c", "" },
		{ "a ? ", "b", " : c" },
		{ "a . ", "b", "" },
		{ "while (1) ", "b", "" },
		{ "for (;;) ", "b", "" },
		{ "foreach (a in b) ", "c", "" },
		{ "try { ", "a", "} catch { }" },
		{ "@cast(", "a", ", \"t\")->m" },
		{ "$x[", "1", "]" },
		{ "printf(\"\", ", "1", ")" },
		{ "a = [", "1", "] in b" },
	};
	struct arena *a = arena_open();
	char *messages;

	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++) {
		check_said(levels[i][0], levels[i][1], levels[i][2], 300, NULL);
		check_said(levels[i][0], levels[i][1], levels[i][2], 1500, deep);
		check_said(levels[i][0], levels[i][1], levels[i][2], 50000, deep);
	}
	check_said("a++ ", "", "", 50000, NULL);
	check_said("x", " = 1", "", 100000, NULL);
	check_said("1", " = 1", "", 100, "does not fit");
	check_said("\"abc\" ", "", "", 10000, NULL);
	check_said("/* */ // x\n # y\n", "", "", 10000, NULL);
	check_said("(1 ", ")", "", 5000, "parse error");
	check_said(") ", "", "", 5000, "expected a statement");
	check_said(")\nb ", "", "", 5000, "and 80 more errors");
	check_said("%( 1 == 1 %? ", "a", " %)", 50, NULL);
	check_said("%( 1 == 1 %? ", "a", " %)", 5000, "too deeply");
	/* Each macro twice the one before it. */
	messages = said(a, "@define a %( 1 1 1 1 1 1 1 1 %) @define b %( @a @a @a @a @a @a @a @a %)"
			   "@define c %( @b @b @b @b @b @b @b @b @b @b @b @b @b @b @b @b %)"
			   "@define d %( @c @c @c @c @c @c @c @c @c @c @c @c @c @c @c @c %)"
			   "@define e %( @d @d @d @d @d @d @d @d @d @d @d @d @d @d @d @d %)"
			   "@define f %( @e @e @e @e @e @e @e @e @e @e @e @e @e @e @e @e %)"
			   "probe begin { @f }");
	check(strstr(messages, "macros make more than"));
	free(messages);
	messages = said(a, nest(a, "probe ", "{a,b}.", "c", "", " {}", 12));
	check(!*messages);
	free(messages);
	messages = said(a, nest(a, "probe ", "{a,b}.", "c", "", " {}", 100));
	check(strstr(messages, "more than 4096 probe points"));
	free(messages);
	messages = said(a, nest(a, "probe ", "{", "c", "}", " {}", 5000));
	check(strstr(messages, deep));
	free(messages);
	arena_close(a);
	return test_done();
}
