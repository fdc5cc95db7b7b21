/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The place of each character of a string is found in its source: pieces of strings in a row, with
 * escapes in them, blanks and comments between them.
 */
#include "parser/literal.h"

#include "parser/ast.h"
#include "parser/base/arena.h"
#include "parser/base/diag.h"
#include "parser/base/out.h"
#include "parser/parse.h"
#include "test.h"

static unsigned int random_number(unsigned int n)
{
	static uint64_t x = 88172645463325252ull;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return (unsigned int)(x % n);
}

/* Ways to write a character, and the character. */
static const struct {
	const char *source;
	char is;
} ways[] = {
	{ "a", 'a' },	    { "\\n", '\n' },   { "\\x41", 'A' }, { "\\x7g", '\x7' },
	{ "\\101", 'A' },   { "\\0611", '1' }, { "\\t", '\t' },	 { "%", '%' },
	{ "\\\"", '"' },    { "\\\\", '\\' },  { "\\y", 'y' },	 { "d", 'd' },
	{ "#", '#' },	    { "/*", '/' },     { " ", ' ' },	 { "\\7z", '\7' },
	{ "\xc3", '\xc3' },
};

/* How many characters of the source stand for the first one. */
static size_t way_len(const char *source)
{
	if (source[0] != '\\')
		return 1;
	if (source[1] == 'x')
		return source[3] == 'g' ? 3 : 4;
	return source[1] == '7' ? 2 : source[1] == '1' || source[1] == '0' ? 4 : 2;
}

static const char *const gaps[] = {
	"\" \"", "\"\"", "\" /* \" * */ \"", "\"\n\t\"", "\" # \" \n\"", "\" // \"\n \"", "\\\n",
};

struct made {
	struct out script;
	size_t begin[64], end[64]; /* of each character */
	char is[64];
	size_t n;
};

static void make(struct made *m, struct arena *a)
{
	memset(m, 0, sizeof(*m));
	out_init(&m->script, a);
	out_text(&m->script, "probe begin { print(\"");
	while (m->n < 50 && random_number(20)) {
		unsigned int way = random_number(sizeof(ways) / sizeof(*ways));
		size_t at = m->script.len;

		if (!random_number(4))
			out_text(&m->script, gaps[random_number(sizeof(gaps) / sizeof(*gaps))]);
		at = m->script.len;
		out_text(&m->script, ways[way].source);
		m->begin[m->n] = at;
		m->end[m->n] = at + way_len(ways[way].source);
		m->is[m->n++] = ways[way].is;
		for (size_t i = way_len(ways[way].source); ways[way].source[i]; i++) {
			m->begin[m->n] = at + i;
			m->end[m->n] = at + i + 1;
			m->is[m->n++] = ways[way].source[i];
		}
	}
	out_text(&m->script, "\") }");
}

static void check_one(void)
{
	struct arena *a = arena_open();
	struct diag *d = diag_open(a, stdout, (struct diag_options){ 0 });
	struct source *src;
	struct script *s;
	struct parser p;
	struct expr *e;
	struct made m;
	struct span part;

	make(&m, a);
	src = source_new(a, "test", m.script.text, m.script.len);
	parser_init(&p, a, d);
	s = parse_text(&p, src);
	diag_flush(d);
	check(s);
	if (s) {
		e = s->probes.v[0]->body->list.v[0]->cond->args.v[0];
		check(strlen(e->text) == m.n && !memcmp(e->text, m.is, m.n));
		for (size_t i = 0; i < m.n; i++)
			for (size_t n = 1; i + n <= m.n; n++) {
				part = literal_span(e->span, e->text, i, n);
				check(part.begin == m.begin[i] && part.end == m.end[i + n - 1]);
			}
		/* one that is not what the source says has no places */
		if (m.n) {
			part = literal_span(e->span, "?????", 0, 1);
			check(part.end == e->span.end || *(src->text + m.begin[0]) == '\\');
		}
		part = literal_span(e->span, e->text, m.n, 1);
		check(part.begin == e->span.begin && part.end == e->span.end);
	}
	arena_close(a);
}

int main(void)
{
	for (int i = 0; i < 3000; i++)
		check_one();
	return test_done();
}
