// SPDX-License-Identifier: GPL-2.0-only
/*
 * print.c: the print family as straight-line calls, one for each piece.  All arguments are
 * evaluated before the first byte is written, so that one that fails or prints itself comes first.
 */
#include "internal.h"
#include "translator/resolve/access.h"
#include "parser/format.h"

struct printing {
	struct emit *e;
	struct out *o;
	const char *buf;
	struct expr *x;
	const char **values; /* of the arguments, by index */
};

static bool is_hist(const struct expr *x)
{
	return x->kind == EXPR_STAT && !x->b &&
	       (x->stat == STAT_HIST_LOG || x->stat == STAT_HIST_LINEAR);
}

static void put_text(struct printing *p, const char *text)
{
	if (*text)
		out_line(p->o, "spl_put_lit(%s, %s);", p->buf, out_quote(p->e->a, text));
}

/* Arguments that act or fail go into temporaries, and with them all but constants. */
static void evaluate(struct printing *p, size_t first)
{
	struct emit *e = p->e;
	struct expr *arg;
	bool early = false;

	p->values = arena_array(e->a, const char *, p->x->args.n);
	for (size_t i = first; i < p->x->args.n; i++)
		early |= expr_acts(p->x->args.v[i]) || expr_fails(p->x->args.v[i]);
	for (size_t i = first; i < p->x->args.n; i++) {
		arg = p->x->args.v[i];
		p->values[i] = emit_expr(e, arg);
		if (!early || arg->kind == EXPR_NUMBER || arg->kind == EXPR_STRING)
			continue;
		++e->temps;
		out_line(p->o, "%s t_%u = %s;",
			 is_hist(arg) ? "const struct spl_statval *" : emit_c_type(arg->type),
			 e->temps, p->values[i]);
		p->values[i] = emit_text(e, "t_%u", e->temps);
	}
}

/* One argument in its natural form. */
static void put_value(struct printing *p, size_t i)
{
	struct expr *arg = p->x->args.v[i];

	if (arg->kind == EXPR_STRING)
		put_text(p, arg->text);
	else if (is_hist(arg))
		out_line(p->o, "spl_put_hist(%s, %s, &%s_desc);", p->buf, p->values[i],
			 emit_var(p->e, arg->a->var));
	else if (arg->type == TYPE_STRING)
		out_line(p->o, "spl_put_str(%s, %s);", p->buf, p->values[i]);
	else if (p->x->print & PRINT_CHAR)
		out_line(p->o, "spl_put_char(%s, 0, 0, %s);", p->buf, p->values[i]);
	else
		out_line(p->o, "spl_put_dec(%s, %s);", p->buf, p->values[i]);
}

static const char *number_or_arg(struct printing *p, int number, int arg, int fallback)
{
	if (arg >= 0)
		return p->values[arg + 1];
	return emit_text(p->e, "%d", number >= 0 ? number : fallback);
}

static const char *flags_text(struct emit *e, unsigned int flags)
{
	static const char *const names[] = { "LEFT", "PLUS", "SPACE", "ALT", "ZERO" };
	const char *text = "";

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (flags & 1u << i)
			text = emit_text(e, "%s%sSPL_FMT_%s", text, *text ? " | " : "", names[i]);
	return *text ? text : "0";
}

static void put_piece(struct printing *p, const struct format_piece *f)
{
	const char *width, *prec, *flags, *v;
	bool plain;

	if (f->text) {
		put_text(p, f->text);
		return;
	}
	v = p->values[f->arg + 1];
	width = number_or_arg(p, f->width, f->width_arg, 0);
	prec = number_or_arg(p, f->precision, f->precision_arg, -1);
	flags = flags_text(p->e, f->flags);
	plain = !f->flags && f->width < 0 && f->width_arg < 0 && f->precision < 0 &&
		f->precision_arg < 0;
	if (plain && (f->conv == 's' || f->conv == 'd' || f->conv == 'i')) {
		put_value(p, (size_t)f->arg + 1);
		return;
	}
	switch (f->conv) {
	case 's':
		out_line(p->o, "spl_put_text(%s, %s, %s, %s, %s);", p->buf, flags, width, prec, v);
		break;
	case 'c':
		out_line(p->o, "spl_put_char(%s, %s, %s, %s);", p->buf, flags, width, v);
		break;
	case 'p':
		out_line(p->o, "spl_put_pointer(%s, %s, %s, %s, %s);", p->buf, flags, width, prec,
			 v);
		break;
	case 'm':
	case 'M':
		out_line(p->o, "spl_put_memory(%s, '%c', %s, %s, %s, %s, %s);", p->buf, f->conv,
			 flags, width, prec, v, emit_at(p->e, p->x->span));
		p->e->fail->used = true;
		out_line(p->o, "if (unlikely(c->failed))");
		out_line(p->o, "\tgoto %s;", p->e->fail->name);
		break;
	default:
		out_line(p->o, "spl_put_num(%s, '%c', %s, %s, %s, %s);", p->buf, f->conv, flags,
			 width, prec, v);
		break;
	}
}

/* A histogram alone: what it is of a scalar is needed no longer than it is being printed. */
static bool put_hist_alone(struct printing *p)
{
	struct emit *e = p->e;
	struct expr *arg = p->x->args.n == 1 ? p->x->args.v[0] : NULL;

	if (!arg || !is_hist(arg) || arg->a->kind != EXPR_NAME)
		return false;
	e->fail->used = true;
	out_line(p->o, "spl_stat_put_hist(c, %s, &%s, %s);", p->buf, emit_var(e, arg->a->var),
		 emit_at(e, arg->span));
	out_line(p->o, "if (unlikely(c->failed))");
	out_line(p->o, "\tgoto %s;", e->fail->name);
	return true;
}

static void print_to(struct emit *e, struct expr *x, struct out *o, const char *buf)
{
	struct printing p = { .e = e, .o = o, .buf = buf, .x = x };

	if (put_hist_alone(&p)) {
		/* and the newline */
	} else if (x->print & PRINT_FORMAT) {
		evaluate(&p, 1);
		for (size_t i = 0; i < x->format->pieces.n; i++)
			put_piece(&p, &x->format->pieces.v[i]);
	} else {
		bool delim = x->print & PRINT_DELIM;

		evaluate(&p, 0);
		for (size_t i = delim; i < x->args.n; i++) {
			if (delim && i > 1)
				put_value(&p, 0);
			put_value(&p, i);
		}
	}
	if (x->print & PRINT_NEWLINE)
		put_text(&p, "\n");
}

/* Temporaries that print_to() declares are kept from the statement's neighbours by a block. */
void emit_print(struct emit *e, struct expr *x, const char *buf)
{
	unsigned int before = e->temps;
	struct out lines;

	out_init(&lines, e->a);
	print_to(e, x, &lines, buf);
	if (e->temps == before) {
		for (const char *p = lines.text; p && *p;) {
			size_t n = strcspn(p, "\n");

			out_line(e->o, "%.*s", (int)n, p);
			p += n + (p[n] == '\n');
		}
		return;
	}
	out_open(e->o, "{");
	for (const char *p = lines.text; p && *p;) {
		size_t n = strcspn(p, "\n");

		out_line(e->o, "%.*s", (int)n, p);
		p += n + (p[n] == '\n');
	}
	out_close(e->o, "}");
}

/* The C of LINES inside an expression, with what stands between two of them. */
static const char *joined(struct emit *e, const struct out *lines, const char *between)
{
	size_t gap = strlen(between), nlines = 0;
	char *text, *to;

	for (size_t i = 0; i < lines->len; i++)
		nlines += lines->text[i] == '\n';
	text = to = arena_array(e->a, char, lines->len + nlines * gap + 1);
	for (const char *p = lines->text; *p; p += *p == '\n') {
		size_t n = strcspn(p, "\n");

		memcpy(to, p, n);
		memcpy(to + n, between, gap);
		to += n + gap;
		p += n;
	}
	return text;
}

/* What is shown by "$x$": a value that can't be read makes it "?", not an error of the handler. */
static const char *emit_shown(struct emit *e, struct expr *x)
{
	struct fail_label *outer = e->fail, unread = { 0 };
	unsigned int t = ++e->temps;
	struct out lines;

	unread.name = emit_text(e, "unread_%u", t);
	e->fail = &unread;
	out_init(&lines, e->a);
	print_to(e, x, &lines, emit_text(e, "&b_%u", t));
	e->fail = outer;
	return emit_try(e,
			emit_text(e,
				  "({ struct spl_buf b_%u; spl_sprint_start(c, &b_%u);\n\t\t\t%s%s"
				  "spl_sprint_end(&b_%u); })",
				  t, t, joined(e, &lines, "\n\t\t\t"),
				  unread.used ? emit_text(e, "if (0) { %s: spl_unread(&b_%u); } ",
							  unread.name, t) :
						"",
				  t));
}

const char *emit_sprint(struct emit *e, struct expr *x)
{
	unsigned int t;
	struct out lines;

	if (x->print & PRINT_SHOWN)
		return emit_shown(e, x);
	t = ++e->temps;
	out_init(&lines, e->a);
	print_to(e, x, &lines, x->print & PRINT_TO_STRING ? emit_text(e, "&b_%u", t) : "&c->out");
	if (!(x->print & PRINT_TO_STRING))
		return emit_text(e, "({ %s(void)0; })", joined(e, &lines, " "));
	return emit_try(e, emit_text(e,
				     "({ struct spl_buf b_%u; spl_sprint_start(c, &b_%u); "
				     "%sspl_sprint_end(&b_%u); })",
				     t, t, joined(e, &lines, " "), t));
}
