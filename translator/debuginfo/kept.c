// SPDX-License-Identifier: GPL-2.0-only
/*
 * kept.c: takes a block of bytes; keeps it in a file of the cache, behind a head that names the
 * kernel and has a sum over all of it, which tells a damaged file.
 */
#include "translator/debuginfo/kept.h"

#include <stdlib.h>
#include <string.h>

#include "parser/base/arena.h"
#include "translator/debuginfo/elfmap.h"
#include "translator/debuginfo/kernel.h"
#include "translator/debuginfo/stash.h"

struct head {
	char magic[8]; /* "spile" and what the suffix begins with */
	uint64_t sum; /* of all that follows it */
	uint32_t version;
	uint32_t build_id_len;
	unsigned char build_id[64];
};

static uint64_t sum_of(const unsigned char *p, size_t len)
{
	uint64_t sum = len, word;

	for (; len >= 8; p += 8, len -= 8) {
		memcpy(&word, p, 8);
		sum = (sum ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		sum ^= sum >> 29;
	}
	for (; len; p++, len--)
		sum = (sum ^ *p) * UINT64_C(0x9e3779b97f4a7c15);
	return sum;
}

static uint64_t block_sum(const struct head *head, size_t len, const struct kept_kind *kind)
{
	enum { SAMPLE = 4096, STEP = 64 * SAMPLE, SAMPLED_FROM = 1 << 20 };
	const unsigned char *from = (const unsigned char *)&head->version;
	uint64_t sum = len;

	len -= offsetof(struct head, version);
	if (!kind->sampled || len < SAMPLED_FROM)
		return sum_of(from, len);
	for (size_t at = 0; at < len; at += STEP)
		sum = sum * 31 + sum_of(from + at, len - at < SAMPLE ? len - at : SAMPLE);
	return sum;
}

static void fill_head(struct head *head, const struct kernel *k, const struct kept_kind *kind)
{
	const unsigned char *id = kind->id ? kind->id : k->build_id;
	size_t len = kind->id ? kind->id_len : k->build_id_len;

	memcpy(head->magic, "spile", 5);
	strncpy(head->magic + 5, kind->suffix, 3);
	head->version = kind->version;
	memcpy(head->build_id, id, len);
	head->build_id_len = (uint32_t)len;
}

/* NULL: there is no build-id. */
static const char *file_name(struct arena *a, struct kernel *k, const struct kept_kind *kind)
{
	const char *id = kind->id ? build_id_text(a, kind->id, kind->id_len) :
				    kernel_build_id_text(k);

	return id ? arena_printf(a, "%s.%s", id, kind->suffix) : NULL;
}

bool kept_open(struct kept *t, struct arena *a, struct kernel *k, const struct kept_kind *kind)
{
	const char *name = file_name(a, k, kind);
	struct head want = { 0 };
	const struct head *head;

	*t = (struct kept){ .path = name ? stash_path(a, k->cache, "index", name) : NULL };
	if (!t->path)
		return false;
	t->map = file_map(t->path, &t->map_len);
	if (!t->map)
		return false;
	head = (const struct head *)t->map;
	fill_head(&want, k, kind);
	if (t->map_len >= sizeof(*head)) {
		want.sum = head->sum;
		if (!memcmp(head, &want, sizeof(want)) &&
		    head->sum == block_sum(head, t->map_len, kind)) {
			t->body = head + 1;
			t->len = t->map_len - sizeof(*head);
			return true;
		}
	}
	kept_close(t);
	return false;
}

void *kept_room(size_t len)
{
	struct head *head = calloc(1, sizeof(*head) + len);

	return head ? head + 1 : NULL;
}

void kept_take(struct kept *t, void *body, size_t len, struct arena *a, struct kernel *k,
	       const struct kept_kind *kind)
{
	struct head *head = (struct head *)body - 1;
	const char *name = k ? file_name(a, k, kind) : NULL;
	struct stash f;

	*t = (struct kept){ .body = body, .len = len, .block = head };
	if (!name || !k->cache)
		return;
	fill_head(head, k, kind);
	head->sum = block_sum(head, sizeof(*head) + len, kind);
	if (!stash_open(&f, a, k->cache, "index", name))
		return;
	if (!f.path || !stash_write(&f, head, sizeof(*head) + len))
		stash_drop(&f);
	else
		t->path = stash_keep(&f);
}

void kept_close(struct kept *t)
{
	if (t->map)
		file_unmap(t->map, t->map_len);
	free(t->block);
	*t = (struct kept){ 0 };
}
