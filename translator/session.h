/* SPDX-License-Identifier: GPL-2.0-only */
/* session.h: what the passes of one translation share. */
#ifndef SPILE_SESSION_H
#define SPILE_SESSION_H

#include "options.h"
#include "parser/ast.h"
#include "parser/base/diag.h"
#include "parser/base/strmap.h"
#include "parser/parse.h"

struct body;
struct debuginfo;
struct frames;
struct func;
struct kernel;
struct probe;
struct tapset;

struct session {
	struct arena *arena;
	struct diag *diag;
	struct options options;
	struct kernel *kernel;
	const char *cache; /* directory, or NULL */
	const char *share; /* where runtime/ and tapsets/ are */
	struct parser parser;
	struct script *script; /* the user's, with all that was pulled in */
	struct tapset *tapset;
	VEC(const struct source *) sources; /* every text that was read */
	VEC(struct probe *) probes; /* concrete ones, in the order of the script */
	VEC(struct body *) bodies; /* what they run */
	VEC(struct frames *) frames; /* probes/frames.c: functions whose arguments are kept */
	var_list globals; /* those in use, in the order of their locks */
	VEC(struct func *) funcs; /* those in use */
	/*
	 * Binds the target operators in a function's body, which symbols.c does when it meets the
	 * function; they are a later pass's (probes/target.h).  False: an error was reported.
	 */
	bool (*bind_targets)(struct session *s, struct func *f);
	/*
	 * Compiles C headers, which is a later pass's (build/header.h): the path of an object that
	 * has their types.  NULL: *why.
	 */
	const char *(*header_object)(struct session *s, const char *headers, bool kernel,
				     const char **why);
	struct strmap no_headers; /* headers -> why they have no types */
	struct strmap funcs_named; /* resolve/overload.c: the script's, by name */
	size_t nfuncs_named; /* so many are in it */
	unsigned int ncopies, nshown; /* probes/callee.c, probes/pretty.c: what they made so far */
	bool listing; /* nothing will be armed: any number of places may be found */
	size_t nplaced; /* probes/place_probe.c: those with a handler of their own */
	size_t nsites; /* probes/function.c: places in code */
	struct strmap callees, callee_names; /* probes/callee.c: who asks for the place of a call */
	size_t regex_memory; /* resolve/regex.c: bytes that they took */
	struct strmap regexes; /* resolve/regex.c: pattern, marked if with groups -> struct regex */
	struct strmap debuginfos; /* module name, "" for the kernel -> struct debuginfo */
	const char *c_text; /* what emit wrote */
	const char *module; /* path of the .ko */
};

/* What is to be there before anything is parsed; the arena and the diagnostics are. */
void session_init(struct session *s);
/* The debuginfo of the kernel (module NULL) or of a module, opened on first use. */
struct debuginfo *session_debuginfo(struct session *s, const char *module);
/*
 * The debuginfo of a file by its path, named KEY, of types that are in a program's memory (USER)
 * or in the kernel's.
 */
struct debuginfo *session_file(struct session *s, const char *key, const char *path, bool user);
void session_close(struct session *s);

#endif
