/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ast.h: a script as a tree.
 *
 * The parser fills what stands above a "later:" comment; the rest is zero until the pass
 * that the comment names.  All nodes live in the session's arena and every one has a span.
 */
#ifndef SPILE_AST_H
#define SPILE_AST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/source.h"
#include "base/vec.h"

struct body;
struct ctype;
struct embed_use;
struct func;
struct print_format;
struct regex;
struct target;
struct var;

enum type {
	TYPE_UNKNOWN,
	TYPE_LONG, /* 64 bits, signed */
	TYPE_STRING,
	TYPE_STATS,
	TYPE_VOID, /* what a function without a value returns */
};

enum expr_kind {
	EXPR_NUMBER,
	EXPR_STRING,
	EXPR_NAME, /* a variable, or a function called without parentheses */
	EXPR_INDEX, /* name[args]; an argument that is NULL is a '*' */
	EXPR_CALL, /* name(args) */
	EXPR_UNARY, /* op a */
	EXPR_INCDEC, /* op a, or a op when postfix */
	EXPR_BINARY, /* a op b: arithmetic, comparison, && ||, '.' */
	EXPR_ASSIGN, /* a op b: = and op=, also <<< */
	EXPR_TERNARY, /* a ? b : c */
	EXPR_IN, /* [args] in name, or a in name */
	EXPR_REGEX, /* a =~ text, or !~ */
	EXPR_TARGET, /* $name and its path */
	EXPR_AT, /* @name(args) and its path: @cast @defined @var @entry @kderef ... */
	EXPR_STAT, /* @count(a) and its kin, @hist_log(a)[b] too */
	EXPR_PRINT, /* print printd println printdln printf sprint... */
	EXPR_EMBED, /* %{ C %} */
	EXPR_DEREF, /* a and its path, on a pointer that a script variable holds; no path in &a */
};

/* Operators; the assignment forms are EXPR_ASSIGN with the plain operator in op. */
enum op {
	OP_NONE, /* in EXPR_ASSIGN: plain '=' */
	OP_ADD,
	OP_SUB,
	OP_MUL,
	OP_DIV,
	OP_MOD,
	OP_AND, /* & */
	OP_OR, /* | */
	OP_XOR, /* ^ */
	OP_SHL, /* << */
	OP_SHR, /* >> arithmetic */
	OP_USHR, /* >>> logical */
	OP_ANDAND,
	OP_OROR,
	OP_EQ,
	OP_NE,
	OP_LT,
	OP_LE,
	OP_GT,
	OP_GE,
	OP_CONCAT, /* . */
	OP_STAT, /* <<<, in EXPR_ASSIGN only */
	OP_NOT, /* ! */
	OP_COMPL, /* ~ */
	OP_PLUS, /* unary + */
	OP_MINUS, /* unary - */
	OP_INC,
	OP_DEC,
	OP_MATCH, /* =~ */
	OP_NOMATCH, /* !~ */
};

enum stat_kind {
	STAT_COUNT,
	STAT_SUM,
	STAT_MIN,
	STAT_MAX,
	STAT_AVG,
	STAT_VARIANCE,
	STAT_HIST_LOG,
	STAT_HIST_LINEAR,
	STAT_QUANTILE,
};

/* print family: any of these bits */
enum print_flags {
	PRINT_TO_STRING = 1, /* sprint... */
	PRINT_FORMAT = 2, /* ...f: the first argument is the format */
	PRINT_DELIM = 4, /* ...d: the first argument stands between the others */
	PRINT_NEWLINE = 8, /* ...ln */
	PRINT_CHAR = 16, /* print_char */
	PRINT_SHOWN = 32, /* made of "$x$": "?" where something can't be read */
};

/* Lists have typedefs, since VEC makes a new type each time. */
typedef VEC(struct expr *) expr_list;

/* A step of a path behind $name, @cast(), @var(). */
enum step_kind {
	STEP_MEMBER, /* ->name or .name */
	STEP_INDEX, /* [index] */
	STEP_PRETTY, /* one '$' or two at the end: depth in number */
	STEP_TEXT, /* made by the translator: what it points to, as a quoted string */
};

struct step {
	enum step_kind kind;
	const char *name;
	struct expr *index;
	unsigned int number;
	struct span span;
};

struct expr {
	enum expr_kind kind;
	struct span span;
	enum op op;
	struct span op_span; /* the operator alone */
	bool postfix; /* INCDEC */
	bool address; /* TARGET, AT, DEREF: &$x */
	bool parens; /* was written in ( ); for hints */
	unsigned int depth; /* of the nodes below; the parser keeps it under a bound */

	int64_t number; /* NUMBER */
	const char *text; /* STRING: its value; REGEX: the pattern; EMBED: the C */
	/* NAME INDEX CALL IN: the name.  TARGET: "$x", "$$parms", "$return"...  AT: "@cast"...
	 * PRINT: "printf"... as written; STAT: "@count"... */
	const char *name;
	struct span name_span; /* of the name; REGEX: of the pattern */

	struct expr *a, *b, *c;
	expr_list args; /* INDEX, CALL, IN, AT, PRINT; STAT: the parameters behind the first */
	VEC(struct step) path; /* TARGET, AT, DEREF */
	enum stat_kind stat; /* STAT */
	unsigned int print; /* PRINT: enum print_flags */

	/* later: resolve */
	enum type type;
	struct var *var; /* NAME, INDEX, IN; NULL in a call */
	struct func *func; /* CALL */
	struct print_format *format; /* PRINT */
	struct regex *regex; /* REGEX */
	struct embed_use *use; /* EMBED */
	bool decided; /* NUMBER: what @defined() became */
	/* later: probes */
	const struct ctype *to; /* what its value is known to point to */
	struct target *target; /* TARGET, AT, DEREF: how its value is found */
	unsigned int site; /* emission: numbers what needs a static object of its own */
};

enum stmt_kind {
	STMT_EMPTY, /* ; */
	STMT_BLOCK, /* { list } */
	STMT_EXPR,
	STMT_IF, /* if (cond) body else other */
	STMT_WHILE, /* while (cond) body */
	STMT_FOR, /* for (init; cond; step) body; each of the three may be NULL */
	STMT_FOREACH, /* foreach (...) body */
	STMT_BREAK,
	STMT_CONTINUE,
	STMT_NEXT,
	STMT_RETURN, /* return cond, or cond is NULL */
	STMT_DELETE, /* delete cond */
	STMT_TRY, /* try body catch (name) other; name may be NULL */
	STMT_EMBED, /* %{ C %} as a statement */
};

enum sort_by {
	SORT_NONE,
	SORT_KEY, /* by keys[sort_key] */
	SORT_VALUE, /* by the value, or of statistics by sort_stat */
};

struct foreach {
	struct expr *value; /* v in "v = [a, b] in x": a NAME, or NULL */
	expr_list keys; /* NAMEs */
	expr_list slice; /* x[a, *]: NULL is '*'; empty when no slice is given */
	struct expr *array; /* NAME, or a STAT of kind HIST for its buckets */
	enum sort_by sort;
	int sort_dir; /* 1 ascending, -1 descending */
	unsigned int sort_key;
	enum stat_kind sort_stat; /* x @sum -; STAT_COUNT where none is written */
	bool sort_stat_given;
	struct expr *limit; /* or NULL */
	/* later: resolve */
	unsigned int site; /* numbers the loop among those that sort */
};

typedef VEC(struct stmt *) stmt_list;

struct stmt {
	enum stmt_kind kind;
	struct span span;
	unsigned int depth; /* as in an expression */
	struct stmt *body, *other;
	struct expr *cond, *init, *step;
	stmt_list list; /* BLOCK; the parser leaves out EMPTY ones */
	struct foreach *each;
	const char *name; /* TRY: the variable of catch */
	struct span name_span;
	const char *text; /* EMBED */
	/* later: resolve */
	struct var *var; /* TRY */
	struct embed_use *use; /* EMBED */
	unsigned int site; /* emission, as in an expression */
};

/* A component of a probe point: name, or name(arg). */
struct component {
	const char *name; /* may hold * and ** */
	struct expr *arg; /* NUMBER or STRING, or NULL */
	struct span span;
};

struct point {
	struct span span;
	VEC(struct component) parts;
	bool optional; /* ? */
	bool sufficient; /* ! */
	struct expr *condition; /* if (...), or NULL */
};

typedef VEC(struct point *) point_list;

struct probe_decl {
	struct span span;
	const char *label; /* probe NAME = is an alias; reserved, NULL */
	point_list points; /* {a,b} are written out by the parser */
	struct stmt *body; /* a block */
	bool synthetic; /* made by the translator, such as the display of globals at the end */
};

struct alias {
	struct span span;
	struct point *name; /* no arguments, no flags */
	bool epilogue; /* += */
	point_list points;
	struct stmt *body;
	struct stmt *
		tail; /* "= points { body }, { tail }": the epilogue beside the prologue, or NULL */
};

enum var_scope {
	VAR_GLOBAL,
	VAR_LOCAL,
	VAR_PARAM,
	VAR_KEPT, /* @entry(): from the entry for the return; id is its slot */
};

/* What a key of an array points to, and also, where not all that it is agrees. */
struct key_type {
	const struct ctype *to, *other;
};

/* A variable.  The parser makes those of globals and parameters, resolve those of locals. */
struct var {
	const char *name;
	struct span span;
	enum var_scope scope;
	enum type type; /* as written, or UNKNOWN */
	bool is_array;
	VEC(enum type) keys; /* of an array, as far as known */
	VEC(struct span) key_spans; /* later: infer; what decided each of them */
	struct expr *init; /* a literal, or NULL */
	struct expr *size; /* a[100]: a NUMBER, or NULL */
	bool wrap; /* a% */
	bool is_private;
	/* later: resolve */
	struct span type_span; /* what decided the type; for messages */
	bool conflicts; /* uses that disagree about the type were told */
	struct span array_span; /* what made it an array, or not */
	bool shape_known; /* is_array and the number of keys are settled */
	unsigned int reads, writes, adds, stats; /* uses; adds: ++ and += whose value is dropped */
	unsigned int stat_ops; /* bit per enum stat_kind that is read */
	int64_t hist_low, hist_high, hist_step; /* @hist_linear */
	unsigned int hist_buckets;
	struct span hist_span;
	unsigned int variance_shift;
	struct span variance_span;
	bool in_loop; /* LOCAL string that a loop assigns */
	bool used;
	const struct ctype *to; /* what it points to */
	const struct ctype *to_other; /* and also, where not all that is assigned agrees */
	struct span to_span, to_other_span; /* what said so */
	VEC(struct key_type) key_types; /* as keys, once something is known */
	int storage; /* access.h */
	unsigned int id; /* emission: order of globals, which is the order of locks */
};

typedef VEC(struct var *) var_list;

struct func {
	const char *name;
	struct span span; /* its name */
	var_list params;
	enum type type; /* as written, or UNKNOWN */
	struct stmt *body; /* or NULL: embedded C */
	const char *embed; /* %{ this %} */
	struct span embed_span;
	struct expr *priority; /* function f(a) :priority; NUMBER, or NULL */
	bool is_private;
	/* later: resolve */
	struct span type_span;
	var_list locals;
	struct func *next; /* the overload that is tried when this one says "next" */
	bool says_next, next_known; /* overload.h */
	struct embed_use *use; /* of embed */
	bool used, pure, fails, recursive; /* fails: a call may leave an error behind */
	bool calls; /* functions of the script, not only embedded C */
	bool typed, bound;
	bool placed; /* a copy for one probe, whose target variables are bound there */
	const struct ctype *to, *to_other; /* as in struct var */
	unsigned int id; /* emission */
};

/* %{ C %} at top level. */
struct embed {
	struct span span;
	const char *text;
};

/* A whole file. */
struct script {
	const struct source *src;
	VEC(struct probe_decl *) probes;
	VEC(struct alias *) aliases;
	VEC(struct func *) funcs;
	var_list globals;
	VEC(struct embed) embeds;
};

/* Constructors: kind and span are set, the rest is zero. */
struct expr *expr_new(struct arena *a, enum expr_kind kind, struct span span);
struct expr *expr_number(struct arena *a, struct span span, int64_t n);
struct expr *expr_string(struct arena *a, struct span span, const char *s);
struct expr *expr_binary(struct arena *a, struct expr *l, enum op op, struct span op_span,
			 struct expr *r);
bool expr_is_target(const struct expr *e); /* TARGET, AT, DEREF */
struct stmt *stmt_new(struct arena *a, enum stmt_kind kind, struct span span);

/* Deep copies of what the parser filled; what later passes fill is zero in the copy. */
struct expr *expr_copy(struct arena *a, const struct expr *e);
struct stmt *stmt_copy(struct arena *a, const struct stmt *s);

/*
 * Calls EXPR for each expression and STMT for each statement below, parents first, in the
 * order of evaluation; either may be NULL.  False from a callback: its children are left out.
 * Both get a pointer to where the node hangs, so that it can be replaced.
 */
struct walk {
	bool (*expr)(struct walk *w, struct expr **e);
	bool (*stmt)(struct walk *w, struct stmt **s);
	/* After the children; not where the first said no. */
	void (*expr_done)(struct walk *w, struct expr **e);
	void (*stmt_done)(struct walk *w, struct stmt **s);
	void *data;
};
void walk_expr(struct walk *w, struct expr **e); /* *e may be NULL */
void walk_stmt(struct walk *w, struct stmt **s);

/* Texts for messages and for -p1. */
const char *type_name(enum type t); /* "long", "string", "stats", "unknown" */
const char *op_text(enum op op); /* "+" */
bool op_compares(enum op op); /* == != < <= > >= */
const char *stat_name(enum stat_kind k); /* "@count" */
/* "kernel.function(\"vfs_*\").call?"; with the condition when COND. */
const char *point_text(struct arena *a, const struct point *p, bool cond);
/* An expression as script text, with no more parentheses than it needs. */
const char *expr_text(struct arena *a, const struct expr *e);

#endif
