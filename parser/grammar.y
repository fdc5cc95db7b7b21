/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grammar.y: takes tokens, one at a push, gives the tree of a script.
 *
 * Statements stand side by side without separators, so an expression goes on for as long as
 * the next token can belong to it: "stmt: expr" has the lowest precedence of all.
 */
%require "3.8"
%define api.pure full
%define api.push-pull push
%define api.prefix {grammar_}
%define api.token.prefix {TOK_}
%define api.location.type {struct span}
%define parse.error custom
%define parse.lac full
%locations
%expect 0
%parse-param {struct tree *t}

%code requires {
#include "ast.h"

struct tree;
}

%code {
#include "token.h"
#include "tree.h"

#define YYMAXDEPTH 20000
#define YYLLOC_DEFAULT(now, rhs, n)                                        \
	((now) = (n) ? span_join(YYRHSLOC(rhs, 1), YYRHSLOC(rhs, n)) :     \
		       (struct span){ YYRHSLOC(rhs, 0).src, YYRHSLOC(rhs, 0).end, \
				      YYRHSLOC(rhs, 0).end, YYRHSLOC(rhs, 0).via })

static void grammar_error(struct span *at, struct tree *t, const char *text);
}

%union {
	const char *text;
	int64_t number;
	enum op op;
	bool flag;
	enum type type;
	struct expr *expr;
	struct stmt *stmt;
	struct foreach *each;
	struct step step;
	struct component part;
	struct point *point;
	struct var *var;
	expr_list exprs;
	stmt_list stmts;
	point_list points;
	var_list vars;
}

%token END 0 "end of file"
%token <text> IDENT "a name"
%token <number> NUMBER "a number"
%token <text> STRING "a string"
%token <text> TARGET "a target variable"
%token <text> AT "an '@' operator"
%token <text> EMBED "embedded C"
%token <text> PRETTY "'$'"
%token BREAK "'break'" CATCH "'catch'" CONTINUE "'continue'" DELETE "'delete'" ELSE "'else'"
%token FOR "'for'" FOREACH "'foreach'" FUNCTION "'function'" GLOBAL "'global'" IF "'if'" IN "'in'"
%token LIMIT "'limit'" NEXT "'next'" PRIVATE "'private'" PROBE "'probe'" RETURN "'return'"
%token TRY "'try'" WHILE "'while'"
%token <op> ANDAND "'&&'" OROR "'||'" EQUAL "'=='" MATCH "'=~'" RELATION "a comparison"
%token <op> SHIFT "a shift" ASSIGN "an assignment" ADD_ASSIGN "'+='" INC "'++'" DEC "'--'"
%token ARROW "'->'"
/* Never seen here: the preprocessor takes them away, or its error was reported. */
%token PP_IF "'%('" PP_THEN "'%?'" PP_ELSE "'%:'" PP_END "'%)'" DEFINE "'@define'"
%token ARG_PASTE "'$1'" ARG_STRING "'@1'" BAD "junk"

%precedence END_STMT
%precedence NUMBER STRING IDENT TARGET AT EMBED
%precedence THEN
%precedence ELSE
%right '=' ASSIGN ADD_ASSIGN
%right '?' ':'
%left OROR
%left ANDAND
%left '|'
%left '^'
%left '&'
%precedence IN
%left EQUAL RELATION MATCH
%left SHIFT
%left '.'
%left '+' '-'
%left '*' '/' '%'
%precedence UNARY '!' '~'
%precedence NAME
%precedence '(' '[' INC DEC

%type <expr> expr expr_opt primary base path literal limit_opt priority_opt key each_array
%type <expr> cond_opt part_arg index size_opt init_opt
%type <exprs> args args_opt indexes keys key_list
%type <stmt> stmt block
%type <stmts> stmts
%type <step> step
%type <each> each each_head
%type <number> sort
%type <text> stat_opt
%type <part> part
%type <points> points point_set dotted part_set brace_items
%type <number> flag_opt
%type <flag> alias_op wrap_opt
%type <type> type_opt
%type <vars> globals params params_opt
%type <var> global param

%%

script:
	decls
;

decls:
	%empty
|	decls decl
|	decls error		{ yyerrok; yyclearin; }
;

decl:
	PROBE points block			{ tree_probe(t, @$, $2, $3); }
|	PROBE point_set alias_op points block	{ tree_alias(t, @2, $2, $3, $4, $5, NULL); }
|	PROBE point_set alias_op points block ',' block
						{ tree_alias(t, @2, $2, $3, $4, $5, $7); }
|	GLOBAL globals				{ tree_globals(t, $2, false); }
|	PRIVATE GLOBAL globals			{ tree_globals(t, $3, true); }
|	PRIVATE globals				{ tree_globals(t, $2, true); }
|	FUNCTION function
|	PRIVATE FUNCTION function		{ tree_private(t); }
|	EMBED					{ tree_embed(t, @1, $1); }
|	';'
;

/* Probe points. */

alias_op:
	'='			{ $$ = false; }
|	ADD_ASSIGN		{ $$ = true; }
;

points:
	point_set		{ $$ = $1; }
|	points ',' point_set	{ $$ = tree_points(t, $1, $3); }
;

point_set:
	dotted flag_opt cond_opt	{ $$ = tree_point_flags(t, $1, @2, $2, $3); }
;

flag_opt:
	%empty			{ $$ = 0; }
|	'?'			{ $$ = '?'; }
|	'!'			{ $$ = '!'; }
;

cond_opt:
	%empty			{ $$ = NULL; }
|	IF '(' expr ')'		{ $$ = $3; }
;

dotted:
	part_set
|	dotted '.' part_set	{ $$ = tree_point_product(t, $1, @3, $3); }
;

part_set:
	part			{ $$ = tree_point(t, $1); }
|	'{' brace_items '}'	{ $$ = $2; }
|	'{' brace_items '}' '(' part_arg ')'	{ $$ = tree_point_args(t, $2, $5); }
;

brace_items:
	point_set
|	brace_items ',' point_set	{ $$ = tree_points(t, $1, $3); }
;

part:
	IDENT			{ $$ = (struct component){ $1, NULL, @$ }; }
|	IDENT '(' part_arg ')'	{ $$ = (struct component){ $1, $3, @$ }; }
|	IDENT '(' ')'		{ $$ = tree_part_empty(t, @$, $1); }
;

part_arg:
	literal
|	'-' NUMBER		{ $$ = tree_negative(t, @$, $2); }
;

literal:
	NUMBER			{ $$ = expr_number(tree_arena(t), @$, $1); }
|	STRING			{ $$ = expr_string(tree_arena(t), @$, $1); }
;

/* Globals and functions. */

globals:
	global			{ $$ = tree_var_first(t, $1); }
|	globals ',' global	{ $$ = tree_var_add(t, $1, $3); }
;

global:
	IDENT wrap_opt size_opt init_opt	{ $$ = tree_global(t, @1, $1, $2, $3, $4); }
;

wrap_opt:
	%empty			{ $$ = false; }
|	'%'			{ $$ = true; }
;

size_opt:
	%empty			{ $$ = NULL; }
|	'[' NUMBER ']'		{ $$ = expr_number(tree_arena(t), @2, $2); }
;

init_opt:
	%empty			{ $$ = NULL; }
|	'=' part_arg		{ $$ = $2; }
;

function:
	IDENT type_opt '(' params_opt ')' priority_opt block
				{ tree_func(t, @1, $1, $2, $4, $6, $7); }
|	IDENT type_opt '(' params_opt ')' priority_opt EMBED
				{ tree_func_embed(t, @1, $1, $2, $4, $6, @7, $7); }
;

type_opt:
	%empty			{ $$ = TYPE_UNKNOWN; }
|	':' IDENT		{ $$ = tree_type(t, @2, $2); }
;

params_opt:
	%empty			{ $$ = (var_list){ 0 }; }
|	params
|	params ','
;

params:
	param			{ $$ = tree_var_first(t, $1); }
|	params ',' param	{ $$ = tree_var_add(t, $1, $3); }
;

param:
	IDENT type_opt		{ $$ = tree_param(t, @1, $1, $2); }
;

priority_opt:
	%empty			{ $$ = NULL; }
|	':' NUMBER		{ $$ = expr_number(tree_arena(t), @2, $2); }
;

/* Statements. */

block:
	'{' stmts '}'		{ $$ = tree_block(t, @$, $2); }
;

stmts:
	%empty			{ $$ = (stmt_list){ 0 }; }
|	stmts stmt		{ $$ = tree_stmts(t, $1, $2); }
|	stmts error		{ $$ = $1; yyerrok; yyclearin; }
;

stmt:
	';'			{ $$ = stmt_new(tree_arena(t), STMT_EMPTY, @$); }
|	block
|	expr %prec END_STMT	{ $$ = tree_stmt_expr(t, @$, $1); }
|	IF '(' expr ')' stmt %prec THEN		{ $$ = tree_if(t, @$, $3, $5, NULL); }
|	IF '(' expr ')' stmt ELSE stmt		{ $$ = tree_if(t, @$, $3, $5, $7); }
|	WHILE '(' expr ')' stmt	{ $$ = tree_loop(t, @$, STMT_WHILE, $3, $5); }
|	FOR '(' expr_opt ';' expr_opt ';' expr_opt ')' stmt
				{ $$ = tree_for(t, @$, $3, $5, $7, $9); }
|	FOREACH '(' each ')' stmt	{ $$ = tree_foreach(t, @$, $3, $5); }
|	BREAK			{ $$ = stmt_new(tree_arena(t), STMT_BREAK, @$); }
|	CONTINUE		{ $$ = stmt_new(tree_arena(t), STMT_CONTINUE, @$); }
|	NEXT			{ $$ = stmt_new(tree_arena(t), STMT_NEXT, @$); }
|	RETURN %prec END_STMT	{ $$ = tree_return(t, @$, NULL); }
|	RETURN expr %prec END_STMT	{ $$ = tree_return(t, @$, $2); }
|	DELETE expr %prec END_STMT	{ $$ = tree_simple(t, @$, STMT_DELETE, $2); }
|	TRY block CATCH block	{ $$ = tree_try(t, @$, $2, @3, NULL, $4); }
|	TRY block CATCH '(' IDENT ')' block
				{ $$ = tree_try(t, @$, $2, @5, $5, $7); }
;

expr_opt:
	%empty			{ $$ = NULL; }
|	expr
;

each:
	each_head IN each_array stat_opt sort limit_opt
				{ $$ = tree_each(t, $1, $3, @4, $4, @5, (int)$5, $6); }
|	each_head IN IDENT '[' indexes ']' stat_opt sort limit_opt
		{ $$ = tree_each_slice(t, $1, @3, $3, $5, @7, $7, @8, (int)$8, $9); }
;

each_array:
	IDENT			{ $$ = tree_name(t, @$, $1); }
|	AT '(' args ')'		{ $$ = tree_each_hist(t, @$, @1, $1, $3); }
;

each_head:
	keys			{ $$ = tree_each_keys(t, NULL, $1); }
|	key '=' keys		{ $$ = tree_each_keys(t, $1, $3); }
;

keys:
	key			{ $$ = tree_expr_first(t, $1); }
|	'[' key_list ']'	{ $$ = $2; }
;

key_list:
	key			{ $$ = tree_expr_first(t, $1); }
|	key_list ',' key	{ $$ = tree_expr_add(t, $1, $3); }
;

key:
	IDENT stat_opt sort	{ $$ = tree_key(t, @1, $1, @2, $2, @3, (int)$3); }
;

stat_opt:
	%empty			{ $$ = NULL; }
|	AT
;

sort:
	%empty			{ $$ = 0; }
|	'+'			{ $$ = 1; }
|	'-'			{ $$ = -1; }
;

limit_opt:
	%empty			{ $$ = NULL; }
|	LIMIT expr		{ tree_value_check(t, $2); $$ = $2; }
;

/* Expressions. */

expr:
	primary %prec NAME
|	primary INC		{ $$ = tree_incdec(t, @$, $1, @2, OP_INC, true); }
|	primary DEC		{ $$ = tree_incdec(t, @$, $1, @2, OP_DEC, true); }
|	INC primary %prec UNARY	{ $$ = tree_incdec(t, @$, $2, @1, OP_INC, false); }
|	DEC primary %prec UNARY	{ $$ = tree_incdec(t, @$, $2, @1, OP_DEC, false); }
|	literal
|	EMBED			{ $$ = tree_text(t, EXPR_EMBED, @$, $1); }
|	'-' expr %prec UNARY	{ $$ = tree_unary(t, @$, OP_MINUS, @1, $2); }
|	'+' expr %prec UNARY	{ $$ = tree_unary(t, @$, OP_PLUS, @1, $2); }
|	'!' expr %prec UNARY	{ $$ = tree_unary(t, @$, OP_NOT, @1, $2); }
|	'~' expr %prec UNARY	{ $$ = tree_unary(t, @$, OP_COMPL, @1, $2); }
|	'&' path %prec UNARY	{ $$ = tree_address(t, @$, $2); }
|	'&' base %prec UNARY	{ $$ = tree_address(t, @$, tree_deref(t, $2)); }
|	expr '*' expr		{ $$ = tree_binary(t, $1, OP_MUL, @2, $3); }
|	expr '/' expr		{ $$ = tree_binary(t, $1, OP_DIV, @2, $3); }
|	expr '%' expr		{ $$ = tree_binary(t, $1, OP_MOD, @2, $3); }
|	expr '+' expr		{ $$ = tree_binary(t, $1, OP_ADD, @2, $3); }
|	expr '-' expr		{ $$ = tree_binary(t, $1, OP_SUB, @2, $3); }
|	expr '.' expr		{ $$ = tree_binary(t, $1, OP_CONCAT, @2, $3); }
|	expr SHIFT expr		{ $$ = tree_binary(t, $1, $2, @2, $3); }
|	expr RELATION expr	{ $$ = tree_binary(t, $1, $2, @2, $3); }
|	expr EQUAL expr		{ $$ = tree_binary(t, $1, $2, @2, $3); }
|	expr MATCH STRING	{ $$ = tree_regex(t, $1, $2, @2, @3, $3); }
|	expr IN IDENT		{ $$ = tree_in(t, @$, tree_expr_first(t, $1), @2, @3, $3); }
|	'[' indexes ']' IN IDENT	{ $$ = tree_in(t, @$, $2, @4, @5, $5); }
|	expr '&' expr		{ $$ = tree_binary(t, $1, OP_AND, @2, $3); }
|	expr '^' expr		{ $$ = tree_binary(t, $1, OP_XOR, @2, $3); }
|	expr '|' expr		{ $$ = tree_binary(t, $1, OP_OR, @2, $3); }
|	expr ANDAND expr	{ $$ = tree_binary(t, $1, OP_ANDAND, @2, $3); }
|	expr OROR expr		{ $$ = tree_binary(t, $1, OP_OROR, @2, $3); }
|	expr '?' expr ':' expr	{ $$ = tree_ternary(t, @$, $1, @2, $3, $5); }
|	expr '=' expr		{ $$ = tree_assign(t, @$, $1, OP_NONE, @2, $3); }
|	expr ASSIGN expr	{ $$ = tree_assign(t, @$, $1, $2, @2, $3); }
|	expr ADD_ASSIGN expr	{ $$ = tree_assign(t, @$, $1, OP_ADD, @2, $3); }
;

primary:
	base %prec NAME
|	path %prec NAME
;

base:
	IDENT %prec NAME	{ $$ = tree_name(t, @$, $1); }
|	IDENT '[' indexes ']'	{ $$ = tree_index(t, @$, @1, $1, $3); }
|	IDENT '(' args_opt ')'	{ $$ = tree_call(t, @$, @1, $1, $3); }
|	'(' expr ')'		{ $$ = tree_parens(t, @$, $2); }
;

/* What a path of members and indexes hangs on, and the path. */
path:
	TARGET			{ $$ = tree_target(t, @$, $1); }
|	AT %prec NAME		{ $$ = tree_at(t, @$, @1, $1, (expr_list){ 0 }, false); }
|	AT '(' args_opt ')'	{ $$ = tree_at(t, @$, @1, $1, $3, true); }
|	base ARROW IDENT	{ $$ = tree_member(t, @$, tree_deref(t, $1), @3, $3); }
|	base '[' expr ']'
	{ $$ = tree_step(t, @$, tree_deref(t, $1),
			 (struct step){ STEP_INDEX, NULL, $3, 0, span_join(@2, @4) }); }
|	path ARROW IDENT	{ $$ = tree_member(t, @$, $1, @3, $3); }
|	path step		{ $$ = tree_step(t, @$, $1, $2); }
;

step:
	'[' expr ']'		{ $$ = (struct step){ STEP_INDEX, NULL, $2, 0, @$ }; }
|	PRETTY	{ $$ = (struct step){ STEP_PRETTY, NULL, NULL, (unsigned int)strlen($1), @$ }; }
;

indexes:
	index			{ $$ = tree_expr_first(t, $1); }
|	indexes ',' index	{ $$ = tree_expr_add(t, $1, $3); }
;

index:
	expr
|	'*'			{ $$ = NULL; }
;

args_opt:
	%empty			{ $$ = (expr_list){ 0 }; }
|	args
;

args:
	expr			{ $$ = tree_expr_first(t, $1); }
|	args ',' expr		{ $$ = tree_expr_add(t, $1, $3); }
;

%%

/* Only for "memory exhausted", where the stack would pass YYMAXDEPTH. */
static void grammar_error(struct span *at, struct tree *t, const char *text)
{
	(void)text;
	tree_too_deep(t, *at);
}

static int yyreport_syntax_error(const yypcontext_t *context, struct tree *t)
{
	yysymbol_kind_t kinds[YYNTOKENS];
	int n = yypcontext_expected_tokens(context, kinds, YYNTOKENS);
	struct expected e = { 0 };

	for (int i = 0; i < n; i++) {
		e.name |= kinds[i] == YYSYMBOL_IDENT;
		e.number |= kinds[i] == YYSYMBOL_NUMBER;
		e.target |= kinds[i] == YYSYMBOL_TARGET;
		e.operation |= kinds[i] == YYSYMBOL_RELATION;
		e.statement |= kinds[i] == YYSYMBOL_WHILE;
		e.declaration |= kinds[i] == YYSYMBOL_PROBE && n > 2;
		e.parenthesis |= kinds[i] == (yysymbol_kind_t)YYTRANSLATE(')');
		e.in |= kinds[i] == YYSYMBOL_IN;
		e.colon |= kinds[i] == (yysymbol_kind_t)YYTRANSLATE(':');
		e.semicolon |= kinds[i] == (yysymbol_kind_t)YYTRANSLATE(';');
		e.bracket |= kinds[i] == (yysymbol_kind_t)YYTRANSLATE(']');
		if (i < EXPECTED_SHOWN)
			e.texts[i] = yysymbol_name(kinds[i]);
	}
	e.n = (unsigned int)(n > 0 ? n : 0);
	tree_syntax_error(t, &e);
	return 0;
}
