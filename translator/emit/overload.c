// SPDX-License-Identifier: GPL-2.0-only
/*
 * overload.c: for a function that may say "next", one that calls it and then those behind it,
 * each with the arguments of the call, until one does not say so.
 */
#include "internal.h"

const char *emit_callee_name(struct emit *e, const struct func *f)
{
	const char *name = e->func_names[f->id];

	return f->says_next ? emit_text(e, "o%s", name + 1) : name; /* f_name */
}

void emit_overloads(struct emit *e, const struct func *first)
{
	const char *none = first->type == TYPE_VOID   ? "" :
			   first->type == TYPE_STRING ? " SPL_EMPTY" :
							" 0";
	const char *params = "", *args = "c";
	struct out *o = e->o;
	struct var *v;

	vec_each(v, &first->params) {
		params = emit_text(e, "%s, %s l_%s", params, emit_c_type(v->type), v->name);
		args = emit_text(e, "%s, l_%s", args, v->name);
	}
	out_line(o, "static inline %s %s(struct spl_context *c%s)", emit_c_type(first->type),
		 emit_callee_name(e, first), params);
	out_open(o, "{");
	if (first->type != TYPE_VOID) {
		out_line(o, "%s v;", emit_c_type(first->type));
		out_blank(o);
	}
	for (const struct func *f = first; f; f = f->next) {
		out_line(o, "%s%s(%s);",
			 first->type == TYPE_VOID ? "" : "v = ", e->func_names[f->id], args);
		if (!f->says_next)
			break;
		out_line(o, "if (likely(!spl_said_next(c)))");
		out_line(o, "\treturn%s;", first->type == TYPE_VOID ? "" : " v");
		if (f->next)
			continue;
		out_line(o, "spl_error(c, %s, \"'%s' says next, and there is no other\");",
			 emit_at(e, f->span), f->name);
		out_line(o, "return%s;", none);
		out_close(o, "}");
		out_blank(o);
		return;
	}
	if (first->type != TYPE_VOID)
		out_line(o, "return v;");
	out_close(o, "}");
	out_blank(o);
}
