/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A printed tree parses to the same tree: each script is parsed and printed, and that once
 * more.  Where the first text is given already printed, it must come out unchanged.
 */
#include "parser/ast.h"
#include "parser/ast_print.h"
#include "parser/base/arena.h"
#include "parser/base/diag.h"
#include "parser/base/out.h"
#include "parser/parse.h"
#include "test.h"

/* The text of SCRIPT's tree, or NULL: it didn't parse. */
static const char *print(struct arena *a, const char *script)
{
	struct diag *d = diag_open(a, stdout, (struct diag_options){ 0 });
	struct source *src = source_new(a, "test", script, strlen(script));
	struct parser p;
	struct script *s;
	struct out o;

	src->guru = true;
	parser_init(&p, a, d);
	s = parse_text(&p, src);
	diag_flush(d);
	if (!s)
		return NULL;
	out_init(&o, a);
	ast_print_script(&o, s);
	return o.text;
}

static void check_stable(const char *script, bool printed)
{
	struct arena *a = arena_open();
	const char *first = print(a, script), *second;

	if (!first) {
		printf("does not parse: %s\n", script);
		test_failures++;
	} else {
		second = print(a, first);
		check_text(second, first);
		if (printed)
			check_text(first, script);
	}
	arena_close(a);
}

/* Bodies of a probe. */
static const char *const bodies[] = {
	"x = 1",
	"x = y = z + 1",
	"x += a . b + c . d - (e - f) - g",
	"x = a ? b : c ? d : e",
	"x = (a ? b : c) ? (d = 2) : e",
	"x = (a = 2) + (b ? 1 : 2)",
	"x = a * b + c * (d + e) / f % g",
	"x = a << 2 >> 3 >>> 4 | b & c ^ d",
	"x = !(a && b || c) && ~d == -e",
	"x = - -y + - --z + + ++z - -5",
	"x = 18446744073709551615 + 0x8000000000000000 - 9223372036854775807 + 0777",
	"x++\n++y\nz--\n--x",
	"(5)++\n(a = b)++",
	"return\nx",
	"if (a) return; x++",
	"a; (b)\na; -b\na; [1, 2] in c\na; &$x\na; ++b\na; (b) . c",
	"\"a\"; \"b\" . c\n\"d\"; \"e\"",
	"if (a) b else if (c) d else e",
	"if (a) { if (b) c } else d",
	"if (a) b; else c;",
	"if (a) ; else ;",
	"if (a) while (b) ; else c",
	"if (a) for (;;) if (b) c else d else e",
	"while (a < 3) { a++; if (a == 2) continue; break }",
	"for (i = 0; i < 3; i++) for (;;) { ; }",
	"for (; i < 3;) a",
	"foreach (k in x) a",
	"foreach (k+ in x limit 3 + 4) { a }",
	"foreach ([a, b-, c] in x) a",
	"foreach ([a] in x-) a",
	"foreach (v = [a, b] in x @sum+ limit 1) a",
	"foreach (v @max - = k in x) a",
	"foreach (v- = [a, b] in x[*, \"s\"]) a",
	"foreach (v = k in x[1] @avg+) a",
	"foreach (b in @hist_log(x)) a",
	"foreach (b in @hist_linear(x[1, 2], 0, 10, -1)) a",
	"try { a } catch { b } try { a } catch (m) { b }",
	"delete x delete x[1, *] delete $x->y",
	"next",
	"%{ c; %}",
	"%{ line\n\t\tline\n%} %{ 1 %}; -x",
	"x = %{ 1 %} + (%{ 2 %})",
	"x = a in b && [c, d] in e || [*, 1] in f == (g in h)",
	"x = (a in b) in c",
	"x = a =~ \"^x\" && b !~ \"y\" \"z\"",
	"x = (a == b) == c . d",
	"x[1, \"a\"] = y[*]",
	"x <<< 3 x <<< y <<< z",
	"x = @count(a) + @sum(a[1, 2]) + @hist_log(a)[3] + @variance(a, 2) + @quantile(a, 50)",
	"x = $a + $a->b->c[1][i + 1]->d + $a[2]",
	"x = $a$ . $a->b$$ . $a[1]$ . $$vars . $$parms$ . $$return$$",
	"x = &$a->b + &@cast(p, \"t\")->c",
	"x = &(y)[0] + &(y) + &(y->z)",
	"$a->b = 3 $a = 4 $a->next->if = 5",
	"x = @cast(p, \"task_struct\", \"kernel\")->pid + @var(\"v@f.c\", \"m\")$$",
	"x = @defined($a) ? @entry($b) : @choose_defined($c, 2)",
	"x = @kderef(8, p) + @uderef(4, p) + @kregister(0) + @uregister(5) + @entry(1)",
	"x = @const(\"A\") + @enum(\"B\") + @perf(\"n\") + @probewrite(v)",
	"x = y->z + y[1]->z + y(1)->z + (y ? $a : $b)->z[1] + (1)->z",
	"print(1, \"a\") printf(\"%d\\n\", 1) println() printd(\",\", 1, 2) printdln(\",\", 1, 2)",
	"x = sprint(1) . sprintf(\"%s\", a) . sprintln(1) . sprintd(\",\", 1, 2)",
	"x = sprintdln(\",\", 1, 2)",
	"print_char(10)",
	"x = \"\\001\\n\\t\\\\\\\"\\x41\\101\" \"glued\"",
	"x = f() . f(g(1), h[2])",
	"{ { } { a } }",
};

/* Whole scripts. */
static const char *const scripts[] = {
	"probe begin, end, timer.s(1), never {}",
	"probe kernel.function(\"vfs_*@fs/*.c\").return.maxactive(3)? {}",
	"probe module(\"x\").function(\"f\")!, module(\"y\").statement(0x1234) {}",
	"probe syscall.{read,write}, {a,b.{c,d}}.e, sys**open, *.b*c {}",
	"probe begin(-1000), a if (x > 1), b? if (y) {}",
	"probe process(\"a\").begin, error, x.return, a.next.delete.if {}",
	"probe a = b {} probe c.d += e, f? { x } probe g = h { x }, { y }",
	"global a, b = 3, c = \"s\" \"t\", d[100], e%, f%[10], g = -5 private h private global i",
	"function f() {} function f:long(a:string, b:long, c) { return 1 } private function g() {}",
	"function f:string():2 { return \"\" } function g(a) %{ /* pure */ STAP_RETURN(1); %}",
	"%{ #include <x.h>\n%} probe begin {};",
	"@define m(a, b) %( @a + @b %) probe begin { x = @m(1, @m(2, 3)) }",
	"%( 1 == 1 %? probe begin {} %: junk %)",
};

static const char *const printed[] = {
	"global a\n"
	"\n"
	"probe begin, timer.s(1)? {\n"
	"\tif (a > 3) {\n"
	"\t\ta = 0\n"
	"\t} else\n"
	"\t\ta++\n"
	"\ttry {\n"
	"\t\tf(a)\n"
	"\t} catch (m) {\n"
	"\t\tprintln(m)\n"
	"\t}\n"
	"}\n"
	"\n"
	"function f:long(x:long) {\n"
	"\treturn (x + 1) * 2\n"
	"}\n",
};

int main(void)
{
	for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++) {
		char script[1000];

		snprintf(script, sizeof(script), "function x() { %s }", bodies[i]);
		check_stable(script, false);
		snprintf(script, sizeof(script),
			 "function x() { if (y) { %s } z } function f() { %s }", bodies[i],
			 bodies[i]);
		check_stable(script, false);
	}
	for (size_t i = 0; i < sizeof(scripts) / sizeof(*scripts); i++)
		check_stable(scripts[i], false);
	for (size_t i = 0; i < sizeof(printed) / sizeof(*printed); i++)
		check_stable(printed[i], true);
	return test_done();
}
