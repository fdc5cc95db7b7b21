/* SPDX-License-Identifier: GPL-2.0-only */
/* hash.h: SHA-256 over the things that decide what a build gives. */
#ifndef SPILE_BUILD_HASH_H
#define SPILE_BUILD_HASH_H

#include <sha2.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

struct hash {
	SHA2_CTX ctx;
};

void hash_init(struct hash *h);
/* Each part counts with its length, so that "ab" "c" and "a" "bc" differ. */
void hash_add(struct hash *h, const void *data, size_t len);
void hash_text(struct hash *h, const char *text); /* NULL is not "" */
/* Names and text of all files below DIR, in order; false: errno. */
bool hash_tree(struct hash *h, struct arena *a, const char *dir);
/* 64 hex digits in the arena; H is used up. */
const char *hash_hex(struct hash *h, struct arena *a);

#endif
