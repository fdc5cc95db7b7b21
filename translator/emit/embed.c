// SPDX-License-Identifier: GPL-2.0-only
/*
 * embed.c: the C of scripts and of the library: at top level and in functions it stands as it is,
 * a statement or an expression becomes a function of its own, since it may be any C.
 */
#include "internal.h"
#include "translator/resolve/access.h"
#include "translator/resolve/body.h"
#include "translator/resolve/embed.h"
#include "translator/resolve/tapset.h"

/* ---- at top level ---- */

/*
 * The text from its first line that says something on, at its place in the script, between LEAD
 * and END.  END stands on its line, where it can, so that what the text leaves open is found there.
 */
static void emit_text_at(struct out *o, struct span at, const char *lead, const char *text,
			 const char *end)
{
	bool comment = *end && strstr(text, "//");
	size_t blank = strspn(text, " \t\n"), n = strlen(text + blank);

	while (n && strchr(" \t\n", text[blank + n - 1]))
		n--;
	if (at.src && at.src->kind == SOURCE_SCRIPT) {
		at.begin += 2 + (uint32_t)blank; /* behind the %{ */
		out_loc(o, at);
	}
	out_line(o, "%s%.*s%s%s", lead, (int)n, text + blank, comment ? "\n" : "", end);
}

void emit_own_lines(struct out *o)
{
	unsigned int lines = 2;

	for (const char *p = o->text; p && *p; p++)
		lines += *p == '\n';
	out_line(o, "#line %u \"script.c\"", lines);
}

static void emit_top(struct out *o, const struct script *script)
{
	for (size_t i = 0; script && i < script->embeds.n; i++)
		emit_text_at(o, script->embeds.v[i].span, "", script->embeds.v[i].text, "");
}

/* Of each file that defines a function in use, once. */
static void emit_library_top(struct emit *e, struct out *o)
{
	VEC(const struct source *) seen = { 0 };
	struct func *f;

	vec_each(f, &e->s->funcs) {
		const struct source *src;
		bool have = false;

		if (!f->span.src || f->span.src->kind != SOURCE_TAPSET)
			continue;
		vec_each(src, &seen)
			have |= src == f->span.src;
		if (have)
			continue;
		vec_push(e->a, &seen, f->span.src);
		emit_top(o, tapset_script(e->s, f->span.src));
	}
}

void emit_embed_top(struct emit *e, struct out *o)
{
	emit_library_top(e, o);
	emit_top(o, e->s->script);
	if (e->s->script->embeds.n)
		emit_own_lines(o);
}

/* ---- what is defined around a piece ---- */

/* "k0, k1": the keys of V as a macro's parameters, or as what they are for its access functions. */
static const char *key_list(struct emit *e, const struct var *v, bool values)
{
	const char *text = "";

	for (size_t i = 0; i < v->keys.n; i++)
		text = emit_text(e,
				 values && v->keys.v[i] == TYPE_STRING ? "%s%sspl_str_of(k%zu)" :
									 "%s%sk%zu",
				 text, i ? ", " : "", i);
	return text;
}

static const char *getter(struct emit *e, const struct var *v)
{
	const char *name = emit_var(e, v);

	switch (v->storage) {
	case STORAGE_MAP:
		e->map_use[v->id] |= MAP_GET;
		return emit_text(e, v->type == TYPE_STRING ? "(%s_get(c, %s).p)" : "%s_get(%s)",
				 name, key_list(e, v, true));
	case STORAGE_COUNTER:
		return emit_text(e, "spl_counter_sum(&%s)", name);
	case STORAGE_STRING:
		return emit_text(e, "(spl_gstr_get(c, &%s).p)", name);
	default:
		return emit_text(e, "(%s.v)", name);
	}
}

static const char *setter(struct emit *e, const struct var *v, struct span at)
{
	const char *name = emit_var(e, v), *place;

	if (v->storage == STORAGE_STRING)
		return emit_text(e, "spl_gstr_set(&%s, spl_str_of(value))", name);
	if (v->storage != STORAGE_MAP)
		return emit_text(e, "((void)(%s.v = (value)))", name);
	e->map_use[v->id] |= MAP_AT;
	place = emit_text(e, "%s_at(c, %s, %s)", name, key_list(e, v, true), emit_at(e, at));
	if (v->type == TYPE_STRING)
		return emit_text(e,
				 "do { struct spl_str v_ = spl_str_of(value); "
				 "struct spl_node *n_ = %s; "
				 "if (n_) spl_node_set_str(&%s, n_, v_); } while (0)",
				 place, name);
	return emit_text(e, "do { s64 v_ = (value), *p_ = %s; if (p_) *p_ = v_; } while (0)",
			 place);
}

static void define_globals(struct emit *e, const struct embed_use *u)
{
	for (size_t i = 0; i < u->globals.n; i++) {
		const struct embed_global *g = &u->globals.v[i];
		const char *keys = g->var->is_array ? key_list(e, g->var, false) : "";

		if (g->write)
			out_line(e->o, "#define STAP_GLOBAL_SET_%s(%s%svalue) %s", g->var->name,
				 keys, *keys ? ", " : "", setter(e, g->var, g->span));
		else
			out_line(e->o, "#define STAP_GLOBAL_GET_%s(%s) %s", g->var->name, keys,
				 getter(e, g->var));
	}
}

static void undefine_globals(struct emit *e, const struct embed_use *u)
{
	for (size_t i = 0; i < u->globals.n; i++)
		out_line(e->o, "#undef STAP_GLOBAL_%s_%s", u->globals.v[i].write ? "SET" : "GET",
			 u->globals.v[i].var->name);
}

/* The names of before: everything is in a struct that THIS points to. */
static void declare_this(struct emit *e, const struct func *f)
{
	struct var *v;

	out_open(e->o, "struct {");
	vec_each(v, &f->params)
		out_line(e->o, "%s%s;", v->type == TYPE_STRING ? "const char *" : "s64 ", v->name);
	out_line(e->o, "%s__retvalue;", f->type == TYPE_STRING ? "char *" : "s64 ");
	e->o->indent--;
	out_open(e->o, "} this_ = {");
	vec_each(v, &f->params)
		out_line(e->o, ".%s = l_%s%s,", v->name, v->name,
			 v->type == TYPE_STRING ? ".p" : "");
	if (f->type == TYPE_STRING)
		out_line(e->o, ".__retvalue = spl_embed_string(c),");
	out_close(e->o, "}, *const THIS __maybe_unused = &this_;");
	out_blank(e->o);
}

static void define_this(struct emit *e, const struct func *f)
{
	struct var *v;

	vec_each(v, &f->params)
		out_line(e->o, "#define STAP_ARG_%s (THIS->%s)", v->name, v->name);
	out_line(e->o, "#define STAP_RETVALUE (THIS->__retvalue)");
}

static void undefine_this(struct emit *e, const struct func *f)
{
	struct var *v;

	vec_each(v, &f->params)
		out_line(e->o, "#undef STAP_ARG_%s", v->name);
	out_line(e->o, "#undef STAP_RETVALUE");
}

static void declare_arguments(struct emit *e, const struct func *f)
{
	struct var *v;

	vec_each(v, &f->params)
		if (embed_says(f->embed, emit_text(e, "STAP_ARG_%s", v->name)))
			out_line(e->o,
				 v->type == TYPE_STRING ? "const char *STAP_ARG_%s = l_%s.p;" :
							  "s64 STAP_ARG_%s = l_%s;",
				 v->name, v->name);
	if (!f->use->speaks)
		return;
	if (f->type == TYPE_STRING)
		out_line(e->o, "char *STAP_RETVALUE = spl_embed_string(c);");
	else
		out_line(e->o, "s64 STAP_RETVALUE = 0;");
}

/* ---- functions ---- */

void emit_embed_func(struct emit *e, struct func *f, const char *signature)
{
	const struct embed_use *u = f->use;

	define_globals(e, u);
	if (u->unmangled)
		define_this(e, f);
	out_line(e->o, "%s", signature);
	out_open(e->o, "{");
	if (u->unmangled)
		declare_this(e, f);
	else
		declare_arguments(e, f);
	if (u->speaks && f->type == TYPE_STRING) {
		out_blank(e->o);
		out_line(e->o, "if (!STAP_RETVALUE)");
		out_line(e->o, "\treturn SPL_EMPTY;");
	}
	e->o->indent--; /* its lines have their own */
	emit_text_at(e->o, f->embed_span, "\t", f->embed, "");
	e->o->indent++;
	if (u->speaks)
		out_line(e->o,
			 f->type == TYPE_STRING ?
				 "return spl_str_new(c, STAP_RETVALUE, strlen(STAP_RETVALUE));" :
				 "return STAP_RETVALUE;");
	out_close(e->o, "}");
	if (u->unmangled)
		undefine_this(e, f);
	undefine_globals(e, u);
	out_blank(e->o);
}

/* ---- statements and expressions ---- */

/* What STAP_ERROR() returns in a piece of TYPE. */
static void open_piece(struct emit *e, const struct embed_use *u, unsigned int n, enum type type)
{
	bool string = type == TYPE_STRING;
	const char *args = "";
	struct var *v;

	define_globals(e, u);
	vec_each(v, &u->args)
		args = emit_text(e, "%s, %sSTAP_ARG_%s", args,
				 v->type == TYPE_STRING ? "const char *" : "s64 ", v->name);
	out_line(e->o, "static inline %s e_%u(struct spl_context *c%s)",
		 string ? "struct spl_str" : "s64", n, args);
	out_open(e->o, "{");
	if (u->speaks)
		out_line(e->o, string ? "char *STAP_RETVALUE = \"\";" : "s64 STAP_RETVALUE = 0;");
}

static void close_piece(struct emit *e, const struct embed_use *u)
{
	out_close(e->o, "}");
	undefine_globals(e, u);
	out_blank(e->o);
}

static bool emit_expr_piece(struct walk *w, struct expr **xp)
{
	struct emit *e = w->data;
	struct expr *x = *xp;

	if (x->kind != EXPR_EMBED)
		return true;
	x->site = ++e->embeds;
	open_piece(e, x->use, x->site, x->type);
	out_line(e->o, x->type == TYPE_STRING ? "return spl_return_string(c, (" : "return (s64)((");
	emit_text_at(e->o, x->span, "", x->text, "));");
	close_piece(e, x->use);
	return true;
}

static bool emit_stmt_piece(struct walk *w, struct stmt **sp)
{
	struct emit *e = w->data;
	struct stmt *st = *sp;

	if (st->kind != STMT_EMBED)
		return true;
	st->site = ++e->embeds;
	open_piece(e, st->use, st->site, TYPE_VOID);
	emit_text_at(e->o, st->span, "", st->text, ";");
	out_line(e->o, "return 0;");
	close_piece(e, st->use);
	return true;
}

void emit_embed_pieces(struct emit *e)
{
	struct walk w = { .expr = emit_expr_piece, .stmt = emit_stmt_piece, .data = e };
	struct session *s = e->s;

	for (size_t i = 0; i < s->funcs.n; i++)
		if (s->funcs.v[i]->body)
			walk_stmt(&w, &s->funcs.v[i]->body);
	for (size_t i = 0; i < s->bodies.n; i++)
		walk_stmt(&w, &s->bodies.v[i]->stmt);
}

/* The call of piece N. */
static const char *call_piece(struct emit *e, const struct embed_use *u, unsigned int n)
{
	const char *args = "";
	struct var *v;

	vec_each(v, &u->args)
		args = emit_text(e, "%s, l_%s%s", args, v->name,
				 v->type == TYPE_STRING ? ".p" : "");
	return emit_text(e, "e_%u(c%s)", n, args);
}

const char *emit_embed_expr(struct emit *e, struct expr *x)
{
	const char *call = call_piece(e, x->use, x->site);

	if (!x->use->fails)
		return call;
	e->fail->used = true;
	return emit_text(e, "spl_try_at(%s, %s, %s)", call, emit_at(e, x->span), e->fail->name);
}

void emit_embed_stmt(struct emit *e, struct stmt *st)
{
	const char *call = call_piece(e, st->use, st->site);

	if (!st->use->fails) {
		out_line(e->o, "%s;", call);
		return;
	}
	e->fail->used = true;
	out_line(e->o, "spl_do(%s, %s, %s);", call, emit_at(e, st->span), e->fail->name);
}
