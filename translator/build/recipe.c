/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * recipe.c: a kernel's build tree goes in, the commands by which it builds a module come out.
 *
 *  1. kbuild builds a small module of two files, in/script.c and in/runtime.c.
 *  2. Its .cmd files give the commands: compile, link the parts, modpost, compile NAME.mod.c,
 *     link.  The directory's and the module's name become @DIR@ and @NAME@.
 *  3. All that was made is removed, but for the part that stands for the runtime, and the script
 *     is run.  Its module must be the same, byte for byte; else there is no script, and each
 *     module is built by make.
 *
 * In the cache, a recipe hangs on the build tree's state, and holds that of the tools.
 */
#define _GNU_SOURCE 1
#include "recipe.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "build.h"
#include "cache.h"
#include "complaint.h"
#include "file.h"
#include "hash.h"
#include "kbuild.h"
#include "parser/base/arena.h"
#include "parser/base/diag.h"
#include "parser/base/out.h"
#include "parser/base/vec.h"
#include "state.h"
#include "translator/debuginfo/kernel.h"
#include "workdir.h"

#define RECORD "spile_record"
#define EXPORTS "exports.sh" /* what kbuild's programs find in their environment */
#define FORMAT "1" /* of what is in the cache; another one finds nothing of this */

/* The files of a recipe in the cache. */
enum part {
	PART_TOOLS,
	PART_COMPILE,
	PART_LINK,
	PART_SCRIPT,
	PARTS,
};

static const char *const part_files[PARTS] = {
	[PART_TOOLS] = "tools",
	[PART_COMPILE] = "compile",
	[PART_LINK] = "link",
	[PART_SCRIPT] = "script",
};

/* ---- what a recipe hangs on ---- */

static const char *tree_key(struct build *b)
{
	static const char *const files[] = { "Makefile",
					     ".config",
					     "Module.symvers",
					     "include/config/auto.conf",
					     "include/generated/autoconf.h",
					     "include/generated/utsrelease.h",
					     "scripts/mod/modpost",
					     "scripts/module.lds",
					     "tools/objtool/objtool" };
	char real[PATH_MAX];
	struct hash h;

	hash_init(&h);
	hash_text(&h, FORMAT);
	hash_text(&h, b->kernel->release);
	hash_text(&h, b->runtime); /* stands in the compile command */
	hash_text(&h, realpath(b->kernel->build, real));
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		hash_text(&h, state_of_file(b->arena, arena_printf(b->arena, "%s/%s",
								   b->kernel->build, files[i])));
	return hash_hex(&h, b->arena);
}

/* ---- reading .cmd files ---- */

/* The command that made DIR/TARGET, as a shell takes it; NULL: there is no record of it. */
static const char *command_read(struct arena *a, const char *dir, const char *target)
{
	const char *slash = strrchr(target, '/');
	const char *path = slash ? arena_printf(a, "%s/%.*s/.%s.cmd", dir, (int)(slash - target),
						target, slash + 1) :
				   arena_printf(a, "%s/.%s.cmd", dir, target);
	const char *text = file_read(a, path, NULL);
	const char *at;

	if (!text || (strncmp(text, "cmd_", 4) && strncmp(text, "savedcmd_", 9)))
		return NULL;
	at = strstr(text, " := ");
	if (!at)
		return NULL;
	text = arena_strndup(a, at + 4, strcspn(at + 4, "\n"));
	text = text_replace(a, text, "$(pound)", "#");
	return text_replace(a, text, "$$", "$");
}

/* The end of the word at AT: blanks and ';' end it, where no quote is open. */
static const char *word_end(const char *at)
{
	char quote = '\0';

	for (; *at && (quote || !strchr(" \t;", *at)); at++) {
		if (quote && *at == quote)
			quote = '\0';
		else if (!quote && (*at == '\'' || *at == '"'))
			quote = *at;
	}
	return at;
}

/* The compiler's part of COMMAND, for any source and object; NULL: it isn't understood. */
static const char *compile_text(struct arena *a, const char *command)
{
	static const char source[] = KBUILD_PARTS "/script.c";
	const size_t len = sizeof(source) - 1;
	bool object = false, input = false, after_o = false;
	struct out o;

	out_init(&o, a);
	while (*command && *command != ';') {
		const char *end = word_end(command);
		const char *word = arena_strndup(a, command, (size_t)(end - command));
		size_t n = strlen(word);

		if (after_o) {
			word = "\"$2\"";
			object = true;
		} else if (n >= len && !strcmp(word + n - len, source)) {
			word = "\"$1\"";
			input = true;
		} else if (!strncmp(word, "-Wp,-M", 6)) {
			word = ""; /* dependencies */
		}
		after_o = !strcmp(word, "-o");
		out_put(&o, "%s ", word);
		command = end + strspn(end, " \t");
	}
	return object && input ? o.text : NULL;
}

/* ---- recording ---- */

/* A shell command that writes what is in DIR/NAME now. */
static const char *file_again(struct arena *a, const char *dir, const char *name)
{
	const char *text = file_read(a, arena_printf(a, "%s/%s", dir, name), NULL);

	if (!text)
		return NULL;
	return arena_printf(a, "printf %%s %s >%s/%s", text_shell(a, text), dir, name);
}

static const char *script_text(struct build *b, const char *dir, const char *cwd)
{
	struct arena *a = b->arena;
	const char *common = command_read(a, dir, ".module-common.o"); /* since 6.13 */
	const char *steps[] = {
		arena_printf(a, "cd %s", cwd),
		file_read(a, arena_printf(a, "%s/" EXPORTS, dir), NULL),
		command_read(a, dir, KBUILD_PARTS "/script.o"),
		file_again(a, dir, RECORD ".mod"),
		command_read(a, dir, RECORD ".o"),
		file_again(a, dir, "modules.order"),
		command_read(a, dir, "Module.symvers"),
		command_read(a, dir, RECORD ".mod.o"),
		common ? common : ":",
		command_read(a, dir, RECORD ".ko"),
	};
	const char *text = "set -e\n";

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (!steps[i])
			return NULL;
		text = arena_printf(a, "%s%s\n", text, steps[i]);
	}
	text = text_replace(a, text, dir, "@DIR@");
	return text_replace(a, text, RECORD, "@NAME@");
}

const char *recipe_text(struct build *b, const char *text, const char *dir, const char *name)
{
	return text_replace(b->arena, text_replace(b->arena, text, "@DIR@", dir), "@NAME@", name);
}

static bool files_same(struct arena *a, const char *one, const char *two)
{
	size_t n1, n2;
	char *d1 = file_read(a, one, &n1), *d2 = file_read(a, two, &n2);

	return d1 && d2 && n1 == n2 && !memcmp(d1, d2, n1);
}

/* Step 3: whether the script makes the module that kbuild made. */
static bool script_proven(struct build *b, const char *dir, const char *script)
{
	static const char *const made[] = { RECORD ".ko",      RECORD ".o",
					    RECORD ".mod",     RECORD ".mod.c",
					    RECORD ".mod.o",   "modules.order",
					    "Module.symvers",  KBUILD_PARTS "/script.o",
					    ".module-common.o" };
	const char *file = arena_printf(b->arena, "%s/recipe.sh", dir);
	const char *want = arena_printf(b->arena, "%s/by-kbuild", dir);
	const char *module = arena_printf(b->arena, "%s/" RECORD ".ko", dir);
	const char *const argv[] = { "/bin/sh", file, NULL };

	if (rename(module, want))
		return false;
	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		tree_remove(arena_printf(b->arena, "%s/%s", dir, made[i]));
	return kbuild_records_write(b, dir) &&
	       file_write_text(file, recipe_text(b, script, dir, RECORD)) &&
	       !kbuild_run(b, NULL, argv).status && files_same(b->arena, module, want);
}

static bool record_write(struct build *b, const char *dir)
{
	const char *parts = arena_printf(b->arena, "%s/" KBUILD_PARTS, dir);
	const char *exports = arena_printf(b->arena,
					   "$(file >%s/" EXPORTS
					   ",export ARCH='$(ARCH)' SRCARCH='$(SRCARCH)' "
					   "srctree='$(srctree)' objtree='$(objtree)')\n",
					   dir);

	return dirs_make(b->arena, parts) &&
	       file_write_text(arena_printf(b->arena, "%s/script.c", parts),
			       "#include <linux/module.h>\n"
			       "\n"
			       "int spile_record(int n);\n"
			       "static int __init record_init(void) { return spile_record(0); }\n"
			       "static void __exit record_exit(void) { }\n"
			       "module_init(record_init);\n"
			       "module_exit(record_exit);\n"
			       "MODULE_LICENSE(\"GPL\");\n") &&
	       file_write_text(arena_printf(b->arena, "%s/runtime.c", parts),
			       "#include <linux/printk.h>\n"
			       "\n"
			       "int spile_record(int n);\n"
			       "int spile_record(int n) { return pr_info(\"%d\\n\", n); }\n") &&
	       kbuild_write(b, dir, RECORD, KBUILD_PARTS "/script.o " KBUILD_PARTS "/runtime.o",
			    exports);
}

/* The last program that a shell looked for in vain, or NULL: the compiler, if it is that. */
static const char *missing_program(struct arena *a, const char *out)
{
	static const char end[] = ": not found\n";
	const char *name = NULL;

	for (const char *at = strstr(out, end); at; at = strstr(at + 1, end)) {
		const char *from = at;

		while (from > out && !strchr(" \n:/", from[-1]))
			from--;
		if (from < at)
			name = arena_strndup(a, from, (size_t)(at - from));
	}
	return name;
}

void recipe_failed(struct build *b, const char *dir, const char *out)
{
	const char *what = arena_printf(b->arena, "the kernel headers in %s can't compile a module",
					b->kernel->build);
	const char *missing = missing_program(b->arena, out);

	if (missing) {
		diag_error(b->diag, "%s: '%s' is not installed", what, missing);
		diag_hint(b->diag, "install the package %s", missing);
		return;
	}
	complaints_failed(b, what,
			  arena_printf(b->arena, "install linux-headers-%s again",
				       b->kernel->release),
			  dir, out, NULL);
}

static void differs_say(struct build *b, const char *out)
{
	const char *at = strstr(out, "warning: the compiler differs");

	for (int i = 0; b->verbose && at && *at && i < 3; i++) {
		size_t n = strcspn(at, "\n");

		fprintf(stderr, "%.*s\n", (int)n, at);
		at += n + (at[n] == '\n');
	}
}

/* ---- keeping ---- */

static const struct recipe *recipe_new(struct build *b, const char *key, const char *const text[])
{
	struct recipe *r = arena_new(b->arena, struct recipe);
	struct hash h;

	hash_init(&h);
	hash_text(&h, key);
	hash_text(&h, text[PART_TOOLS]);
	r->id = hash_hex(&h, b->arena);
	r->compile = text[PART_COMPILE];
	r->link = text[PART_LINK];
	r->script = *text[PART_SCRIPT] ? text[PART_SCRIPT] : NULL;
	return r;
}

static const struct recipe *recipe_load(struct build *b, const char *key)
{
	const char *dir = cache_find(b, CACHE_RECIPES, key);
	const char *text[PARTS];

	if (!dir)
		return NULL;
	for (int i = 0; i < PARTS; i++) {
		text[i] = file_read(b->arena, arena_printf(b->arena, "%s/%s", dir, part_files[i]),
				    NULL);
		if (!text[i])
			return NULL;
	}
	if (state_holds(b->arena, text[PART_TOOLS]))
		return recipe_new(b, key, text);
	cache_drop(b, CACHE_RECIPES, key);
	return NULL;
}

/* What can't be kept is used all the same. */
static void recipe_keep(struct build *b, const char *dir, const char *key, const char *const text[])
{
	const char *files[PARTS + 1] = { 0 };

	for (int i = 0; i < PARTS; i++) {
		files[i] = arena_printf(b->arena, "%s/%s", dir, part_files[i]);
		if (!file_write_text(files[i], text[i]))
			return;
	}
	cache_put(b, CACHE_RECIPES, key, files);
}

static const struct recipe *recipe_record(struct build *b, const char *key)
{
	const char *dir = arena_printf(b->arena, "%s/record", b->work->path);
	const char *command, *link, *compile, *script, *cwd;
	const char *text[PARTS];
	struct child_result r;

	if (!record_write(b, dir)) {
		diag_error(b->diag, "can't write to %s: %s", b->work->path, strerror(errno));
		return NULL;
	}
	r = kbuild_make(b, dir, NULL, NULL);
	command = r.status ? NULL : command_read(b->arena, dir, KBUILD_PARTS "/script.o");
	link = command ? command_read(b->arena, dir, RECORD ".o") : NULL;
	compile = link ? compile_text(b->arena, command) : NULL;
	if (r.status < 0) {
		diag_error(b->diag, "can't run make: %s", strerror(r.err));
		diag_hint(b->diag, "install the packages make and gcc");
	} else if (!compile) {
		recipe_failed(b, dir, r.out);
	}
	if (!compile)
		return NULL;
	differs_say(b, r.out);
	/* Since 6.13 kbuild works in the module's directory, before in the kernel's. */
	cwd = strstr(command, arena_printf(b->arena, "%s/" KBUILD_PARTS, dir)) ? b->kernel->build :
										 dir;
	compile = arena_printf(b->arena, "cd %s\nexec %s\n", cwd, compile);
	script = script_text(b, dir, cwd);
	link = state_word(b->arena, link);
	text[PART_TOOLS] = state_of_tools(b, state_word(b->arena, command), link);
	text[PART_COMPILE] = text_replace(b->arena, compile, dir, "@DIR@");
	text[PART_LINK] = link;
	text[PART_SCRIPT] = script && script_proven(b, dir, script) ? script : "";
	recipe_keep(b, dir, key, text);
	return recipe_new(b, key, text);
}

const struct recipe *recipe_find(struct build *b)
{
	return b->cache ? recipe_load(b, tree_key(b)) : NULL;
}

const struct recipe *recipe_get(struct build *b)
{
	const char *key = tree_key(b);
	int lock = cache_lock(b, CACHE_RECIPES, key);
	const struct recipe *r = recipe_load(b, key);

	if (!r)
		r = recipe_record(b, key);
	if (lock >= 0)
		close(lock);
	return r;
}
