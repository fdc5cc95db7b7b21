// SPDX-License-Identifier: GPL-2.0-only
/* regex_keys.c: a hash table with open addresses; keys are never taken out. */
#include "regex/regex_keys.h"

static uint32_t hash_bytes(const uint8_t *p, size_t n)
{
	uint32_t h = 2166136261u;

	while (n--)
		h = (h ^ *p++) * 16777619u;
	return h;
}

static void grow(struct arena *a, struct regex_keys *k)
{
	k->nslots = k->nslots ? k->nslots * 2 : 64;
	k->slots = arena_array(a, uint32_t, k->nslots);
	for (size_t i = 0; i < k->list.n; i++) {
		size_t at = k->list.v[i].hash & (k->nslots - 1);

		while (k->slots[at])
			at = (at + 1) & (k->nslots - 1);
		k->slots[at] = (uint32_t)i + 1;
	}
}

uint32_t regex_keys_add(struct arena *a, struct regex_keys *k, const void *bytes, size_t len)
{
	struct regex_key new = { .len = len, .hash = hash_bytes(bytes, len) };
	uint8_t *copy;
	size_t at;

	if (k->list.n * 2 >= k->nslots)
		grow(a, k);
	for (at = new.hash &(k->nslots - 1); k->slots[at]; at = (at + 1) & (k->nslots - 1)) {
		const struct regex_key *old = &k->list.v[k->slots[at] - 1];

		if (old->hash == new.hash && old->len == len && !memcmp(old->bytes, bytes, len))
			return k->slots[at] - 1;
	}
	copy = arena_alloc(a, len + 1);
	memcpy(copy, bytes, len);
	new.bytes = copy;
	vec_push(a, &k->list, new);
	k->slots[at] = (uint32_t)k->list.n;
	k->size += len;
	return (uint32_t)k->list.n - 1;
}
