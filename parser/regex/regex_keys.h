/* SPDX-License-Identifier: GPL-2.0-only */
/* regex_keys.h: strings of bytes, numbered in the order in which they first came. */
#ifndef SPILE_REGEX_KEYS_H
#define SPILE_REGEX_KEYS_H

#include <stdint.h>

#include "base/vec.h"

struct regex_key {
	const uint8_t *bytes; /* never NULL */
	size_t len;
	uint32_t hash;
};

/* A zeroed one is empty. */
struct regex_keys {
	VEC(struct regex_key) list; /* by number */
	uint32_t *slots; /* number + 1, or 0 */
	size_t nslots;
	size_t size; /* bytes of all */
};

/* The number of a key, which is copied when it is new: then it is the last of the list. */
uint32_t regex_keys_add(struct arena *a, struct regex_keys *k, const void *bytes, size_t len);

#endif
