/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arena.c: takes sizes, gives zeroed memory that is freed all at once.
 *
 * Memory comes from blocks that double up to a bound; a request that is large against the
 * block gets one of its own, so that the rest of the current block isn't lost.
 */
#include "base/arena.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	BLOCK_FIRST = 16 << 10,
	BLOCK_LAST = 1 << 20,
};

struct block {
	struct block *next;
	max_align_t data[];
};

struct arena {
	struct block *blocks;
	char *at, *end; /* what is free of the current block */
	size_t block_size; /* of the next one */
	size_t used;
};

static void *take(size_t size)
{
	void *p = calloc(1, size);

	if (!p) {
		fputs("spile: error: out of memory\n", stderr);
		exit(1);
	}
	return p;
}

struct arena *arena_open(void)
{
	struct arena *a = take(sizeof(*a));

	a->block_size = BLOCK_FIRST;
	return a;
}

void arena_close(struct arena *a)
{
	struct block *b, *next;

	if (!a)
		return;
	for (b = a->blocks; b; b = next) {
		next = b->next;
		free(b);
	}
	free(a);
}

static struct block *block_add(struct arena *a, size_t size)
{
	struct block *b = take(sizeof(*b) + size);

	b->next = a->blocks;
	a->blocks = b;
	return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
	size_t round;
	void *p;

	assert(size < SIZE_MAX / 2);
	/* Nothing gets a place of its own too. */
	round = ((size ? size : 1) + _Alignof(max_align_t) - 1) & ~(_Alignof(max_align_t) - 1);
	a->used += round;
	if (round > (size_t)(a->end - a->at)) {
		if (round > a->block_size / 4)
			return block_add(a, round)->data;
		a->at = (char *)block_add(a, a->block_size)->data;
		a->end = a->at + a->block_size;
		if (a->block_size < BLOCK_LAST)
			a->block_size *= 2;
	}
	p = a->at;
	a->at += round;
	return p;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *p = arena_alloc(a, n + 1);

	if (n)
		memcpy(p, s, n);
	return p;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	char *p;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	assert(n >= 0);
	p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *p;

	va_start(ap, fmt);
	p = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return p;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}
