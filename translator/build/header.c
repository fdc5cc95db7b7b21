// SPDX-License-Identifier: GPL-2.0-only
/*
 * header.c: names of headers go in; a small file that includes them is compiled with all of their
 * types in its debug information, used or not, and the object's path comes out.
 *
 * The cache has it by the headers' names, and beside it the state of every file that the compiler
 * read, and of the compiler.
 */
#include "header.h"

#include <errno.h>
#include <string.h>

#include "build.h"
#include "cache.h"
#include "complaint.h"
#include "file.h"
#include "hash.h"
#include "kbuild.h"
#include "parser/base/arena.h"
#include "parser/base/out.h"
#include "recipe.h"
#include "state.h"
#include "translator/debuginfo/kernel.h"
#include "workdir.h"

#define OBJECT "types.o"
#define STATE "state"
#define ALL_TYPES "-w -g -fno-eliminate-unused-debug-types -MD -MF"

/* One call of header_object(). */
struct wanted {
	struct build *b;
	const struct recipe *recipe; /* of a kernel's module; NULL: a program */
	const char *text; /* C */
	const char *dir, *source, *object, *needs; /* paths */
	const char *why;
};

static void *fail(struct wanted *w, const char *why)
{
	w->why = why;
	return NULL;
}

/* "<a.h><b.h>" as C; NULL: it isn't that. */
static const char *includes(struct arena *a, const char *headers)
{
	struct out o;

	out_init(&o, a);
	while (*headers == '<') {
		size_t n = strcspn(headers, ">");

		if (n < 2 || !headers[n])
			return NULL;
		for (size_t i = 1; i < n; i++)
			if ((unsigned char)headers[i] < ' ' || headers[i] == '<')
				return NULL;
		out_line(&o, "#include %.*s>", (int)n, headers);
		headers += n + 1;
	}
	return *headers ? NULL : o.text;
}

/* ---- what was read ---- */

/* The directory that a recipe's relative names start from. */
static const char *cwd_of(struct wanted *w)
{
	const char *cd = w->recipe ? recipe_text(w->b, w->recipe->compile, w->dir, "types") : "";

	return !strncmp(cd, "cd ", 3) ? state_word(w->b->arena, cd + 3) : w->dir;
}

/* Of all files that make's rule in TEXT names: "types.o: a.h \ b.h ..." */
static const char *state_of_needs(struct wanted *w, const char *text)
{
	struct arena *a = w->b->arena;
	const char *cwd = cwd_of(w), *at = strchr(text, ':');
	struct out o;

	out_init(&o, a);
	for (at = at ? at + 1 : ""; *at;) {
		const char *path = NULL;
		size_t n;

		at += strspn(at, " \t\n\\");
		n = strcspn(at, " \t\n");
		if (n)
			path = arena_strndup(a, at, n);
		at += n;
		if (!path || !strcmp(path, w->source))
			continue;
		if (*path != '/')
			path = arena_printf(a, "%s/%s", cwd, path);
		out_text(&o, state_of_file(a, path));
	}
	return o.text;
}

/* ---- compiling ---- */

static struct child_result compile_for_kernel(struct wanted *w)
{
	struct arena *a = w->b->arena;
	const char *script = arena_printf(a, "%s/compile", w->dir);
	const char *text = recipe_text(w->b, w->recipe->compile, w->dir, "types");
	const char *const argv[] = { "/bin/sh", script, w->source, w->object, NULL };

	text = text_replace(a, text, "-c -o \"$2\"",
			    arena_printf(a, ALL_TYPES " %s -c -o \"$2\"", w->needs));
	if (!file_write_text(script, text))
		return (struct child_result){ .status = -1, .err = errno };
	return kbuild_run(w->b, NULL, argv);
}

static struct child_result compile_for_program(struct wanted *w)
{
	const char *const argv[] = {
		"/bin/sh", "-c",      "exec cc " ALL_TYPES " \"$0\" -c -o \"$2\" \"$1\"",
		w->needs,  w->source, w->object,
		NULL
	};

	return kbuild_run(w->b, NULL, argv);
}

/* "cc" is what a program is compiled with; a kernel's recipe knows its own. */
static const char *compiler_state(struct wanted *w)
{
	return w->recipe ? "" : state_of_tools(w->b, "cc", NULL);
}

static const char *compile(struct wanted *w, const char *key)
{
	struct build *b = w->b;
	const char *state = arena_printf(b->arena, "%s/" STATE, w->dir);
	const char *needs, *entry;
	struct child_result r;

	if (!dirs_make(b->arena, w->dir) || !file_write_text(w->source, w->text))
		return fail(w, arena_printf(b->arena, "can't write to %s: %s", w->dir,
					    strerror(errno)));
	r = w->recipe ? compile_for_kernel(w) : compile_for_program(w);
	if (r.status)
		return fail(w, r.status < 0 ?
				       arena_printf(b->arena, "the compiler can't be run: %s",
						    strerror(r.err)) :
				       complaints_first(b->arena, r.out, w->source));
	needs = file_read(b->arena, w->needs, NULL);
	if (!needs || !file_write_text(state, arena_printf(b->arena, "%s%s", compiler_state(w),
							   state_of_needs(w, needs))))
		return w->object;
	entry = cache_put(b, CACHE_TYPES, key, (const char *const[]){ w->object, state, NULL });
	return entry ? arena_printf(b->arena, "%s/" OBJECT, entry) : w->object;
}

static const char *find(struct build *b, const char *key)
{
	const char *dir = cache_find(b, CACHE_TYPES, key), *state;

	if (!dir)
		return NULL;
	state = file_read(b->arena, arena_printf(b->arena, "%s/" STATE, dir), NULL);
	if (state && state_holds(b->arena, state))
		return arena_printf(b->arena, "%s/" OBJECT, dir);
	cache_drop(b, CACHE_TYPES, key);
	return NULL;
}

static const char *key_of(struct wanted *w)
{
	struct hash h;

	hash_init(&h);
	hash_text(&h, w->recipe ? w->recipe->id : NULL);
	hash_text(&h, w->text);
	return hash_hex(&h, w->b->arena);
}

static bool work_ready(struct build *b)
{
	if (!b->work)
		b->work = workdir_open(b->arena, b->diag, b->keep);
	return b->work;
}

const char *header_object(struct build *b, const char *headers, bool kernel, const char **why)
{
	struct wanted w = { .b = b, .text = includes(b->arena, headers) };
	const char *key, *path;

	if (!w.text) {
		*why = arena_printf(b->arena, "headers are named <a.h> or <a.h><b.h>, not %s",
				    headers);
		return NULL;
	}
	if (kernel) {
		if (!b->kernel->build) {
			*why = arena_printf(b->arena, "the headers of kernel %s are not installed",
					    b->kernel->release);
			return NULL;
		}
		w.recipe = recipe_find(b);
		if (!w.recipe)
			w.recipe = work_ready(b) ? recipe_get(b) : NULL;
		if (!w.recipe) {
			*why = "the kernel's headers can't be compiled";
			return NULL;
		}
	}
	key = key_of(&w);
	path = find(b, key);
	if (path)
		return path;
	if (!work_ready(b)) {
		*why = "there is no directory to compile in";
		return NULL;
	}
	w.dir = arena_printf(b->arena, "%s/types-%.16s", b->work->path, key);
	w.source = arena_printf(b->arena, "%s/types.c", w.dir);
	w.object = arena_printf(b->arena, "%s/" OBJECT, w.dir);
	w.needs = arena_printf(b->arena, "%s/types.d", w.dir);
	path = compile(&w, key);
	*why = w.why;
	return path;
}
