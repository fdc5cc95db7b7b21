/* SPDX-License-Identifier: GPL-2.0-only */
/* What the scan of a library file finds, and library macros in a script. */
#include "parser/ast.h"
#include "parser/base/arena.h"
#include "parser/base/diag.h"
#include "parser/parse.h"
#include "test.h"

struct found {
	char text[1000];
};

static void note(void *data, int kind, const char *name)
{
	struct found *f = data;
	size_t n = strlen(f->text);

	snprintf(f->text + n, sizeof(f->text) - n, "%c:%s ", kind, name);
}

static void test_index(struct parser *p, const char *text, const char *want)
{
	struct found f = { "" };

	parse_index(p, source_new(p->arena, "x.stp", text, strlen(text)), note, &f);
	check_text(f.text, want);
}

static void test_macros(struct parser *p)
{
	static const char lib[] = "@define one %( 1 %)\n%( arch == \"none\" %? junk %)\n"
				  "@define add(a) %( (@a + @one) %)";
	static const char script[] = "probe begin { x = @add(2) }";
	const struct script *s;
	const struct expr *e;

	check(parse_macros(p, source_new(p->arena, "m.stpm", lib, sizeof(lib) - 1)));
	s = parse_text(p, source_new(p->arena, "x.stp", script, sizeof(script) - 1));
	check(s && s->probes.n == 1);
	if (!s)
		return;
	e = s->probes.v[0]->body->list.v[0]->cond->b;
	check(e->kind == EXPR_BINARY && e->a->number == 2 && e->b->number == 1);
	/* The argument is the script's own; the macro's text knows its use. */
	check(!e->a->span.via && !strcmp(e->a->span.src->name, "x.stp"));
	check(e->b->span.via && !strcmp(e->b->span.via->name, "one"));
	check(e->b->span.via && e->b->span.via->use.via);
}

/* Nothing is an error in a user's script, and nothing in a library file. */
static void test_empty(struct parser *p)
{
	struct source *src = source_new(p->arena, "x.stp", "", 0);

	diag_hold(p->diag);
	check(!parse_text(p, src));
	diag_drop(p->diag);
	src->kind = SOURCE_TAPSET;
	check(parse_text(p, src));
	check(parse_macros(p, src));
}

int main(void)
{
	struct arena *a = arena_open();
	struct parser p;

	parser_init(&p, a, diag_open(a, stdout, (struct diag_options){ 0 }));
	test_index(&p, "", "");
	test_index(&p, "function f() { function g } global a, b = 3, c[10], d%[5] = \"x\", e",
		   "f:f g:a g:b g:c g:d g:e ");
	test_index(&p, "private global x private y private function z() {} global w", "g:w ");
	test_index(&p, "probe a.b = c {} probe d { probe e = f {} } probe g.next += h, i {}",
		   "a:a.b a:g.next ");
	test_index(&p, "probe k.function(\"x\") {} probe a, b = c {}", "");
	test_index(&p, "@define m(a) %( x %) @define if %( y %)", "m:m m:if ");
	test_index(&p, "%( kernel_v < \"3\" %? function f() {} %: function g() {} %)", "f:f f:g ");
	test_index(&p, "/* function c */ # function d\n\"function e\" } function f", "f:f ");
	/* What stands in braces is passed over, and braces in strings, comments and C are none. */
	test_index(&p, "function a() { \"}\" /* } */ // }\n # }\n %{ } %} } global b", "f:a g:b ");
	test_index(&p, "function a() %{ { { \" %} function b() { x = $#} function c() { @# }",
		   "f:a f:b f:c ");
	test_index(&p, "function a() { \"\\\"{\" } function b() { \"open {\n } function c",
		   "f:a f:b f:c ");
	test_index(&p,
		   "# { \n// {\n/* { */ global a = \"{\", b /**/ function c() { { } } } global d",
		   "g:a g:b f:c g:d ");
	test_index(&p, "%{ never closed function a", "");
	test_index(&p, "global a /* never closed function b", "g:a ");
	test_macros(&p);
	test_empty(&p);
	arena_close(a);
	return test_done();
}
