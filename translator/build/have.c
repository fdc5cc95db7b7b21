/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * have.c: the runtime's compile tests go in, spile_config.h comes out.
 *
 * make runs the tests side by side, each by the recipe's compile command.
 */
#include "have.h"

#include <ctype.h>
#include <errno.h>
#include <glob.h>
#include <string.h>
#include <unistd.h>

#include "build.h"
#include "cache.h"
#include "file.h"
#include "hash.h"
#include "kbuild.h"
#include "parser/base/arena.h"
#include "parser/base/diag.h"
#include "parser/base/out.h"
#include "recipe.h"
#include "translator/debuginfo/kernel.h"
#include "workdir.h"

#define CONFIG_NAME "spile_config.h"

static const char *base_name(struct arena *a, const char *path)
{
	const char *name = strrchr(path, '/') + 1;

	return arena_strndup(a, name, strlen(name) - strlen(".c"));
}

static bool tests_write(struct build *b, const struct recipe *r, const char *dir,
			const glob_t *tests)
{
	const char *compile = recipe_text(b, r->compile, dir, "spile_have");
	struct out o;

	out_init(&o, b->arena);
	out_put(&o, "all:");
	for (size_t i = 0; i < tests->gl_pathc; i++)
		out_put(&o, " %s.o", base_name(b->arena, tests->gl_pathv[i]));
	out_put(&o, "\n%%.o:\n\t-@sh %s/compile %s/compat/probe/$*.c %s/$@ >$*.log 2>&1\n", dir,
		b->runtime, dir);
	return file_write_text(arena_printf(b->arena, "%s/compile", dir), compile) &&
	       file_write_text(arena_printf(b->arena, "%s/Makefile", dir), o.text);
}

/* False: not even the first test compiles. */
static bool sanity_check(struct build *b, const char *dir, const glob_t *tests)
{
	const char *log = arena_printf(b->arena, "%s/sanity.log", dir), *out;

	if (file_exists(arena_printf(b->arena, "%s/sanity.o", dir)))
		return true;
	for (size_t i = 0; i < tests->gl_pathc; i++) {
		if (strcmp(base_name(b->arena, tests->gl_pathv[i]), "sanity"))
			continue;
		out = file_read(b->arena, log, NULL);
		recipe_failed(b, dir, out ? out : "");
		return false;
	}
	return true;
}

static const char *config_text(struct build *b, const char *dir, const glob_t *tests)
{
	struct out o;

	out_init(&o, b->arena);
	out_line(&o, "/* What the headers of %s have, by compile tests. */", b->kernel->release);
	for (size_t i = 0; i < tests->gl_pathc; i++) {
		const char *name = base_name(b->arena, tests->gl_pathv[i]);
		char *upper = arena_strdup(b->arena, name);

		for (char *at = upper; *at; at++)
			*at = isalnum((unsigned char)*at) ? (char)toupper((unsigned char)*at) : '_';
		if (file_exists(arena_printf(b->arena, "%s/%s.o", dir, name)))
			out_line(&o, "#define SPL_HAVE_%s 1", upper);
		else
			out_line(&o, "/* no SPL_HAVE_%s */", upper);
	}
	return o.text;
}

static const char *tests_run(struct build *b, const struct recipe *r, const glob_t *tests)
{
	const char *dir = arena_printf(b->arena, "%s/have", b->work->path);
	const char *path = arena_printf(b->arena, "%s/" CONFIG_NAME, dir);
	const char *const argv[] = {
		"make", "-C", dir, "-k", arena_printf(b->arena, "-j%u", kbuild_jobs()), NULL
	};

	if (!dirs_make(b->arena, dir) || !tests_write(b, r, dir, tests)) {
		diag_error(b->diag, "can't write to %s: %s", dir, strerror(errno));
		return NULL;
	}
	if (tests->gl_pathc)
		kbuild_run(b, NULL, argv); /* which failed, the files tell */
	if (!sanity_check(b, dir, tests))
		return NULL;
	if (!file_write_text(path, config_text(b, dir, tests))) {
		diag_error(b->diag, "can't write %s: %s", path, strerror(errno));
		return NULL;
	}
	return path;
}

const char *have_config(struct build *b, const struct recipe *r)
{
	const char *probes = arena_printf(b->arena, "%s/compat/probe", b->runtime);
	const char *key, *kept, *made;
	glob_t tests = { 0 };
	struct hash h;

	hash_init(&h);
	hash_text(&h, r->id);
	if (file_exists(probes))
		hash_tree(&h, b->arena, probes);
	key = hash_hex(&h, b->arena);
	kept = cache_find(b, CACHE_CONFIG, key);
	if (!kept) {
		glob(arena_printf(b->arena, "%s/*.c", probes), 0, NULL, &tests);
		made = tests_run(b, r, &tests);
		globfree(&tests);
		if (!made)
			return NULL;
		kept = cache_put(b, CACHE_CONFIG, key, (const char *const[]){ made, NULL });
		if (!kept)
			return made;
	}
	return arena_printf(b->arena, "%s/" CONFIG_NAME, kept);
}
