/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How each pair of binary operators groups: "a 1 b 2 c" must be the tree of "(a 1 b) 2 c" or of
 * "a 1 (b 2 c)", by the levels of the reference.  All comparisons are of one level there.
 */
#include "parser/ast.h"
#include "parser/ast_print.h"
#include "parser/base/arena.h"
#include "parser/base/diag.h"
#include "parser/base/out.h"
#include "parser/parse.h"
#include "test.h"

enum {
	LEVEL_ASSIGN, /* these group to the right, the others to the left */
	LEVEL_OROR,
	LEVEL_ANDAND,
	LEVEL_OR,
	LEVEL_XOR,
	LEVEL_AND,
	LEVEL_COMPARE,
	LEVEL_SHIFT,
	LEVEL_CONCAT,
	LEVEL_ADD,
	LEVEL_MUL,
};

static const struct row {
	const char *text;
	int level;
} rows[] = {
	{ "=", LEVEL_ASSIGN },	 { "+=", LEVEL_ASSIGN },  { "-=", LEVEL_ASSIGN },
	{ "*=", LEVEL_ASSIGN },	 { "/=", LEVEL_ASSIGN },  { "%=", LEVEL_ASSIGN },
	{ "<<=", LEVEL_ASSIGN }, { ">>=", LEVEL_ASSIGN }, { ">>>=", LEVEL_ASSIGN },
	{ "&=", LEVEL_ASSIGN },	 { "|=", LEVEL_ASSIGN },  { "^=", LEVEL_ASSIGN },
	{ ".=", LEVEL_ASSIGN },	 { "<<<", LEVEL_ASSIGN }, { "||", LEVEL_OROR },
	{ "&&", LEVEL_ANDAND },	 { "|", LEVEL_OR },	  { "^", LEVEL_XOR },
	{ "&", LEVEL_AND },	 { "==", LEVEL_COMPARE }, { "!=", LEVEL_COMPARE },
	{ "<", LEVEL_COMPARE },	 { "<=", LEVEL_COMPARE }, { ">", LEVEL_COMPARE },
	{ ">=", LEVEL_COMPARE }, { "<<", LEVEL_SHIFT },	  { ">>", LEVEL_SHIFT },
	{ ">>>", LEVEL_SHIFT },	 { ".", LEVEL_CONCAT },	  { "+", LEVEL_ADD },
	{ "-", LEVEL_ADD },	 { "*", LEVEL_MUL },	  { "/", LEVEL_MUL },
	{ "%", LEVEL_MUL },
};

/* What the statement TEXT prints as. */
static const char *print(struct arena *a, const char *text)
{
	struct diag *d = diag_open(a, stdout, (struct diag_options){ 0 });
	struct parser p;
	struct script *s;
	struct out o;

	parser_init(&p, a, d);
	text = arena_printf(a, "probe x { %s }", text);
	s = parse_text(&p, source_new(a, "test", text, strlen(text)));
	diag_flush(d);
	if (!s)
		return text;
	out_init(&o, a);
	ast_print_script(&o, s);
	return o.text;
}

static void check_same(const char *text, const char *grouped)
{
	struct arena *a = arena_open();

	check_text(print(a, text), print(a, grouped));
	arena_close(a);
}

static void check_pair(const struct row *l, const struct row *r)
{
	bool right = r->level > l->level || (r->level == l->level && l->level == LEVEL_ASSIGN);
	char text[100], grouped[100];

	snprintf(text, sizeof(text), "a %s b %s c", l->text, r->text);
	snprintf(grouped, sizeof(grouped), right ? "a %s (b %s c)" : "(a %s b) %s c", l->text,
		 r->text);
	check_same(text, grouped);
}

/* What is no binary operator of two expressions. */
static const struct {
	const char *text, *grouped;
} others[] = {
	{ "a ? b : c ? d : e", "a ? b : (c ? d : e)" },
	{ "a ? b ? c : d : e", "a ? (b ? c : d) : e" },
	{ "a = b ? c : d", "a = (b ? c : d)" },
	{ "a || b ? c : d", "(a || b) ? c : d" },
	{ "a ? b : c || d", "a ? b : (c || d)" },
	{ "a == b =~ \"x\"", "(a == b) =~ \"x\"" },
	{ "a . b =~ \"x\" && c", "((a . b) =~ \"x\") && c" },
	{ "a =~ \"x\" == b", "(a =~ \"x\") == b" },
	{ "a == b in c", "(a == b) in c" },
	{ "a & b in c", "a & (b in c)" },
	{ "a in b && [c, d] in e", "(a in b) && ([c, d] in e)" },
	{ "!a in b", "(!a) in b" },
	{ "-a * -b", "(-a) * (-b)" },
	{ "!a == b", "(!a) == b" },
	{ "~a . b", "(~a) . b" },
	{ "-a++", "-(a++)" },
	{ "a+++b", "(a++) + b" },
	{ "a---b", "(a--) - b" },
	{ "&$a->b + c", "(&$a->b) + c" },
};

int main(void)
{
	for (size_t l = 0; l < sizeof(rows) / sizeof(*rows); l++)
		for (size_t r = 0; r < sizeof(rows) / sizeof(*rows); r++)
			check_pair(&rows[l], &rows[r]);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		check_same(others[i].text, others[i].grouped);
	return test_done();
}
