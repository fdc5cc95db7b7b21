/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * target.h: what the files of the module spile_target share: how a value is told, and its types.
 *
 * A command that is written to /proc/spile_target calls the functions of one subject, and tells in
 * words NAME=VALUE what a probe must see in them, in the order in which it sees it.  Reading the
 * file gives what the last commands told.  No function tells anything of itself: that would keep
 * its variables alive.
 */
#ifndef SPILE_TARGET_H
#define SPILE_TARGET_H

#include <linux/compiler.h>
#include <linux/types.h>

void tell(const char *name, s64 value);
void tell_text(const char *name, const char *text);
u64 pick(void); /* a number that no compiler knows, all of its bits are used */
u32 pick_below(u32 limit);

void ints_run(void);
void shapes_run(void);
void values_run(void);
void loops_run(void);
void labels_run(void);
void calls_run(void);
void callees_run(void);
void inlines_run(void);
void clones_run(void);
void places_run(void);
void wait_run(void);
void twins_run(void);
void events_run(void);
void landing_run(void);
void marks_run(void);

/* Called where a line of a test stands: a call is not moved, and what is in its line neither. */
void note(u64 value);

enum colour { COLOUR_RED, COLOUR_GREEN = 5, COLOUR_BLUE = -3 };

typedef u32 shape_number;
typedef shape_number shape_key;
typedef s32 shape_function(s32);

struct point {
	s16 x;
	s16 y;
};

struct bits {
	u32 one : 1;
	u32 three : 3;
	s32 five : 5;
	u32 seven : 7;
	u64 long33 : 33;
	s64 long20 : 20;
	u8 two : 2;
	bool yes : 1;
	enum colour colour : 4;
};

struct packed_bits {
	u8 before;
	u64 across : 61; /* lies in nine bytes */
	u32 after : 15;
	s16 odd; /* at an odd address */
} __packed;

union word {
	u64 whole;
	u32 half[2];
	s8 byte[8];
};

struct shape {
	s32 number;
	const char *name;
	char tag[12];
	struct point in;
	struct point *to;
	struct point three[3];
	s16 grid[2][3];
	union word word;
	union {
		u64 all;
		struct {
			u32 low;
			u32 high;
		};
	};
	struct {
		s8 a;
		struct {
			s16 b;
			union {
				u32 c;
				s32 minus_c;
			};
		};
	};
	struct {
		u16 inner;
		struct point at;
	} named;
	enum colour colour;
	bool yes;
	shape_key key;
	const volatile u16 fixed;
	s32 **to_to;
	shape_function *function;
	shape_function *table[2];
	void *anything;
	struct shape *next;
	struct unknown *opaque;
	s64 below[4];
	u8 count;
	s32 rest[];
};

/* Passed by value: in one register, in two, on the stack. */
struct small {
	s16 a;
	s32 b;
};

struct pair {
	u64 first;
	s32 second;
};

struct large {
	s64 v[4];
	struct pair last;
	s8 end;
};

#endif
