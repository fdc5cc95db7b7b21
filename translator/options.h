/* SPDX-License-Identifier: GPL-2.0-only */
/* options.h: what the command line asked for. */
#ifndef SPILE_OPTIONS_H
#define SPILE_OPTIONS_H

#include <stdbool.h>

#include "parser/base/vec.h"

/* Of spile and of spilerun. */
enum exit_status {
	EXIT_DONE = 0,
	EXIT_SCRIPT = 1, /* the script, or its translation, is in error */
	EXIT_USAGE = 2,
	EXIT_REFUSED = 3, /* the module was not accepted or could not be armed */
	EXIT_ERRORS = 4, /* too many errors while it ran */
};

typedef VEC(const char *) text_list;

struct option_global {
	const char *name, *value; /* -G name=value */
};

enum list_what {
	LIST_NOTHING,
	LIST_POINTS, /* -l */
	LIST_VARIABLES, /* -L */
	LIST_ALL_FUNCTIONS, /* --dump-functions */
	LIST_ALL_ALIASES, /* --dump-probe-aliases */
	LIST_ALL_POINTS, /* --dump-probe-types */
};

struct options {
	enum list_what list; /* of -l and -L the script is a probe with nothing to do */
	const char *script_file; /* a path, "-" for stdin; NULL: -e */
	const char *script_text; /* -e; several are joined by newlines */
	text_list args; /* $1 ... */
	unsigned int last_pass; /* -p; 1 to 5; default 5 */
	unsigned int verbose; /* -v, counted */
	bool keep; /* -k: the build directory stays */
	bool guru; /* -g */
	bool unoptimized; /* -u */
	bool no_warnings; /* -w */
	bool warnings_are_errors; /* -W */
	bool disable_cache; /* --disable-cache */
	const char *output; /* -o */
	const char *command; /* -c */
	const char *target_pid; /* -x */
	const char *timeout; /* -T: seconds */
	const char *release; /* -r */
	const char *debuginfo; /* --debuginfo: debuginfo_source_named() knows it; or NULL */
	const char *mechanism; /* --mechanism: mechanism_named() knows it; or NULL */
	const char *module_name; /* -m */
	const char *buffer_mb; /* -s */
	text_list defines; /* -D NAME=VALUE */
	VEC(struct option_global) globals; /* -G */
	text_list tapset_dirs; /* -I */
	bool vm; /* --vm */
	const char *vm_release; /* --vm=RELEASE */
	bool color;
};

enum options_action {
	OPTIONS_RUN,
	OPTIONS_DONE, /* -h, -V, --clean-cache: it was done; the status says how */
	OPTIONS_WRONG, /* a usage error was printed */
};

/*
 * Fills *o from argv.  An option that stap documents and spile lacks is answered
 * "not supported yet"; an unknown one with the nearest known.
 */
enum options_action options_parse(struct options *o, struct arena *a, int argc, char **argv,
				  int *status);

/* -D's value for NAME, or FALLBACK; a value that is no number was refused by options_parse(). */
long options_define(const struct options *o, const char *name, long fallback);

#endif
