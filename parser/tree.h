/* SPDX-License-Identifier: GPL-2.0-only */
/* tree.h: what the grammar's actions call: one function makes one node. */
#ifndef SPILE_TREE_H
#define SPILE_TREE_H

#include "ast.h"
#include "token.h"

struct parser;
struct strmap;

enum {
	DEPTH_MAX = 1000, /* of a tree, and of brackets; what walks it calls itself that often */
	EXPECTED_SHOWN = 4,
};

/* One text that is being parsed. */
struct tree {
	struct parser *parser;
	struct arena *arena;
	struct diag *diag;
	struct script *script;
	const struct token *now; /* the one that the grammar was given last */
	struct token back[2]; /* the one before it, and the one before that */
	const struct token *ahead; /* the one behind it, or NULL */
	const struct strmap *macros; /* of this text, for hints */
	token_list openers; /* ( [ { that are not closed yet */
	bool in_func; /* in a function's declaration, not a probe's */
	struct span torn; /* a string whose closing quote is missing */
	bool in_point; /* between "probe" and its body */
	bool header_closed; /* the last token was the ')' of "if (...)" or its like */
	bool failed; /* by the token now: those that follow it are left out */
	bool quiet; /* the error was reported already */
	bool cut; /* the rest of the text is lost in something that is not closed */
	bool deep; /* was said once */
	bool many; /* more points than braces may make: said once too */
	unsigned int errors;
};

/* What the grammar could have taken in place of t->now. */
struct expected {
	unsigned int n;
	const char *texts[EXPECTED_SHOWN];
	bool name, number, target, operation, statement, declaration, parenthesis, bracket;
	bool in, colon, semicolon;
};

/* A name that is declared: the types are none. */
void tree_name_check(struct tree *t, struct span at, const char *name);
/* E stands where a value is wanted: a histogram is none. */
void tree_value_check(struct tree *t, const struct expr *e);
struct arena *tree_arena(const struct tree *t);
void tree_error(struct tree *t, struct span at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void tree_too_deep(struct tree *t, struct span at);
void tree_syntax_error(struct tree *t, const struct expected *e); /* syntax.c */
/* A string without an end has swallowed what closes OPENER (or NULL): nothing is said about it. */
bool tree_is_torn(const struct tree *t, const struct token *opener);

/* Declarations; they go into t->script. */
void tree_probe(struct tree *t, struct span at, point_list points, struct stmt *body);
void tree_alias(struct tree *t, struct span at, point_list name, bool epilogue, point_list points,
		struct stmt *body, struct stmt *tail);
void tree_globals(struct tree *t, var_list vars, bool is_private);
void tree_func(struct tree *t, struct span at, const char *name, enum type type, var_list params,
	       struct expr *priority, struct stmt *body);
void tree_func_embed(struct tree *t, struct span at, const char *name, enum type type,
		     var_list params, struct expr *priority, struct span embed_at,
		     const char *text);
void tree_private(struct tree *t); /* the function that was made last */
void tree_embed(struct tree *t, struct span at, const char *text);
struct var *tree_global(struct tree *t, struct span at, const char *name, bool wrap,
			struct expr *size, struct expr *init);
struct var *tree_param(struct tree *t, struct span at, const char *name, enum type type);
enum type tree_type(struct tree *t, struct span at, const char *name);
var_list tree_var_first(struct tree *t, struct var *v);
var_list tree_var_add(struct tree *t, var_list list, struct var *v);

/* Probe points: a list wherever braces may make several of one. */
/* NAME() in a probe point, which is an error. */
struct component tree_part_empty(struct tree *t, struct span at, const char *name);
point_list tree_point(struct tree *t, struct component part);
point_list tree_points(struct tree *t, point_list list, point_list more);
/* {a,b}(ARG): of the last component of each; it is their one argument. */
point_list tree_point_args(struct tree *t, point_list list, struct expr *arg);
point_list tree_point_product(struct tree *t, point_list left, struct span right_at,
			      point_list right);
point_list tree_point_flags(struct tree *t, point_list list, struct span flag_at, int64_t flag,
			    struct expr *condition);

/* Statements. */
stmt_list tree_stmts(struct tree *t, stmt_list list, struct stmt *s);
struct stmt *tree_block(struct tree *t, struct span at, stmt_list list);
struct stmt *tree_stmt_expr(struct tree *t, struct span at, struct expr *e);
struct stmt *tree_simple(struct tree *t, struct span at, enum stmt_kind kind, struct expr *e);
struct stmt *tree_return(struct tree *t, struct span at, struct expr *e);
struct stmt *tree_if(struct tree *t, struct span at, struct expr *cond, struct stmt *body,
		     struct stmt *other);
struct stmt *tree_loop(struct tree *t, struct span at, enum stmt_kind kind, struct expr *cond,
		       struct stmt *body);
struct stmt *tree_for(struct tree *t, struct span at, struct expr *init, struct expr *cond,
		      struct expr *step, struct stmt *body);
struct stmt *tree_foreach(struct tree *t, struct span at, struct foreach *each, struct stmt *body);
struct stmt *tree_try(struct tree *t, struct span at, struct stmt *body, struct span name_at,
		      const char *name, struct stmt *other);
struct foreach *tree_each_keys(struct tree *t, struct expr *value, expr_list keys);
struct foreach *tree_each(struct tree *t, struct foreach *f, struct expr *array,
			  struct span stat_at, const char *stat, struct span sort_at, int sort,
			  struct expr *limit);
struct foreach *tree_each_slice(struct tree *t, struct foreach *f, struct span name_at,
				const char *name, expr_list slice, struct span stat_at,
				const char *stat, struct span sort_at, int sort,
				struct expr *limit);
struct expr *tree_each_hist(struct tree *t, struct span at, struct span name_at, const char *name,
			    expr_list args);
/* A key or the value with its sorting suffix, which waits in op and name until the array. */
struct expr *tree_key(struct tree *t, struct span at, const char *name, struct span stat_at,
		      const char *stat, struct span sort_at, int sort);

/* Expressions. */
struct expr *tree_negative(struct tree *t, struct span at, int64_t n);
struct expr *tree_text(struct tree *t, enum expr_kind kind, struct span at, const char *text);
struct expr *tree_name(struct tree *t, struct span at, const char *name);
struct expr *tree_index(struct tree *t, struct span at, struct span name_at, const char *name,
			expr_list args);
struct expr *tree_call(struct tree *t, struct span at, struct span name_at, const char *name,
		       expr_list args);
struct expr *tree_parens(struct tree *t, struct span at, struct expr *e);
struct expr *tree_unary(struct tree *t, struct span at, enum op op, struct span op_at,
			struct expr *e);
struct expr *tree_incdec(struct tree *t, struct span at, struct expr *e, struct span op_at,
			 enum op op, bool postfix);
struct expr *tree_binary(struct tree *t, struct expr *l, enum op op, struct span op_at,
			 struct expr *r);
struct expr *tree_assign(struct tree *t, struct span at, struct expr *l, enum op op,
			 struct span op_at, struct expr *r);
struct expr *tree_ternary(struct tree *t, struct span at, struct expr *cond, struct span op_at,
			  struct expr *yes, struct expr *no);
struct expr *tree_regex(struct tree *t, struct expr *e, enum op op, struct span op_at,
			struct span text_at, const char *text);
struct expr *tree_in(struct tree *t, struct span at, expr_list keys, struct span op_at,
		     struct span name_at, const char *name);
struct expr *tree_target(struct tree *t, struct span at, const char *name);
struct expr *tree_at(struct tree *t, struct span at, struct span name_at, const char *name,
		     expr_list args, bool parens);
struct expr *tree_deref(struct tree *t, struct expr *e);
struct expr *tree_member(struct tree *t, struct span at, struct expr *e, struct span name_at,
			 const char *name);
struct expr *tree_step(struct tree *t, struct span at, struct expr *e, struct step step);
struct expr *tree_address(struct tree *t, struct span at, struct expr *e);
expr_list tree_expr_first(struct tree *t, struct expr *e);
expr_list tree_expr_add(struct tree *t, expr_list list, struct expr *e);
/* The extractor that NAME ("@sum") is, or -1. */
int tree_stat_kind(const char *name);

#endif
