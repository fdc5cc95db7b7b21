/* SPDX-License-Identifier: GPL-2.0-only */
/* vec.h: an array that grows, typed, in an arena. */
#ifndef SPILE_VEC_H
#define SPILE_VEC_H

#include <string.h>

#include "arena.h"

/* A zeroed VEC is an empty one.  Elements move when it grows. */
#define VEC(type)            \
	struct {             \
		type *v;     \
		size_t n;    \
		size_t room; \
	}

#define vec_push(a, vec, item) (vec_room((a), (vec)), (void)((vec)->v[(vec)->n++] = (item)))

#define vec_room(a, vec)          \
	((vec)->n < (vec)->room ? \
		 (void)0 :        \
		 (void)((vec)->v = vec_grow((a), (vec)->v, &(vec)->room, sizeof(*(vec)->v))))

/* Room for N elements of an empty one, where so many will come. */
#define vec_reserve(a, vec, count) \
	((vec)->v = arena_alloc((a), (count) * sizeof(*(vec)->v)), (void)((vec)->room = (count)))

#define vec_each(item, vec)                                                                \
	for (size_t item##_i = 0; item##_i < (vec)->n && ((item) = (vec)->v[item##_i], 1); \
	     item##_i++)

static inline void *vec_grow(struct arena *a, void *old, size_t *room, size_t size)
{
	size_t more = *room ? *room * 2 : 8;
	void *v = arena_alloc(a, more * size);

	if (old)
		memcpy(v, old, *room * size);
	*room = more;
	return v;
}

#endif
