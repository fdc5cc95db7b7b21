// SPDX-License-Identifier: GPL-2.0-only
/* modules.c: which modules the target kernel has, what it calls them, and where their files are. */
#include <fnmatch.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "parser/base/arena.h"
#include "parser/base/source.h"
#include "parser/base/strmap.h"
#include "parser/base/vec.h"
#include "translator/debuginfo/elfmap.h"
#include "translator/debuginfo/front.h"
#include "translator/debuginfo/kernel.h"

/* A dash is written as an underscore, but between brackets, where it is a range. */
static const char *underscored(struct arena *a, const char *name, size_t len)
{
	char *text = arena_strndup(a, name, len);
	bool range = false;

	for (char *p = text; *p; p++) {
		if (*p == '[' || *p == ']')
			range = *p == '[';
		else if ((*p == '-' || *p == ',') && !range)
			*p = '_';
	}
	return text;
}

const char *kernel_module_name(struct arena *a, const char *module)
{
	const char *slash = strrchr(module, '/'), *base = slash ? slash + 1 : module;
	const char *end = slash ? strstr(base, ".ko") : NULL;

	return underscored(a, base, end ? (size_t)(end - base) : strlen(base));
}

/* PATH: the file of one, "kernel/fs/fat/fat.ko.xz". */
static void add_file(struct strmap *files, struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	const char *end = strstr(base, ".ko"), *name;

	if (!end || (end[3] && end[3] != '.'))
		return;
	name = underscored(a, base, (size_t)(end - base));
	if (!strmap_has(files, name))
		strmap_set(files, name, arena_strdup(a, path));
}

static void add_loaded(struct strmap *names, struct arena *a)
{
	FILE *f = fopen("/proc/modules", "re");
	char line[1024];

	while (f && fgets(line, sizeof(line), f))
		strmap_set(names, arena_strndup(a, line, strcspn(line, " \n")), NULL);
	if (f)
		fclose(f);
}

/* The first word of a line, without a colon, is a path. */
static bool add_listed(struct strmap *files, const struct kernel *k, const char *list)
{
	int err;
	const struct source *s =
		source_read(k->arena, arena_printf(k->arena, "%s/%s", k->modules, list), &err);

	for (const char *line = s ? s->text : ""; *line;) {
		size_t len = strcspn(line, "\n");

		add_file(files, k->arena, arena_strndup(k->arena, line, strcspn(line, ":\n")));
		line += len + (line[len] == '\n');
	}
	return s;
}

/* In a tree that no depmod has seen, and that came without a list. */
static void add_found(struct strmap *files, const struct kernel *k)
{
	char *const tops[] = { arena_strdup(k->arena, k->modules), NULL };
	FTS *walk = fts_open(tops, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *e;

	while (walk && (e = fts_read(walk)))
		if (e->fts_info == FTS_F)
			add_file(files, k->arena, e->fts_path);
	if (walk)
		fts_close(walk);
}

/* The modules that are installed: name to path, which may be relative to k->modules. */
static const struct strmap *installed(struct kernel *k)
{
	struct strmap *files = k->module_files;

	if (files)
		return files;
	files = k->module_files = arena_new(k->arena, struct strmap);
	strmap_init(files, k->arena);
	if (!k->modules)
		return files;
	if (!add_listed(files, k, "modules.dep") && !add_listed(files, k, "modules.order"))
		add_found(files, k);
	else
		add_listed(files, k, "modules.order"); /* what depmod has not seen yet */
	return files;
}

const char *kernel_module_path(struct kernel *k, const char *module)
{
	static const char *const suffixes[] = { "", ".xz", ".zst", ".gz" };
	const char *file;

	if (strchr(module, '/'))
		return !access(module, R_OK) ? module : NULL;
	file = strmap_get(installed(k), kernel_module_name(k->arena, module));
	for (size_t i = 0; file && i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		const char *path = arena_printf(k->arena, "%s%s%s%s",
						file[0] == '/' ? "" : k->modules,
						file[0] == '/' ? "" : "/", file, suffixes[i]);

		if (!access(path, R_OK))
			return path;
	}
	return NULL;
}

const char *debuginfo_module_id(struct debuginfo *d)
{
	const char *why, *path = kernel_module_elf(d->kernel, d->module, &why), *text = NULL;
	unsigned char id[64];
	struct elfmap e;
	size_t n;

	if (!path || !elfmap_open(&e, d->arena, path, &why))
		return NULL;
	n = elfmap_build_id(&e, id, sizeof(id));
	for (size_t i = 0; i < n; i++)
		text = arena_printf(d->arena, "%s%02x", text ? text : "", id[i]);
	elfmap_close(&e);
	return text;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* PATH as in the list of those that are installed. */
static bool is_added(const struct kernel *k, const char *path)
{
	size_t n = strlen(k->modules);

	if (!strncmp(path, k->modules, n) && path[n] == '/')
		path += n + 1;
	return strncmp(path, "kernel/", 7) != 0;
}

const char *const *kernel_modules_added(struct kernel *k, size_t *n)
{
	const struct strmap *files = installed(k);
	const char **list = arena_array(k->arena, const char *, files->n + 1);

	*n = 0;
	for (size_t i = 0; i < files->n; i++)
		if (is_added(k, files->entries[i].value))
			list[(*n)++] = files->entries[i].key;
	qsort(list, *n, sizeof(*list), by_name);
	return list;
}

bool kernel_module_is_added(struct kernel *k, const char *module)
{
	const char *file = strmap_get(installed(k), kernel_module_name(k->arena, module));

	return strchr(module, '/') || (file && is_added(k, file));
}

const char *const *kernel_modules(struct kernel *k, const char *pattern, size_t *n)
{
	const char *wanted = underscored(k->arena, pattern, strlen(pattern)), **list;
	const struct strmap *names;
	struct strmap loaded;

	strmap_init(&loaded, k->arena);
	if (k->running)
		add_loaded(&loaded, k->arena);
	names = k->running ? &loaded : installed(k);
	list = arena_array(k->arena, const char *, names->n + 1);
	*n = 0;
	for (size_t i = 0; i < names->n; i++)
		if (!fnmatch(wanted, names->entries[i].key, 0))
			list[(*n)++] = names->entries[i].key;
	qsort(list, *n, sizeof(*list), by_name);
	return list;
}
