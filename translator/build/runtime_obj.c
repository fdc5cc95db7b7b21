/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * runtime_obj.c: the runtime's sources go in, one relocatable object comes out, and in a section of
 * it the keeper: a module of its own, which the loader inserts before the first script that needs
 * it.
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
#include "runtime/wire.h"
#include "translator/debuginfo/kernel.h"
#include "workdir.h"

#define OBJECT_NAME "runtime.o"
#define PARTS_MODULE "spile_runtime"
#define KEEPER_PARTS "keeper.o"
#define KEEPER_PARTS_MODULE "spile_keeper"

typedef VEC(const char *) path_list; /* below the runtime's directory */

/* One run of the compiler for all, linked as two. */
struct parts {
	path_list script, keeper;
};

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

/* The sources right in DIR, a path below the runtime's that ends in a slash, or "". */
static void sources_find(struct build *b, const char *dir, path_list *list)
{
	size_t skip = strlen(b->runtime) + 1;
	glob_t g = { 0 };

	glob(arena_printf(b->arena, "%s/%s*.[cS]", b->runtime, dir), 0, NULL, &g);
	for (size_t j = 0; j < g.gl_pathc; j++)
		vec_push(b->arena, list, arena_strdup(b->arena, g.gl_pathv[j] + skip));
	globfree(&g);
}

static void parts_find(struct build *b, struct parts *parts)
{
	sources_find(b, "", &parts->script);
	sources_find(b, "attach/", &parts->script);
	sources_find(b, "compat/", &parts->script);
	sources_find(b, "keep/", &parts->keeper);
	sources_find(b, "engine/", &parts->keeper);
	sources_find(b, arena_printf(b->arena, "arch/%s/", kbuild_arch(b)), &parts->keeper);
}

/* SOURCE without its last letter, and "o". */
static const char *object_name(struct arena *a, const char *source)
{
	return arena_printf(a, "%.*so", (int)strlen(source) - 1, source);
}

/* For each source a file of its name in DIR that includes it, so that kbuild writes in DIR. */
static bool sources_write(struct build *b, const char *dir, const path_list *sources,
			  struct out *objects)
{
	const char *source;

	vec_each(source, sources) {
		const char *path = arena_printf(b->arena, "%s/%s", dir, source);
		const char *slash = strrchr(path, '/');
		const char *text =
			arena_printf(b->arena, "#include \"%s/%s\"\n", b->runtime, source);

		out_put(objects, " %s", object_name(b->arena, source));
		if (!dirs_make(b->arena, arena_strndup(b->arena, path, (size_t)(slash - path))) ||
		    !file_write_text(path, text))
			return false;
	}
	return true;
}

static bool parts_write(struct build *b, const char *dir, const struct parts *parts)
{
	struct out script, keeper;

	out_init(&script, b->arena);
	out_init(&keeper, b->arena);
	out_put(&keeper, "obj-m += " KEEPER_PARTS_MODULE ".o\n" KEEPER_PARTS_MODULE "-y :=");
	return sources_write(b, dir, &parts->script, &script) &&
	       sources_write(b, dir, &parts->keeper, &keeper) &&
	       kbuild_write(b, dir, PARTS_MODULE, script.text, keeper.text);
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

/* ---- the keeper ---- */

/* "x86_64-linux-gnu-ld" has "x86_64-linux-gnu-objcopy" beside it, "ld.lld-14" "llvm-objcopy-14". */
static const char *objcopy_of(struct build *b, const char *link)
{
	const char *lld = strstr(link, "ld.lld"), *ld = strstr(link, "ld");

	if (lld)
		return arena_printf(b->arena, "%.*sllvm-objcopy%s", (int)(lld - link), link,
				    lld + strlen("ld.lld"));
	for (const char *next = ld; next; next = strstr(next + 1, "ld"))
		ld = next;
	return ld ? arena_printf(b->arena, "%.*sobjcopy", (int)(ld - link), link) : "objcopy";
}

static bool image_add(struct build *b, const struct recipe *r, const char *object,
		      const char *image)
{
	const char *const argv[] = {
		objcopy_of(b, r->link),
		"--add-section",
		arena_printf(b->arena, SPL_KEEPER_SECTION "=%s", image),
		"--set-section-flags",
		SPL_KEEPER_SECTION "=readonly,noload",
		object,
		NULL,
	};
	struct child_result result = kbuild_run(b, NULL, argv);

	if (!result.status)
		return true;
	complaints_failed(b, "the keeper can't be put into the runtime", NULL, NULL, result.out,
			  NULL);
	return false;
}

/* A module of the keeper's parts, known by the sources that it was made of. */
static bool keeper_add(struct build *b, const struct recipe *r, const char *sources,
		       struct runtime_obj *obj, const char *parts)
{
	const char *dir = arena_printf(b->arena, "%s/keeper", b->work->path);
	const char *text = arena_printf(b->arena,
					"#include <linux/module.h>\n"
					"MODULE_VERSION(\"%s\");\n",
					sources);
	struct runtime_obj of_keeper = { .object = parts, .config = obj->config };
	const char *image;

	if (!kbuild_module_write(b, dir, SPL_KEEPER_NAME, &of_keeper, text)) {
		diag_error(b->diag, "can't write to %s: %s", dir, strerror(errno));
		return false;
	}
	image = kbuild_module(b, r, dir, SPL_KEEPER_NAME, NULL);
	return image && image_add(b, r, obj->object, image);
}

static bool runtime_compile(struct build *b, const struct recipe *r, const char *hash,
			    struct runtime_obj *obj)
{
	const char *dir = arena_printf(b->arena, "%s/runtime", b->work->path);
	const char *keeper = arena_printf(b->arena, "%s/" KEEPER_PARTS, dir);
	char *text = file_read(b->arena, obj->config, NULL);
	struct child_result result;
	struct parts parts = { 0 };

	obj->object = arena_printf(b->arena, "%s/" OBJECT_NAME, dir);
	parts_find(b, &parts);
	if (!text || !dirs_make(b->arena, dir) || !parts_write(b, dir, &parts) ||
	    !file_write_text(arena_printf(b->arena, "%s/spile_config.h", dir), text)) {
		diag_error(b->diag, "can't write to %s: %s", dir, strerror(errno));
		return false;
	}
	if (b->verbose)
		fprintf(stderr, "spile: compiling the runtime for %s\n", b->kernel->release);
	result = kbuild_make(b, dir, PARTS_MODULE ".o", KEEPER_PARTS_MODULE ".o");
	if (result.status) {
		complaints_failed(b, "the runtime does not compile",
				  arena_printf(b->arena, "is kernel %s supported?",
					       b->kernel->release),
				  dir, result.out, NULL);
		return false;
	}
	return parts_link(b, r, dir, &parts.script, obj->object) &&
	       parts_link(b, r, dir, &parts.keeper, keeper) && keeper_add(b, r, hash, obj, keeper);
}

/* Under the lock: finds what another run has made meanwhile, or makes it. */
static bool runtime_make(struct build *b, const struct recipe *r, const char *key,
			 const char *sources, struct runtime_obj *obj)
{
	const char *kept = cache_find(b, CACHE_RUNTIME, key);

	obj->config = have_config(b, r);
	if (!obj->config)
		return false;
	if (!kept) {
		if (!runtime_compile(b, r, sources, obj))
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
	ok = runtime_make(b, r, key, sources, obj);
	if (lock >= 0)
		close(lock);
	return ok;
}
