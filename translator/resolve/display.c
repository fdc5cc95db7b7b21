// SPDX-License-Identifier: GPL-2.0-only
/* display.c: writes those probes as script text, and has it parsed like any other. */
#include "display.h"

#include <assert.h>

#include "parser/base/out.h"
#include "translator/session.h"

static void add_stat(struct out *o, const char *label, const char *args, const char *value)
{
	out_line(o, "if (@count(%s) == 0)", value);
	out_line(o, "\tprintf(\"%s @count=0\\n\"%s)", label, args);
	out_line(o, "else");
	out_line(o,
		 "\tprintf(\"%s @count=%%d @min=%%d @max=%%d @sum=%%d @avg=%%d\\n\"%s, @count(%s),"
		 " @min(%s), @max(%s), @sum(%s), @avg(%s))",
		 label, args, value, value, value, value, value);
}

static void add_array(struct session *s, struct out *o, const struct var *v)
{
	struct arena *a = s->arena;
	const char *keys = "", *label = "", *args = "";

	for (size_t i = 0; i < v->keys.n; i++) {
		const char *comma = i ? "," : "";

		keys = arena_printf(a, "%s%s __k%zu", keys, comma, i);
		label = arena_printf(a, "%s%s%s", label, comma,
				     v->keys.v[i] == TYPE_STRING ? "\\\"%#s\\\"" : "%d");
		args = arena_printf(a, "%s, __k%zu", args, i);
	}
	label = arena_printf(a, "%s[%s]", v->name, label);
	if (v->type == TYPE_STATS) {
		out_open(o, "foreach ([%s] in %s-) {", keys, v->name);
		add_stat(o, label, args, arena_printf(a, "%s[%s]", v->name, keys));
	} else {
		out_open(o, "foreach (__value = [%s] in %s-) {", keys, v->name);
		out_line(o, "printf(\"%s=%s\\n\"%s, __value)", label,
			 v->type == TYPE_STRING ? "\\\"%#s\\\"" : "%d", args);
	}
	out_close(o, "}");
}

struct script *display_globals(struct session *s)
{
	struct probe_decl *decl;
	struct source *src;
	struct script *script;
	struct out o;
	struct var *v;

	out_init(&o, s->arena);
	vec_each(v, &s->globals) {
		if (!v->writes || v->reads || v->span.src->kind != SOURCE_SCRIPT)
			continue;
		/* Only deleted: nobody knows its keys, and it is empty. */
		if (v->is_array && !v->keys.n)
			continue;
		out_open(&o, "probe end {");
		if (v->is_array)
			add_array(s, &o, v);
		else if (v->type == TYPE_STATS)
			add_stat(&o, v->name, "", v->name);
		else
			out_line(&o, "printf(\"%s=%s\\n\", %s)", v->name,
				 v->type == TYPE_STRING ? "\\\"%#s\\\"" : "%d", v->name);
		out_close(&o, "}");
	}
	if (!o.len)
		return NULL;
	src = source_new(s->arena, "<display of unread globals>", o.text, o.len);
	vec_push(s->arena, &s->sources, src);
	script = parse_text(&s->parser, src);
	assert(script); /* it is our own text */
	vec_each(decl, &script->probes)
		decl->synthetic = true;
	return script;
}
