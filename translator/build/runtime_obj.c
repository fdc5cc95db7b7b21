/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * runtime_obj.c: the runtime's sources go in, one relocatable object comes out.
 *
 * kbuild compiles each file by its own rules, as parts of a module that is not finished: where
 * objtool runs on each object it has run then, where it runs on a whole module's (as with IBT)
 * it has not, and will on the script's module.  So the parts are linked by us, and are what they
 * would be if they had been compiled with the script.
 */
#include "runtime_obj.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "build.h"
#include "cache.h"
#include "complaint.h"
#include "file.h"
#include "hash.h"
#include "have.h"
#include "kbuild.h"
#include "parser/base/arena.h"
#include "parser/base/diag.h"
#include "parser/base/out.h"
#include "parser/base/vec.h"
#include "recipe.h"
#include "translator/debuginfo/kernel.h"
#include "workdir.h"

#define OBJECT_NAME "runtime.o"
#define PARTS_MODULE "spile_runtime"

typedef VEC(const char *) path_list; /* below the runtime's directory */

const char *runtime_hash(struct build *b)
{
	struct hash h;

	hash_init(&h);
	if (!hash_tree(&h, b->arena, b->runtime)) {
		diag_error(b->diag, "can't read the runtime in %s: %s", b->runtime,
			   strerror(errno));
		return NULL;
	}
	return hash_hex(&h, b->arena);
}

/* ---- compiling ---- */

static path_list sources_find(struct build *b)
{
	const char *const dirs[] = { "", "attach/", "engine/", "compat/",
				     arena_printf(b->arena, "arch/%s/", kbuild_arch(b)) };
	size_t skip = strlen(b->runtime) + 1;
	path_list list = { 0 };

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		glob_t g = { 0 };

		glob(arena_printf(b->arena, "%s/%s*.[cS]", b->runtime, dirs[i]), 0, NULL, &g);
		for (size_t j = 0; j < g.gl_pathc; j++)
			vec_push(b->arena, &list, arena_strdup(b->arena, g.gl_pathv[j] + skip));
		globfree(&g);
	}
	return list;
}

/* SOURCE without its last letter, and "o". */
static const char *object_name(struct arena *a, const char *source)
{
	return arena_printf(a, "%.*so", (int)strlen(source) - 1, source);
}

/* For each source a file of its name in DIR that includes it, so that kbuild writes in DIR. */
static bool parts_write(struct build *b, const char *dir, const path_list *sources)
{
	const char *source;
	struct out o;

	out_init(&o, b->arena);
	vec_each(source, sources) {
		const char *path = arena_printf(b->arena, "%s/%s", dir, source);
		const char *slash = strrchr(path, '/');
		const char *text =
			arena_printf(b->arena, "#include \"%s/%s\"\n", b->runtime, source);

		out_put(&o, " %s", object_name(b->arena, source));
		if (!dirs_make(b->arena, arena_strndup(b->arena, path, (size_t)(slash - path))) ||
		    !file_write_text(path, text))
			return false;
	}
	return kbuild_write(b, dir, PARTS_MODULE, o.text, "");
}

static bool parts_link(struct build *b, const struct recipe *r, const char *dir,
		       const path_list *sources, const char *object)
{
	VEC(const char *) argv = { 0 };
	struct child_result result;
	const char *source;

	vec_push(b->arena, &argv, r->link);
	vec_push(b->arena, &argv, "-r");
	vec_push(b->arena, &argv, "-o");
	vec_push(b->arena, &argv, object);
	vec_each(source, sources)
		vec_push(b->arena, &argv, object_name(b->arena, source));
	vec_push(b->arena, &argv, NULL);
	result = kbuild_run(b, dir, argv.v);
	if (!result.status)
		return true;
	complaints_failed(b, "the runtime can't be linked", NULL, dir, result.out, NULL);
	return false;
}

static const char *runtime_compile(struct build *b, const struct recipe *r, const char *config)
{
	const char *dir = arena_printf(b->arena, "%s/runtime", b->work->path);
	const char *object = arena_printf(b->arena, "%s/" OBJECT_NAME, dir);
	char *text = file_read(b->arena, config, NULL);
	path_list sources = sources_find(b);
	struct child_result result;

	if (!text || !dirs_make(b->arena, dir) || !parts_write(b, dir, &sources) ||
	    !file_write_text(arena_printf(b->arena, "%s/spile_config.h", dir), text)) {
		diag_error(b->diag, "can't write to %s: %s", dir, strerror(errno));
		return NULL;
	}
	if (b->verbose)
		fprintf(stderr, "spile: compiling the runtime for %s\n", b->kernel->release);
	result = kbuild_make(b, dir, PARTS_MODULE ".o");
	if (result.status) {
		complaints_failed(b, "the runtime does not compile",
				  arena_printf(b->arena, "is kernel %s supported?",
					       b->kernel->release),
				  dir, result.out, NULL);
		return NULL;
	}
	return parts_link(b, r, dir, &sources, object) ? object : NULL;
}

/* Under the lock: finds what another run has made meanwhile, or makes it. */
static bool runtime_make(struct build *b, const struct recipe *r, const char *key,
			 struct runtime_obj *obj)
{
	const char *kept = cache_find(b, CACHE_RUNTIME, key);

	obj->config = have_config(b, r);
	if (!obj->config)
		return false;
	if (!kept) {
		obj->object = runtime_compile(b, r, obj->config);
		if (!obj->object)
			return false;
		kept = cache_put(b, CACHE_RUNTIME, key, (const char *const[]){ obj->object, NULL });
	}
	if (kept)
		obj->object = arena_printf(b->arena, "%s/" OBJECT_NAME, kept);
	return true;
}

bool runtime_obj_get(struct build *b, const struct recipe *r, const char *sources,
		     struct runtime_obj *obj)
{
	struct hash h;
	const char *key;
	bool ok;
	int lock;

	hash_init(&h);
	hash_text(&h, r->id);
	hash_text(&h, sources);
	key = hash_hex(&h, b->arena);
	lock = cache_lock(b, CACHE_RUNTIME, key);
	ok = runtime_make(b, r, key, obj);
	if (lock >= 0)
		close(lock);
	return ok;
}
