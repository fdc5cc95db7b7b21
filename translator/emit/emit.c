// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit.c: the order of the file: what is included, globals, functions (callees first),
 * handlers, tables, and the one object by which the runtime finds all of it.
 */
#include "emit.h"

#include <stdlib.h>

#include "internal.h"
#include "translator/probes/mechanism.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/debuginfo/kernel.h"
#include "translator/probes/probe.h"
#include "translator/resolve/body.h"

/* ---- C names: the script's own, with a number where two files share one ---- */

static const char *unique(struct emit *e, struct strmap *taken, const char *name)
{
	const char *text = name;

	for (unsigned int n = 2; strmap_has(taken, text); n++)
		text = emit_text(e, "%s__%u", name, n);
	strmap_set(taken, text, NULL);
	return text;
}

static void name_all(struct emit *e)
{
	struct session *s = e->s;
	struct strmap taken;

	strmap_init(&taken, e->a);
	e->func_names = arena_array(e->a, const char *, s->funcs.n + 1);
	e->global_names = arena_array(e->a, const char *, s->globals.n + 1);
	e->map_use = arena_array(e->a, unsigned int, s->globals.n + 1);
	for (size_t i = 0; i < s->funcs.n; i++)
		e->func_names[i] = unique(e, &taken, emit_text(e, "f_%s", s->funcs.v[i]->name));
	for (size_t i = 0; i < s->globals.n; i++)
		e->global_names[i] = unique(e, &taken, emit_text(e, "g_%s", s->globals.v[i]->name));
}

/* ---- functions, callees first; those that call each other are announced ---- */

struct order {
	struct emit *e;
	unsigned char *state; /* by func->id: 1 being written, 2 written */
	bool *chains; /* by func->id: what tries the overloads behind it is written */
};

static void emit_func_after_callees(struct order *q, struct func *f);

static void emit_func_and_overloads(struct order *q, struct func *first)
{
	for (struct func *f = first; f; f = f->next)
		emit_func_after_callees(q, f);
	if (!first->says_next || q->chains[first->id])
		return;
	q->chains[first->id] = true;
	emit_overloads(q->e, first);
}

static bool emit_callee(struct walk *w, struct expr **x)
{
	if ((*x)->kind == EXPR_CALL && (*x)->func)
		emit_func_and_overloads(w->data, (*x)->func);
	return true;
}

static void emit_func_after_callees(struct order *q, struct func *f)
{
	struct walk w = { .expr = emit_callee, .data = q };

	if (q->state[f->id])
		return;
	q->state[f->id] = 1;
	if (f->body)
		walk_stmt(&w, &f->body);
	emit_func(q->e, f);
	q->state[f->id] = 2;
}

static void emit_code(struct emit *e)
{
	struct session *s = e->s;
	struct order q = { .e = e };
	struct walk w = { .expr = emit_callee, .data = &q };
	struct body *b;

	q.state = arena_array(e->a, unsigned char, s->funcs.n + 1);
	q.chains = arena_array(e->a, bool, s->funcs.n + 1);
	emit_embed_pieces(e);
	for (size_t i = 0; i < s->funcs.n; i++)
		if (s->funcs.v[i]->recursive)
			emit_func_announce(e, s->funcs.v[i]);
	for (size_t i = 0; i < s->funcs.n; i++)
		emit_func_after_callees(&q, s->funcs.v[i]);
	vec_each(b, &s->bodies) {
		walk_stmt(&w, &b->stmt);
		emit_body(e, b);
	}
}

/* ---- the script's object ---- */

static void emit_build_id(struct emit *e, struct out *o)
{
	const struct kernel *k = e->s->kernel;
	const char *bytes = "";

	out_line(o, ".build_id_len = %zu,", k->build_id_len);
	out_line(o, ".build_id =");
	for (size_t i = 0; i < k->build_id_len; i++) {
		bytes = emit_text(e, "%s\\x%02x", bytes, k->build_id[i]);
		if (i % 16 < 15 && i + 1 < k->build_id_len)
			continue;
		out_line(o, "\t\"%s\"%s", bytes, i + 1 < k->build_id_len ? "" : ",");
		bytes = "";
	}
}

/* Those whose files have told where the probes go; of markers the kernel asks the module itself. */
static void emit_modules(struct emit *e, struct out *o)
{
	const struct strmap *infos = &e->s->debuginfos;
	const struct probe *p;
	struct strmap seen;

	strmap_init(&seen, e->a);
	vec_each(p, &e->s->probes) {
		bool asked = p->module && p->kind != PROBE_MARKER;
		struct debuginfo *d = asked ? strmap_get(infos, p->module) : NULL;
		const char *id = d && !strmap_has(&seen, p->module) ? debuginfo_module_id(d) : NULL;

		if (id)
			out_line(o, "SPL_PROBES_MODULE(\"%s:%s\");",
				 kernel_module_name(e->a, p->module), id);
		if (d)
			strmap_set(&seen, p->module, NULL);
	}
}

/* Whether probes may stand on any instruction, and not only where the kernel prepared for it. */
static bool needs_keeper(const struct session *s)
{
	const struct probe *p;

	vec_each(p, &s->probes)
		if (p->kind == PROBE_MARKER ||
		    ((p->kind == PROBE_STATEMENT || (p->kind == PROBE_FUNCTION && p->by_kprobe)) &&
		     !mechanism_is_kprobe(p)))
			return true;
	return false;
}

static void emit_modinfo(struct emit *e, struct out *o)
{
	const struct kernel *k = e->s->kernel;
	const char *hex = "";

	for (size_t i = 0; i < k->build_id_len; i++)
		hex = emit_text(e, "%s%02x", hex, k->build_id[i]);
	out_line(o, "SPL_BUILT_FOR(\"%s\");", hex);
	if (needs_keeper(e->s))
		out_line(o, "SPL_NEEDS_KEEPER;");
	emit_modules(e, o);
}

static void emit_limits(struct emit *e, struct out *o)
{
	const struct options *opt = &e->s->options;
	long action = options_define(opt, "MAXACTION", 1000);
	long mb = opt->buffer_mb ? strtol(opt->buffer_mb, NULL, 10) : 1;

	out_open(o, ".limits = {");
	out_line(o, ".maxstringlen = %ld,", options_define(opt, "MAXSTRINGLEN", 128));
	out_line(o, ".maxaction = %ld,", action);
	out_line(o, ".maxaction_interruptible = %ld,",
		 options_define(opt, "MAXACTION_INTERRUPTIBLE", action * 10));
	out_line(o, ".maxerrors = %ld,", options_define(opt, "MAXERRORS", 0));
	out_line(o, ".maxskipped = %ld,", options_define(opt, "MAXSKIPPED", 100));
	out_line(o, ".maxnesting = %ld,", options_define(opt, "MAXNESTING", 32));
	out_line(o, ".hist_elision = %ld,", options_define(opt, "HIST_ELISION", 2));
	out_line(o, ".buffer_kib = %ld,", mb * 1024);
	out_close(o, "},");
}

bool emit_keeps_text(const struct session *s)
{
	const struct body *b;
	const struct var *v;

	vec_each(b, &s->bodies)
		vec_each(v, &b->locals)
			if (v->scope == VAR_KEPT && v->type == TYPE_STRING)
				return true;
	return false;
}

bool emit_module(struct session *s)
{
	struct emit e = { .s = s, .a = s->arena, .ok = true };
	const char *name = s->script->src->name;
	struct out code, callers, file;

	name_all(&e);
	out_init(&code, s->arena);
	e.o = &code;
	emit_code(&e);
	out_init(&callers, s->arena);
	emit_callers(&e, &callers);

	out_init(&file, s->arena);
	out_line(&file, "/* Made by spile from %s: do not edit. */", name);
	out_line(&file, "#include \"spl.h\"");
	out_line(&file, "#include \"embed.h\"");
	if (emit_has(s, PROBE_MARKER))
		out_line(&file, "#include \"attach/marker.h\"");
	if (emit_has(s, PROBE_TRACEPOINT))
		out_line(&file, "#include \"attach/tracepoint.h\"");
	emit_embed_top(&e, &file);
	out_line(&file, "#include \"quiet.h\"");
	out_blank(&file);
	emit_globals(&e, &file);
	emit_regexes(&e, &file);
	emit_enums(&e, &file);
	emit_bases(&e, &file);
	emit_events(&e, &file);
	out_text(&file, callers.text ? callers.text : "");
	out_text(&file, code.text ? code.text : "");
	emit_own_lines(&file);
	emit_global_lists(&e, &file);
	emit_probe_tables(&e, &file);
	out_blank(&file);
	out_open(&file, "const struct spl_script spl_script = {");
	out_line(&file, ".name = %s,", out_quote(s->arena, name));
	if (e.registers)
		out_line(&file, ".all_registers = true,");
	if (emit_keeps_text(s))
		out_line(&file, ".keeps_text = true,");
	emit_limits(&e, &file);
	emit_match_slots(&e, &file);
	emit_build_id(&e, &file);
	emit_probe_fields(&e, &file);
	emit_base_fields(&e, &file);
	emit_callers_fields(&e, &file);
	emit_script_lists(&e, &file);
	out_close(&file, "};");
	out_blank(&file);
	emit_modinfo(&e, &file);
	s->c_text = file.text;
	return e.ok;
}
