// SPDX-License-Identifier: GPL-2.0-only
/*
 * tracepoint.c: what is called at a tracepoint: a function with the tracepoint's own prototype, as
 * far as the calling convention goes, around the handler; and what is called at a marker.
 */
#include "internal.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/probes/probe.h"
#include "translator/resolve/body.h"

/* A type that is passed as T is; a structure's is declared on the way. */
static const char *param_type(struct emit *e, struct out *o, const struct probe *p, size_t n)
{
	const struct ctype *t = p->args->params[n].type;
	const char *name;

	if (t->kind == CTYPE_POINTER || t->size == 8)
		return "u64";
	if (t->kind == CTYPE_INT && t->is_bool)
		return "bool";
	if (t->kind == CTYPE_INT && t->size < 8)
		return emit_text(e, "u%u", (unsigned int)t->size * 8);
	if (t->kind == CTYPE_INT)
		return "unsigned __int128";
	name = emit_text(e, "struct t_%u_%zu", p->body->id, n);
	out_line(o, "%s { u8 bytes[%llu]; };", name, (unsigned long long)t->size);
	return name;
}

static bool is_number(const struct ctype *t)
{
	return t->kind == CTYPE_POINTER || (t->kind == CTYPE_INT && t->size <= 8);
}

static void emit_stub(struct emit *e, struct out *o, const struct probe *p)
{
	const char *params = "void *data", *args = "";
	size_t n = p->args ? p->args->nparams : 0;

	for (size_t i = 0; i < n; i++) {
		params = emit_text(e, "%s, %s a_%zu", params, param_type(e, o, p, i), i);
		args = emit_text(e, "%s%s%sa_%zu", args, i ? ", " : "",
				 is_number(p->args->params[i].type) ? "" : "(unsigned long)&", i);
	}
	out_line(o, "static void notrace t_%u(%s)", p->body->id, params);
	out_open(o, "{");
	if (emit_only_counts(p->body)) {
		out_line(o, "spl_run_counter(p_%u);", p->body->id);
	} else {
		if (n)
			out_line(o, "const unsigned long args[] = { %s };", args);
		out_line(o, "spl_traced(data, %s, p_%u, %s);", n ? "args" : "NULL", p->body->id,
			 p->body->globals.n ? "SPL_LOCKS_SOME" : "SPL_LOCKS_NONE");
	}
	out_close(o, "}");
	out_blank(o);
}

/* A marker calls with its arguments in memory, whatever they are. */
static void emit_mark_stub(struct out *o, const struct probe *p)
{
	out_line(o, "static void notrace t_%u(const struct spile_mark_hook *hook, const u64 *args)",
		 p->body->id);
	out_open(o, "{");
	if (emit_only_counts(p->body))
		out_line(o, "spl_run_counter(p_%u);", p->body->id);
	else
		out_line(o, "spl_marked(hook, args, p_%u, %s);", p->body->id,
			 p->body->globals.n ? "SPL_LOCKS_SOME" : "SPL_LOCKS_NONE");
	out_close(o, "}");
	out_blank(o);
}

bool emit_has(const struct session *s, enum probe_kind kind)
{
	const struct probe *p;

	vec_each(p, &s->probes)
		if (p->kind == kind)
			return true;
	return false;
}

/* One for each body, which several rows share when it takes no arguments. */
void emit_stubs(struct emit *e, struct out *o)
{
	const struct session *s = e->s;
	bool *done = arena_array(e->a, bool, s->bodies.n + 1);
	const struct probe *p;

	vec_each(p, &s->probes) {
		bool marker = p->kind == PROBE_MARKER;

		if ((p->kind != PROBE_TRACEPOINT && !marker) || done[p->body->id])
			continue;
		done[p->body->id] = true;
		if (marker)
			emit_mark_stub(o, p);
		else
			emit_stub(e, o, p);
	}
}
