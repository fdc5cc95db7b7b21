/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * diag.c: takes messages about places in scripts, writes them with excerpt, caret and hint.
 *
 * A message waits in a list until it can't get hints or notes any more and no hold is on.
 */
#include "base/diag.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/strmap.h"
#include "base/vec.h"

enum {
	LIMIT_DEFAULT = 20,
	WIDTH_MAX = 160, /* bytes of a line that are shown */
	WIDTH_BEFORE = 100, /* of these, before the caret */
};

struct note {
	struct span at;
	const char *text;
};

struct message {
	enum diag_kind kind;
	struct span at;
	const char *text, *hint;
	VEC(struct note) notes;
};

struct hold {
	size_t messages;
	unsigned int errors, warnings;
};

struct diag {
	struct arena *arena;
	FILE *to;
	struct diag_options opt;
	VEC(struct message) waiting;
	VEC(struct hold) holds;
	struct strmap seen; /* what was printed: nothing is said twice */
	unsigned int errors, warnings;
	unsigned int shown, unshown; /* errors */
	bool silent; /* the last message was a warning that is not wanted */
};

static const char *const kind_text[] = {
	[DIAG_PARSE] = "parse error", [DIAG_SEMANTIC] = "semantic error",
	[DIAG_BUILD] = "build error", [DIAG_ERROR] = "error",
	[DIAG_WARNING] = "warning",
};

#define COLOR_BOLD "\033[1m"
#define COLOR_ERROR "\033[1;31m"
#define COLOR_WARNING "\033[1;35m"
#define COLOR_NOTE "\033[1;36m"
#define COLOR_CARET "\033[1;32m"
#define COLOR_END "\033[0m"

struct diag *diag_open(struct arena *a, FILE *to, struct diag_options opt)
{
	struct diag *d = arena_new(a, struct diag);

	d->arena = a;
	d->to = to;
	d->opt = opt;
	if (!d->opt.limit)
		d->opt.limit = LIMIT_DEFAULT;
	strmap_init(&d->seen, a);
	return d;
}

static const char *color(const struct diag *d, const char *code)
{
	return d->opt.color ? code : "";
}

/* Bytes of the character at S: valid UTF-8 or 1. */
static size_t char_size(const char *s, size_t left)
{
	unsigned char c = (unsigned char)*s;
	size_t n = c >= 0xf0 && c < 0xf5 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 1;

	if (c >= 0xf5 || n > left)
		return 1;
	for (size_t i = 1; i < n; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 1;
	return n;
}

/* What a terminal could take for a command is shown as '?'. */
static void put_text(struct diag *d, const char *s, size_t len, const char *also)
{
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		unsigned char c = (unsigned char)s[i];

		n = char_size(s + i, len - i);
		if (n == 1 && (c < ' ' || c >= 0x7f) && !(c && strchr(also, c)))
			fputc('?', d->to);
		else
			fwrite(s + i, 1, n, d->to);
	}
}

static void put_string(struct diag *d, const char *s)
{
	put_text(d, s, strlen(s), "\t");
}

/* Spaces under the first N bytes of S, tabs under its tabs. */
static void put_padding(struct diag *d, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i += char_size(s + i, n - i))
		fputc(s[i] == '\t' ? '\t' : ' ', d->to);
}

static size_t char_back(const char *text, size_t at)
{
	while (at && ((unsigned char)text[at] & 0xc0) == 0x80)
		at--;
	return at;
}

static void put_excerpt(struct diag *d, struct span at, const char *hint)
{
	struct place p = source_place(at.src, at.begin);
	size_t len, from = 0, col = p.col - 1, width, shown = 0;
	const char *text = source_line(at.src, p.line, &len);

	if (col > len)
		col = len;
	width = at.end > at.begin ? at.end - at.begin : 1;
	if (width > len - col)
		width = len - col;
	if (len > WIDTH_MAX) {
		if (col > WIDTH_BEFORE)
			from = char_back(text, col - WIDTH_BEFORE);
		if (len - from > WIDTH_MAX)
			len = char_back(text, from + WIDTH_MAX);
		if (width > len - col)
			width = len - col;
	}
	fprintf(d->to, "%5u | ", p.line);
	put_text(d, text + from, len - from, "\t");
	fputs("\n      | ", d->to);
	put_padding(d, text + from, col - from);
	fprintf(d->to, "%s^", color(d, COLOR_CARET));
	for (size_t i = col; i < col + width; i += char_size(text + i, col + width - i))
		if (shown++)
			fputc('~', d->to);
	if (hint) {
		fputc(' ', d->to);
		put_string(d, hint);
	}
	fprintf(d->to, "%s\n", color(d, COLOR_END));
}

static void put_header(struct diag *d, struct span at, const char *kind, const char *kind_color,
		       const char *text)
{
	fputs(color(d, COLOR_BOLD), d->to);
	put_string(d, span_text(d->arena, at));
	fprintf(d->to, ": %s%s:%s ", color(d, kind_color), kind, color(d, COLOR_END));
	put_string(d, text);
	fputc('\n', d->to);
}

static void put_note(struct diag *d, struct span at, const char *text)
{
	put_header(d, at, "note", COLOR_NOTE, text);
	if (at.src)
		put_excerpt(d, at, NULL);
}

static void put_expansions(struct diag *d, const struct expansion *via)
{
	for (; via; via = via->use.via)
		put_note(d, via->use,
			 arena_printf(d->arena, "in expansion of macro '@%s'", via->name));
}

/* False: it was said before.  What a macro brings in is another thing at each of its uses. */
static bool message_is_new(struct diag *d, const struct message *m)
{
	const char *key = arena_printf(d->arena, "%s %d %s", span_text(d->arena, m->at),
				       (int)m->kind, m->text);

	for (const struct expansion *via = m->at.via; via; via = via->use.via)
		key = arena_printf(d->arena, "%s %s", key, span_text(d->arena, via->use));
	if (strmap_has(&d->seen, key))
		return false;
	strmap_set(&d->seen, key, NULL);
	return true;
}

static void message_print(struct diag *d, const struct message *m)
{
	bool warning = m->kind == DIAG_WARNING;

	if (!message_is_new(d, m))
		return;
	if (!warning || d->opt.warnings_are_errors) {
		if (d->shown == d->opt.limit) {
			d->unshown++;
			return;
		}
		d->shown++;
	}
	put_header(d, m->at, kind_text[m->kind], warning ? COLOR_WARNING : COLOR_ERROR, m->text);
	if (m->at.src)
		put_excerpt(d, m->at, m->hint);
	else if (m->hint)
		put_note(d, m->at, m->hint);
	put_expansions(d, m->at.via);
	for (size_t i = 0; i < m->notes.n; i++) {
		put_note(d, m->notes.v[i].at, m->notes.v[i].text);
		put_expansions(d, m->notes.v[i].at.via);
	}
}

static void waiting_print(struct diag *d)
{
	if (d->holds.n)
		return;
	for (size_t i = 0; i < d->waiting.n; i++)
		message_print(d, &d->waiting.v[i]);
	d->waiting.n = 0;
}

void diag_flush(struct diag *d)
{
	waiting_print(d);
	if (!d->holds.n && d->unshown) {
		fprintf(d->to, "spile: ... and %u more error%s\n", d->unshown,
			d->unshown > 1 ? "s" : "");
		d->unshown = 0;
	}
	fflush(d->to);
}

void diag_say(struct diag *d, enum diag_kind kind, struct span at, const char *fmt, ...)
{
	struct message m = { .kind = kind, .at = at };
	va_list ap;

	d->silent = kind == DIAG_WARNING && d->opt.no_warnings;
	if (d->silent)
		return;
	waiting_print(d);
	va_start(ap, fmt);
	m.text = arena_vprintf(d->arena, fmt, ap);
	va_end(ap);
	if (kind == DIAG_WARNING)
		d->warnings++;
	if (kind == DIAG_WARNING && d->opt.warnings_are_errors)
		m.text = arena_printf(d->arena, "%s [-W]", m.text);
	if (kind != DIAG_WARNING || d->opt.warnings_are_errors)
		d->errors++;
	vec_push(d->arena, &d->waiting, m);
}

static struct message *last_message(struct diag *d)
{
	return d->silent || !d->waiting.n ? NULL : &d->waiting.v[d->waiting.n - 1];
}

void diag_hint(struct diag *d, const char *fmt, ...)
{
	struct message *m = last_message(d);
	const char *text;
	va_list ap;

	if (!m)
		return;
	va_start(ap, fmt);
	text = arena_vprintf(d->arena, fmt, ap);
	va_end(ap);
	m->hint = m->hint ? arena_printf(d->arena, "%s; %s", m->hint, text) : text;
}

void diag_note(struct diag *d, struct span at, const char *fmt, ...)
{
	struct message *m = last_message(d);
	struct note note = { .at = at };
	va_list ap;

	if (!m)
		return;
	va_start(ap, fmt);
	note.text = arena_vprintf(d->arena, fmt, ap);
	va_end(ap);
	vec_push(d->arena, &m->notes, note);
}

unsigned int diag_errors(const struct diag *d)
{
	return d->errors;
}

unsigned int diag_warnings(const struct diag *d)
{
	return d->warnings;
}

void diag_hold(struct diag *d)
{
	struct hold h = { d->waiting.n, d->errors, d->warnings };

	vec_push(d->arena, &d->holds, h);
}

void diag_keep(struct diag *d)
{
	assert(d->holds.n);
	d->holds.n--;
}

void diag_drop(struct diag *d)
{
	const struct hold *h;

	assert(d->holds.n);
	h = &d->holds.v[--d->holds.n];
	d->waiting.n = h->messages;
	d->errors = h->errors;
	d->warnings = h->warnings;
}

/* Where a message belongs: in which run of one text's messages, there where, then as it was. */
struct rank {
	size_t run, index;
	uint32_t begin;
};

static int rank_compare(const void *a, const void *b)
{
	const struct rank *x = a, *y = b;

	if (x->run != y->run)
		return x->run < y->run ? -1 : 1;
	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	return x->index < y->index ? -1 : 1;
}

void diag_sort(struct diag *d)
{
	size_t first = d->holds.n ? d->holds.v[d->holds.n - 1].messages : 0;
	size_t n = d->waiting.n - first;
	struct message *list, *sorted;
	struct rank *ranks;

	if (n < 2)
		return;
	list = d->waiting.v + first;
	ranks = arena_array(d->arena, struct rank, n);
	sorted = arena_array(d->arena, struct message, n);
	for (size_t i = 0; i < n; i++) {
		bool same = i && list[i].at.src && list[i].at.src == list[i - 1].at.src;

		ranks[i] = (struct rank){ !i   ? 0 :
					  same ? ranks[i - 1].run :
						 ranks[i - 1].run + 1,
					  i, list[i].at.begin };
	}
	qsort(ranks, n, sizeof(*ranks), rank_compare);
	for (size_t i = 0; i < n; i++)
		sorted[i] = list[ranks[i].index];
	memcpy(list, sorted, n * sizeof(*list));
}
