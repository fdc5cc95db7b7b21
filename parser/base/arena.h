/* SPDX-License-Identifier: GPL-2.0-only */
/* arena.h: memory that is given out piece by piece and freed all at once. */
#ifndef SPILE_ARENA_H
#define SPILE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_open(void); /* exits the program when memory is out */
void arena_close(struct arena *a); /* NULL is fine */

/* Zeroed and aligned for any type; never NULL. */
void *arena_alloc(struct arena *a, size_t size);
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));
size_t arena_used(const struct arena *a); /* bytes given out */

#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define arena_array(a, type, n) ((type *)arena_alloc((a), sizeof(type) * (n)))

#endif
