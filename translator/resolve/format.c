// SPDX-License-Identifier: GPL-2.0-only
/* format.c: "%-*.3d" and plain text, in pieces. */
#include "format.h"

#include "parser/base/diag.h"

enum { WIDTH_MAX = 4000 }; /* of one record of output */

struct scan {
	struct arena *a;
	struct diag *d;
	struct span at;
	const char *p;
	struct print_format *f;
};

static void plain(struct scan *s, const char *text, size_t n)
{
	struct format_piece piece = { 0 };

	if (!n)
		return;
	piece.text = arena_strndup(s->a, text, n);
	vec_push(s->a, &s->f->pieces, piece);
}

/* A number, or '*', which takes an argument. */
static bool number(struct scan *s, int *value, int *arg, const char *what)
{
	long n = 0;

	if (*s->p == '*') {
		s->p++;
		*arg = (int)s->f->nargs++;
		return true;
	}
	if (*s->p < '0' || *s->p > '9')
		return true;
	while (*s->p >= '0' && *s->p <= '9') {
		n = n * 10 + (*s->p++ - '0');
		if (n > WIDTH_MAX) {
			diag_semantic(s->d, s->at, "a %s in this format is over %d", what,
				      WIDTH_MAX);
			return false;
		}
	}
	*value = (int)n;
	return true;
}

static bool conversion(struct scan *s)
{
	static const char flags[] = "-+ #0";
	struct format_piece piece = {
		.width = -1, .precision = -1, .width_arg = -1, .precision_arg = -1
	};
	const char *start = s->p++, *flag;

	if (*s->p == '%') {
		plain(s, "%", 1);
		s->p++;
		return true;
	}
	while (*s->p && (flag = strchr(flags, *s->p)) != NULL) {
		piece.flags |= 1u << (flag - flags);
		s->p++;
	}
	if (!number(s, &piece.width, &piece.width_arg, "width"))
		return false;
	if (*s->p == '.') {
		s->p++;
		piece.precision = 0;
		if (!number(s, &piece.precision, &piece.precision_arg, "precision"))
			return false;
	}
	while (*s->p == 'l' || *s->p == 'h') /* numbers are all of 64 bits */
		s->p++;
	if (!*s->p) {
		diag_semantic(s->d, s->at, "the format ends in the conversion '%s'", start);
		return false;
	}
	if (!strchr("diuoxXpscbmM", *s->p)) {
		diag_semantic(s->d, s->at, "no conversion '%.*s'", (int)(s->p - start + 1), start);
		diag_hint(s->d, "a '%%' that stands for itself is written '%%%%'");
		return false;
	}
	if (*s->p == 'b' && piece.width > 0 && piece.width != 1 && piece.width != 2 &&
	    piece.width != 4 && piece.width != 8) {
		diag_semantic(s->d, s->at, "%%b writes 1, 2, 4 or 8 bytes, not %d", piece.width);
		return false;
	}
	piece.conv = *s->p++;
	piece.arg = (int)s->f->nargs++;
	vec_push(s->a, &s->f->pieces, piece);
	return true;
}

struct print_format *format_parse(struct arena *a, struct diag *d, struct span at, const char *text)
{
	struct scan s = { .a = a, .d = d, .at = at, .p = text };

	s.f = arena_new(a, struct print_format);
	while (*s.p) {
		const char *start = s.p;

		s.p += strcspn(s.p, "%");
		plain(&s, start, (size_t)(s.p - start));
		if (*s.p && !conversion(&s))
			return NULL;
	}
	return s.f;
}

enum type format_arg_type(const struct print_format *f, size_t n)
{
	for (size_t i = 0; i < f->pieces.n; i++) {
		const struct format_piece *p = &f->pieces.v[i];

		if (!p->text && p->arg == (int)n)
			return p->conv == 's' ? TYPE_STRING : TYPE_LONG;
	}
	return TYPE_LONG; /* a width or a precision */
}
