/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * runtime_test.h: for tests of runtime/ in user space: a script's limits, a context, a buffer
 * that takes any amount of text, checks.  Included once, by the test itself.
 */
#ifndef RUNTIME_TEST_H
#define RUNTIME_TEST_H

#include <stdarg.h>

#include "runtime/deref.h"
#include "runtime/global.h"
#include "runtime/spl.h"

#define TEST_STRLEN 64

/* Lists of globals, where a test has some. */
#ifndef TEST_GLOBALS
#define TEST_GLOBALS
#endif

const struct spl_script spl_script = { .limits = { .maxstringlen = TEST_STRLEN, .hist_elision = 2 },
				       TEST_GLOBALS };
int shim_cpu, shim_fail_in;
static int test_failures;

#define check(cond)                                                               \
	do {                                                                      \
		if (!(cond)) {                                                    \
			printf("%s:%d: not so: %s\n", __FILE__, __LINE__, #cond); \
			test_failures++;                                          \
		}                                                                 \
	} while (0)

#define check_text(got, n, want) check_text_at(__FILE__, __LINE__, got, n, want, strlen(want))
#define check_str(s, want)                          \
	do {                                        \
		struct spl_str got_ = (s);          \
		check_text(got_.p, got_.len, want); \
		check(got_.p[got_.len] == '\0');    \
	} while (0)

static inline void check_text_at(const char *file, int line, const char *got, size_t n,
				 const char *want, size_t want_n)
{
	if (n == want_n && !memcmp(got, want, n))
		return;
	printf("%s:%d: got:\n%.*s\nwanted:\n%.*s\n", file, line, (int)n, got, (int)want_n, want);
	test_failures++;
}

static inline int test_done(void)
{
	spl_globals_free(&spl_script);
	if (test_failures)
		printf("%d checks failed\n", test_failures);
	return test_failures != 0;
}

/* A number, the same in every run. */
static inline u64 test_random(void)
{
	static u64 x = 88172645463325252ull;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return x;
}

/* ---- a context ---- */

static char test_arena[1 << 16];

static inline void test_rewind(struct spl_context *c)
{
	c->str = test_arena;
	c->str_end = test_arena + sizeof(test_arena);
	c->actions = 1 << 30;
	c->failed = false;
}

void spl_error(struct spl_context *c, const char *at, const char *fmt, ...)
{
	va_list ap;

	(void)at;
	if (c->failed)
		return;
	c->failed = true;
	va_start(ap, fmt);
	vsnprintf(c->error, sizeof(c->error), fmt, ap);
	va_end(ap);
}

s64 spl_div_zero(struct spl_context *c, const char *at, const char *op)
{
	spl_error(c, at, "division by zero: %s", op);
	return 0;
}

static inline void test_start(struct spl_context *c)
{
	memset(c, 0, sizeof(*c));
	test_rewind(c);
	if (spl_globals_init(&spl_script))
		abort();
}

/* Whether the context has failed with a message that begins with WANT; forgets it. */
static inline bool test_failed(struct spl_context *c, const char *want)
{
	bool so = c->failed && !strncmp(c->error, want, strlen(want));

	c->failed = false;
	return so;
}

#ifndef TEST_DEREF
/* Memory to print: 256 bytes at either address. */
#define TEST_KERNEL 0xffff888000001000ull
#define TEST_USER 0x400000ull
static u8 test_memory[256];

static inline bool test_read(void *to, u64 addr, u32 n, u64 base)
{
	if (addr < base || addr + n > base + sizeof(test_memory))
		return false;
	memcpy(to, test_memory + (addr - base), n);
	return true;
}

bool spl_read_kernel(void *to, u64 addr, u32 n)
{
	return test_read(to, addr, n, TEST_KERNEL);
}

bool spl_read_user(void *to, u64 addr, u32 n)
{
	return test_read(to, addr, n, TEST_USER);
}
#endif

/* ---- what was printed: pieces of test_piece bytes are put together in test_out ---- */

static char test_out[1 << 17], test_pieces[256];
static size_t test_out_len;
static int test_piece = sizeof(test_pieces);

static inline void test_flush(struct spl_buf *b, struct spl_context *c)
{
	size_t n = b->p - b->start;

	(void)c;
	if (test_out_len + n > sizeof(test_out))
		abort();
	memcpy(test_out + test_out_len, b->start, n);
	test_out_len += n;
	b->p = b->start;
}

static inline struct spl_buf *test_print(struct spl_context *c)
{
	c->out = (struct spl_buf){ test_pieces, test_pieces, test_pieces + test_piece, test_flush,
				   c };
	test_out_len = 0;
	return &c->out;
}

#define check_printed(b, want)                            \
	do {                                              \
		test_flush(b, NULL);                      \
		check_text(test_out, test_out_len, want); \
	} while (0)

#endif
