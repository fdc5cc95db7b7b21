/* SPDX-License-Identifier: GPL-2.0-only */
/* unit: runtime/number.c runtime/print.c runtime/string.c */
/* unit: runtime/global.c runtime/stat.c runtime/map.c runtime/sort.c runtime/quantile.c */
/* Numbers as text: against the C library's printf() over many flags, widths and values. */
#include "testsuite/unit/runtime_test.h"

static s64 some_number(void)
{
	u64 v = test_random() >> (test_random() % 64);

	switch (test_random() % 8) {
	case 0:
		return 0;
	case 1:
		return test_random() % 2 ? S64_MIN : S64_MAX;
	case 2:
		return -1;
	case 3:
		return -v;
	default:
		return v;
	}
}

static void test_like_printf(struct spl_context *c)
{
	static const char convs[] = "diuoxX";

	for (int i = 0; i < 200000; i++) {
		int flags = test_random() % 32, width = (int)(test_random() % 60) - 30;
		int prec = (int)(test_random() % 30) - 2;
		char conv = convs[test_random() % 6], format[32], want[128];
		bool is_signed = conv == 'd' || conv == 'i';
		struct spl_buf *b = test_print(c);
		s64 v = some_number();

		snprintf(format, sizeof(format), "%%%s%s%s%s%s*.*ll%c",
			 flags & SPL_FMT_LEFT ? "-" : "",
			 flags & SPL_FMT_PLUS && is_signed ? "+" : "",
			 flags & SPL_FMT_SPACE && is_signed ? " " : "",
			 flags & SPL_FMT_ALT && !is_signed && conv != 'u' ? "#" : "",
			 flags & SPL_FMT_ZERO ? "0" : "", conv);
		snprintf(want, sizeof(want), format, width, prec, v);
		spl_put_num(b, conv, flags, width, prec, v);
		test_flush(b, c);
		if (test_out_len == strlen(want) && !memcmp(test_out, want, test_out_len))
			continue;
		printf("%s of %lld, width %d, precision %d:\n", format, v, width, prec);
		check_text(test_out, test_out_len, want);
	}
}

static void test_dec(struct spl_context *c)
{
	char want[64];

	for (int i = 0; i < 50000; i++) {
		struct spl_buf *b = test_print(c);
		s64 v = some_number();

		snprintf(want, sizeof(want), "%lld", v);
		spl_put_dec(b, v);
		check_printed(b, want);
	}
	for (u64 power = 1; power < 1000000000000000000ull; power *= 10) {
		struct spl_buf *b = test_print(c);

		snprintf(want, sizeof(want), "%lld %lld", (s64)power - 1, (s64)power);
		spl_put_dec(b, power - 1);
		spl_put_lit(b, " ");
		spl_put_dec(b, power);
		check_printed(b, want);
	}
}

static void test_pointer(struct spl_context *c)
{
	struct spl_buf *b = test_print(c);

	spl_put_num(b, 'p', 0, 0, -1, 0xbc614e);
	spl_put_lit(b, "|");
	spl_put_pointer(b, 0, 20, -1, 0xffffffff81000000);
	spl_put_lit(b, "|");
	spl_put_pointer(b, 0, -8, 1, 0x10);
	spl_put_lit(b, "|");
	check_printed(b, "0x0000000000bc614e|  0xffffffff81000000|0x10    |");
}

static void test_raw(struct spl_context *c)
{
	static const u64 v = 0x1122334455667788;
	const int widths[] = { 1, 2, 4, 8, 0 };

	for (int i = 0; i < 5; i++) {
		struct spl_buf *b = test_print(c);

		spl_put_num(b, 'b', 0, widths[i], -1, v);
		test_flush(b, c);
		check(test_out_len == (widths[i] ? (size_t)widths[i] : 8));
		check(!memcmp(test_out, &v, test_out_len)); /* the low bytes come first here */
	}
}

static void test_wild_widths(struct spl_context *c)
{
	const s64 wild[] = { S64_MIN, S64_MAX, -SPL_FMT_MAX - 1, SPL_FMT_MAX + 1 };

	for (int i = 0; i < 4; i++) {
		struct spl_buf *b = test_print(c);

		spl_put_num(b, 'd', 0, wild[i], -1, 7);
		test_flush(b, c);
		check(test_out_len == SPL_FMT_MAX);
		check(test_out[wild[i] < 0 ? 0 : SPL_FMT_MAX - 1] == '7');
	}
	spl_put_num(test_print(c), 'd', 0, 0, S64_MAX, 7);
	test_flush(&c->out, c);
	check(test_out_len == SPL_FMT_MAX);
	spl_put_num(test_print(c), 'd', 0, 0, S64_MIN, 7);
	check_printed(&c->out, "7");
}

int main(void)
{
	struct spl_context c;

	test_start(&c);
	test_dec(&c);
	test_piece = 7; /* so that pieces end everywhere */
	test_like_printf(&c);
	test_pointer(&c);
	test_raw(&c);
	test_wild_widths(&c);
	return test_done();
}
