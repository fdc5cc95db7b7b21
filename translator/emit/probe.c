// SPDX-License-Identifier: GPL-2.0-only
/* probe.c: functions, handlers, and the tables by which the runtime knows them. */
#include "internal.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/debuginfo/kernel.h"
#include "translator/probes/frames.h"
#include "translator/probes/mechanism.h"
#include "translator/probes/swap.h"
#include "translator/resolve/access.h"
#include "translator/resolve/body.h"
#include "translator/resolve/embed.h"

enum {
	KEPT_CALLS = 256, /* of a function at a time, of which the arguments are kept */
};

/* ---- variables of a function or handler ---- */

static void declare(struct emit *e, const var_list *vars)
{
	struct var *v;

	vec_each(v, vars) {
		bool shown = v->reads || v->scope == VAR_PARAM;

		if (shown && v->scope == VAR_LOCAL)
			out_line(e->o, "%s l_%s = %s;", emit_c_type(v->type), v->name,
				 v->type == TYPE_STRING ? "SPL_EMPTY" : "0");
		if (shown && v->type == TYPE_STRING && v->in_loop) {
			e->fail->used = true;
			out_line(e->o, "char *l_%s_home = spl_try(spl_str_home(c), %s);", v->name,
				 e->fail->name);
		}
	}
}

/* The code stands below the variables, and is written before it is known which it needs. */
static void add_code(struct out *o, const struct out *code)
{
	unsigned int indent = o->indent;

	o->indent = 0; /* the code has its own */
	out_text(o, code->text ? code->text : "");
	o->indent = indent;
}

/* ---- functions ---- */

static const char *signature(struct emit *e, const struct func *f)
{
	/* STAP_RETURN() returns a number even where nobody wants one */
	enum type type = f->use && f->use->speaks && f->type == TYPE_VOID ? TYPE_LONG : f->type;
	const char *text = emit_text(e, "static %s%s %s(struct spl_context *c",
				     f->embed ? "inline " : "", emit_c_type(type),
				     e->func_names[f->id]);
	struct var *v;

	vec_each(v, &f->params)
		text = emit_text(e, "%s, %s l_%s", text, emit_c_type(v->type), v->name);
	return emit_text(e, "%s)", text);
}

void emit_func_announce(struct emit *e, struct func *f)
{
	out_line(e->o, "%s;", signature(e, f));
	out_blank(e->o);
}

static bool ends_in_return(const struct stmt *st)
{
	if (st->kind == STMT_BLOCK)
		return st->list.n && ends_in_return(st->list.v[st->list.n - 1]);
	return st->kind == STMT_RETURN;
}

void emit_func(struct emit *e, struct func *f)
{
	struct fail_label out = { .name = "out" };
	const char *none = f->type == TYPE_STRING ? "SPL_EMPTY" : "0";
	struct out *o = e->o, code;

	if (f->embed) {
		emit_embed_func(e, f, signature(e, f));
		return;
	}
	e->func = f;
	e->traced = true;
	e->fail = &out;
	e->temps = 0;
	e->marked = NULL;
	out_line(o, "%s", signature(e, f));
	out_open(o, "{");
	out_init(&code, e->a);
	code.indent = 1;
	e->o = &code;
	emit_stmt(e, f->body);
	e->o = o;
	if (f->recursive && f->type != TYPE_VOID)
		out_line(o, "%s ret = %s;", emit_c_type(f->type), none);
	if (f->calls || f->recursive) { /* before anything that could leave by "out" */
		out_line(o, "if (!spl_call(c, %s)%s)", emit_at(e, f->span),
			 f->recursive ? emit_text(e, " || !spl_nest(c, %s)", emit_at(e, f->span)) :
					"");
		out_line(o, "\treturn%s%s;", f->type == TYPE_VOID ? "" : " ",
			 f->type == TYPE_VOID ? "" : none);
	}
	declare(e, &f->params);
	declare(e, &f->locals);
	add_code(o, &code);
	if (out.used || f->recursive) {
		o->indent--;
		if (out.used)
			out_line(o, "out:");
		o->indent++;
		if (f->recursive)
			out_line(o, "spl_unnest(c);");
	}
	if (f->type != TYPE_VOID) {
		if (f->recursive || out.used || !ends_in_return(f->body))
			out_line(o, "return %s;", f->recursive ? "ret" : none);
	} else if (out.used) {
		out_line(o, "return;"); /* a label needs a statement */
	}
	out_close(o, "}");
	out_blank(o);
	e->func = NULL;
}

/* ---- handlers ---- */

/* The body of a never probe is compiled, and called by nobody. */
static bool is_called(const struct session *s, const struct body *b)
{
	const struct probe *p;

	vec_each(p, &s->probes)
		if ((p->body == b || p->body->entry == b) && p->kind != PROBE_NEVER)
			return true;
	return b->is_condition;
}

/* Whether it is called from ftrace: what a kprobe finds are all registers. */
static bool is_traced(const struct session *s, const struct body *b)
{
	const struct probe *p;

	vec_each(p, &s->probes)
		if (p->body == b && p->kind == PROBE_FUNCTION && !p->by_kprobe)
			return true;
	return false;
}

void emit_body(struct emit *e, struct body *b)
{
	struct fail_label out = { .name = "out" };
	struct out *o = e->o, code;

	e->func = NULL;
	e->traced = is_traced(e->s, b);
	e->fail = &out;
	e->temps = 0;
	e->marked = NULL;
	out_init(&code, e->a);
	code.indent = 1;
	e->o = &code;
	if (b->is_condition)
		out_line(&code, "c->holds = %s;", emit_expr(e, b->stmt->cond));
	else
		emit_stmt(e, b->stmt);
	e->o = o;
	out_line(o, "/* %s */", emit_commented(e, b->point));
	if (b->changes_conditions)
		out_line(o, "static __always_inline void p_%u_body(struct spl_context *c)", b->id);
	else
		out_line(o, "static void %sp_%u(struct spl_context *c)",
			 is_called(e->s, b) ? "" : "__maybe_unused ", b->id);
	out_open(o, "{");
	declare(e, &b->locals);
	if (b->groups)
		out_line(o, "spl_match_reset(c);");
	add_code(o, &code);
	if (out.used) {
		o->indent--;
		out_line(o, "out:");
		o->indent++;
		out_line(o, "return;");
	}
	out_close(o, "}");
	out_blank(o);
	if (!b->changes_conditions)
		return;
	out_line(o, "static void %sp_%u(struct spl_context *c)",
		 is_called(e->s, b) ? "" : "__maybe_unused ", b->id);
	out_open(o, "{");
	out_line(o, "p_%u_body(c);", b->id);
	out_line(o, "spl_conditions_changed();");
	out_close(o, "}");
	out_blank(o);
}

/* ++, --, += and -= with a number, of what has a cell for each CPU. */
static bool is_count(const struct expr *x)
{
	if (x->kind != EXPR_INCDEC && (x->kind != EXPR_ASSIGN || x->b->kind != EXPR_NUMBER))
		return false;
	return x->a->kind == EXPR_NAME && x->a->var && x->a->var->scope == VAR_GLOBAL &&
	       x->a->var->storage == STORAGE_COUNTER;
}

static bool only_counts(const struct stmt *st)
{
	struct stmt *part;

	if (st->kind == STMT_EXPR)
		return is_count(st->cond);
	if (st->kind != STMT_BLOCK)
		return st->kind == STMT_EMPTY;
	vec_each(part, &st->list)
		if (!only_counts(part))
			return false;
	return true;
}

bool emit_only_counts(const struct body *b)
{
	return !b->is_condition && !b->changes_conditions && only_counts(b->stmt);
}

/* ---- tables ---- */

static void emit_site(struct emit *e, struct out *o, const struct probe_site *at)
{
	out_line(o, "{ %s, %s, 0x%llx },", out_quote(e->a, at->func),
		 at->anchor ? out_quote(e->a, at->anchor) : "NULL", (unsigned long long)at->offset);
}

static void emit_sites(struct emit *e, struct out *o, const struct probe *p, size_t n)
{
	out_open(o, "static const struct spl_site sites_%zu[] = {", n);
	for (size_t i = 0; i < p->sites.n; i++)
		emit_site(e, o, &p->sites.v[i]);
	out_close(o, "};");
	out_blank(o);
}

/* Functions whose arguments are kept: their entries, and where the runtime finds their calls. */
static void emit_frames(struct emit *e, struct out *o)
{
	struct frames *f;

	if (!e->s->frames.n)
		return;
	out_open(o, "static const struct spl_site keepers[] = {");
	vec_each(f, &e->s->frames)
		emit_site(e, o, &f->site);
	out_close(o, "};");
	out_line(o, "static struct spl_frames frames[%zu];", e->s->frames.n);
	out_blank(o);
}

static void emit_locks(struct emit *e, struct out *o, const struct body *b)
{
	struct var *v;
	struct out items;

	out_init(&items, e->a);
	vec_each(v, &b->globals)
		out_put(&items, "%s&%s.lock", items.len ? ", " : "", emit_var(e, v));
	out_line(o, "static struct spl_lock *const locks_%u[] = { %s };", b->id, items.text);
}

/* What is run, and the locks that it needs. */
static void emit_handler(struct emit *e, struct out *o, const struct body *b, const char *point)
{
	out_line(o, ".point = %s,", out_quote(e->a, point));
	out_line(o, ".handler = p_%u,", b->id);
	if (b->globals.n) {
		out_line(o, ".locks = locks_%u,", b->id);
		out_line(o, ".nlocks = ARRAY_SIZE(locks_%u),", b->id);
	}
}

/* What every row says: its kind, its name, its code with the locks. */
static void emit_row(struct emit *e, struct out *o, const struct probe *p, const struct body *b)
{
	out_line(o, ".kind = SPL_%s,", probe_kind_name(p->kind));
	if (p->name)
		out_line(o, ".name = %s,", out_quote(e->a, p->name));
	emit_handler(e, o, b, p->point);
	if (emit_only_counts(b))
		out_line(o, ".only_counts = true,");
}

/* The kernel keeps no more than so much for a call. */
static void check_kept(struct emit *e, const struct probe *p)
{
	enum { KEPT_MAX = 4096 }; /* KRETPROBE_MAX_DATA_SIZE */
	long text = options_define(&e->s->options, "MAXSTRINGLEN", 128);
	size_t slot = 8 + (emit_keeps_text(e->s) ? ((size_t)text + 7) / 8 * 8 : 0);
	size_t size = p->body->entry->locals.n * slot + (p->save_args ? 6 * 8 : 0);

	if (size <= KEPT_MAX)
		return;
	diag_semantic(e->s->diag, p->span,
		      "@entry() has %zu bytes to keep for each call here, and there is room for %d",
		      size, KEPT_MAX);
	if (slot > 8)
		diag_hint(e->s->diag, "-D MAXSTRINGLEN=N makes strings smaller");
	e->ok = false;
}

/* What a return probe runs at the entry: a row of its own, beside the table. */
static void emit_entry(struct emit *e, struct out *o, const struct probe *p, size_t n)
{
	check_kept(e, p);
	out_open(o, "static const struct spl_probe entry_%zu = {", n);
	emit_row(e, o, p, p->body->entry);
	out_close(o, "};");
	out_blank(o);
}

static bool has_conditions(const struct session *s)
{
	const struct body *b;

	vec_each(b, &s->bodies)
		if (b->is_condition)
			return true;
	return false;
}

/* Row N of the table is of the Nth body that is one. */
static size_t condition_row(const struct session *s, const struct body *b)
{
	size_t n = 0;

	for (size_t i = 0; s->bodies.v[i] != b; i++)
		n += s->bodies.v[i]->is_condition;
	return n;
}

static void emit_conditions(struct emit *e, struct out *o)
{
	struct body *b;

	out_open(o, "static struct spl_condition conditions[] = {");
	vec_each(b, &e->s->bodies) {
		if (!b->is_condition)
			continue;
		out_open(o, "{ .ask = {");
		out_line(o, ".kind = SPL_CONDITION,");
		emit_handler(e, o, b, b->point);
		out_close(o, "} },");
	}
	out_close(o, "};");
}

static void emit_swap(struct out *o, const struct probe_swap *swap)
{
	out_line(o, ".ask = SPL_ASK_NATIVE,");
	out_line(o, ".swap_length = %zu,", swap->n);
	out_open(o, ".swap = (const u8[]){");
	for (size_t i = 0; i < swap->n; i++)
		out_line(o, "0x%02x,", swap->bytes[i]);
	out_close(o, "},");
	if (swap->commit)
		out_line(o, ".commit = true,");
}

static void emit_probe(struct emit *e, struct out *o, const struct probe *p, size_t n)
{
	out_open(o, "{");
	emit_row(e, o, p, p->body);
	if (p->condition)
		out_line(o, ".condition = &conditions[%zu],", condition_row(e->s, p->condition));
	if (p->kind == PROBE_TRACEPOINT || p->kind == PROBE_MARKER)
		out_line(o, ".stub = t_%u,", p->body->id);
	if (p->sites.n) {
		out_line(o, ".sites = sites_%zu,", n);
		out_line(o, ".nsites = ARRAY_SIZE(sites_%zu),", n);
	}
	if (emit_has_calls(p))
		out_line(o, ".calls = calls_%zu,", n);
	if (p->module)
		out_line(o, ".module = %s,", out_quote(e->a, kernel_module_name(e->a, p->module)));
	if (p->by_kprobe)
		out_line(o, ".by_kprobe = true,");
	if (p->mechanism && !p->mechanism->entries_only && !p->swap)
		out_line(o, ".ask = %s,", p->mechanism->ask);
	if (p->swap)
		emit_swap(o, p->swap);
	if (p->save_args)
		out_line(o, ".save_args = true,");
	if (p->optional)
		out_line(o, ".optional = true,");
	if (p->body->entry) {
		out_line(o, ".kept = %zu,", p->body->entry->locals.n);
		out_line(o, ".entry = &entry_%zu,", n);
	}
	if (p->format)
		out_line(o, ".format = %s,", out_quote(e->a, p->format));
	if (p->maxactive)
		out_line(o, ".maxactive = %lld,", (long long)p->maxactive);
	if (p->order)
		out_line(o, ".order = %lldLL,", (long long)p->order);
	if (p->period)
		out_line(o, ".period = %lluULL,", (unsigned long long)p->period);
	if (p->random)
		out_line(o, ".random = %lluULL,", (unsigned long long)p->random);
	if (p->frames) {
		out_line(o, ".frames = &frames[%u],", p->frames->id);
		out_line(o, ".frame = %lld,", (long long)p->frame.from);
		if (p->frame.by_rbp)
			out_line(o, ".frame_by_rbp = true,");
	}
	emit_event_fields(o, p, n);
	out_close(o, "},");
}

/* What keeps arguments for other probes: a return probe that does nothing but that. */
static void emit_keeper(struct emit *e, struct out *o, const struct frames *f)
{
	out_open(o, "{");
	out_line(o, ".kind = SPL_RETURN,");
	out_line(o, ".point = %s,", out_quote(e->a, f->point));
	out_line(o, ".sites = &keepers[%u],", f->id);
	out_line(o, ".nsites = 1,");
	if (f->module)
		out_line(o, ".module = %s,", out_quote(e->a, kernel_module_name(e->a, f->module)));
	if (f->optional)
		out_line(o, ".optional = true,");
	out_line(o, ".frames = &frames[%u],", f->id);
	out_line(o, ".save_args = true,");
	out_line(o, ".maxactive = %d,", KEPT_CALLS);
	out_close(o, "},");
}

void emit_probe_tables(struct emit *e, struct out *o)
{
	struct session *s = e->s;
	struct frames *f;
	struct body *b;

	emit_stubs(e, o);
	emit_frames(e, o);
	for (size_t i = 0; i < s->probes.n; i++) {
		if (s->probes.v[i]->sites.n)
			emit_sites(e, o, s->probes.v[i], i);
		emit_calls(o, s->probes.v[i], i);
	}
	vec_each(b, &s->bodies)
		if (b->globals.n)
			emit_locks(e, o, b);
	for (size_t i = 0; i < s->probes.n; i++)
		if (s->probes.v[i]->body->entry)
			emit_entry(e, o, s->probes.v[i], i);
	if (has_conditions(s))
		emit_conditions(e, o);
	out_open(o, "static const struct spl_probe probes[] = {");
	for (size_t i = 0; i < s->probes.n; i++)
		if (s->probes.v[i]->kind != PROBE_NEVER)
			emit_probe(e, o, s->probes.v[i], i);
	vec_each(f, &s->frames)
		emit_keeper(e, o, f);
	out_close(o, "};");
}

void emit_probe_fields(struct emit *e, struct out *o)
{
	out_line(o, ".probes = probes,");
	out_line(o, ".nprobes = ARRAY_SIZE(probes),");
	if (!has_conditions(e->s))
		return;
	out_line(o, ".conditions = conditions,");
	out_line(o, ".nconditions = ARRAY_SIZE(conditions),");
}
