/* SPDX-License-Identifier: GPL-2.0-only */
/* unit: runtime/number.c runtime/print.c runtime/string.c */
/* unit: runtime/global.c runtime/stat.c runtime/map.c runtime/sort.c runtime/quantile.c */
/* Characters, strings and memory as text; output in pieces; strings that sprint() builds. */
#include "testsuite/unit/runtime_test.h"

static void test_char(struct spl_context *c)
{
	struct spl_buf *b = test_print(c);

	spl_put_char(b, 0, 0, 97);
	spl_put_char(b, 0, 3, 'b');
	spl_put_char(b, SPL_FMT_LEFT, 3, 'c');
	spl_put_char(b, 0, -3, 0x100 + 'd'); /* the low byte counts */
	check_printed(b, "a  bc  d  ");
	b = test_print(c);
	spl_put_char(b, SPL_FMT_ALT, 0, 0);
	spl_put_lit(b, " ");
	spl_put_char(b, SPL_FMT_ALT, 0, 9);
	spl_put_lit(b, " ");
	spl_put_char(b, SPL_FMT_ALT, 0, 42);
	check_printed(b, "\\000 \\t *"); /* the manual's own example */
	b = test_print(c);
	spl_put_char(b, SPL_FMT_ALT, 6, 0xff);
	spl_put_char(b, SPL_FMT_ALT, -6, 27);
	spl_put_char(b, SPL_FMT_ALT, 0, '\\');
	check_printed(b, "  \\377\\033  \\");
	b = test_print(c);
	spl_put_char(b, 0, 0, 0);
	test_flush(b, c);
	check(test_out_len == 1 && test_out[0] == '\0');
}

static void test_text(struct spl_context *c)
{
	for (int i = 0; i < 20000; i++) {
		static const char text[] = "the quick brown fox";
		int flags = test_random() % 2 ? SPL_FMT_LEFT : 0;
		int width = (int)(test_random() % 60) - 30, prec = (int)(test_random() % 30) - 5;
		u32 n = test_random() % sizeof(text);
		struct spl_buf *b = test_print(c);
		char want[128];

		snprintf(want, sizeof(want), flags ? "%-*.*s" : "%*.*s", width,
			 prec < 0 || prec > (int)n ? (int)n : prec, text);
		spl_put_text(b, flags, width, prec, (struct spl_str){ text, n });
		check_printed(b, want);
	}
	spl_put_text(test_print(c), SPL_FMT_ALT, 12, 4, SPL_LIT("a\n\x01zz"));
	check_printed(&c->out, "    a\\n\\001z");
	spl_put_text(test_print(c), SPL_FMT_ALT, -8, -1, SPL_LIT("\x7f\a\r"));
	check_printed(&c->out, "\\177\\a\\r");
}

static void test_memory_dumps(struct spl_context *c)
{
	struct spl_buf *b;

	for (int i = 0; i < 256; i++)
		test_memory[i] = i;
	b = test_print(c);
	spl_put_memory(b, 'M', 0, 10, 4, TEST_KERNEL + 0x1e, "x:1:1");
	spl_put_memory(b, 'M', SPL_FMT_ALT | SPL_FMT_LEFT, 6, -1, TEST_USER + 0xab, "x:1:1");
	spl_put_memory(b, 'm', 0, 5, 3, TEST_KERNEL + 'a', "x:1:1");
	spl_put_memory(b, 'm', 0, -3, 1, TEST_KERNEL + 'z', "x:1:1");
	spl_put_memory(b, 'M', 0, 0, 0, 0, "x:1:1"); /* nothing is read */
	check_printed(b, "  1e1f2021ab      abcz  ");
	check(!c->failed);
	b = test_print(c);
	spl_put_memory(b, 'M', 0, 0, 256, TEST_KERNEL, "x:1:1");
	test_flush(b, c);
	check(test_out_len == 512 && !memcmp(test_out, "000102", 6));
	spl_put_memory(test_print(c), 'm', 0, 0, 8, TEST_USER, "x:1:1");
	check(test_failed(c, "kernel read fault at 0x400000"));
	spl_put_memory(test_print(c), 'm', SPL_FMT_ALT, 0, 8, TEST_KERNEL, "x:1:1");
	check(test_failed(c, "user read fault at 0xffff888000001000"));
	spl_put_memory(test_print(c), 'M', 0, 0, S64_MAX, TEST_KERNEL, "x:1:1");
	check(test_failed(c, "%M of 9223372036854775807 bytes: at most 4096 can be printed"));
}

/* Characters and addresses as C's printf() lays them out. */
static void test_like_printf(struct spl_context *c)
{
	for (int i = 0; i < 50000; i++) {
		int flags = test_random() % 2 ? SPL_FMT_LEFT : 0;
		int width = (int)(test_random() % 40) - 20;
		char digits[24], format[16], want[64];
		struct spl_buf *b = test_print(c);
		u64 addr = test_random() >> test_random() % 64;

		snprintf(format, sizeof(format), "%%%s*c", flags ? "-" : "");
		snprintf(want, sizeof(want), format, width, 'a' + i % 26);
		spl_put_char(b, flags, width, 'a' + i % 26);
		check_printed(b, want);

		b = test_print(c);
		snprintf(format, sizeof(format), "%%%s*s", flags ? "-" : "");
		snprintf(digits, sizeof(digits), "0x%016llx", addr);
		snprintf(want, sizeof(want), format, width, digits);
		spl_put_pointer(b, flags, width, -1, addr);
		check_printed(b, want);
	}
}

static void test_fill(struct spl_context *c)
{
	struct spl_buf *b = test_print(c);

	spl_put_fill(b, 'x', 1000);
	spl_put_fill(b, 'y', 0);
	spl_put_fill(b, 'y', -5);
	test_flush(b, c);
	check(test_out_len == 1000 && test_out[0] == 'x' && test_out[999] == 'x');
}

static void test_sprint(struct spl_context *c)
{
	struct spl_buf b, inner;
	char *before;
	u64 cuts = spl_cut_total();
	struct spl_str s, t;

	test_rewind(c);
	before = c->str;
	spl_sprint_start(c, &b);
	spl_put_lit(&b, "n = ");
	spl_put_dec(&b, -42);
	s = spl_sprint_end(&b);
	check_str(s, "n = -42");
	check(c->str == before + sizeof("n = -42")); /* the rest was given back */

	/* A string made while another one is being built. */
	spl_sprint_start(c, &b);
	spl_put_lit(&b, "<");
	spl_sprint_start(c, &inner);
	spl_put_lit(&inner, "inner");
	t = spl_sprint_end(&inner);
	spl_put_str(&b, t);
	spl_put_lit(&b, ">");
	s = spl_sprint_end(&b);
	check_str(s, "<inner>");
	check_str(t, "inner");
	check_str(spl_str_new(c, "next", 4), "next");
	check_str(s, "<inner>");
	check(spl_cut_total() == cuts);

	/* Cut, and counted once. */
	spl_sprint_start(c, &b);
	for (int i = 0; i < 100; i++)
		spl_put_dec(&b, 7);
	spl_put_fill(&b, '!', 10);
	s = spl_sprint_end(&b);
	check(s.len == TEST_STRLEN - 1 && s.p[0] == '7' && s.p[s.len - 1] == '7' && !s.p[s.len]);
	check(spl_cut_total() == cuts + 1);

	/* Ends at a NUL. */
	spl_sprint_start(c, &b);
	spl_put_lit(&b, "ab");
	spl_put_char(&b, 0, 0, 0);
	spl_put_lit(&b, "cd");
	check_str(spl_sprint_end(&b), "ab");
	check(!c->failed);

	/* No room. */
	c->str = c->str_end - 10;
	spl_sprint_start(c, &b);
	check(test_failed(c, "string memory exhausted"));
	spl_put_lit(&b, "dropped");
	spl_put_fill(&b, 'x', S64_MAX);
	check_str(spl_sprint_end(&b), "");
	test_rewind(c);
}

int main(void)
{
	struct spl_context c;

	test_start(&c);
	for (test_piece = 1; test_piece < 40; test_piece += 6) {
		test_char(&c);
		test_text(&c);
		test_memory_dumps(&c);
		test_fill(&c);
	}
	test_like_printf(&c);
	test_sprint(&c);
	return test_done();
}
