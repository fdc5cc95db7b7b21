/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dwarf_shapes.h: types of every shape.  dwarf_types.c compiles this file with debug information,
 * and compares what is read from that with what its own compiler says of the same types.
 */
#ifndef SPILE_DWARF_SHAPES_H
#define SPILE_DWARF_SHAPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct secret; /* defined by another unit */
struct nowhere; /* by none */
struct shapes;

enum color { RED, GREEN = 5, LAST = 0x80000001 };
enum signs { MINUS = -3, ZERO, PLUS = 200 };
enum wide { HUGE_ONE = 0x8000000000000001, SMALL = 1 };
typedef enum { NAMELESS_ONE = 17 } nameless_enum;

typedef unsigned int number;
typedef const volatile number fixed_number;
typedef fixed_number number_again;
typedef struct {
	int counter;
} plain_t;
typedef union {
	int i;
	char c[4];
} either_t;
typedef int row_t[3];
typedef struct shapes *shapes_ptr;
typedef void nothing_t;
typedef int callback_t(struct shapes *, const char *, ...);
typedef int vector_t __attribute__((vector_size(16)));

struct bits {
	unsigned int a : 3, b : 7;
	int c : 20;
	unsigned long long d : 40;
	unsigned char : 0;
	unsigned char e : 5;
	bool f : 1;
	enum signs g : 12;
};

struct __attribute__((packed)) packed_bits {
	char first;
	unsigned int a : 5;
	unsigned int b : 30;
	unsigned long long c : 61;
	short after;
};

struct inner {
	int x;
	struct {
		int deep;
		union {
			int deeper;
			char bytes[4];
		};
	};
};

struct flexible {
	int n;
	int tail[];
};

struct zero {
	int n;
	char none[0];
};

struct shapes {
	struct shapes *next;
	const struct shapes *const *list;
	struct inner in;
	struct bits bits;
	union {
		int u;
		struct inner other;
	};
	int grid[2][3][4];
	row_t rows[5];
	struct inner array[3];
	int (*pointer_to_row)[3];
	int (*call)(struct shapes *, int);
	int (*calls[4])(struct shapes *, const char *, ...);
	callback_t *callback;
	void (*nothing)(void);
	void *any;
	const void *constant;
	char *const volatile fixed;
	char *restrict alone;
	_Atomic int atomic;
	const char text[16];
	unsigned char u8;
	signed char s8;
	bool flag;
	float real;
	double longer;
	__int128 biggest;
	vector_t vector;
	enum color color;
	enum signs signs;
	enum wide wide;
	nameless_enum nameless;
	number_again again;
	plain_t plain;
	either_t either;
	struct secret *secret;
	struct nowhere *nowhere;
	nothing_t *nothing_at_all;
	shapes_ptr same;
	struct flexible *flexible;
	struct zero *zero;
	struct packed_bits packed;
};

#endif

#ifdef SHAPES_FIRST
struct shapes all_shapes;

int takes_shapes(struct shapes *shapes, const char *name, size_t count, ...);
int takes_shapes(struct shapes *shapes, const char *name, size_t count, ...)
{
	return shapes->u + name[count];
}

__attribute__((noinline)) static int twin(int a, struct inner *in)
{
	return a + in->x;
}

void nothing(void);
void nothing(void)
{
	all_shapes.u = twin(1, &all_shapes.in);
}
#endif

#ifdef SHAPES_SECOND
struct secret {
	int told;
	struct shapes *of;
};

struct secret the_secret;

__attribute__((noinline)) static int twin(char *other)
{
	return *other;
}

int second(struct shapes *shapes, struct inner *in);
int second(struct shapes *shapes, struct inner *in)
{
	return twin((char *)shapes) + in->x;
}
#endif
