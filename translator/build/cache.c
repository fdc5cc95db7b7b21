/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cache.c: entries found, put and thrown away; see cache.h for what holds of them.
 *
 * Modules, runtimes and types are dropped, the longest unused first, when all entries together are
 * larger than 256 MB, or $SPILE_CACHE_MB.
 */
#define _GNU_SOURCE 1
#include "cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "build.h"
#include "file.h"
#include "hash.h"
#include "parser/base/arena.h"
#include "parser/base/diag.h"
#include "parser/base/vec.h"

enum {
	CACHE_MB = 256,
	STALE_SECONDS = 3600, /* an unfinished entry of a run that died */
};

#define NEW_PREFIX ".new." /* of entries that are being made */

static void warn_unused(struct diag *d, const char *dir, const char *why)
{
	diag_warn(d, (struct span){ 0 }, "the cache directory %s is not used: %s", dir, why);
	diag_hint(d, "SPILE_CACHE names another one");
}

static const char *dir_choose(struct arena *a)
{
	const char *own = getenv("SPILE_CACHE");
	const char *xdg = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");

	if (own && *own)
		return own;
	if (!geteuid())
		return "/var/cache/spile";
	if (xdg && xdg[0] == '/')
		return arena_printf(a, "%s/spile", xdg);
	if (home && home[0] == '/')
		return arena_printf(a, "%s/.cache/spile", home);
	return NULL;
}

const char *cache_dir(struct arena *a, struct diag *d)
{
	const char *dir = dir_choose(a);
	char real[PATH_MAX];
	struct stat st;

	if (!dir) {
		diag_warn(d, (struct span){ 0 }, "nothing is cached: HOME is not set");
		return NULL;
	}
	if (!dirs_make(a, dir) || !realpath(dir, real) || stat(real, &st) ||
	    access(real, R_OK | W_OK | X_OK)) {
		warn_unused(d, dir, strerror(errno));
		return NULL;
	}
	/* Its modules go into the kernel: whoever can write here could do all that we can. */
	if ((st.st_uid != geteuid() && st.st_uid) || st.st_mode & (S_IWGRP | S_IWOTH)) {
		warn_unused(d, dir, "others can write it");
		return NULL;
	}
	return arena_strdup(a, real);
}

bool cache_clean(struct arena *a, struct diag *d)
{
	const char *dir = cache_dir(a, d);
	struct dirent *e;
	bool ok = true;
	DIR *entries;

	if (!dir)
		return false;
	entries = opendir(dir);
	while (entries && (e = readdir(entries))) {
		const char *path = arena_printf(a, "%s/%s", dir, e->d_name);

		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..") ||
		    !strcmp(e->d_name, "kernels") || tree_remove(path))
			continue;
		diag_error(d, "can't remove %s: %s", path, strerror(errno));
		ok = false;
	}
	if (entries)
		closedir(entries);
	return ok && entries;
}

/* The line of "sum" for a file; NULL: it can't be read. */
static const char *sum_line(struct arena *a, const char *dir, const char *name)
{
	struct hash h;
	size_t len;
	char *data = file_read(a, arena_printf(a, "%s/%s", dir, name), &len);

	if (!data)
		return NULL;
	hash_init(&h);
	hash_add(&h, data, len);
	return arena_printf(a, "%s %s\n", hash_hex(&h, a), name);
}

static bool entry_whole(struct arena *a, const char *dir)
{
	char *sum = file_read(a, arena_printf(a, "%s/sum", dir), NULL);

	if (!sum || !*sum)
		return false;
	while (*sum) {
		size_t n = strcspn(sum, "\n");
		const char *line = arena_strndup(a, sum, n);
		const char *name = strchr(line, ' ');
		const char *is = name ? sum_line(a, dir, name + 1) : NULL;

		if (!is || strncmp(is, sum, n + 1))
			return false;
		sum += n + 1;
	}
	return true;
}

static const char *entry_path(struct build *b, const char *kind, const char *key)
{
	return arena_printf(b->arena, "%s/%s/%s", b->cache, kind, key);
}

const char *cache_find(struct build *b, const char *kind, const char *key)
{
	const char *dir;

	if (!b->cache)
		return NULL;
	dir = entry_path(b, kind, key);
	if (!file_exists(dir))
		return NULL;
	if (!entry_whole(b->arena, dir)) {
		diag_warn(b->diag, (struct span){ 0 }, "%s is damaged, and is built again", dir);
		cache_drop(b, kind, key);
		if (file_exists(dir))
			b->cache = NULL; /* it can't be replaced */
		return NULL;
	}
	utimensat(AT_FDCWD, dir, NULL, 0); /* in a cache that we can't write, others count */
	return dir;
}

void cache_drop(struct build *b, const char *kind, const char *key)
{
	const char *dir, *away;

	if (!b->cache)
		return;
	dir = entry_path(b, kind, key);
	away = arena_printf(b->arena, "%s/%s/" NEW_PREFIX "%ld", b->cache, kind, (long)getpid());
	if (!rename(dir, away)) /* it goes at once, for those who look now */
		tree_remove(away);
}

int cache_lock(struct build *b, const char *kind, const char *key)
{
	const char *path;
	int fd;

	if (!b->cache || !dirs_make(b->arena, arena_printf(b->arena, "%s/%s", b->cache, kind)))
		return -1;
	path = arena_printf(b->arena, "%s/%s/.lock.%s", b->cache, kind, key);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	while (fd >= 0 && flock(fd, LOCK_EX) && errno == EINTR)
		;
	return fd;
}

/* ---- the size of it ---- */

struct entry {
	const char *path;
	uint64_t bytes;
	time_t used;
};

typedef VEC(struct entry) entry_list;

static uint64_t entry_bytes(struct arena *a, const char *path)
{
	DIR *files = opendir(path);
	uint64_t bytes = 0;
	struct dirent *e;
	struct stat st;

	while (files && (e = readdir(files))) {
		if (e->d_name[0] != '.' && !stat(arena_printf(a, "%s/%s", path, e->d_name), &st))
			bytes += (uint64_t)st.st_size;
	}
	if (files)
		closedir(files);
	return bytes;
}

static void entries_list(struct build *b, const char *kind, entry_list *list)
{
	const char *dir = arena_printf(b->arena, "%s/%s", b->cache, kind);
	DIR *entries = opendir(dir);
	time_t now = time(NULL);
	struct dirent *e;

	while (entries && (e = readdir(entries))) {
		struct entry n = { .path = arena_printf(b->arena, "%s/%s", dir, e->d_name) };
		struct stat st;

		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..") || stat(n.path, &st))
			continue;
		if (e->d_name[0] == '.') {
			if (now - st.st_mtime > STALE_SECONDS)
				tree_remove(n.path);
			continue;
		}
		n.used = st.st_mtime;
		n.bytes = entry_bytes(b->arena, n.path);
		vec_push(b->arena, list, n);
	}
	if (entries)
		closedir(entries);
}

static int by_use(const void *a, const void *b)
{
	const struct entry *l = a, *r = b;

	return l->used < r->used ? -1 : l->used > r->used;
}

/* NEWEST stays in any case. */
static void cache_trim(struct build *b, const char *newest)
{
	const char *mb = getenv("SPILE_CACHE_MB");
	uint64_t limit = (mb && *mb ? strtoull(mb, NULL, 10) : CACHE_MB) << 20, all = 0;
	entry_list list = { 0 };
	struct entry e;

	entries_list(b, CACHE_MODULES, &list);
	entries_list(b, CACHE_RUNTIME, &list);
	entries_list(b, CACHE_TYPES, &list);
	vec_each(e, &list)
		all += e.bytes;
	if (all <= limit)
		return;
	qsort(list.v, list.n, sizeof(list.v[0]), by_use);
	for (size_t i = 0; i < list.n && all > limit; i++) {
		if (strcmp(list.v[i].path, newest) && tree_remove(list.v[i].path))
			all -= list.v[i].bytes;
	}
}

/* ---- putting ---- */

static bool entry_fill(struct build *b, const char *dir, const char *const *files)
{
	const char *sums = "";

	for (; *files; files++) {
		const char *slash = strrchr(*files, '/');
		const char *name = slash ? slash + 1 : *files, *line;
		size_t len;
		char *data = file_read(b->arena, *files, &len);

		if (!data || !file_write(arena_printf(b->arena, "%s/%s", dir, name), data, len))
			return false;
		line = sum_line(b->arena, dir, name);
		if (!line)
			return false;
		sums = arena_printf(b->arena, "%s%s", sums, line);
	}
	return file_write_text(arena_printf(b->arena, "%s/sum", dir), sums);
}

const char *cache_put(struct build *b, const char *kind, const char *key, const char *const *files)
{
	const char *dir, *final;
	char *fresh;

	if (!b->cache)
		return NULL;
	dir = arena_printf(b->arena, "%s/%s", b->cache, kind);
	final = entry_path(b, kind, key);
	fresh = arena_printf(b->arena, "%s/" NEW_PREFIX "XXXXXX", dir);
	if (!dirs_make(b->arena, dir) || !mkdtemp(fresh)) {
		warn_unused(b->diag, b->cache, strerror(errno));
		b->cache = NULL; /* said once */
		return NULL;
	}
	if (!entry_fill(b, fresh, files) || (rename(fresh, final) && !file_exists(final))) {
		warn_unused(b->diag, b->cache, strerror(errno));
		b->cache = NULL;
		tree_remove(fresh);
		return NULL;
	}
	tree_remove(fresh); /* there only where another run was faster */
	cache_trim(b, final);
	return final;
}
