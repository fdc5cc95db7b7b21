/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Any bytes are parsed as a script, a macro file and a library file.  What parses must print,
 * and what was printed must parse and print the same.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parser/ast.h"
#include "parser/ast_print.h"
#include "parser/base/arena.h"
#include "parser/base/diag.h"
#include "parser/base/out.h"
#include "parser/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *config(void *data, const char *name)
{
	(void)data;
	return strlen(name) % 2 ? "y" : NULL;
}

static void found(void *data, int kind, const char *name)
{
	size_t *sum = data;

	*sum += (size_t)kind + strlen(name);
}

static bool count_expr(struct walk *w, struct expr **e)
{
	size_t *n = w->data;

	*n += (*e)->span.end;
	return true;
}

static void walk_all(struct arena *a, const struct script *s)
{
	size_t n = 0;
	struct walk w = { .expr = count_expr, .data = &n };

	for (size_t i = 0; i < s->probes.n; i++) {
		struct stmt *copy = stmt_copy(a, s->probes.v[i]->body);

		walk_stmt(&w, &copy);
	}
}

static const char *print(struct arena *a, const struct script *s)
{
	struct out o;

	out_init(&o, a);
	ast_print_script(&o, s);
	return o.text;
}

static void start(struct parser *p, struct arena *a, FILE *null)
{
	static const char *const args[] = { "5 + 5", "\"a\" $2 %(", NULL };

	parser_init(p, a, diag_open(a, null, (struct diag_options){ 0 }));
	p->target = (struct parse_target){
		.kernel_v = "6.1.0",
		.kernel_vr = "6.1.0-56-amd64",
		.arch = "x86_64",
		.systemtap_v = "5.2",
		.privilege = "stapdev",
		.runtime = "kernel",
		.guru = true,
		.config = config,
		.args = args,
		.nargs = 2,
	};
}

static struct source *source(struct arena *a, const char *text, size_t size)
{
	struct source *src = source_new(a, "fuzz", arena_strndup(a, text, size), size);

	src->guru = true;
	return src;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static FILE *null;
	struct arena *a = arena_open();
	const char *first, *second;
	struct script *s;
	struct parser p;
	size_t sum = 0;

	if (!null)
		null = fopen("/dev/null", "we");
	start(&p, a, null);
	parse_index(&p, source(a, (const char *)data, size), found, &sum);
	s = parse_text(&p, source(a, (const char *)data, size));
	diag_flush(p.diag);
	if (s) {
		walk_all(a, s);
		first = print(a, s);
		s = parse_text(&p, source(a, first, strlen(first)));
		second = s ? print(a, s) : "nothing";
		/* What prints to nothing is an empty script the second time. */
		if (*first && strcmp(first, second)) {
			fprintf(stderr, "printed:\n%s\nthen:\n%s\n", first, second);
			abort();
		}
	}
	parse_macros(&p, source(a, (const char *)data, size));
	diag_flush(p.diag);
	arena_close(a);
	return 0;
}
