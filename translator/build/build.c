/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * build.c: C text goes in, the path of a module comes out: found in the cache, or built of the
 * text and the runtime's object.
 */
#define _GNU_SOURCE 1
#include "build.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cache.h"
#include "file.h"
#include "hash.h"
#include "kbuild.h"
#include "parser/base/arena.h"
#include "parser/base/diag.h"
#include "recipe.h"
#include "runtime_obj.h"
#include "translator/debuginfo/kernel.h"
#include "workdir.h"

/* One call of build_module(). */
struct job {
	struct build *b;
	const char *c_text;
	const char *name; /* NULL until the hash names it */
	const char *sources; /* runtime_hash() */
};

static const char *module_key(struct job *j, const struct recipe *r)
{
	const struct kernel *k = j->b->kernel;
	struct hash h;

	hash_init(&h);
	hash_text(&h, r->id);
	hash_add(&h, k->build_id, k->build_id_len);
	hash_text(&h, j->sources);
	hash_text(&h, j->name);
	hash_text(&h, j->c_text);
	return hash_hex(&h, j->b->arena);
}

static const char *module_name(struct job *j, const char *key)
{
	return j->name ? j->name : arena_printf(j->b->arena, "spile_%.16s", key);
}

/* The path in an entry of the cache. */
static const char *module_path(struct job *j, const char *entry, const char *key)
{
	return arena_printf(j->b->arena, "%s/%s.ko", entry, module_name(j, key));
}

static const char *module_find(struct job *j)
{
	const struct recipe *r = recipe_find(j->b);
	const char *key, *entry;

	if (!r)
		return NULL;
	key = module_key(j, r);
	entry = cache_find(j->b, CACHE_MODULES, key);
	return entry ? module_path(j, entry, key) : NULL;
}

static const char *module_build(struct job *j)
{
	struct build *b = j->b;
	const struct recipe *r = recipe_get(b);
	const char *dir, *key, *name, *path, *entry;
	struct runtime_obj obj;

	if (!r || !runtime_obj_get(b, r, j->sources, &obj))
		return NULL;
	key = module_key(j, r);
	name = module_name(j, key);
	dir = arena_printf(b->arena, "%s/module", b->work->path);
	if (!kbuild_module_write(b, dir, name, &obj, j->c_text)) {
		diag_error(b->diag, "can't write to %s: %s", dir, strerror(errno));
		diag_hint(b->diag, "TMPDIR names another place to build in");
		return NULL;
	}
	path = kbuild_module(b, r, dir, name, j->c_text);
	if (!path)
		return NULL;
	entry = cache_put(b, CACHE_MODULES, key, (const char *const[]){ path, NULL });
	return entry ? module_path(j, entry, key) : path;
}

/* What kbuild takes in a path: it splits at blanks, and make and shell read signs. */
static bool path_plain(const char *path)
{
	for (; *path; path++) {
		if (!isalnum((unsigned char)*path) && !strchr("/._+-~", *path))
			return false;
	}
	return true;
}

static bool build_possible(struct build *b)
{
	const struct kernel *k = b->kernel;

	if (!k->build) {
		diag_error(b->diag, "the headers of kernel %s are not installed", k->release);
		diag_hint(b->diag, "install the package linux-headers-%s, or try --vm", k->release);
		return false;
	}
	if (!path_plain(k->build) || !path_plain(b->runtime)) {
		diag_error(b->diag, "kbuild can't work with a path such as '%s'",
			   path_plain(b->runtime) ? k->build : b->runtime);
		return false;
	}
	return true;
}

const char *build_module(struct build *b, const char *name, const char *c_text, bool *cached)
{
	struct job j = { .b = b, .c_text = c_text, .name = name };
	const char *path = NULL;
	void (*on_size)(int);

	*cached = false;
	if (!build_possible(b))
		return NULL;
	j.sources = runtime_hash(b);
	if (!j.sources)
		return NULL;
	if (!b->keep)
		path = module_find(&j);
	*cached = path;
	if (path)
		return path;
	if (!b->work)
		b->work = workdir_open(b->arena, b->diag, b->keep);
	if (!b->work)
		return NULL;
	if (b->keep)
		fprintf(stderr, "spile: the build directory %s is kept\n", b->work->path);
	on_size = signal(SIGXFSZ, SIG_IGN); /* a limit on file sizes is an error like a full disk */
	path = module_build(&j);
	signal(SIGXFSZ, on_size);
	if (!path || strncmp(path, b->work->path, strlen(b->work->path)))
		build_cleanup(b); /* nothing there is needed any more */
	return path;
}

void build_cleanup(struct build *b)
{
	workdir_close(b->work);
	b->work = NULL;
}
