/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * options.c: argv becomes a struct options, or a usage error that says what was meant.
 *
 * Every option is a row of option_rows[]: the supported ones with their help, which --help shows,
 * and those that stap(1) documents and spile lacks, which are known by name alone.  As with stap,
 * options may stand before and after the operands, and "--" ends them.
 */
#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "parser/base/arena.h"
#include "parser/base/diag.h"
#include "parser/base/strmap.h"
#include "translator/build/build.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/probes/mechanism.h"

#define MODULE_NAME_MAX 55 /* the kernel's MODULE_NAME_LEN without the NUL */

/* What the parsing of one command line needs. */
struct parsing {
	struct options *o;
	struct arena *arena;
	text_list operands;
	const char *said; /* the option as it was given: for messages */
	bool help, version, clean_cache;
	const char *lists, *point; /* which of -l and -L, and what it is to list */
};

/* False: a usage error was printed.  TEXT is NULL where an optional argument is missing. */
typedef bool (*option_set)(struct parsing *p, const char *text);

struct option_row {
	char letter; /* 0: it has none */
	const char *name; /* NULL: it has no long form */
	const char *arg; /* the argument's name; "[X]": optional, after '='; NULL: none */
	const char *help; /* "": --help does not show it */
	size_t at; /* of the bool, or of the text, in struct options; where set is NULL */
	option_set set;
};

static bool wrong(const char *fmt, ...)
{
	va_list ap;

	fputs("spile: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputs("\ntry 'spile --help'\n", stderr);
	return false;
}

/* ---- values ---- */

static bool read_long(const char *text, long low, long high, long *v)
{
	char *end;

	errno = 0;
	*v = strtol(text, &end, 0);
	return isdigit((unsigned char)text[text[0] == '-']) && !*end && !errno && *v >= low &&
	       *v <= high;
}

static bool set_number(struct parsing *p, const char *text, long low, long high, const char **value)
{
	long v;

	if (!read_long(text, low, high, &v))
		return wrong("option '%s' takes a whole number from %ld to %ld, not '%s'", p->said,
			     low, high, text);
	*value = arena_printf(p->arena, "%ld", v);
	return true;
}

/* The bytes of TEXT that a C identifier may begin with. */
static size_t identifier_len(const char *text)
{
	size_t n = 0;

	while (isalnum((unsigned char)text[n]) || text[n] == '_')
		n++;
	return isdigit((unsigned char)text[0]) ? 0 : n;
}

static bool set_pass(struct parsing *p, const char *text)
{
	long v;

	if (!read_long(text, 1, 5, &v))
		return wrong("the passes are 1 to 5: there is no pass '%s'", text);
	p->o->last_pass = v;
	return true;
}

static bool set_script(struct parsing *p, const char *text)
{
	struct options *o = p->o;

	o->script_text = o->script_text ? arena_printf(p->arena, "%s\n%s", o->script_text, text) :
					  text;
	return true;
}

static bool set_verbose(struct parsing *p, const char *text)
{
	(void)text;
	p->o->verbose++;
	return true;
}

static bool set_pid(struct parsing *p, const char *text)
{
	return set_number(p, text, 1, INT_MAX, &p->o->target_pid);
}

static bool set_timeout(struct parsing *p, const char *text)
{
	return set_number(p, text, 1, INT_MAX, &p->o->timeout);
}

static bool set_buffer(struct parsing *p, const char *text)
{
	return set_number(p, text, 1, 4095, &p->o->buffer_mb);
}

static bool set_module(struct parsing *p, const char *text)
{
	size_t n = strlen(text);
	char *name;

	if (n > 3 && !strcmp(text + n - 3, ".ko"))
		n -= 3;
	name = arena_strndup(p->arena, text, n);
	if (!n)
		return wrong("the module name is empty");
	if (n > MODULE_NAME_MAX)
		return wrong("the module name '%s' has more than %d characters", name,
			     MODULE_NAME_MAX);
	for (size_t i = 0; i < n; i++) {
		if (isalnum((unsigned char)name[i]) || name[i] == '_')
			continue;
		return wrong("the module name '%s' may have letters, digits and '_' alone", name);
	}
	p->o->module_name = name;
	return true;
}

static bool set_global(struct parsing *p, const char *text)
{
	size_t n = identifier_len(text);
	struct option_global g;

	if (!n || text[n] != '=')
		return wrong("option '-G' takes NAME=VALUE, not '%s'", text);
	g.name = arena_strndup(p->arena, text, n);
	g.value = text + n + 1;
	vec_push(p->arena, &p->o->globals, g);
	return true;
}

static bool set_tapset_dir(struct parsing *p, const char *text)
{
	vec_push(p->arena, &p->o->tapset_dirs, text);
	return true;
}

/* The limits that -D changes; HIGH 0: stap has it, spile does not. */
static const struct {
	const char *name;
	long low, high;
} tunables[] = {
	{ "CALLEE_MATCHALL", 0, 1 },
	{ "HIST_ELISION", INT_MIN, INT_MAX },
	{ "MAXACTION", 1, INT_MAX },
	{ "MAXACTION_INTERRUPTIBLE", 1, INT_MAX },
	{ "MAXERRORS", 0, INT_MAX },
	{ "MAXMAPENTRIES", 1, 1 << 24 },
	{ "MAXNESTING", 1, 100 }, /* the kernel's stack is small */
	{ "MAXSKIPPED", 0, INT_MAX },
	{ "MAXSTRINGLEN", 8, 8192 },
	{ "QUANTILEPAGES", 1, 116 },
	{ "STAP_CALLEE_MATCHALL", 0, 1 }, /* by the name that stap has for it */
	{ "INTERRUPTIBLE", 0, 0 },
	{ "MAPHASHBIAS", 0, 0 },
	{ "MAXBACKTRACE", 0, 0 },
	{ "MAXTRYLOCK", 0, 0 },
	{ "MAXUPROBES", 0, 0 },
	{ "MINSTACKSPACE", 0, 0 },
	{ "STP_MAXMEMORY", 0, 0 },
	{ "STP_NO_OVERLOAD", 0, 0 },
	{ "STP_OVERLOAD_INTERVAL", 0, 0 },
	{ "STP_OVERLOAD_THRESHOLD", 0, 0 },
	{ "STP_PROCFS_BUFSIZE", 0, 0 },
};

#define NTUNABLES (sizeof(tunables) / sizeof(tunables[0]))

static bool unknown_tunable(const char *name)
{
	const char *names[NTUNABLES + 1] = { 0 };
	const char *near;
	size_t n = 0;

	for (size_t i = 0; i < NTUNABLES; i++) {
		if (tunables[i].high)
			names[n++] = tunables[i].name;
	}
	near = str_nearest(names, name);
	if (near)
		return wrong("no limit is named '%s'; did you mean '%s'?", name, near);
	return wrong("no limit is named '%s'", name);
}

static bool set_define(struct parsing *p, const char *text)
{
	size_t n = identifier_len(text);
	const char *name, *value;
	long v;

	if (!n || (text[n] && text[n] != '='))
		return wrong("option '-D' takes NAME=VALUE, not '%s'", text);
	name = arena_strndup(p->arena, text, n);
	value = text[n] ? text + n + 1 : "1"; /* as the C compiler's own -D */
	for (size_t i = 0; i < NTUNABLES; i++) {
		if (strcmp(tunables[i].name, name))
			continue;
		if (!tunables[i].high)
			return wrong("option '-D %s' is not supported yet", name);
		if (!read_long(value, tunables[i].low, tunables[i].high, &v))
			return wrong("%s takes a whole number from %ld to %ld, not '%s'", name,
				     tunables[i].low, tunables[i].high, value);
		vec_push(p->arena, &p->o->defines, arena_printf(p->arena, "%s=%ld", name, v));
		return true;
	}
	return unknown_tunable(name);
}

long options_define(const struct options *o, const char *name, long fallback)
{
	size_t n = strlen(name);

	for (size_t i = o->defines.n; i-- > 0;) { /* the last one holds */
		const char *d = o->defines.v[i];

		if (!strncmp(d, name, n) && d[n] == '=')
			return strtol(d + n + 1, NULL, 0);
	}
	return fallback;
}

static bool set_debuginfo(struct parsing *p, const char *text)
{
	enum debuginfo_source source;

	p->o->debuginfo = text;
	return debuginfo_source_named(text, &source) ||
	       wrong("option '%s' takes btf, dwarf or symbols, not '%s'", p->said, text);
}

static bool set_mechanism(struct parsing *p, const char *text)
{
	p->o->mechanism = text;
	return mechanism_named(text) ||
	       wrong("option '%s' takes %s, not '%s'", p->said, mechanism_names(p->arena), text);
}

static bool set_vm(struct parsing *p, const char *text)
{
	p->o->vm = true;
	if (text && !*text)
		return wrong("option '--vm=' names no kernel release");
	if (text)
		p->o->vm_release = text;
	return true;
}

static bool one_list(struct parsing *p, enum list_what what)
{
	if (p->lists)
		return wrong("of the options '%s' and '%s' only one may be given, once", p->lists,
			     p->said);
	p->lists = p->said;
	p->o->list = what;
	return true;
}

static bool set_list(struct parsing *p, const char *text)
{
	if (!*text)
		return wrong("option '%s' takes a probe point, which is empty here", p->said);
	p->point = text;
	return one_list(p, p->said[1] == 'l' ? LIST_POINTS : LIST_VARIABLES);
}

static bool set_dump_functions(struct parsing *p, const char *text)
{
	(void)text;
	return one_list(p, LIST_ALL_FUNCTIONS);
}

static bool set_dump_aliases(struct parsing *p, const char *text)
{
	(void)text;
	return one_list(p, LIST_ALL_ALIASES);
}

static bool set_dump_points(struct parsing *p, const char *text)
{
	(void)text;
	return one_list(p, LIST_ALL_POINTS);
}

static bool color_auto(void)
{
	const char *term = getenv("TERM");

	return isatty(STDERR_FILENO) && term && strcmp(term, "dumb");
}

static bool set_color(struct parsing *p, const char *text)
{
	if (!text || !strcmp(text, "always"))
		p->o->color = true;
	else if (!strcmp(text, "never"))
		p->o->color = false;
	else if (!strcmp(text, "auto"))
		p->o->color = color_auto();
	else
		return wrong("option '%s' takes never, always or auto, not '%s'", p->said, text);
	return true;
}

static bool set_help(struct parsing *p, const char *text)
{
	(void)text;
	p->help = true;
	return true;
}

static bool set_version(struct parsing *p, const char *text)
{
	(void)text;
	p->version = true;
	return true;
}

static bool set_clean_cache(struct parsing *p, const char *text)
{
	(void)text;
	p->clean_cache = true;
	return true;
}

/* ---- the table ---- */

#define AT(member) .at = offsetof(struct options, member)

/* --help shows those with a help in this order, in two columns. */
static const struct option_row option_rows[] = {
	{ 'e', NULL, "SCRIPT", "run this text", .set = set_script },
	{ 'c', NULL, "CMD", "run CMD, end with it", AT(command) },
	{ 'x', NULL, "PID", "what target() returns", .set = set_pid },
	{ 'o', NULL, "FILE", "write output to FILE", AT(output) },
	{ 'T', NULL, "SECONDS", "end after SECONDS", .set = set_timeout },
	{ 0, "vm", "[RELEASE]", "run in a throw-away VM", .set = set_vm },
	{ 'g', NULL, NULL, "guru: allow embedded C", AT(guru) },
	{ 'G', NULL, "NAME=VALUE", "set a global", .set = set_global },
	{ 'D', NULL, "NAME=VALUE", "set a limit", .set = set_define },
	{ 's', NULL, "MB", "buffer for each CPU", .set = set_buffer },
	{ 'I', NULL, "DIR", "more tapsets in DIR", .set = set_tapset_dir },
	{ 'r', NULL, "RELEASE", "kernel, or build tree", AT(release) },
	{ 0, "debuginfo", "SRC", "btf, dwarf or symbols", .set = set_debuginfo },
	{ 0, "mechanism", "NAME", "ftrace, native, kprobe", .set = set_mechanism },
	{ 'p', NULL, "PASS", "stop after pass 1 to 5", .set = set_pass },
	{ 'l', NULL, "POINT", "list points (-L: more)", .set = set_list },
	{ 'm', NULL, "NAME", "name of the module", .set = set_module },
	{ 'k', NULL, NULL, "keep build directory", AT(keep) },
	{ 'u', NULL, NULL, "do not optimize", AT(unoptimized) },
	{ 'v', NULL, NULL, "say more; -vv: more yet", .set = set_verbose },
	{ 'w', NULL, NULL, "no warnings", AT(no_warnings) },
	{ 'W', NULL, NULL, "warnings are errors", AT(warnings_are_errors) },
	{ 0, "color", "[WHEN]", "never, always, auto", .set = set_color },
	{ 0, "disable-cache", NULL, "do not use the cache", AT(disable_cache) },
	{ 0, "clean-cache", NULL, "empty the cache", .set = set_clean_cache },
	{ 'h', "help", NULL, "show this", .set = set_help },
	{ 'V', "version", NULL, "show the version", .set = set_version },
	{ 'L', NULL, "POINT", "", .set = set_list },
	{ 0, "dump-functions", NULL, "", .set = set_dump_functions },
	{ 0, "dump-probe-aliases", NULL, "", .set = set_dump_aliases },
	{ 0, "dump-probe-types", NULL, "", .set = set_dump_points },
	{ 0, "colour", "[WHEN]", "", .set = set_color },
};

#define NROWS (sizeof(option_rows) / sizeof(option_rows[0]))

static const char missing_letters[] = "abBdEFiPRSt"; /* stap(1) has them, spile does not */
static const char *const missing_names[] = {
	/* likewise */
	"all-modules",
	"bpf",
	"check-version",
	"compatible",
	"download-debuginfo",
	"dyninst",
	"example",
	"interactive",
	"ldd",
	"list-servers",
	"modinfo",
	"monitor",
	"no-global-var-display",
	"poison-cache",
	"privilege",
	"prologue-searching",
	"remote",
	"remote-prefix",
	"rlimit-as",
	"rlimit-cpu",
	"rlimit-fsize",
	"rlimit-nproc",
	"rlimit-stack",
	"runtime",
	"save-uprobes",
	"sign-module",
	"skip-badvars",
	"suppress-handler-errors",
	"suppress-time-limits",
	"sysenv",
	"sysroot",
	"target-namespaces",
	"trust-servers",
	"unprivileged",
	"use-server",
	"use-server-on-error",
	"vp"
};

#define NMISSING (sizeof(missing_names) / sizeof(missing_names[0]))

static void print_row(const struct option_row *r, bool last)
{
	char left[32];
	const char *arg = r->arg ? r->arg : "";

	if (!r->name)
		snprintf(left, sizeof(left), "-%c %s", r->letter, arg);
	else if (r->letter)
		snprintf(left, sizeof(left), "-%c, --%s", r->letter, r->name);
	else if (arg[0] && arg[0] != '[')
		snprintf(left, sizeof(left), "--%s=%s", r->name, arg);
	else if (arg[0] == '[')
		snprintf(left, sizeof(left), "--%s[=%.*s]", r->name, (int)strlen(arg) - 2, arg + 1);
	else
		snprintf(left, sizeof(left), "--%s", r->name);
	printf(last ? " %-15s %s\n" : " %-15s %-22s", left, r->help);
}

static void print_help(void)
{
	size_t n = 0, half;

	while (n < NROWS && option_rows[n].help[0])
		n++;
	half = (n + 1) / 2;
	puts("usage: spile [OPTIONS] FILE [ARGUMENTS]    (FILE '-': standard input)\n"
	     "       spile [OPTIONS] -e SCRIPT [ARGUMENTS]\n"
	     "Traces the running kernel with a SystemTap script.\n");
	for (size_t i = 0; i < half; i++) {
		print_row(&option_rows[i], i + half >= n);
		if (i + half < n)
			print_row(&option_rows[i + half], true);
	}
	puts("\n"
	     "  spile -e 'probe begin { println(\"hello\") exit() }'\n"
	     "What there is: --dump-functions, --dump-probe-aliases, --dump-probe-types.\n"
	     "Limits for -D: MAXACTION MAXERRORS MAXMAPENTRIES MAXSTRINGLEN MAXSKIPPED ...\n"
	     "Exit: 0 done, 1 script error, 2 usage, 3 module refused, 4 too many errors.\n"
	     "More: man spile");
}

/* ---- finding and applying ---- */

static bool apply(struct parsing *p, const struct option_row *r, const char *text)
{
	void *member = (char *)p->o + r->at;

	if (r->set)
		return r->set(p, text);
	if (!r->arg) {
		*(bool *)member = true;
		return true;
	}
	if (!*text)
		return wrong("option '%s' takes %s, which is empty here", p->said, r->arg);
	*(const char **)member = text;
	return true;
}

static const struct option_row *find_letter(char letter)
{
	for (size_t i = 0; i < NROWS; i++) {
		if (option_rows[i].letter == letter)
			return &option_rows[i];
	}
	return NULL;
}

/* The row whose name begins with the N bytes of TEXT; NULL when none or several do. */
static const struct option_row *find_name(const char *text, size_t n)
{
	const struct option_row *found = NULL;
	bool several = false;

	for (size_t i = 0; i < NROWS; i++) {
		const char *name = option_rows[i].name;

		if (!name || strncmp(name, text, n))
			continue;
		if (!name[n])
			return &option_rows[i];
		several = found != NULL;
		found = &option_rows[i];
	}
	return several ? NULL : found;
}

static bool unknown_name(const char *name)
{
	const char *names[NROWS + NMISSING + 1] = { 0 };
	const char *near;
	size_t n = 0;

	for (size_t i = 0; i < NMISSING; i++) {
		if (!strcmp(missing_names[i], name))
			return wrong("option '--%s' is not supported yet", name);
		names[n++] = missing_names[i];
	}
	for (size_t i = 0; i < NROWS; i++) {
		if (option_rows[i].name)
			names[n++] = option_rows[i].name;
	}
	near = str_nearest(names, name);
	if (near)
		return wrong("unknown option '--%s'; did you mean '--%s'?", name, near);
	return wrong("unknown option '--%s'", name);
}

static bool unknown_letter(char letter)
{
	if (strchr(missing_letters, letter))
		return wrong("option '-%c' is not supported yet", letter);
	if (isdigit((unsigned char)letter))
		return wrong("unknown option '-%c'; arguments of the script that begin with '-' "
			     "stand after '--'",
			     letter);
	return wrong("unknown option '-%c'", letter);
}

/* GIVEN is "NAME" or "NAME=TEXT". */
static bool parse_long(struct parsing *p, const char *given)
{
	size_t n = strcspn(given, "=");
	const char *text = given[n] ? given + n + 1 : NULL;
	const struct option_row *r = find_name(given, n);

	if (!r)
		return unknown_name(arena_strndup(p->arena, given, n));
	p->said = arena_printf(p->arena, "--%s", r->name);
	if (text && !r->arg)
		return wrong("option '%s' takes no argument", p->said);
	if (!text && r->arg && r->arg[0] != '[')
		return wrong("option '%s' needs %s", p->said, r->arg);
	return apply(p, r, text);
}

/* argv[*i] is a cluster such as "-vk" or "-p4"; its argument may be the next one. */
static bool parse_letters(struct parsing *p, char **argv, int *i)
{
	for (const char *at = argv[*i] + 1; *at; at++) {
		const struct option_row *r = find_letter(*at);
		const char *text = NULL;

		if (!r)
			return unknown_letter(*at);
		p->said = arena_printf(p->arena, "-%c", *at);
		if (r->arg) {
			text = at[1] ? at + 1 : argv[*i + 1];
			if (!text)
				return wrong("option '%s' needs %s", p->said, r->arg);
			if (!at[1])
				(*i)++;
		}
		if (!apply(p, r, text))
			return false;
		if (text)
			break;
	}
	return true;
}

static bool parse_all(struct parsing *p, int argc, char **argv)
{
	bool options = true;

	for (int i = 1; i < argc; i++) {
		const char *arg = argv[i];
		bool ok = true;

		if (!options || arg[0] != '-' || !arg[1])
			vec_push(p->arena, &p->operands, arg);
		else if (!strcmp(arg, "--"))
			options = false;
		else if (arg[1] == '-')
			ok = parse_long(p, arg + 2);
		else
			ok = parse_letters(p, argv, &i);
		if (!ok)
			return false;
		if (p->help || p->version)
			return true;
	}
	return true;
}

static bool check_together(struct parsing *p)
{
	struct options *o = p->o;
	size_t first = 0;

	if (p->lists) {
		if (o->script_text || p->operands.n)
			return wrong("option '%s' takes no script", p->lists);
		o->script_text = p->point ? arena_printf(p->arena, "probe %s { }", p->point) :
					    "probe never { }";
	}
	if (!o->script_text) {
		if (!p->operands.n)
			return wrong("no script was given: name a file, or use -e");
		o->script_file = p->operands.v[0];
		if (!*o->script_file)
			return wrong("the script's file name is empty");
		first = 1;
	}
	for (size_t i = first; i < p->operands.n; i++)
		vec_push(p->arena, &o->args, p->operands.v[i]);
	if (o->target_pid && o->command)
		return wrong("options '-x' and '-c' both say what target() is: give one");
	if (o->vm && o->target_pid)
		return wrong("option '-x' means a process of this machine, which '--vm' can't see");
	if (o->vm_release && o->release && strcmp(o->vm_release, o->release))
		return wrong("options '-r' and '--vm' name different kernels: '%s' and '%s'",
			     o->release, o->vm_release);
	return true;
}

static enum options_action clean_cache(struct parsing *p, int *status)
{
	struct diag *d = diag_open(p->arena, stderr, (struct diag_options){ .color = p->o->color });

	*status = cache_clean(p->arena, d) ? EXIT_DONE : EXIT_SCRIPT;
	diag_flush(d);
	return OPTIONS_DONE;
}

enum options_action options_parse(struct options *o, struct arena *a, int argc, char **argv,
				  int *status)
{
	struct parsing p = { .o = o, .arena = a };

	memset(o, 0, sizeof(*o));
	o->last_pass = 5;
	o->color = color_auto();
	*status = EXIT_USAGE;
	if (!parse_all(&p, argc, argv))
		return OPTIONS_WRONG;
	*status = EXIT_DONE;
	if (p.help) {
		print_help();
		return OPTIONS_DONE;
	}
	if (p.version) {
		puts("spile " SPILE_VERSION);
		return OPTIONS_DONE;
	}
	if (p.clean_cache)
		return clean_cache(&p, status);
	if (!check_together(&p)) {
		*status = EXIT_USAGE;
		return OPTIONS_WRONG;
	}
	return OPTIONS_RUN;
}
