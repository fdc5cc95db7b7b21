/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines are indented once, blank ones stay blank, #line says what is needed and no more. */
#include "parser/base/arena.h"
#include "parser/base/out.h"
#include "test.h"

static void test_lines(struct arena *a)
{
	struct out o;

	out_init(&o, a);
	check_text(o.text, "");
	out_blank(&o);
	check_text(o.text, "");
	out_open(&o, "if (%s) {", "x");
	out_text(&o, "a");
	out_put(&o, " = %d;", 3);
	out_text(&o, "\n\nb;\nc");
	out_blank(&o);
	out_blank(&o);
	out_line(&o, "d;");
	out_close(&o, "}");
	check_text(o.text, "if (x) {\n\ta = 3;\n\n\tb;\n\tc\n\n\td;\n}\n");
	check(o.len == strlen(o.text));
	out_init(&o, a);
	for (int i = 0; i < 5000; i++)
		out_line(&o, "%d", i % 10);
	check(o.len == 10000 && !o.text[10000]);
}

static void test_loc(struct arena *a)
{
	struct source *s = source_new(a, "a \"b\".stp", "1\n2\n3\n4\n", 8);
	struct expansion e = { "m", { s, 6, 7, NULL } };
	struct out o;

	out_init(&o, a);
	o.indent = 1;
	out_loc(&o, (struct span){ s, 2, 3, NULL });
	out_line(&o, "x;");
	out_loc(&o, (struct span){ s, 4, 5, NULL });
	out_line(&o, "y;");
	out_loc(&o, (struct span){ s, 4, 5, NULL });
	out_line(&o, "z;");
	out_loc(&o, (struct span){ 0 });
	out_loc(&o, (struct span){ s, 0, 1, &e });
	out_line(&o, "m;");
	check_text(o.text, "#line 2 \"a \\\"b\\\".stp\"\n\tx;\n\ty;\n"
			   "#line 3 \"a \\\"b\\\".stp\"\n\tz;\n\tm;\n");
}

static void test_quote(struct arena *a)
{
	check_text(out_quote(a, ""), "\"\"");
	check_text(out_quote(a, "a\"b\\c\n\t"), "\"a\\\"b\\\\c\\n\\t\"");
	check_text(out_quote(a, "\001"
				"2\177\303\251"),
		   "\"\\0012\\177\\303\\251\"");
}

int main(void)
{
	struct arena *a = arena_open();

	test_lines(a);
	test_loc(a);
	test_quote(a);
	arena_close(a);
	return test_done();
}
