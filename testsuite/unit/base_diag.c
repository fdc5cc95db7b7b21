/* SPDX-License-Identifier: GPL-2.0-only */
/* Messages look as diag.h says; hints, notes, holds, limits and odd lines. */
#include <stdlib.h>

#include "parser/base/arena.h"
#include "parser/base/diag.h"
#include "test.h"

static struct arena *arena;
static char *text;
static size_t len;
static FILE *file;

static struct diag *start(struct diag_options opt)
{
	file = open_memstream(&text, &len);
	return diag_open(arena, file, opt);
}

static void finish(struct diag *d, const char *want)
{
	diag_flush(d);
	fclose(file);
	check_text(text, want);
	free(text);
}

static struct span span(const char *script, uint32_t begin, uint32_t end)
{
	return (struct span){ source_new(arena, "open.stp", script, strlen(script)), begin, end,
			      NULL };
}

static void test_format(void)
{
	struct diag *d = start((struct diag_options){ 0 });
	struct span at = span("a\nb\n\tif (cuont > 5)\n", 9, 14);
	struct span first = at;

	diag_semantic(d, at, "no variable or function '%s'", "cuont");
	diag_hint(d, "did you mean '%s'?", "count");
	check(diag_errors(d) == 1 && !diag_warnings(d));
	first.begin = 0;
	first.end = 1;
	diag_note(d, first, "the first");
	diag_error(d, "no headers");
	diag_hint(d, "install them");
	diag_warn(d, first, "odd");
	check(diag_errors(d) == 2 && diag_warnings(d) == 1);
	finish(d, "open.stp:3:6: semantic error: no variable or function 'cuont'\n"
		  "    3 | \tif (cuont > 5)\n"
		  "      | \t    ^~~~~ did you mean 'count'?\n"
		  "open.stp:1:1: note: the first\n"
		  "    1 | a\n"
		  "      | ^\n"
		  "spile: error: no headers\n"
		  "spile: note: install them\n"
		  "open.stp:1:1: warning: odd\n"
		  "    1 | a\n"
		  "      | ^\n");
}

static void test_odd_lines(void)
{
	struct diag *d = start((struct diag_options){ 0 });
	char *wide = arena_alloc(arena, 1001);

	/* Past the line's end, several lines, UTF-8, control characters. */
	diag_parse(d, span("ab", 2, 2), "end");
	diag_parse(d, span("ab cd\nef", 3, 8), "lines");
	diag_parse(d, span("\303\251\303\251 x\001\302", 2, 6), "bytes \033");
	finish(d, "open.stp:1:3: parse error: end\n    1 | ab\n      |   ^\n"
		  "open.stp:1:4: parse error: lines\n    1 | ab cd\n      |    ^~\n"
		  "open.stp:1:3: parse error: bytes ?\n    1 | \303\251\303\251 x??\n"
		  "      |  ^~~\n");
	memset(wide, 'x', 1000);
	d = start((struct diag_options){ 0 });
	diag_parse(d, span(wide, 500, 900), "wide");
	diag_flush(d);
	check(strlen(text) < 500);
	fclose(file);
	free(text);
}

static void test_macros(void)
{
	struct diag *d = start((struct diag_options){ 0 });
	struct span at = span("@a\n@b\n$x", 6, 8);
	struct expansion outer = { "a", { at.src, 0, 2, NULL } };
	struct expansion inner = { "b", { at.src, 3, 5, &outer } };

	at.via = &inner;
	diag_parse(d, at, "bad");
	finish(d, "open.stp:3:1: parse error: bad\n    3 | $x\n      | ^~\n"
		  "open.stp:2:1: note: in expansion of macro '@b'\n    2 | @b\n      | ^~\n"
		  "open.stp:1:1: note: in expansion of macro '@a'\n    1 | @a\n      | ^~\n");
}

static void test_limit(void)
{
	struct diag *d = start((struct diag_options){ .limit = 1 });

	diag_error(d, "one");
	diag_error(d, "one");
	diag_error(d, "two");
	diag_error(d, "three");
	check(diag_errors(d) == 4);
	finish(d, "spile: error: one\nspile: ... and 2 more errors\n");
}

static void test_warnings(void)
{
	struct diag *d = start((struct diag_options){ .no_warnings = true });

	diag_error(d, "one");
	diag_warn(d, (struct span){ 0 }, "quiet");
	diag_hint(d, "of the warning");
	check(!diag_warnings(d));
	finish(d, "spile: error: one\n");
	d = start((struct diag_options){ .warnings_are_errors = true });
	diag_warn(d, (struct span){ 0 }, "loud");
	check(diag_errors(d) == 1);
	finish(d, "spile: warning: loud [-W]\n");
}

static void test_hold(void)
{
	struct diag *d = start((struct diag_options){ 0 });

	diag_error(d, "before");
	diag_hold(d);
	diag_error(d, "dropped");
	diag_hint(d, "with it");
	diag_hold(d);
	diag_error(d, "kept, then dropped");
	diag_keep(d);
	check(diag_errors(d) == 3);
	diag_flush(d);
	diag_drop(d);
	check(diag_errors(d) == 1);
	diag_hold(d);
	diag_error(d, "kept");
	diag_keep(d);
	finish(d, "spile: error: before\nspile: error: kept\n");
}

static void test_color(void)
{
	struct diag *d = start((struct diag_options){ .color = true });

	diag_parse(d, span("ab", 0, 1), "bad");
	diag_flush(d);
	check(strstr(text, "\033[1;31mparse error:\033[0m"));
	fclose(file);
	free(text);
}

int main(void)
{
	arena = arena_open();
	test_format();
	test_odd_lines();
	test_macros();
	test_limit();
	test_warnings();
	test_hold();
	test_color();
	arena_close(arena);
	return test_done();
}
