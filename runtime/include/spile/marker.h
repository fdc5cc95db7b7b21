/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * marker.h: places in a kernel module that its author names for tracing.
 *
 *	SPILE_MARK(file_opened, "count %d file %s", n, path);
 *	SPILE_MARK(cache_emptied);
 *
 * A script of spile probes them by marker("file_opened") and module("m").mark("file_*").  This
 * header is all that a module needs, from Linux 5.10 on.
 *
 * The name is a word.  The format is one of printf()'s, and the compiler compares it with the
 * arguments: up to ten, integers and pointers, evaluated only while the marker is enabled.  A
 * marker may stand in any context, NMI included, but not in noinstr code.
 *
 * On x86-64 a disabled marker is three instructions that touch no data: a constant is moved to a
 * register, tested, and a branch is not taken; enabling it changes the constant.  Elsewhere, and
 * where SPILE_MARK_GENERIC is defined before this header is included, a byte of memory is read
 * instead.
 *
 * What a tracer finds: in the section __spile_markers one block after another, one for each object
 * file, the first of them at the symbol __spile_markers_start.  A block is a struct
 * spile_mark_block and COUNT entries; all numbers have the kernel's byte order.
 */
#ifndef SPILE_MARKER_H
#define SPILE_MARKER_H

#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/preempt.h>
#include <linux/stringify.h>
#include <linux/types.h>

#define SPILE_MARK_MAGIC 0x6b72616d656c6970 /* "pilemark" in memory, where the low byte is first */
#define SPILE_MARK_VERSION 1
#define SPILE_MARK_ARGS_MAX 10

struct spile_mark_block {
	u64 magic;
	u16 version;
	u16 entry_size; /* of what follows: entries may become longer */
	u32 count;
};

/* A byte that is 1 while its site is enabled; where code was inlined a site has several. */
struct spile_mark_entry {
	u8 *at;
	struct spile_mark_site *site;
	u32 length; /* of the instruction that ends with the byte; 0: it is data */
	u32 reserved;
};

struct spile_mark_hook;

struct spile_mark_site {
	const char *name;
	const char *format; /* "": it has no arguments */
	const char *file;
	u32 line;
	u16 nargs;
	u8 enabled; /* the byte of data */
	u8 reserved;
	/*
	 * What is called while it is enabled, or NULL.  Who takes a hook back waits for a grace
	 * period of RCU before it goes away.
	 */
	const struct spile_mark_hook *hook;
};

/* Tracers embed this in what they keep for a site. */
struct spile_mark_hook {
	/*
	 * ARGS are the site's, integers extended by their own type.  Called with preemption off, in
	 * whatever context the marker stands in.
	 */
	void (*hit)(const struct spile_mark_hook *hook, const u64 *args);
};

/* ---- the rest is how it is done ---- */

#if BITS_PER_LONG == 64
#define SPILE_MARK_POINTER ".8byte "
#define SPILE_MARK_ENTRY_SIZE 24
#else
#define SPILE_MARK_POINTER ".4byte "
#define SPILE_MARK_ENTRY_SIZE 16
#endif

/*
 * The block's head stands in the first part of the section, the entries in the second: the
 * assembler puts the parts of a file together at its end, and counts.
 */
/* clang-format off */
#ifndef SPILE_MARK_READER /* tracers have no markers of their own */
asm(".pushsection __spile_markers, 0, \"a\", %progbits\n"
    "	.balign 8\n"
    "	.weak __spile_markers_start\n"
    "__spile_markers_start:\n"
    "	.8byte " __stringify(SPILE_MARK_MAGIC) "\n"
    "	.2byte " __stringify(SPILE_MARK_VERSION) ", " __stringify(SPILE_MARK_ENTRY_SIZE) "\n"
    "	.4byte (.Lspile_marks_end - .Lspile_marks) / " __stringify(SPILE_MARK_ENTRY_SIZE) "\n"
    "	.subsection 1\n"
    ".Lspile_marks:\n"
    "	.subsection 2\n"
    ".Lspile_marks_end:\n"
    "	.popsection\n");
#endif

#define SPILE_MARK_ENTRY(at, site, length)             \
	".pushsection __spile_markers, 1, \"a\", %%progbits\n" \
	SPILE_MARK_POINTER at ", " site "\n"                   \
	"	.4byte " length ", 0\n"                        \
	".popsection\n"
/* clang-format on */

#if defined(__x86_64__) && !defined(SPILE_MARK_GENERIC)
#define spile_mark_enabled(site)                                                             \
	({                                                                                   \
		u8 spile_on_;                                                                \
		asm volatile("661: movb $0, %b0\n662:\n" SPILE_MARK_ENTRY("662b - 1", "%c1", \
									  "662b - 661b")     \
			     : "=q"(spile_on_)                                               \
			     : "i"(site));                                                   \
		spile_on_;                                                                   \
	})
#else
#define spile_mark_enabled(site)                                  \
	({                                                        \
		asm volatile(SPILE_MARK_ENTRY("%c0", "%c1", "0")  \
			     :                                    \
			     : "i"(&(site)->enabled), "i"(site)); \
		READ_ONCE((site)->enabled);                       \
	})
#endif

static __always_inline void spile_mark_hit(struct spile_mark_site *site, const u64 *args)
{
	const struct spile_mark_hook *hook;

	preempt_disable_notrace();
	hook = READ_ONCE(site->hook);
	if (hook)
		hook->hit(hook, args);
	preempt_enable_notrace();
}

/*
 * What a site calls while it is enabled, by its number of arguments.  They are put into memory in
 * here: an array among the site's own variables would have a compiler's stack protector read and
 * compare its canary whether the marker is enabled or not.  A clone without the site, which a
 * compiler might make, would take the others in other registers than they may already be in.
 */
#if __has_attribute(__no_stack_protector__)
#define SPILE_MARK_UNPROTECTED __attribute__((__no_stack_protector__))
#else
#define SPILE_MARK_UNPROTECTED
#endif
#define SPILE_MARK_HIT(n, params, ...)                                                       \
	static noinline __noclone __cold notrace __maybe_unused                              \
		SPILE_MARK_UNPROTECTED void spile_mark_hit_##n(struct spile_mark_site *site, \
							       params)                       \
	{                                                                                    \
		const u64 args[] = { __VA_ARGS__ };                                          \
                                                                                             \
		spile_mark_hit(site, args);                                                  \
	}
#define SPILE_MARK_PARAMS(...) __VA_ARGS__
SPILE_MARK_HIT(1, SPILE_MARK_PARAMS(u64 a), a)
SPILE_MARK_HIT(2, SPILE_MARK_PARAMS(u64 a, u64 b), a, b)
SPILE_MARK_HIT(3, SPILE_MARK_PARAMS(u64 a, u64 b, u64 c), a, b, c)
SPILE_MARK_HIT(4, SPILE_MARK_PARAMS(u64 a, u64 b, u64 c, u64 d), a, b, c, d)
SPILE_MARK_HIT(5, SPILE_MARK_PARAMS(u64 a, u64 b, u64 c, u64 d, u64 e), a, b, c, d, e)
SPILE_MARK_HIT(6, SPILE_MARK_PARAMS(u64 a, u64 b, u64 c, u64 d, u64 e, u64 f), a, b, c, d, e, f)
SPILE_MARK_HIT(7, SPILE_MARK_PARAMS(u64 a, u64 b, u64 c, u64 d, u64 e, u64 f, u64 g), a, b, c, d, e,
	       f, g)
SPILE_MARK_HIT(8, SPILE_MARK_PARAMS(u64 a, u64 b, u64 c, u64 d, u64 e, u64 f, u64 g, u64 h), a, b,
	       c, d, e, f, g, h)
SPILE_MARK_HIT(9, SPILE_MARK_PARAMS(u64 a, u64 b, u64 c, u64 d, u64 e, u64 f, u64 g, u64 h, u64 i),
	       a, b, c, d, e, f, g, h, i)
SPILE_MARK_HIT(10,
	       SPILE_MARK_PARAMS(u64 a, u64 b, u64 c, u64 d, u64 e, u64 f, u64 g, u64 h, u64 i,
				 u64 j),
	       a, b, c, d, e, f, g, h, i, j)

static noinline __noclone __cold notrace __maybe_unused void
spile_mark_hit_0(struct spile_mark_site *site)
{
	spile_mark_hit(site, NULL);
}

/* Never called and nowhere defined: the compiler compares the arguments with the format. */
__printf(1, 2) void spile_mark_check(const char *format, ...);

/* An integer or a pointer in 64 bits; neither is cast to another size on its way. */
#define spile_mark_is_pointer(x) (__builtin_classify_type(x) == 5)
#define spile_mark_u64(x)                                                                \
	((u64)(unsigned long)__builtin_choose_expr(spile_mark_is_pointer(x), (x), 0UL) + \
	 (u64) __builtin_choose_expr(spile_mark_is_pointer(x), 0, (x)))

#define SPILE_MARK_AT(mark, text, n, check, ...)                            \
	do {                                                                \
		static struct spile_mark_site spile_site_ __read_mostly = { \
			.name = (mark),                                     \
			.format = (text),                                   \
			.file = __FILE__,                                   \
			.line = __LINE__,                                   \
			.nargs = (n),                                       \
		};                                                          \
		if (0)                                                      \
			check;                                              \
		if (unlikely(spile_mark_enabled(&spile_site_)))             \
			spile_mark_hit_##n(&spile_site_, ##__VA_ARGS__);    \
	} while (0)

/* The arguments are counted, the format with them; each number has a macro. */
#define SPILE_MARK(name, ...) SPILE_MARK_COUNT(SPILE_MARK_NTH, #name, ##__VA_ARGS__)
#define SPILE_MARK_COUNT(nth, name, ...)                                                         \
	nth(0, ##__VA_ARGS__, MANY, MANY, MANY, MANY, MANY, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, TEXT, \
	    NONE)(name, ##__VA_ARGS__)
#define SPILE_MARK_NTH(_0, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16, \
		       n, ...)                                                                    \
	SPILE_MARK_##n

#define SPILE_MARK_NONE(m) SPILE_MARK_AT(m, "", 0, (void)0)
#define SPILE_MARK_TEXT(m, f) SPILE_MARK_AT(m, f, 0, spile_mark_check(f))
#define SPILE_MARK_1(m, f, ...) SPILE_MARK_SOME(1, m, f, __VA_ARGS__)
#define SPILE_MARK_2(m, f, ...) SPILE_MARK_SOME(2, m, f, __VA_ARGS__)
#define SPILE_MARK_3(m, f, ...) SPILE_MARK_SOME(3, m, f, __VA_ARGS__)
#define SPILE_MARK_4(m, f, ...) SPILE_MARK_SOME(4, m, f, __VA_ARGS__)
#define SPILE_MARK_5(m, f, ...) SPILE_MARK_SOME(5, m, f, __VA_ARGS__)
#define SPILE_MARK_6(m, f, ...) SPILE_MARK_SOME(6, m, f, __VA_ARGS__)
#define SPILE_MARK_7(m, f, ...) SPILE_MARK_SOME(7, m, f, __VA_ARGS__)
#define SPILE_MARK_8(m, f, ...) SPILE_MARK_SOME(8, m, f, __VA_ARGS__)
#define SPILE_MARK_9(m, f, ...) SPILE_MARK_SOME(9, m, f, __VA_ARGS__)
#define SPILE_MARK_10(m, f, ...) SPILE_MARK_SOME(10, m, f, __VA_ARGS__)
#define SPILE_MARK_MANY(m, ...) _Static_assert(0, "a marker has at most ten arguments")
#define SPILE_MARK_SOME(n, m, f, ...) \
	SPILE_MARK_AT(m, f, n, spile_mark_check(f, __VA_ARGS__), SPILE_MARK_U64_##n(__VA_ARGS__))

#define SPILE_MARK_U64_1(x) spile_mark_u64(x)
#define SPILE_MARK_U64_2(x, ...) spile_mark_u64(x), SPILE_MARK_U64_1(__VA_ARGS__)
#define SPILE_MARK_U64_3(x, ...) spile_mark_u64(x), SPILE_MARK_U64_2(__VA_ARGS__)
#define SPILE_MARK_U64_4(x, ...) spile_mark_u64(x), SPILE_MARK_U64_3(__VA_ARGS__)
#define SPILE_MARK_U64_5(x, ...) spile_mark_u64(x), SPILE_MARK_U64_4(__VA_ARGS__)
#define SPILE_MARK_U64_6(x, ...) spile_mark_u64(x), SPILE_MARK_U64_5(__VA_ARGS__)
#define SPILE_MARK_U64_7(x, ...) spile_mark_u64(x), SPILE_MARK_U64_6(__VA_ARGS__)
#define SPILE_MARK_U64_8(x, ...) spile_mark_u64(x), SPILE_MARK_U64_7(__VA_ARGS__)
#define SPILE_MARK_U64_9(x, ...) spile_mark_u64(x), SPILE_MARK_U64_8(__VA_ARGS__)
#define SPILE_MARK_U64_10(x, ...) spile_mark_u64(x), SPILE_MARK_U64_9(__VA_ARGS__)

#endif
