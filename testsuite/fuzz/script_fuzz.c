/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bytes are choices in a grammar of scripts, and mutations of what it makes: tokens are dropped,
 * doubled, swapped.  The script goes through the passes 1 and 2.
 *	- What is refused is told, at a place in the script.
 *	- What parses prints, and what was printed parses and prints the same.
 *	- Nothing crashes, hangs, or takes more than 150 MB.
 * FUZZ_KERNEL names a kernel that has debugging information; FUZZ_SHOW=1 shows the scripts.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parser/token.h"
#include "script_rules.h"

/* The passes as they are called there. */
#define main spile_main
#include "translator/main.c"
#undef main

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	DEPTH_MOST = 9,
	TEXT_MOST = 8000, /* bytes; then every rule ends */
	MEMORY_MOST = 150 << 20,
};

/* ---- a script from choices ---- */

struct choices {
	const uint8_t *at, *end;
};

/* 0 when there are none left. */
static unsigned int choose(struct choices *c, unsigned int n)
{
	return c->at < c->end ? *c->at++ % n : 0;
}

static const struct rule *rule_find(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (strlen(rules[i].name) == len && !memcmp(rules[i].name, name, len))
			return &rules[i];
	fprintf(stderr, "no rule %.*s\n", (int)len, name);
	abort();
}

static void generate(struct choices *c, struct out *o, const struct rule *r, unsigned int depth)
{
	bool stop = depth > DEPTH_MOST || (o->text && strlen(o->text) > TEXT_MOST);
	unsigned int n = 0;
	const char *s;

	while (n < TEXTS_MAX && r->texts[n])
		n++;
	s = r->texts[stop ? 0 : choose(c, n)];
	while (*s) {
		const char *end = *s == '<' && s[1] >= 'a' && s[1] <= 'z' ? strchr(s, '>') : NULL;

		if (end) {
			size_t len = (size_t)(end - s) - 1;
			const struct rule *below = rule_find(s + 1, len);

			/* Now and then a string where a number belongs, and the other way. */
			if (!strcmp(below->name, "num") && choose(c, 256) == 255)
				below = rule_find("str", 3);
			else if (!strcmp(below->name, "str") && choose(c, 256) == 255)
				below = rule_find("num", 3);
			generate(c, o, below, depth + 1);
			s = end + 1;
		} else {
			out_put(o, "%c", *s++);
		}
	}
}

static void put_token(struct out *o, const char *text, const struct token *t)
{
	out_put(o, "%.*s ", (int)(t->span.end - t->span.begin), text + t->span.begin);
}

/* Some tokens of TEXT are dropped, doubled or swapped. */
static const char *mutate(struct arena *a, struct choices *c, const char *text)
{
	token_list tokens = { 0 };
	unsigned int n = choose(c, 8);
	struct out o;

	if (n < 5)
		return text;
	lexer_scan(a, source_new(a, "mutate", text, strlen(text)), &tokens);
	for (n -= 4; n; n--) {
		size_t i = (choose(c, 256) * 256 + choose(c, 256)) % tokens.n;
		size_t j = (choose(c, 256) * 256 + choose(c, 256)) % tokens.n;
		struct token t = tokens.v[i];

		switch (choose(c, 4)) {
		case 0:
			tokens.v[i].span.end = tokens.v[i].span.begin;
			break;
		case 1:
			tokens.v[i] = tokens.v[j];
			break;
		default:
			tokens.v[i] = tokens.v[j];
			tokens.v[j] = t;
		}
	}
	out_init(&o, a);
	for (size_t i = 0; i < tokens.n; i++)
		put_token(&o, text, &tokens.v[i]);
	return o.text ? o.text : "";
}

/* ---- what must hold ---- */

static void broken(const char *what, const char *text, const char *more)
{
	fprintf(stderr, "%s\n---- script:\n%s\n---- %s\n", what, text, more);
	abort();
}

/* Each error names a place: in the script, or in the library file that it uses. */
static void check_messages(const char *text, const char *said)
{
	unsigned int lines = 1, errors = 0;

	for (const char *s = text; *s; s++)
		lines += *s == '\n';
	for (const char *s = said; *s; s += strcspn(s, "\n"), s += *s == '\n') {
		size_t len = strcspn(s, "\n");
		char *line = strndup(s, len), *error = strstr(line, " error: ");
		unsigned int at = 0, col = 0;

		/* An excerpt may hold the words. */
		if (error && line[0] != ' ') {
			errors++;
			if (!strncmp(line, "fuzz:", 5) &&
			    (sscanf(line, "fuzz:%u:%u:", &at, &col) != 2 || !at || at > lines ||
			     !col))
				broken("a place outside of the script", text, said);
			if (!strncmp(line, "spile:", 6) && !strstr(line, "has no probes"))
				broken("an error without a place", text, said);
		}
		free(line);
	}
	if (!errors)
		broken("refused without a message", text, said);
}

static const char *print(struct arena *a, const struct script *s)
{
	struct out o;

	out_init(&o, a);
	ast_print_script(&o, s);
	return o.text ? o.text : "";
}

static struct source *fuzz_source(struct arena *a, const char *text)
{
	struct source *src = source_new(a, "fuzz", text, strlen(text));

	src->guru = true;
	return src;
}

static void check_print(struct session *s, const char *text)
{
	const char *first = print(s->arena, s->script), *second;
	struct parser again = s->parser;
	struct script *script;

	again.diag = diag_open(s->arena, stderr, (struct diag_options){ 0 });
	diag_hold(again.diag);
	script = parse_text(&again, fuzz_source(s->arena, first));
	second = script ? print(s->arena, script) : "nothing";
	diag_drop(again.diag);
	if (*first && strcmp(first, second))
		broken("what was printed parses to something else", text,
		       arena_printf(s->arena, "printed:\n%s\n---- then:\n%s", first, second));
}

/* ---- a session ---- */

static struct kernel *the_kernel(void)
{
	static struct kernel *kernel;
	static struct kernel none = { .release = "6.1.0", .version = "6.1.0", .arch = "x86_64" };
	struct kernel_options opt = { .release = getenv("FUZZ_KERNEL"),
				      .cache = getenv("SPILE_CACHE") };
	const char *why;

	if (kernel)
		return kernel;
	kernel = opt.release ? kernel_open(arena_open(), &opt, &why) : NULL;
	if (!kernel) {
		none.arena = arena_open();
		kernel = &none;
	}
	return kernel;
}

static const char *config(void *data, const char *name)
{
	(void)data;
	return strlen(name) % 2 ? "y" : "250";
}

static struct session *session_make(struct arena *a, FILE *to)
{
	struct session *s = arena_new(a, struct session);

	s->arena = a;
	s->options.guru = true;
	s->options.last_pass = 2;
	s->diag = diag_open(a, to, (struct diag_options){ 0 });
	s->share = ".";
	s->kernel = the_kernel();
	session_init(s);
	s->parser.target = (struct parse_target){
		.kernel_v = s->kernel->version,
		.kernel_vr = s->kernel->release,
		.arch = s->kernel->arch,
		.systemtap_v = "5.2",
		.privilege = "stapdev",
		.runtime = "kernel",
		.guru = true,
		.config = config,
	};
	return s;
}

static void run_script(struct session *s, const char *text, char **said)
{
	struct source *src = fuzz_source(s->arena, text);
	struct out o;
	bool ok;

	vec_push(s->arena, &s->sources, src);
	if (!tapset_open(s))
		abort();
	s->script = parse_text(&s->parser, src);
	ok = s->script != NULL;
	if (ok) {
		check_print(s, text);
		ok = pass_resolve(s);
		if (ok) {
			out_init(&o, s->arena);
			show_resolved(s, &o);
		}
	}
	diag_flush(s->diag);
	if (ok && diag_errors(s->diag))
		ok = false;
	if (!ok)
		check_messages(text, *said);
	if (arena_used(s->arena) > MEMORY_MOST)
		broken("too much memory", text, "");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_open();
	struct choices c = { data, data + size };
	char *said = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&said, &len);
	struct session *s = session_make(a, to);
	const char *text;
	struct out o;

	out_init(&o, a);
	generate(&c, &o, rule_find("script", 6), 0);
	text = mutate(a, &c, o.text ? o.text : "");
	if (getenv("FUZZ_SHOW"))
		fprintf(stderr, "%s\n", text);
	run_script(s, text, &said);
	if (getenv("FUZZ_SHOW"))
		fprintf(stderr, "%s\n", said);
	session_close(s);
	fclose(to);
	free(said);
	return 0;
}
