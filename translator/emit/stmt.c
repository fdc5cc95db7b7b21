// SPDX-License-Identifier: GPL-2.0-only
/* stmt.c: statements, one function for each kind that needs more than a line. */
#include "internal.h"
#include "translator/resolve/access.h"

static bool count_stmt(struct walk *w, struct stmt **st)
{
	if ((*st)->kind != STMT_BLOCK && (*st)->kind != STMT_EMPTY)
		++*(int *)w->data;
	return true;
}

void emit_spend(struct emit *e, const struct stmt *loop)
{
	int n = 1;
	struct walk w = { .stmt = count_stmt, .data = &n };
	struct stmt *body = loop->body;

	walk_stmt(&w, &body);
	e->fail->used = true;
	out_line(e->o, "if (!spl_spend(c, %d, %s))", n, emit_at(e, loop->span));
	out_line(e->o, "\tgoto %s;", e->fail->name);
}

static void emit_block(struct emit *e, struct stmt *st)
{
	struct stmt *inner;

	vec_each(inner, &st->list)
		emit_stmt(e, inner);
}

/* The statement as the body of something that opens and closes the braces. */
static void emit_inside(struct emit *e, struct stmt *st)
{
	if (st->kind == STMT_BLOCK)
		emit_block(e, st);
	else
		emit_stmt(e, st);
}

static void emit_if(struct emit *e, struct stmt *st)
{
	out_open(e->o, "if (%s) {", emit_expr(e, st->cond));
	emit_inside(e, st->body);
	if (st->other) {
		e->o->indent--;
		out_open(e->o, "} else {");
		emit_inside(e, st->other);
	}
	out_close(e->o, "}");
}

/*
 * What strings a turn of the loop makes is given back at the next one: variables that live
 * longer were copied to their homes.
 */
static void emit_loop(struct emit *e, struct stmt *st)
{
	bool strings = emit_takes_strings(st);
	unsigned int mark = ++e->temps;

	if (strings) {
		out_open(e->o, "{");
		out_line(e->o, "char *mark_%u = c->str;", mark);
		out_blank(e->o);
	}
	if (st->kind == STMT_WHILE)
		out_open(e->o, "while (%s) {", emit_expr(e, st->cond));
	else
		out_open(e->o, "for (%s; %s; %s) {", st->init ? emit_effect(e, st->init) : "",
			 st->cond ? emit_expr(e, st->cond) : "",
			 st->step ? emit_effect(e, st->step) : "");
	emit_spend(e, st);
	if (strings)
		out_line(e->o, "c->str = mark_%u;", mark);
	emit_inside(e, st->body);
	out_close(e->o, "}");
	if (strings)
		out_close(e->o, "}");
}

/* What looks at every entry of an array spends by their number. */
static void emit_walk(struct emit *e, struct expr *array)
{
	e->fail->used = true;
	out_line(e->o, "if (!spl_map_spend(c, &%s, %s))", emit_var(e, array->var),
		 emit_at(e, array->span));
	out_line(e->o, "\tgoto %s;", e->fail->name);
}

static void emit_delete(struct emit *e, struct stmt *st)
{
	struct expr *x = st->cond;
	const struct var *v = x->var;
	const char *name = emit_var(e, v);
	unsigned int mask;
	const char *keys;

	if (x->kind == EXPR_INDEX) {
		bool slice = false;

		for (size_t i = 0; i < x->args.n; i++)
			slice |= !x->args.v[i];
		keys = emit_slice(e, v, &x->args, &mask);
		if (slice) {
			emit_walk(e, x);
			out_line(e->o, "spl_map_clear(&%s, (const union spl_key[])%s, 0x%x);", name,
				 keys, mask);
			return;
		}
		out_line(e->o, "%s;", emit_map_delete(e, x));
		return;
	}
	if (v->scope != VAR_GLOBAL) {
		if (v->reads)
			out_line(e->o, "%s = %s;", name,
				 v->type == TYPE_STRING ? "SPL_EMPTY" : "0");
		return;
	}
	switch (v->storage) {
	case STORAGE_MAP:
		emit_walk(e, x);
		out_line(e->o, "spl_map_clear(&%s, NULL, 0);", name);
		break;
	case STORAGE_STAT:
		out_line(e->o, "spl_stat_clear(&%s);", name);
		break;
	case STORAGE_STRING:
		out_line(e->o, "spl_gstr_set(&%s, SPL_EMPTY);", name);
		break;
	default:
		out_line(e->o, "%s.v = 0;", name);
	}
}

static void emit_return(struct emit *e, struct stmt *st)
{
	bool value = st->cond && e->func && e->func->type != TYPE_VOID;

	if (!e->func) {
		out_line(e->o, "return;");
	} else if (e->func->recursive) {
		if (value)
			out_line(e->o, "ret = %s;", emit_expr(e, st->cond));
		e->fail->used = true;
		out_line(e->o, "goto out;");
	} else if (value) {
		out_line(e->o, "return %s;", emit_expr(e, st->cond));
	} else if (e->func->type == TYPE_STRING) {
		out_line(e->o, "return SPL_EMPTY;");
	} else {
		out_line(e->o, e->func->type == TYPE_VOID ? "return;" : "return 0;");
	}
}

/* Whether any handler may end by the library's abort(), which nobody catches. */
static bool emit_calls_abort(const struct emit *e)
{
	struct func *f;

	vec_each(f, &e->s->funcs)
		if (f->embed && !strcmp(f->name, "abort"))
			return true;
	return false;
}

static void emit_try_stmt(struct emit *e, struct stmt *st)
{
	struct fail_label *outer = e->fail, caught = { 0 };
	unsigned int n = ++e->temps;
	const char *message;

	caught.name = emit_text(e, "catch_%u", n);
	e->fail = &caught;
	out_open(e->o, "{");
	emit_inside(e, st->body);
	out_close(e->o, "}");
	e->fail = outer;
	if (!caught.used) /* nothing in it can fail, so the other arm is dead */
		return;
	out_line(e->o, "goto tried_%u;", n);
	e->o->indent--;
	out_line(e->o, "%s:", caught.name);
	e->o->indent++;
	out_open(e->o, "{");
	if (emit_calls_abort(e)) {
		outer->used = true;
		out_line(e->o, "if (c->aborted)");
		out_line(e->o, "	goto %s;", outer->name);
	}
	message = "spl_caught(c)";
	if (st->var && st->var->scope == VAR_GLOBAL)
		out_line(e->o, "spl_gstr_set(&%s, %s);", emit_var(e, st->var), message);
	else if (st->var && st->var->in_loop)
		out_line(e->o, "%s = spl_str_keep(%s_home, %s);", emit_var(e, st->var),
			 emit_var(e, st->var), message);
	else if (st->var)
		out_line(e->o, "%s = %s;", emit_var(e, st->var), message);
	else
		out_line(e->o, "%s;", message);
	emit_inside(e, st->other);
	out_close(e->o, "}");
	e->o->indent--;
	out_line(e->o, "tried_%u:;", n);
	e->o->indent++;
}

static void emit_expression(struct emit *e, struct stmt *st)
{
	struct expr *x = st->cond;
	const char *text;

	if (x->kind == EXPR_PRINT && !(x->print & PRINT_TO_STRING)) {
		emit_print(e, x, "&c->out");
		return;
	}
	text = emit_effect(e, x);
	if (*text)
		out_line(e->o, "%s;", text);
}

/* #line, once for the statements of one line: the C of what was written together reads on. */
static void emit_line_mark(struct emit *e, struct span at)
{
	unsigned int line = at.src ? source_place(at.src, at.begin).line : 0;

	if (at.src == e->marked && line == e->marked_line)
		return;
	e->marked = at.src;
	e->marked_line = line;
	out_loc(e->o, at);
}

void emit_stmt(struct emit *e, struct stmt *st)
{
	if (st->kind != STMT_BLOCK && st->kind != STMT_EMPTY)
		emit_line_mark(e, st->span);
	switch (st->kind) {
	case STMT_EMPTY:
		break;
	case STMT_BLOCK:
		emit_block(e, st);
		break;
	case STMT_EXPR:
		emit_expression(e, st);
		break;
	case STMT_IF:
		emit_if(e, st);
		break;
	case STMT_WHILE:
	case STMT_FOR:
		emit_loop(e, st);
		break;
	case STMT_FOREACH:
		emit_foreach(e, st);
		break;
	case STMT_BREAK:
		out_line(e->o, "break;");
		break;
	case STMT_CONTINUE:
		out_line(e->o, "continue;");
		break;
	case STMT_NEXT:
		if (e->func)
			out_line(e->o, "c->next = true;");
		emit_return(e, st);
		break;
	case STMT_RETURN:
		emit_return(e, st);
		break;
	case STMT_DELETE:
		emit_delete(e, st);
		break;
	case STMT_TRY:
		emit_try_stmt(e, st);
		break;
	case STMT_EMBED:
		emit_embed_stmt(e, st);
		break;
	}
}
