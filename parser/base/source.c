/* SPDX-License-Identifier: GPL-2.0-only */
/* source.c: takes a script's text; finds the line and column of a byte, and a line's text. */
#include "base/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"

enum {
	SOURCE_MAX = 64 << 20, /* bytes; a larger file is no script */
};

/* A byte order mark that some editors write first is no part of the first line. */
static void lines_find(struct arena *a, struct source *s)
{
	static const char bom[] = "\xef\xbb\xbf";
	const char *at = s->text, *end = s->text + s->len;
	size_t n = 1;

	for (size_t i = 0; i < s->len; i++)
		n += s->text[i] == '\n';
	s->lines = arena_array(a, uint32_t, n);
	s->lines[0] = s->len >= sizeof(bom) - 1 && !memcmp(s->text, bom, sizeof(bom) - 1) ?
			      sizeof(bom) - 1 :
			      0;
	s->nlines = 1;
	while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL)
		s->lines[s->nlines++] = (uint32_t)(++at - s->text);
}

struct source *source_new(struct arena *a, const char *name, const char *text, size_t len)
{
	struct source *s = arena_new(a, struct source);

	s->name = name;
	s->text = text;
	s->len = len;
	lines_find(a, s);
	return s;
}

static char *read_all(struct arena *a, FILE *f, size_t *len, int *err)
{
	size_t room = 4096, n = 0, got;
	char *buf = malloc(room), *text = NULL;

	*err = ENOMEM;
	while (buf && (got = fread(buf + n, 1, room - n, f))) {
		n += got;
		if (n == room) {
			char *more = realloc(buf, room *= 2);

			if (!more)
				goto out;
			buf = more;
		}
		if (n > SOURCE_MAX) {
			*err = EFBIG;
			goto out;
		}
	}
	if (!buf)
		goto out;
	*err = ferror(f) ? errno : 0;
	if (!*err)
		text = arena_strndup(a, buf, n);
	*len = n;
out:
	free(buf);
	return text;
}

struct source *source_read(struct arena *a, const char *path, int *err)
{
	bool is_stdin = !strcmp(path, "-");
	FILE *f = is_stdin ? stdin : fopen(path, "re");
	struct stat st;
	size_t len = 0;
	char *text;

	if (!f) {
		*err = errno;
		return NULL;
	}
	/* Reading a directory fails too, but with a less clear errno on some systems. */
	if (!fstat(fileno(f), &st) && S_ISDIR(st.st_mode)) {
		*err = EISDIR;
		text = NULL;
	} else {
		text = read_all(a, f, &len, err);
	}
	if (!is_stdin)
		fclose(f);
	if (!text)
		return NULL;
	return source_new(a, is_stdin ? "<input>" : arena_strdup(a, path), text, len);
}

struct place source_place(const struct source *s, uint32_t offset)
{
	size_t low = 0, high = s->nlines;

	if (offset > s->len)
		offset = (uint32_t)s->len;
	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (s->lines[mid] <= offset)
			low = mid;
		else
			high = mid;
	}
	if (offset < s->lines[low])
		offset = s->lines[low];
	return (struct place){ (unsigned int)low + 1, offset - s->lines[low] + 1 };
}

const char *source_line(const struct source *s, unsigned int line, size_t *len)
{
	size_t begin, end;

	*len = 0;
	if (!line || line > s->nlines)
		return "";
	begin = s->lines[line - 1];
	end = line < s->nlines ? s->lines[line] - 1 : s->len;
	if (end > begin && s->text[end - 1] == '\r')
		end--;
	*len = end - begin;
	return s->text + begin;
}

/* The outermost macro use around S, where macros are involved. */
static struct span span_outer(struct span s)
{
	while (s.via)
		s = s.via->use;
	return s;
}

struct span span_join(struct span a, struct span b)
{
	if (!a.src)
		return b;
	if (!b.src)
		return a;
	/* Ends that come from different expansions only meet where the macros are used. */
	if (a.via != b.via || a.src != b.src) {
		a = span_outer(a);
		b = span_outer(b);
	}
	if (a.src == b.src && b.end > a.end)
		a.end = b.end;
	return a;
}

const char *span_text(struct arena *a, struct span s)
{
	struct place p;

	if (!s.src)
		return "spile";
	p = source_place(s.src, s.begin);
	return arena_printf(a, "%s:%u:%u", s.src->name, p.line, p.col);
}
