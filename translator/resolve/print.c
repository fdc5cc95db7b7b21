// SPDX-License-Identifier: GPL-2.0-only
/* print.c: globals, functions and bodies with the types that were found. */
#include "print.h"

#include "body.h"
#include "parser/ast_print.h"
#include "parser/base/out.h"
#include "translator/session.h"

static const char *var_text(struct session *s, const struct var *v)
{
	const char *text = arena_printf(s->arena, "%s:%s", v->name, type_name(v->type));

	for (size_t i = 0; i < v->keys.n; i++)
		text = arena_printf(s->arena, "%s%s%s%s", text, i ? ", " : " [",
				    type_name(v->keys.v[i]), i + 1 == v->keys.n ? "]" : "");
	return text;
}

void print_globals(struct session *s, struct out *o)
{
	struct var *v;

	if (!s->globals.n)
		return;
	out_line(o, "# globals");
	vec_each(v, &s->globals)
		out_line(o, "%s", var_text(s, v));
}

const char *print_func_head(struct session *s, const struct func *f)
{
	const char *text = arena_printf(s->arena, "%s:%s (", f->name,
					f->type == TYPE_VOID ? "unknown" : type_name(f->type));
	struct var *v;

	vec_each(v, &f->params)
		text = arena_printf(s->arena, "%s%s%s:%s", text, v_i ? ", " : "", v->name,
				    type_name(v->type));
	return arena_printf(s->arena, "%s)", text);
}

void print_funcs(struct session *s, struct out *o)
{
	struct func *f;

	if (!s->funcs.n)
		return;
	out_line(o, "# functions");
	vec_each(f, &s->funcs) {
		struct var *v;

		out_line(o, "%s", print_func_head(s, f));
		if (f->embed) {
			out_line(o, "%%{%s%%}", f->embed);
			continue;
		}
		vec_each(v, &f->locals)
			out_line(o, "  # local %s:%s", v->name, type_name(v->type));
		ast_print_stmt(o, f->body);
	}
}

void print_body(struct out *o, const struct body *b)
{
	struct var *v;

	if (b->locals.n) {
		out_line(o, "  # locals");
		vec_each(v, &b->locals)
			out_line(o, "  %s:%s", v->name, type_name(v->type));
	}
	ast_print_stmt(o, b->stmt);
}
