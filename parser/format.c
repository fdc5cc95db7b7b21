/* SPDX-License-Identifier: GPL-2.0-only */
/* format.c: "%-*.3d" and plain text, in pieces; how many arguments they take, and which. */
#include "format.h"

#include "base/arena.h"
#include "base/diag.h"
#include "literal.h"

enum { WIDTH_MAX = 4000 }; /* of one record of output */

struct scan {
	struct arena *a;
	struct diag *d;
	const struct expr *literal;
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

/* The place of what was read from START on, and N characters more. */
static struct span place(const struct scan *s, const char *start, size_t n)
{
	return literal_span(s->literal->span, s->literal->text, (size_t)(start - s->literal->text),
			    (size_t)(s->p - start) + n);
}

/* A number, or '*', which takes an argument. */
static bool number(struct scan *s, const char *start, int *value, int *arg, const char *what)
{
	long n = 0;

	if (*s->p == '*') {
		s->p++;
		*arg = (int)s->f->nargs++;
		return true;
	}
	if (*s->p < '0' || *s->p > '9')
		return true;
	for (; *s->p >= '0' && *s->p <= '9'; s->p++)
		n = n > WIDTH_MAX ? n : n * 10 + (*s->p - '0');
	if (n > WIDTH_MAX) {
		diag_parse(s->d, place(s, start, 0), "a %s in this format is over %d", what,
			   WIDTH_MAX);
		return false;
	}
	*value = (int)n;
	return true;
}

/* What habits of C or of other languages write, and what there is instead. */
static void advise(struct scan *s, char conv, bool length)
{
	static const struct {
		const char *convs, *text;
	} habits[] = {
		{ "aAeEfFgG", "the language has 64-bit integers only; write %d" },
		{ "D", "write %d" },
		{ "I", "write %i" },
		{ "U", "write %u" },
		{ "O", "write %o" },
		{ "P", "write %p" },
		{ "S", "write %s" },
		{ "C", "write %c" },
		{ "B", "write %b" },
		{ "n", "nothing can be stored by printing" },
		{ "vrq", "write %d for a number, %s for a string" },
	};

	if (length && conv && strchr("diuoxXpscbmM", conv)) {
		diag_hint(s->d, "the language has 64-bit integers only; write %%%c", conv);
		return;
	}
	for (size_t i = 0; conv && i < sizeof(habits) / sizeof(*habits); i++)
		if (strchr(habits[i].convs, conv)) {
			diag_hint(s->d, "%s", habits[i].text);
			return;
		}
	diag_hint(s->d, "a '%%' that stands for itself is written '%%%%'");
}

static bool no_conversion(struct scan *s, const char *start, bool length)
{
	const unsigned char *p = (const unsigned char *)s->p;
	size_t n = *p > ' ' && *p != 0x7f;

	if (n || length) {
		while (n && *p >= 0x80 && (p[n] & 0xc0) == 0x80)
			n++; /* all bytes of the character */
		diag_parse(s->d, place(s, start, n), "no conversion '%.*s'",
			   (int)(s->p - start + (long)n), start);
	} else {
		diag_parse(s->d, place(s, start, 0),
			   *p ? "'%.*s' has no conversion" :
				"the format ends in the conversion '%.*s'",
			   (int)(s->p - start), start);
	}
	advise(s, *s->p, length);
	return false;
}

static bool bytes_fit(struct scan *s, const char *start, const struct format_piece *piece)
{
	if (piece->conv != 'b' || piece->width <= 0 || piece->width == 1 || piece->width == 2 ||
	    piece->width == 4 || piece->width == 8)
		return true;
	diag_parse(s->d, place(s, start, 0), "%%b writes 1, 2, 4 or 8 bytes, not %d", piece->width);
	return false;
}

static bool conversion(struct scan *s)
{
	static const char flags[] = "-+ #0";
	struct format_piece piece = {
		.width = -1, .precision = -1, .width_arg = -1, .precision_arg = -1
	};
	const char *start = s->p++, *flag, *length;
	size_t n;

	if (*s->p == '%') {
		plain(s, "%", 1);
		s->p++;
		return true;
	}
	while (*s->p && (flag = strchr(flags, *s->p)) != NULL) {
		piece.flags |= 1u << (flag - flags);
		s->p++;
	}
	if (!number(s, start, &piece.width, &piece.width_arg, "width"))
		return false;
	if (*s->p == '.') {
		s->p++;
		piece.precision = 0;
		if (!number(s, start, &piece.precision, &piece.precision_arg, "precision"))
			return false;
	}
	length = s->p;
	n = strspn(length, "hljztLqw");
	s->p += n;
	if (!*s->p || !strchr("diuoxXpscbmM", *s->p) || n > 1 || (n && *length != 'l'))
		return no_conversion(s, start, n > 0);
	piece.conv = *s->p++;
	if (!bytes_fit(s, start, &piece))
		return false;
	piece.arg = (int)s->f->nargs++;
	piece.span = place(s, start, 0);
	vec_push(s->a, &s->f->pieces, piece);
	return true;
}

/* NULL: an error was reported. */
static struct print_format *parse(struct arena *a, struct diag *d, const struct expr *literal)
{
	struct scan s = { .a = a, .d = d, .literal = literal, .p = literal->text };

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

/* The conversion that takes argument N. */
static const struct format_piece *taker(const struct print_format *f, size_t n)
{
	for (size_t i = 0; i < f->pieces.n; i++) {
		const struct format_piece *p = &f->pieces.v[i];

		if (!p->text &&
		    (p->arg == (int)n || p->width_arg == (int)n || p->precision_arg == (int)n))
			return p;
	}
	return NULL;
}

static bool read_format(struct arena *a, struct diag *d, struct expr *e)
{
	struct expr *f = e->args.n ? e->args.v[0] : NULL;

	if (!f || f->kind != EXPR_STRING) {
		diag_parse(d, f ? f->span : e->span, "%s needs a format: a string literal",
			   e->name);
		if (f)
			diag_hint(d, "%s(\"%%s\", ...) for a string, \"%%d\" for a number",
				  e->name);
		return false;
	}
	if (!e->format)
		e->format = parse(a, d, f);
	return e->format != NULL;
}

static bool read_delimiter(struct diag *d, const struct expr *e)
{
	if (e->args.n && e->args.v[0]->kind != EXPR_STRING) {
		diag_parse(d, e->args.v[0]->span,
			   "%s begins with what stands between the values: a string literal",
			   e->name);
		return false;
	}
	if (e->args.n >= 3)
		return true;
	diag_parse(d, e->span, "%s needs a delimiter and two values or more", e->name);
	return false;
}

bool format_read(struct arena *a, struct diag *d, struct expr *e)
{
	if (e->print & PRINT_FORMAT)
		return read_format(a, d, e);
	if (e->print & PRINT_DELIM)
		return read_delimiter(d, e);
	if (e->args.n || (e->print & PRINT_NEWLINE))
		return true;
	diag_parse(d, e->span, "%s needs something to print", e->name);
	return false;
}

static bool check_count(struct arena *a, struct diag *d, const struct expr *e)
{
	size_t takes = e->format->nargs, given = e->args.n - 1;
	const char *text = arena_printf(a, "the format takes %zu %s, and %zu %s given", takes,
					takes == 1 ? "argument" : "arguments", given,
					given == 1 ? "is" : "are");
	const struct format_piece *p;

	if (takes == given)
		return true;
	if (takes > given) {
		p = taker(e->format, given);
		diag_semantic(d, p->span, "%s", text);
		diag_hint(d, "there is nothing for this to print");
	} else {
		diag_semantic(d, e->args.v[takes + 1]->span, "%s", text);
		diag_hint(d, "no conversion takes this");
	}
	return false;
}

bool format_check(struct arena *a, struct diag *d, struct expr *e)
{
	/* A copy of what the parser made has to be read again. */
	return format_read(a, d, e) && (!(e->print & PRINT_FORMAT) || check_count(a, d, e));
}

enum type format_arg_type(struct arena *a, const struct expr *e, size_t n, const char **advice)
{
	const struct format_piece *p;

	*advice = NULL;
	if (e->print & PRINT_CHAR) {
		*advice = "print_char() takes the code of a character; print() takes a string";
		return TYPE_LONG;
	}
	if (!(e->print & PRINT_FORMAT) || !n)
		return TYPE_UNKNOWN;
	p = taker(e->format, n - 1);
	if (p->arg != (int)n - 1) {
		*advice = "'*' takes a number for the width or the precision";
		return TYPE_LONG;
	}
	if (p->conv == 's') {
		*advice = expr_is_target(e->args.v[n]) ?
				  "kernel_string(...) and user_string(...) read one at an address" :
				  "%s prints a string; write %d for a number";
		return TYPE_STRING;
	}
	if (strchr("pmM", p->conv))
		*advice = arena_printf(a, "%%%c takes an address; write %%s for a string", p->conv);
	else if (p->conv == 'c')
		*advice = "%c prints the character of a number; write %s for a string";
	else
		*advice = arena_printf(a, "%%%c prints a number; write %%s for a string", p->conv);
	return TYPE_LONG;
}
