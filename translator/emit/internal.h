/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * internal.h: what the files of the emitter share.
 *
 * Expressions are returned as C text in the arena; statements are written to e->o.  Inside a
 * handler or function the C has the context as c.
 */
#ifndef SPILE_EMIT_INTERNAL_H
#define SPILE_EMIT_INTERNAL_H

#include "parser/ast.h"
#include "parser/base/out.h"
#include "translator/probes/probe.h"
#include "translator/session.h"

struct body;
struct callers;
struct loc_anchor;
struct loc_expr;
struct location;
struct probe;
struct target;
struct probe;

/* A place that a failure goes to; its label is written when something uses it. */
struct fail_label {
	const char *name;
	bool used;
};

/* Which access functions of an array the code calls. */
enum map_use {
	MAP_GET = 1,
	MAP_AT = 2,
	MAP_HAS = 4,
	MAP_DEL = 8,
};

struct emit {
	struct session *s;
	struct arena *a;
	struct out *o;
	struct fail_label *fail;
	struct func *func; /* or NULL: a handler */
	const struct source *marked; /* the last #line of the function */
	unsigned int marked_line;
	unsigned int temps; /* numbers what the current function declares */
	unsigned int embeds; /* statements and expressions in C so far */
	unsigned int orders; /* sorted loops so far */
	VEC(struct var *) order_maps; /* the array of each */
	unsigned int *map_use; /* by var->id; enum map_use */
	VEC(struct regex *) regexes; /* that the code uses, in the order of their ids */
	VEC(const struct ctype *)
	enums; /* whose names the code uses, in the order of their tables */
	VEC(const struct loc_anchor *) bases; /* by which data of modules is found */
	VEC(struct callers *) callers; /* by which sites count */
	unsigned int ncallers; /* rows of them */
	const char **func_names; /* by func->id */
	const char **global_names; /* by var->id */
	bool traced; /* the current function may run where ftrace has saved some registers only */
	bool registers; /* code that does asks for others */
	bool ok;
};

/* --- expr.c --- */

const char *emit_expr(struct emit *e, struct expr *x); /* its value */
const char *emit_operand(struct emit *e,
			 struct expr *x); /* the same, in parentheses where needed */
/* For its effect alone; "" when it has none. */
const char *emit_effect(struct emit *e, struct expr *x);
const char *emit_number(struct emit *e, int64_t n);
const char *emit_c_type(enum type t); /* "s64" */
const char *emit_var(struct emit *e, const struct var *v); /* "l_n", "g_n" */
const char *emit_at(struct emit *e, struct span at); /* "\"file:1:2\"" */
/* TEXT, leaving by the current label when it fails. */
const char *emit_try(struct emit *e, const char *text);
const char *emit_text(struct emit *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
const char *emit_commented(struct emit *e, const char *text); /* begins and ends no comment */
const char *emit_map_delete(struct emit *e, struct expr *x); /* delete map[keys] */
/* A op B, the operation of the assignment X; both are C operands. */
const char *emit_arithmetic(struct emit *e, const struct expr *x, const char *a, const char *b);
/* The initialiser of a union spl_key array and the mask of what is given. */
const char *emit_slice(struct emit *e, const struct var *map, const expr_list *slice,
		       unsigned int *mask);
/* A pointer to the samples of a name or an element, merged over CPUs; it may be NULL. */
const char *emit_samples(struct emit *e, struct expr *x);
/* Whether the evaluation may take memory of the string arena. */
bool emit_takes_strings(struct stmt *st);

/* --- regex.c --- */

const char *emit_regex(struct emit *e, struct expr *x);
void emit_regexes(struct emit *e, struct out *o); /* their tables */
void emit_match_slots(struct emit *e, struct out *o); /* the field of struct spl_script */

/* --- print.c --- */

/* Straight-line calls that print to BUF ("&c->out"), each a line of e->o. */
void emit_print(struct emit *e, struct expr *x, const char *buf);
const char *emit_sprint(struct emit *e, struct expr *x);

/* --- load.c --- */

const char *emit_target(struct emit *e, struct expr *x);
/*
 * Its address, where it is in memory; else what the operations work on.  *BEFORE gets what the C
 * declares for it, for "({ ... })".
 */
const char *emit_target_place(struct emit *e, struct expr *x, const char **before);
/* What is at ADDR. */
const char *emit_target_load(struct emit *e, const struct target *t, const char *addr,
			     const char *at);
/* The value that was read, V, widened to the language's 64 bits. */
const char *emit_target_widen(struct emit *e, const struct target *t, const char *v);

/* --- store.c --- */

/* An assignment, ++ or -- whose left side is a target; VALUE: somebody takes it. */
const char *emit_target_change(struct emit *e, struct expr *x, bool value);

/* --- location.c; AT: the C of the place in the script --- */

const char *emit_register(struct emit *e, uint64_t n); /* its value */
const char *emit_location_expr(struct emit *e, const struct loc_expr *x, const char *at);
/* The low BITS, at most 64, of the object at L, with zeros above. */
const char *emit_location_value(struct emit *e, const struct location *l, unsigned int bits,
				const char *at);
/* The number of the row of what a module's code and data are found by. */
size_t emit_base(struct emit *e, const struct loc_anchor *anchor);
void emit_bases(struct emit *e, struct out *o); /* the table of them */
void emit_base_fields(struct emit *e, struct out *o); /* of struct spl_script */

/* --- callers.c --- */

/* Tables of the calls by which sites of callees count; before emit_bases(), which they add to. */
void emit_callers(struct emit *e, struct out *o);
void emit_callers_fields(struct emit *e, struct out *o); /* of struct spl_script */
/* What probe N asks of who called its sites, if it does. */
void emit_calls(struct out *o, const struct probe *p, size_t n);
bool emit_has_calls(const struct probe *p);

/* --- enum.c --- */

const char *emit_enum_name(struct emit *e, struct expr *x);
void emit_enums(struct emit *e, struct out *o); /* their tables */

/* --- stmt.c, foreach.c, buckets.c --- */

void emit_stmt(struct emit *e, struct stmt *st);
void emit_foreach(struct emit *e, struct stmt *st);
void emit_buckets(struct emit *e, struct stmt *st); /* foreach over those of a histogram */
/* VAR = VALUE, where a loop sets VAR, a name of the script. */
void emit_set_name(struct emit *e, struct expr *x, const char *value);
/* Spends the budget of one turn of a loop. */
void emit_spend(struct emit *e, const struct stmt *loop);

/* --- embed.c --- */

void emit_embed_top(struct emit *e, struct out *o); /* of files in use, the script's last */
void emit_own_lines(struct out *o); /* a #line: from here on the C has no place in the script */
void emit_embed_func(struct emit *e, struct func *f, const char *signature);
/* A function for each statement and expression that is C; numbers them. */
void emit_embed_pieces(struct emit *e);
const char *emit_embed_expr(struct emit *e, struct expr *x);
void emit_embed_stmt(struct emit *e, struct stmt *st);

/* --- overload.c --- */

/* What a call of F calls: "f_name", or "o_name" where F may say "next". */
const char *emit_callee_name(struct emit *e, const struct func *f);
void emit_overloads(struct emit *e, const struct func *first);

/* --- global.c --- */

void emit_globals(struct emit *e, struct out *o); /* with the access functions that are used */
void emit_global_lists(struct emit *e, struct out *o);
void emit_script_lists(struct emit *e, struct out *o); /* the fields of struct spl_script */

/* --- event.c --- */

void emit_events(struct emit *e, struct out *o); /* what is watched and counted */
void emit_event_fields(struct out *o, const struct probe *p, size_t n); /* of probe number N */
const char *emit_counter(struct emit *e, struct expr *x); /* what a counter counted */

/* --- probe.c --- */

void emit_func_announce(struct emit *e, struct func *f); /* its prototype */
void emit_func(struct emit *e, struct func *f);
void emit_body(struct emit *e, struct body *b);
/* Its handler does nothing but add numbers to counters. */
bool emit_only_counts(const struct body *b);
void emit_probe_tables(struct emit *e, struct out *o);
void emit_probe_fields(struct emit *e, struct out *o); /* of struct spl_script */

/* --- tracepoint.c --- */

bool emit_has(const struct session *s, enum probe_kind kind); /* of its probes one */
void emit_stubs(struct emit *e, struct out *o); /* what the kernel calls; behind the bodies */

/* --- emit.c --- */

/* Whether some of what @entry() keeps are strings. */
bool emit_keeps_text(const struct session *s);

#endif
