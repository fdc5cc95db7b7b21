/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines and columns of a text, also where it is odd; files that can and can't be read. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "parser/base/arena.h"
#include "parser/base/source.h"
#include "test.h"

static void check_place(const struct source *s, uint32_t offset, unsigned int line,
			unsigned int col)
{
	struct place p = source_place(s, offset);

	if (p.line == line && p.col == col)
		return;
	printf("offset %u: %u:%u, not %u:%u\n", offset, p.line, p.col, line, col);
	test_failures++;
}

static void test_places(void)
{
	static const char text[] = "ab\n\ncd\r\ne\0f\n";
	struct arena *a = arena_open();
	struct source *s = source_new(a, "x.stp", text, sizeof(text) - 1);
	size_t len;

	check_place(s, 0, 1, 1);
	check_place(s, 2, 1, 3);
	check_place(s, 3, 2, 1);
	check_place(s, 5, 3, 2);
	check_place(s, 10, 4, 3);
	check_place(s, 12, 5, 1);
	check_place(s, 1000, 5, 1);
	check(!strncmp(source_line(s, 1, &len), "ab", 2) && len == 2);
	check(*source_line(s, 2, &len) == '\n' && len == 0);
	check(!strncmp(source_line(s, 3, &len), "cd", 2) && len == 2);
	source_line(s, 4, &len);
	check(len == 3);
	source_line(s, 5, &len);
	check(len == 0);
	check_text(source_line(s, 6, &len), "");
	check_text(source_line(s, 0, &len), "");
	check_text(span_text(a, (struct span){ s, 5, 6, NULL }), "x.stp:3:2");
	check_text(span_text(a, (struct span){ 0 }), "spile");
	s = source_new(a, "empty", "", 0);
	check_place(s, 0, 1, 1);
	arena_close(a);
}

static void test_spans(void)
{
	struct arena *a = arena_open();
	struct source *s = source_new(a, "x", "0123456789", 10);
	struct expansion e = { "m", { s, 7, 9, NULL } };
	struct span first = { s, 1, 2, NULL }, last = { s, 4, 6, NULL }, in = { s, 0, 1, &e };
	struct span joined = span_join(first, last);

	check(joined.begin == 1 && joined.end == 6);
	joined = span_join(last, first);
	check(joined.begin == 4 && joined.end == 6);
	/* What a macro brought in stands where the macro is used. */
	joined = span_join(first, in);
	check(joined.begin == 1 && joined.end == 9 && !joined.via);
	joined = span_join((struct span){ 0 }, last);
	check(joined.begin == 4);
	arena_close(a);
}

static void test_read(void)
{
	char path[] = "/tmp/spile-unit-XXXXXX";
	struct arena *a = arena_open();
	int fd = mkstemp(path), err = 0;
	struct source *s;

	check(fd >= 0);
	check(write(fd, "a\0b\n", 4) == 4);
	s = source_read(a, path, &err);
	check(s && s->len == 4 && !memcmp(s->text, "a\0b\n", 5) && s->nlines == 2);
	check(s && !strcmp(s->name, path));
	/* More than one read's worth. */
	for (int i = 0; i < 5000; i++)
		check(write(fd, "12345678\n", 9) == 9);
	s = source_read(a, path, &err);
	check(s && s->len == 45004 && s->nlines == 5002);
	close(fd);
	unlink(path);
	check(!source_read(a, path, &err) && err == ENOENT);
	check(!source_read(a, "/", &err) && err == EISDIR);
	arena_close(a);
}

int main(void)
{
	test_places();
	test_spans();
	test_read();
	return test_done();
}
