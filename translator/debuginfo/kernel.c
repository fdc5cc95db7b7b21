/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel.c: takes a release, a build directory or nothing; gives the target kernel, and what
 * its files say when they are asked.
 */
#include "translator/debuginfo/kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "parser/base/arena.h"
#include "parser/base/source.h"
#include "translator/debuginfo/elfmap.h"
#include "translator/debuginfo/stash.h"
#include "translator/debuginfo/unpack.h"

/* A file's text, or NULL with errno. */
static const char *read_text(struct arena *a, const char *path, int *err)
{
	const struct source *s = source_read(a, path, err);

	return s ? s->text : NULL;
}

/*
 * The release that a build directory is for.  utsrelease.h comes first: it is what modules are
 * stamped with, and Debian's kernel.release says something else.
 */
static const char *build_release(struct arena *a, const char *dir, const char **why)
{
	const char *uts, *text;
	int err;

	uts = arena_printf(a, "%s/include/generated/utsrelease.h", dir);
	text = read_text(a, uts, &err);
	text = text ? strchr(text, '"') : NULL;
	if (text && strchr(text + 1, '"'))
		return arena_strndup(a, text + 1, strcspn(text + 1, "\""));
	text = read_text(a, arena_printf(a, "%s/include/config/kernel.release", dir), &err);
	if (text && strcspn(text, "\n"))
		return arena_strndup(a, text, strcspn(text, "\n"));
	*why = arena_printf(a,
			    "%s is not a kernel's build directory: it has no "
			    "include/generated/utsrelease.h and no include/config/kernel.release",
			    dir);
	return NULL;
}

static const char *absolute_path(struct arena *a, const char *path)
{
	char *full = realpath(path, NULL);
	const char *copy = arena_strdup(a, full ? full : path);

	free(full);
	return copy;
}

static const char *vm_release(struct arena *a, const char *cache, const char *running,
			      const char **why)
{
	const char *const *list = kernel_releases(a, cache, true, true);

	for (size_t i = 0; list[i]; i++)
		if (!strcmp(list[i], running))
			return list[i];
	if (!list[0])
		*why = "no kernel has both its image (/boot/vmlinuz-RELEASE) and its headers "
		       "(/lib/modules/RELEASE/build) here";
	return list[0];
}

static const char *known_releases(struct arena *a, const char *cache)
{
	const char *const *list = kernel_releases(a, cache, false, false);
	const char *text = list[0];

	for (size_t i = 1; text && list[i] && i < 5; i++)
		text = arena_printf(a, "%s, %s", text, list[i]);
	return text ? arena_printf(a, "; those here: %s", text) : "";
}

struct kernel *kernel_open(struct arena *a, const struct kernel_options *opt, const char **why)
{
	struct kernel *k = arena_new(a, struct kernel);
	struct utsname uts;

	uname(&uts);
	k->arena = a;
	k->cache = opt->cache;
	k->arch = arena_strdup(a, uts.machine);
	if (opt->release && strchr(opt->release, '/')) {
		k->release = build_release(a, opt->release, why);
		k->build = absolute_path(a, opt->release);
	} else if (opt->release) {
		k->release = opt->release;
	} else if (opt->for_vm) {
		k->release = vm_release(a, opt->cache, uts.release, why);
	} else {
		k->release = arena_strdup(a, uts.release);
	}
	if (!k->release)
		return NULL;

	k->version = arena_strndup(a, k->release, strspn(k->release, "0123456789."));
	k->running = !strcmp(k->release, uts.release);
	if (!k->build)
		k->build = kernel_find_build(a, k->cache, k->release);
	k->image = kernel_find_image(a, k->cache, k->release, k->build);
	k->modules = kernel_find_modules(a, k->cache, k->release);
	if (!k->running && !k->build && !k->image && !k->modules) {
		*why = arena_printf(a,
				    "there is no kernel %s: no /boot/vmlinuz-%s, no "
				    "/lib/modules/%s%s",
				    k->release, k->release, k->release,
				    known_releases(a, k->cache));
		return NULL;
	}
	return k;
}

static const char *find_config(struct kernel *k)
{
	const char *paths[] = {
		k->build ? arena_printf(k->arena, "%s/.config", k->build) : NULL,
		arena_printf(k->arena, "/boot/config-%s", k->release),
		k->cache ? arena_printf(k->arena, "%s/kernels/%s/boot/config-%s", k->cache,
					k->release, k->release) :
			   NULL,
		k->modules ? arena_printf(k->arena, "%s/config", k->modules) : NULL,
	};
	int err;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		const char *text = paths[i] ? read_text(k->arena, paths[i], &err) : NULL;

		if (text)
			return text;
	}
	return "";
}

const char *kernel_config(struct kernel *k, const char *name)
{
	const char *key, *at;
	size_t n;

	if (!k->config)
		k->config = find_config(k);
	if (!*k->config)
		return NULL;
	if (!strncmp(name, "CONFIG_", 7))
		name += 7;
	key = arena_printf(k->arena, "\nCONFIG_%s=", name);
	at = strstr(k->config, key);
	if (!at)
		return "n";
	at += strlen(key);
	n = strcspn(at, "\n");
	if (n >= 2 && at[0] == '"' && at[n - 1] == '"')
		return arena_strndup(k->arena, at + 1, n - 2);
	return arena_strndup(k->arena, at, n);
}

/* What names an unpacked copy: the same file, unchanged, gets the same name. */
static const char *copy_name(struct arena *a, const char *path, const struct stat *st,
			     const unsigned char *data, size_t len)
{
	const int64_t facts[] = { st->st_size, st->st_mtim.tv_sec, st->st_mtim.tv_nsec };
	uint64_t h = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
	size_t head = len < 4096 ? len : 4096;

	for (const char *p = path; *p; p++)
		h = (h ^ (unsigned char)*p) * UINT64_C(0x100000001b3);
	for (size_t i = 0; i < sizeof(facts); i++)
		h = (h ^ ((const unsigned char *)facts)[i]) * UINT64_C(0x100000001b3);
	for (size_t i = 0; i < head; i++)
		h = (h ^ data[i]) * UINT64_C(0x100000001b3);
	return arena_printf(a, "%016" PRIx64 ".elf", h);
}

typedef bool (*unpack_fn)(struct stash *to, struct arena *a, const unsigned char *data, size_t len,
			  const char **why);

static const char *make_copy(struct kernel *k, const char *cache, const char *name,
			     unpack_fn unpack, const unsigned char *data, size_t len,
			     const char **why)
{
	struct stash s;
	const char *path;

	if (!stash_open(&s, k->arena, cache, "payload", name)) {
		*why = arena_printf(k->arena, "no file can be made for it: %s", strerror(errno));
		return NULL;
	}
	if (!unpack(&s, k->arena, data, len, why)) {
		stash_drop(&s);
		return NULL;
	}
	path = stash_keep(&s);
	if (!path)
		*why = arena_printf(k->arena, "it can't be kept: %s", strerror(errno));
	return path;
}

/* PATH itself when it is an ELF file, else its unpacked copy; *why is a whole clause. */
static const char *unpacked_copy(struct kernel *k, const char *path, unpack_fn unpack,
				 const char **why)
{
	const char *kept, *copy = NULL, *unused;
	const unsigned char *data;
	struct elfmap e;
	struct stat st;
	size_t len;

	data = file_map(path, &len);
	if (!data || stat(path, &st)) {
		*why = arena_printf(k->arena, "%s can't be read: %s", path, strerror(errno));
		return NULL;
	}
	if (len > 4 && !memcmp(data, "\177ELF", 4)) {
		copy = path;
		goto done;
	}
	kept = stash_path(k->arena, k->cache, "payload", copy_name(k->arena, path, &st, data, len));
	if (kept && elfmap_open(&e, k->arena, kept, &unused)) {
		elfmap_close(&e);
		copy = kept;
		goto done;
	}
	if (kept)
		copy = make_copy(k, k->cache, strrchr(kept, '/') + 1, unpack, data, len, why);
	if (!copy) /* also where the cache's disk is full */
		copy = make_copy(k, NULL, "payload", unpack, data, len, why);
	if (!copy)
		*why = arena_printf(k->arena, "%s can't be used: %s", path, *why);
done:
	file_unmap(data, len);
	return copy;
}

const char *kernel_payload(struct kernel *k, const char **why)
{
	if (k->payload)
		return k->payload;
	if (!k->image) {
		*why = arena_printf(k->arena, "there is no image of %s (/boot/vmlinuz-%s)",
				    k->release, k->release);
		return NULL;
	}
	k->payload = unpacked_copy(k, k->image, unpack_image, why);
	return k->payload;
}

static bool running_build_id(struct kernel *k)
{
	unsigned char notes[4096];
	int fd = open("/sys/kernel/notes", O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, notes, sizeof(notes));
	close(fd);
	if (n > 0)
		k->build_id_len = note_build_id(notes, (size_t)n, k->build_id, sizeof(k->build_id));
	return k->build_id_len != 0;
}

bool kernel_build_id(struct kernel *k, const char **why)
{
	const char *payload;
	struct elfmap e;

	if (k->build_id_len || (k->running && running_build_id(k)))
		return true;
	payload = kernel_payload(k, why);
	if (!payload || !elfmap_open(&e, k->arena, payload, why))
		return false;
	k->build_id_len = elfmap_build_id(&e, k->build_id, sizeof(k->build_id));
	elfmap_close(&e);
	if (!k->build_id_len)
		*why = arena_printf(k->arena, "%s has no build-id", k->image);
	return k->build_id_len != 0;
}

const char *build_id_text(struct arena *a, const unsigned char *id, size_t len)
{
	char *text = arena_alloc(a, 2 * len + 1);

	for (size_t i = 0; i < len; i++) {
		text[2 * i] = "0123456789abcdef"[id[i] >> 4];
		text[2 * i + 1] = "0123456789abcdef"[id[i] & 15];
	}
	return text;
}

const char *kernel_build_id_text(struct kernel *k)
{
	const char *unused;

	return kernel_build_id(k, &unused) ? build_id_text(k->arena, k->build_id, k->build_id_len) :
					     NULL;
}

const char *kernel_module_elf(struct kernel *k, const char *module, const char **why)
{
	const char *path = kernel_module_path(k, module);

	if (path)
		return unpacked_copy(k, path, unpack_elf, why);
	if (strchr(module, '/'))
		*why = arena_printf(k->arena, "%s can't be read: %s", module, strerror(errno));
	else if (k->modules)
		*why = arena_printf(k->arena, "there is no module '%s' in %s", module, k->modules);
	else
		*why = arena_printf(k->arena, "there are no modules of %s (/lib/modules/%s/kernel)",
				    k->release, k->release);
	return NULL;
}
