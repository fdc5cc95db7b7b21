/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * out.c: takes pieces of text, gives one text with indented lines.
 *
 * An indent is written with the first character of a line, so that a blank line stays blank.
 */
#include "base/out.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"

enum {
	ROOM_FIRST = 256,
	SHORT_MAX = 512, /* what is formatted without memory of its own */
};

void out_init(struct out *o, struct arena *a)
{
	memset(o, 0, sizeof(*o));
	o->arena = a;
	o->room = ROOM_FIRST;
	o->text = arena_alloc(a, o->room);
	o->line_start = true;
}

static void append(struct out *o, const char *s, size_t n)
{
	if (o->len + n + 1 > o->room) {
		size_t room = o->room * 2;
		char *text;

		while (room < o->len + n + 1)
			room *= 2;
		text = arena_alloc(o->arena, room);
		memcpy(text, o->text, o->len);
		o->text = text;
		o->room = room;
	}
	memcpy(o->text + o->len, s, n);
	o->len += n;
	o->text[o->len] = '\0';
}

void out_text(struct out *o, const char *s)
{
	while (*s) {
		size_t n = strcspn(s, "\n");

		if (n && o->line_start) {
			for (unsigned int i = 0; i < o->indent; i++)
				append(o, "\t", 1);
			o->line_start = false;
		}
		append(o, s, n);
		s += n;
		if (*s == '\n') {
			append(o, "\n", 1);
			o->line_start = true;
			s++;
		}
	}
}

static void put(struct out *o, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
static void put(struct out *o, const char *fmt, va_list ap)
{
	char text[SHORT_MAX];
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	if (n < (int)sizeof(text))
		out_text(o, text);
	else
		out_text(o, arena_vprintf(o->arena, fmt, again));
	va_end(again);
}

void out_put(struct out *o, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(o, fmt, ap);
	va_end(ap);
}

void out_line(struct out *o, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(o, fmt, ap);
	va_end(ap);
	out_text(o, "\n");
}

void out_open(struct out *o, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(o, fmt, ap);
	va_end(ap);
	out_text(o, "\n");
	o->indent++;
}

void out_close(struct out *o, const char *fmt, ...)
{
	va_list ap;

	assert(o->indent);
	o->indent--;
	va_start(ap, fmt);
	put(o, fmt, ap);
	va_end(ap);
	out_text(o, "\n");
}

void out_blank(struct out *o)
{
	if (!o->line_start)
		out_text(o, "\n");
	if (o->len >= 2 && o->text[o->len - 2] != '\n')
		append(o, "\n", 1);
}

/* The script line that the C compiler would name for the next line. */
static unsigned int line_now(const struct out *o)
{
	unsigned int line = o->loc_line;

	for (size_t i = o->loc_at; i < o->len; i++)
		line += o->text[i] == '\n';
	return line;
}

void out_loc(struct out *o, struct span at)
{
	unsigned int line;

	/* What a macro brings in is shown where the macro is used. */
	while (at.via)
		at = at.via->use;
	if (!at.src)
		return;
	line = source_place(at.src, at.begin).line;
	if (!o->line_start)
		out_text(o, "\n");
	if (o->loc_src == at.src && line_now(o) == line)
		return;
	append(o, "#line ", 6);
	o->line_start = false;
	out_line(o, "%u %s", line, out_quote(o->arena, at.src->name));
	o->loc_src = at.src;
	o->loc_line = line;
	o->loc_at = o->len;
}

static bool is_plain(const char *s)
{
	for (; *s; s++)
		if (*s < ' ' || *s > '~' || *s == '"' || *s == '\\')
			return false;
	return true;
}

const char *out_escape(struct arena *a, const char *s)
{
	char *text, *p;

	if (is_plain(s))
		return s;
	text = p = arena_alloc(a, strlen(s) * 4 + 1);
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\') {
			*p++ = '\\';
			*p++ = *s;
		} else if (c == '\n') {
			*p++ = '\\';
			*p++ = 'n';
		} else if (c == '\t') {
			*p++ = '\\';
			*p++ = 't';
		} else if (c >= ' ' && c < 0x7f) {
			*p++ = *s;
		} else {
			/* Always three digits: another digit may follow. */
			*p++ = '\\';
			*p++ = (char)('0' + (c >> 6));
			*p++ = (char)('0' + (c >> 3 & 7));
			*p++ = (char)('0' + (c & 7));
		}
	}
	return text;
}

const char *out_quote(struct arena *a, const char *s)
{
	return arena_printf(a, "\"%s\"", out_escape(a, s));
}
