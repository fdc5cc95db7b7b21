// SPDX-License-Identifier: GPL-2.0-only
/* main.c: spile: the passes one after the other, and the exit status. */
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "build/build.h"
#include "build/header.h"
#include "debuginfo/debuginfo.h"
#include "debuginfo/kernel.h"
#include "deliver.h"
#include "emit/emit.h"
#include "parser/ast_print.h"
#include "parser/base/out.h"
#include "probes/autocast.h"
#include "probes/derive.h"
#include "probes/dump.h"
#include "probes/list.h"
#include "probes/listing.h"
#include "probes/mechanism.h"
#include "probes/swap.h"
#include "probes/target.h"
#include "resolve/access.h"
#include "resolve/body.h"
#include "resolve/display.h"
#include "resolve/regex.h"
#include "resolve/infer.h"
#include "resolve/print.h"
#include "resolve/symbols.h"
#include "resolve/tapset.h"
#include "resolve/warn.h"
#include "run.h"
#include "session.h"

/* ---- where spile's own files are ---- */

static const char *own_dir(struct arena *a)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n <= 0)
		return ".";
	path[n] = 0;
	return arena_strdup(a, dirname(path));
}

/* $SPILE_SHARE, else the checkout that the program was built in, else where it was installed. */
static const char *share_dir(struct arena *a)
{
	const char *env = getenv("SPILE_SHARE");
	const char *checkout = arena_printf(a, "%s/..", own_dir(a));
	char *real;

	if (env && *env)
		return env;
	if (access(arena_printf(a, "%s/runtime/spl.h", checkout), R_OK) != 0)
		return SPILE_SHARE_DIR;
	real = realpath(checkout, NULL);
	if (real) {
		checkout = arena_strdup(a, real);
		free(real);
	}
	return checkout;
}

static const char *spilerun_path(struct arena *a)
{
	const char *beside = arena_printf(a, "%s/spilerun", own_dir(a));

	return access(beside, X_OK) == 0 ? beside : SPILE_LIBEXEC_DIR "/spilerun";
}

/* ---- the target kernel ---- */

static const char *target_config(void *data, const char *name)
{
	return kernel_config(data, name);
}

/* The first two passes do without a kernel: then the running one's names answer the conditions. */
static bool open_kernel(struct session *s)
{
	struct kernel_options opt = {
		.release = s->options.vm_release ? s->options.vm_release : s->options.release,
		.cache = s->cache,
		.for_vm = s->options.vm,
	};
	struct parse_target *t = &s->parser.target;
	const char *why = NULL;

	s->kernel = kernel_open(s->arena, &opt, &why);
	if (!s->kernel) {
		struct utsname u;

		if (s->options.last_pass > 1 || opt.release) {
			diag_error(s->diag, "%s", why);
			return false;
		}
		uname(&u);
		t->kernel_vr = arena_strdup(s->arena, u.release);
		t->kernel_v = arena_strndup(s->arena, u.release, strcspn(u.release, "-"));
		t->arch = arena_strdup(s->arena, u.machine);
	} else {
		t->kernel_vr = s->kernel->release;
		t->kernel_v = s->kernel->version;
		t->arch = s->kernel->arch;
		t->config = target_config;
		t->config_data = s->kernel;
	}
	t->systemtap_v = "5.2";
	t->privilege = "stapdev";
	t->runtime = "kernel";
	t->guru = s->options.guru;
	t->args = s->options.args.v;
	t->nargs = (unsigned int)s->options.args.n;
	t->args_used = arena_array(s->arena, bool, t->nargs + 1);
	return true;
}

/* ---- pass 1: parse ---- */

static struct source *read_script(struct session *s)
{
	const char *path = s->options.script_file;
	struct source *src;
	int err;

	if (s->options.script_text)
		return source_new(s->arena, "<input>", s->options.script_text,
				  strlen(s->options.script_text));
	src = source_read(s->arena, path, &err);
	if (!src)
		diag_error(s->diag, "cannot read %s: %s", path, strerror(err));
	return src;
}

static bool pass_parse(struct session *s)
{
	struct source *src = read_script(s);

	if (!src)
		return false;
	src->guru = s->options.guru;
	vec_push(s->arena, &s->sources, src);
	if (!open_kernel(s) || !tapset_open(s))
		return false;
	s->script = parse_text(&s->parser, src);
	return s->script != NULL;
}

static void show_parse(struct session *s, struct out *o)
{
	ast_print_script(o, s->script);
}

/* ---- pass 2: resolve ---- */

/* -G name=value */
static bool set_globals(struct session *s)
{
	for (size_t i = 0; i < s->options.globals.n; i++) {
		const struct option_global *g = &s->options.globals.v[i];
		struct var *v, *found = NULL;
		char *end;
		long long n;

		vec_each(v, &s->script->globals)
			if (!strcmp(v->name, g->name))
				found = v;
		if (!found) {
			diag_error(s->diag, "-G: the script has no global '%s'", g->name);
			return false;
		}
		if (found->is_array || found->size || found->wrap) {
			diag_error(s->diag, "-G: '%s' is an array", g->name);
			return false;
		}
		errno = 0;
		n = strtoll(g->value, &end, 0);
		if (*g->value && !*end && !errno &&
		    !(found->init && found->init->kind == EXPR_STRING)) {
			found->init = expr_number(s->arena, found->span, n);
		} else if (found->init && found->init->kind == EXPR_NUMBER) {
			diag_error(s->diag, "-G: '%s' is a number, and '%s' is none", g->name,
				   g->value);
			return false;
		} else {
			found->init = expr_string(s->arena, found->span, g->value);
		}
	}
	return true;
}

/* A function is no place in code: it has operators, and no variables of the target. */
static bool bind_targets(struct session *s, struct func *f)
{
	return f->placed || target_bind(s, NULL, &f->body, NULL);
}

/* An argument that the script does not ask for may have been meant for an option. */
static void warn_arguments(struct session *s)
{
	const struct parse_target *t = &s->parser.target;

	for (unsigned int i = 0; i < t->nargs; i++)
		if (!t->args_used[i])
			diag_warn(s->diag, (struct span){ 0 },
				  "the script does not use its argument $%u, '%s'", i + 1,
				  t->args[i]);
}

/* One more probe beside the script's own. */
static bool add_probe(struct session *s, struct probe_decl *decl)
{
	size_t first = s->bodies.n;
	bool ok = derive_decl(s, decl);

	return symbols_bind(s, first) && ok;
}

static bool resolve(struct session *s)
{
	struct probe_decl *decl;
	struct script *display;
	bool ok;

	if (!set_globals(s))
		return false;
	s->bind_targets = bind_targets;
	ok = derive_script(s);
	ok &= symbols_bind(s, 0); /* what is wrong elsewhere is told as well */
	while ((decl = tapset_next_probe(s)))
		ok &= add_probe(s, decl);
	if (!ok || !infer_types(s) || !autocast_bind(s))
		return false;
	display = display_globals(s);
	if (display) {
		vec_each(decl, &display->probes)
			if (!add_probe(s, decl))
				return false;
		if (!infer_types(s) || !autocast_bind(s))
			return false;
	}
	if (!regex_find_groups(s) || !access_analyse(s))
		return false;
	warn_arguments(s);
	warn_script(s);
	if (!mechanisms_choose(s) || !swaps_bind(s))
		return false;
	list_warn_slow(s);
	if (s->options.verbose)
		list_mechanisms(s);
	return true;
}

/* Its parts find what is wrong in an order of their own; it is told in the script's. */
static bool pass_resolve(struct session *s)
{
	bool ok;

	diag_hold(s->diag);
	ok = resolve(s);
	diag_sort(s->diag);
	diag_keep(s->diag);
	return ok;
}

static void show_resolved(struct session *s, struct out *o)
{
	print_globals(s, o);
	print_funcs(s, o);
	list_probes(s, o);
}

/* ---- passes 3 and 4: C, module ---- */

static bool pass_emit(struct session *s)
{
	const char *why = NULL;

	if (!kernel_build_id(s->kernel, &why)) {
		diag_error(s->diag, "the build-id of kernel %s is not known: %s",
			   s->kernel->release, why ? why : "no image");
		return false;
	}
	return emit_module(s);
}

static void show_c(struct session *s, struct out *o)
{
	out_text(o, s->c_text);
}

static struct build build_of(struct session *s)
{
	struct build b = {
		.arena = s->arena,
		.diag = s->diag,
		.kernel = s->kernel,
		.cache = s->options.disable_cache ? NULL : s->cache,
		.runtime = arena_printf(s->arena, "%s/runtime", s->share),
		.keep = s->options.keep,
		.verbose = s->options.verbose,
	};

	return b;
}

static struct build the_build, types_build;

/* A pass before this one asks for the types of headers. */
static const char *compile_headers(struct session *s, const char *headers, bool kernel,
				   const char **why)
{
	if (!types_build.arena)
		types_build = build_of(s);
	types_build.keep = false;
	return header_object(&types_build, headers, kernel, why);
}

static bool pass_build(struct session *s)
{
	bool cached = false;

	vec_push(s->arena, &s->sources, NULL);
	the_build = build_of(s);
	the_build.sources = s->sources.v;
	s->module = build_module(&the_build, s->options.module_name, s->c_text, &cached);
	if (s->module && s->options.verbose)
		fprintf(stderr, "spile: %s module %s\n", cached ? "cached" : "built", s->module);
	return s->module != NULL;
}

static void show_module(struct session *s, struct out *o)
{
	const char *path = deliver_module(s);

	if (path)
		out_line(o, "%s", path);
}

/* ---- all passes ---- */

static const struct pass {
	const char *name;
	bool (*run)(struct session *s);
	void (*show)(struct session *s, struct out *o); /* when it is the last one */
} passes[] = {
	{ "parse", pass_parse, show_parse },
	{ "resolve", pass_resolve, show_resolved },
	{ "emit", pass_emit, show_c },
	{ "build", pass_build, show_module },
};

static double seconds(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool run_pass(struct session *s, size_t i)
{
	double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	bool ok = passes[i].run(s);
	struct rusage u;

	diag_flush(s->diag);
	if (s->options.verbose) {
		getrusage(RUSAGE_SELF, &u);
		fprintf(stderr, "spile: pass %zu (%s): %.0f ms, %.0f ms of CPU, %ld MiB at most\n",
			i + 1, passes[i].name, (seconds(CLOCK_MONOTONIC) - wall) * 1e3,
			(seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) * 1e3, u.ru_maxrss / 1024);
	}
	return ok && !diag_errors(s->diag);
}

static int run_passes(struct session *s)
{
	size_t last = s->options.last_pass;

	for (size_t i = 0; i < sizeof(passes) / sizeof(*passes) && i < last; i++) {
		struct out o;

		if (!run_pass(s, i))
			return EXIT_SCRIPT;
		if (i + 1 != last)
			continue;
		out_init(&o, s->arena);
		passes[i].show(s, &o);
		fputs(o.text ? o.text : "", stdout);
		if (diag_errors(s->diag))
			return EXIT_SCRIPT;
	}
	return last > 4 ? run_module(s, spilerun_path(s->arena)) : EXIT_DONE;
}

static int dump(struct session *s)
{
	switch (s->options.list) {
	case LIST_ALL_FUNCTIONS:
		dump_functions(s);
		break;
	case LIST_ALL_ALIASES:
		dump_aliases(s);
		break;
	default:
		dump_points(s);
	}
	return diag_errors(s->diag) ? EXIT_SCRIPT : EXIT_DONE;
}

/* What -l and -L list was made a script. */
static int run_listing(struct session *s)
{
	const struct script *script;

	if (s->options.list > LIST_VARIABLES)
		s->options.last_pass = 1; /* no kernel is needed */
	if (!run_pass(s, 0))
		return EXIT_SCRIPT;
	s->bind_targets = bind_targets;
	if (s->options.list > LIST_VARIABLES)
		return dump(s);
	script = s->script;
	if (script->probes.n != 1 || script->aliases.n || script->funcs.n || script->globals.n ||
	    script->embeds.n || script->probes.v[0]->body->list.n) {
		diag_error(s->diag, "-l and -L take probe points, and nothing to do there");
		return EXIT_SCRIPT;
	}
	return listing_print(s) ? EXIT_DONE : EXIT_SCRIPT;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_open();
	struct session *s = arena_new(a, struct session);
	int status = EXIT_DONE;

	s->arena = a;
	switch (options_parse(&s->options, a, argc, argv, &status)) {
	case OPTIONS_RUN:
		break;
	default:
		arena_close(a);
		return status;
	}
	s->diag = diag_open(a, stderr,
			    (struct diag_options){
				    .no_warnings = s->options.no_warnings,
				    .warnings_are_errors = s->options.warnings_are_errors,
				    .color = s->options.color,
			    });
	s->cache = cache_dir(a, s->diag);
	s->share = share_dir(a);
	session_init(s);
	s->header_object = compile_headers;
	status = s->options.list ? run_listing(s) : run_passes(s);
	build_cleanup(&the_build);
	build_cleanup(&types_build);
	if (fflush(stdout) != 0 && status == EXIT_DONE) {
		fprintf(stderr, "spile: cannot write: %s\n", strerror(errno));
		status = EXIT_SCRIPT;
	}
	session_close(s);
	return status;
}
