/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * literal.c: walks through the source of a string and through its value side by side.  Several
 * literals in a row are one string, with blanks and comments between them.
 */
#include "literal.h"

#include <string.h>

struct walk_literal {
	const char *p, *end; /* in the source */
	bool inside; /* of the quotes */
};

static size_t digits(const char *p, const char *end, const char *set, size_t most)
{
	size_t n = 0;

	while (n < most && p + n < end && p[n] && strchr(set, p[n]))
		n++;
	return n;
}

/* How long the escape at P is, and whether it stands for a character. */
static size_t escape(const char *p, const char *end, bool *none)
{
	size_t n = digits(p + 1, end, "01234567", 3);

	*none = p + 1 < end && p[1] == '\n';
	if (n)
		return n + 1;
	if (p + 1 < end && p[1] == 'x') {
		n = digits(p + 2, end, "0123456789abcdefABCDEF", 2);
		if (n)
			return n + 2;
	}
	return p + 1 < end ? 2 : 1;
}

/* Up to the next opening quote; false: there is none. */
static bool to_quote(struct walk_literal *w)
{
	while (w->p < w->end && *w->p != '"') {
		bool line = *w->p == '#' || (*w->p == '/' && w->p + 1 < w->end && w->p[1] == '/');
		bool block = *w->p == '/' && w->p + 1 < w->end && w->p[1] == '*';

		if (line) {
			while (w->p < w->end && *w->p != '\n')
				w->p++;
		} else if (block) {
			for (w->p += 2; w->p + 1 < w->end && (w->p[0] != '*' || w->p[1] != '/');)
				w->p++;
			w->p += w->p + 1 < w->end ? 2 : 1;
		} else if (strchr(" \t\r\f\v\n", *w->p)) {
			w->p++;
		} else {
			return false;
		}
	}
	if (w->p >= w->end)
		return false;
	w->p++;
	w->inside = true;
	return true;
}

/* The next character of the value: its source, of *N bytes; NULL: no more. */
static const char *next(struct walk_literal *w, size_t *n)
{
	const char *at;
	bool none;

	while (w->p < w->end) {
		if (!w->inside) {
			if (!to_quote(w))
				return NULL;
			continue;
		}
		if (*w->p == '"') {
			w->inside = false;
			w->p++;
			continue;
		}
		at = w->p;
		*n = 1;
		none = false;
		if (*at == '\\')
			*n = escape(at, w->end, &none);
		w->p += *n;
		if (!none)
			return at;
	}
	return NULL;
}

struct span literal_span(struct span whole, const char *text, size_t from, size_t n)
{
	struct walk_literal w = { 0 };
	struct span part = whole;
	const char *at;
	size_t len;

	if (!whole.src || !n)
		return whole;
	w.p = whole.src->text + whole.begin;
	w.end = whole.src->text + whole.end;
	for (size_t i = 0; i < from + n; i++) {
		at = next(&w, &len);
		if (!at || (*at != '\\' && *at != text[i])) /* it was made in another way */
			return whole;
		if (i == from)
			part.begin = (uint32_t)(at - whole.src->text);
		part.end = (uint32_t)(at + len - whole.src->text);
	}
	return part;
}
