/* SPDX-License-Identifier: GPL-2.0-only */
/* kernel_find.c: takes a release; gives where its files are; lists the releases there are. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "parser/base/arena.h"
#include "parser/base/strmap.h"
#include "parser/base/vec.h"
#include "translator/debuginfo/kernel.h"

static const char *const roots[] = { "", "/usr" };

/* CACHE/kernels/R, where a kernel package was unpacked; NULL without a cache. */
static const char *unpacked(struct arena *a, const char *cache, const char *release)
{
	return cache ? arena_printf(a, "%s/kernels/%s", cache, release) : NULL;
}

static const char *readable(const char *path)
{
	return !access(path, R_OK) ? path : NULL;
}

/* Debian 12 has the image in /boot, later ones beside the modules. */
static const char *image_under(struct arena *a, const char *top, const char *release)
{
	const char *found = readable(arena_printf(a, "%s/boot/vmlinuz-%s", top, release));

	for (size_t i = 0; !found && i < 2; i++)
		found = readable(
			arena_printf(a, "%s%s/lib/modules/%s/vmlinuz", top, roots[i], release));
	return found;
}

const char *kernel_find_image(struct arena *a, const char *cache, const char *release,
			      const char *build)
{
	const char *top = unpacked(a, cache, release);
	const char *found = image_under(a, "", release);

	if (!found && top)
		found = image_under(a, top, release);
	if (!found && build)
		found = readable(arena_printf(a, "%s/arch/x86/boot/bzImage", build));
	return found;
}

static const char *modules_under(struct arena *a, const char *top, const char *release)
{
	for (size_t i = 0; i < 2; i++) {
		const char *dir = arena_printf(a, "%s%s/lib/modules/%s", top, roots[i], release);

		if (readable(arena_printf(a, "%s/kernel", dir)))
			return dir;
	}
	return NULL;
}

const char *kernel_find_modules(struct arena *a, const char *cache, const char *release)
{
	const char *top = unpacked(a, cache, release);
	const char *found = modules_under(a, "", release);

	return found || !top ? found : modules_under(a, top, release);
}

const char *kernel_find_build(struct arena *a, const char *cache, const char *release)
{
	const char *top = unpacked(a, cache, release);
	const char *dirs[] = {
		arena_printf(a, "/lib/modules/%s/build", release),
		arena_printf(a, "/usr/src/linux-headers-%s", release),
		top ? arena_printf(a, "%s/usr/src/linux-headers-%s", top, release) : NULL,
	};

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]) && dirs[i]; i++)
		if (readable(arena_printf(a, "%s/include/config/auto.conf", dirs[i])))
			return dirs[i];
	return NULL;
}

/* Adds what stands behind PREFIX in a directory's names. */
static void add_names(struct strmap *m, struct arena *a, const char *dir, const char *prefix)
{
	DIR *d = opendir(dir);
	size_t n = strlen(prefix);
	struct dirent *e;

	if (!d)
		return;
	while ((e = readdir(d))) {
		const char *name = e->d_name;

		if (name[0] != '.' && !strncmp(name, prefix, n) && !strmap_has(m, name + n))
			strmap_set(m, arena_strdup(a, name + n), NULL);
	}
	closedir(d);
}

static int newest_first(const void *a, const void *b)
{
	return strverscmp(*(const char *const *)b, *(const char *const *)a);
}

const char *const *kernel_releases(struct arena *a, const char *cache, bool need_image,
				   bool need_headers)
{
	const char **list;
	struct strmap m;
	size_t n = 0;

	strmap_init(&m, a);
	add_names(&m, a, "/boot", "vmlinuz-");
	add_names(&m, a, "/lib/modules", "");
	add_names(&m, a, "/usr/src", "linux-headers-");
	if (cache)
		add_names(&m, a, arena_printf(a, "%s/kernels", cache), "");

	list = arena_array(a, const char *, m.n + 1);
	for (size_t i = 0; i < m.n; i++) {
		const char *r = m.entries[i].key;
		const char *build = kernel_find_build(a, cache, r);
		bool image = kernel_find_image(a, cache, r, build) != NULL;

		if ((image || build) && (image || !need_image) && (build || !need_headers))
			list[n++] = r;
	}
	qsort(list, n, sizeof(*list), newest_first);
	return list;
}
