/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * preprocess.c: takes tokens as written, gives those that the grammar sees.
 *
 * All in one walk: a branch that is taken, the body of a macro and its arguments are walked
 * in turn.  Arguments are walked where they are written, then put into the body as they are,
 * so that a macro may be used in an argument of itself.
 */
#include "preprocess.h"

#include "base/arena.h"
#include "base/diag.h"
#include "condition.h"
#include "macro.h"
#include "parse.h"

enum {
	DEPTH_MAX = 100, /* conditions and macros inside each other */
	TOKENS_MAX = 1 << 19, /* of one text, its macros expanded */
};

/* The use of a macro whose body is being walked. */
struct frame {
	const struct frame *up;
	const struct macro *macro;
	const struct expansion *via;
	const token_list *args; /* one for each parameter */
};

struct pp {
	struct parser *parser;
	struct arena *arena;
	struct diag *diag;
	struct strmap *macros;
	unsigned int depth;
	size_t total;
	bool full; /* TOKENS_MAX was reached and reported */
	bool cut; /* something was not closed, and reported */
};

static void walk(struct pp *pp, struct reader *r, const struct frame *f, token_list *out);

static void put(struct pp *pp, token_list *out, struct token t)
{
	if (pp->total++ < TOKENS_MAX) {
		vec_push(pp->arena, out, t);
		return;
	}
	if (!pp->full)
		diag_parse(pp->diag, t.span, "macros make more than %d tokens of this script",
			   TOKENS_MAX);
	pp->full = true;
}

/* After an error that was reported: stands where a value may have been meant. */
static void put_bad(struct pp *pp, token_list *out, struct span at)
{
	put(pp, out, (struct token){ .kind = TOK_BAD, .span = at, .number = TOK_NUMBER });
}

/* The expansion belongs to tokens of the body; those of arguments have their own. */
static struct token in_frame(const struct token *t, const struct frame *f)
{
	struct token moved = *t;

	if (f)
		moved.span.via = f->via;
	return moved;
}

static bool too_deep(struct pp *pp, struct span at)
{
	if (pp->depth < DEPTH_MAX)
		return false;
	diag_parse(pp->diag, at, "conditions and macros are nested too deeply");
	return true;
}

static void argument_put(struct pp *pp, const struct token *t, token_list *out)
{
	const struct parse_target *target = &pp->parser->target;
	bool paste = t->kind == TOK_ARG_PASTE;
	struct token made = *t;
	token_list tokens = { 0 };
	const char *text;

	if (t->number > target->nargs) {
		diag_parse(pp->diag, t->span, "argument %lld of the script is not given",
			   (long long)t->number);
		diag_hint(pp->diag, "there %s %u", target->nargs == 1 ? "is" : "are",
			  target->nargs);
		put_bad(pp, out, t->span);
		return;
	}
	if (!t->number) {
		made.kind = paste ? TOK_NUMBER : TOK_STRING;
		made.text = arena_printf(pp->arena, "%u", target->nargs);
		made.number = target->nargs;
		/* What counts them may look at all, by argv. */
		for (unsigned int i = 0; target->args_used && i < target->nargs; i++)
			target->args_used[i] = true;
		put(pp, out, made);
		return;
	}
	if (target->args_used)
		target->args_used[t->number - 1] = true;
	text = target->args[t->number - 1];
	if (!paste) {
		made.kind = TOK_STRING;
		made.text = text;
		put(pp, out, made);
		return;
	}
	lexer_scan(pp->arena, source_new(pp->arena, t->text, text, strlen(text)), &tokens);
	for (size_t i = 0; i + 1 < tokens.n; i++) {
		tokens.v[i].span = t->span;
		put(pp, out, tokens.v[i]);
	}
}

static void macro_define(struct pp *pp, struct reader *r)
{
	struct macro *m = macro_read(pp->arena, pp->diag, r), *old;

	pp->cut |= (!m || m->broken) && r->at == r->n;
	if (!m)
		return;
	old = strmap_get(pp->macros, m->name);
	if (old) {
		diag_parse(pp->diag, m->span, "macro '@%s' is defined twice", m->name);
		diag_note(pp->diag, old->span, "the first one");
		return;
	}
	strmap_set(pp->macros, m->name, m);
}

/* The tokens of F's argument NAME, or NULL: no parameter has that name. */
static const token_list *frame_argument(const struct frame *f, const char *name)
{
	if (!f)
		return NULL;
	for (size_t i = 0; i < f->macro->params.n; i++)
		if (!strcmp(f->macro->params.v[i], name))
			return &f->args[i];
	return NULL;
}

static void macro_use(struct pp *pp, const struct macro *m, const struct token *use,
		      struct reader *r, const struct frame *up, token_list *out)
{
	struct expansion *via = arena_new(pp->arena, struct expansion);
	struct frame f = { up, m, via, NULL };
	struct reader body = { m->body.v, m->body.n, 0 };
	reader_list args = { 0 };
	token_list *walked;

	if (!macro_arguments(pp->arena, pp->diag, m, use, r, &args) || too_deep(pp, use->span)) {
		put_bad(pp, out, use->span);
		pp->cut |= r->at == r->n; /* its arguments go on to the end */
		return;
	}
	for (const struct frame *o = up; o; o = o->up)
		if (o->macro == m) {
			diag_parse(pp->diag, use->span, "macro '@%s' is used in itself", m->name);
			put_bad(pp, out, use->span);
			return;
		}
	via->name = m->name;
	via->use = use->span;
	f.args = walked = arena_array(pp->arena, token_list, args.n + 1);
	pp->depth++;
	for (size_t i = 0; i < args.n; i++)
		walk(pp, &args.v[i], up, &walked[i]);
	walk(pp, &body, &f, out);
	pp->depth--;
}

static void at_put(struct pp *pp, const struct token *t, struct reader *r, const struct frame *f,
		   token_list *out)
{
	const char *name = t->text + 1;
	const token_list *arg = frame_argument(f, name);
	struct token use = in_frame(t, f);
	const struct macro *m;

	if (arg) {
		for (size_t i = 0; i < arg->n; i++)
			put(pp, out, arg->v[i]);
		return;
	}
	m = strmap_get(pp->macros, name);
	if (!m)
		m = strmap_get(&pp->parser->macros, name);
	if (m)
		macro_use(pp, m, &use, r, f, out);
	else
		put(pp, out, use);
}

/* Behind "%(": the condition, and the branch that it chooses. */
static void condition_put(struct pp *pp, const struct token *open, struct reader *r,
			  const struct frame *f, token_list *out)
{
	struct span at = in_frame(open, f).span;
	struct reader cond, yes, no = { 0 };
	const struct token *end;
	token_list words = { 0 };
	bool truth;

	end = reader_branch(r, true, false, &cond);
	if (end && end->kind == TOK_PP_END) {
		diag_parse(pp->diag, in_frame(end, f).span, "expected '%%?' before '%%)'");
		diag_note(pp->diag, at, "in this condition");
		put_bad(pp, out, at);
		return;
	}
	if (end)
		end = reader_branch(r, false, true, &yes);
	if (end && end->kind == TOK_PP_ELSE)
		end = reader_branch(r, false, false, &no);
	if (!end) {
		diag_parse(pp->diag, at, "this '%%(' has no '%%)'");
		r->at = r->n;
		pp->cut = true;
		return;
	}
	if (too_deep(pp, at))
		return;
	pp->depth++;
	walk(pp, &cond, f, &words);
	tokens_glue(pp->arena, &words, 0);
	if (condition_test(pp->parser, &words, at, &truth))
		walk(pp, truth ? &yes : &no, f, out);
	else
		put_bad(pp, out, at);
	pp->depth--;
}

static void walk(struct pp *pp, struct reader *r, const struct frame *f, token_list *out)
{
	while (r->at < r->n && !pp->full) {
		const struct token *t = &r->v[r->at++];
		struct token moved;

		switch (t->kind) {
		case TOK_PP_IF:
			condition_put(pp, t, r, f, out);
			break;
		case TOK_DEFINE:
			macro_define(pp, r);
			break;
		case TOK_AT:
			at_put(pp, t, r, f, out);
			break;
		case TOK_ARG_PASTE:
		case TOK_ARG_STRING:
			moved = in_frame(t, f);
			argument_put(pp, &moved, out);
			break;
		default:
			put(pp, out, in_frame(t, f));
		}
	}
}

void preprocess(struct parser *p, const token_list *in, struct strmap *macros, token_list *out)
{
	struct pp pp = { .parser = p, .arena = p->arena, .diag = p->diag, .macros = macros };
	struct reader r = { in->v, in->n, 0 };

	walk(&pp, &r, NULL, out);
	tokens_glue(p->arena, out, 0);
	if (pp.cut || pp.full)
		vec_push(p->arena, out, ((struct token){ .kind = TOK_BAD, .number = TOK_BAD }));
	else if (!out->n || out->v[out->n - 1].kind != TOK_END)
		vec_push(p->arena, out, in->v[in->n - 1]);
}
