/* SPDX-License-Identifier: GPL-2.0-only */
/* hash.c: parts in, 64 hex digits out; the work is libmd's. */
#define _GNU_SOURCE 1 /* scandir() */
#include "hash.h"

#include <dirent.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "parser/base/arena.h"

void hash_init(struct hash *h)
{
	SHA256Init(&h->ctx);
}

void hash_add(struct hash *h, const void *data, size_t len)
{
	uint64_t n = len;

	SHA256Update(&h->ctx, (const uint8_t *)&n, sizeof(n));
	SHA256Update(&h->ctx, data, len);
}

void hash_text(struct hash *h, const char *text)
{
	uint64_t none = UINT64_MAX;

	if (text)
		hash_add(h, text, strlen(text));
	else
		SHA256Update(&h->ctx, (const uint8_t *)&none, sizeof(none));
}

static bool hash_entry(struct hash *h, struct arena *a, const char *dir, const char *name)
{
	const char *path = arena_printf(a, "%s/%s", dir, name);
	struct stat st;
	size_t len;
	char *text;

	if (name[0] == '.')
		return true;
	if (stat(path, &st))
		return false;
	hash_text(h, name);
	if (S_ISDIR(st.st_mode))
		return hash_tree(h, a, path);
	text = file_read(a, path, &len);
	if (text)
		hash_add(h, text, len);
	return text;
}

bool hash_tree(struct hash *h, struct arena *a, const char *dir)
{
	struct dirent **names;
	int n = scandir(dir, &names, NULL, alphasort);
	bool ok = n >= 0;

	for (int i = 0; i < n; i++) {
		ok = ok && hash_entry(h, a, dir, names[i]->d_name);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	hash_text(h, NULL); /* the end of the folder */
	return ok;
}

const char *hash_hex(struct hash *h, struct arena *a)
{
	static const char digit[] = "0123456789abcdef";
	uint8_t sum[SHA256_DIGEST_LENGTH];
	char *hex = arena_alloc(a, 2 * sizeof(sum) + 1);

	SHA256Final(sum, &h->ctx);
	for (size_t i = 0; i < sizeof(sum); i++) {
		hex[2 * i] = digit[sum[i] >> 4];
		hex[2 * i + 1] = digit[sum[i] & 15];
	}
	return hex;
}
