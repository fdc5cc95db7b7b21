/* SPDX-License-Identifier: GPL-2.0-only */
/* parse.h: the one door into the parser: text becomes a tree. */
#ifndef SPILE_PARSE_H
#define SPILE_PARSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strmap.h"

struct arena;
struct diag;
struct script;
struct source;

/* What the preprocessor's %( %) conditions and the arguments $1 @1 $# @# ask about. */
struct parse_target {
	const char *kernel_v; /* "6.1.0" */
	const char *kernel_vr; /* "6.1.0-56-amd64" */
	const char *arch; /* "x86_64" */
	const char *systemtap_v; /* the language level that is spoken: "5.2" */
	const char *privilege; /* "stapdev" */
	const char *runtime; /* "kernel" */
	bool guru; /* guru_mode */
	/* A configuration value "y", "m", "n" (not set) or its text; NULL: no config known. */
	const char *(*config)(void *data, const char *name);
	void *config_data;
	const char *const *args; /* script arguments; $1 is args[0] */
	unsigned int nargs;
	bool *args_used; /* nargs of them, set when a script names one; or NULL */
};

struct parser {
	struct arena *arena;
	struct diag *diag;
	struct parse_target target;
	struct strmap macros; /* library macros (.stpm): name -> struct macro */
};

void parser_init(struct parser *p, struct arena *a, struct diag *d);

/*
 * The tree of one text, or NULL when a parse error was reported.  Several errors may be
 * reported in one call.  An empty script is an error ("empty script") for a user's script and
 * an empty tree for a library file.
 */
struct script *parse_text(struct parser *p, const struct source *src);
/* Reads a .stpm file's macros into p->macros; false: an error was reported. */
bool parse_macros(struct parser *p, const struct source *src);

/*
 * What a library file defines, found by a scan of its tokens without parsing: CALL gets
 * KIND 'f' (function), 'g' (global), 'a' (alias, its dotted name), 'm' (macro).
 */
void parse_index(struct parser *p, const struct source *src,
		 void (*call)(void *data, int kind, const char *name), void *data);

#endif
