/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * complaint.c: reads "FILE:LINE:COL: error: TEXT" and modpost's lines out of a build's output.
 *
 * The #line marks in the emitted C make FILE and LINE the script's, but COL counts in the emitted
 * line.  So the column is taken where it can be right, and a name that the message quotes is
 * looked for in the script's line first.  What is said of a whole function is said at its closing
 * brace, which has no line in the script: it is moved to the function's first.
 */
#include "complaint.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "build.h"
#include "kbuild.h"
#include "parser/base/arena.h"
#include "parser/base/diag.h"
#include "parser/base/source.h"
#include "parser/base/vec.h"
#include "workdir.h"

enum {
	ROOM_LEAST = 64 << 10, /* bytes that a directory to build in must have free */
};

enum severity {
	SEVERITY_NONE,
	SEVERITY_ERROR,
	SEVERITY_WARNING,
	SEVERITY_NOTE,
};

struct complaint {
	enum severity severity;
	const char *file;
	unsigned int line, col;
	const char *text;
};

static enum severity severity_of(const char **text)
{
	static const struct {
		const char *word;
		enum severity severity;
	} words[] = {
		{ "error: ", SEVERITY_ERROR },
		{ "fatal error: ", SEVERITY_ERROR },
		{ "warning: ", SEVERITY_WARNING },
		{ "note: ", SEVERITY_NOTE },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t n = strlen(words[i].word);

		if (strncmp(*text, words[i].word, n))
			continue;
		*text += n;
		return words[i].severity;
	}
	return SEVERITY_NONE;
}

/* The kind of a compiler's message that LINE is, with its parts; a file's name may hold ':'. */
static struct complaint complaint_parse(struct arena *a, const char *line)
{
	for (const char *at = strchr(line, ':'); at; at = strchr(at + 1, ':')) {
		struct complaint c = { .file = arena_strndup(a, line, (size_t)(at - line)) };
		const char *text;
		char *end;

		c.line = (unsigned int)strtoul(at + 1, &end, 10);
		if (!isdigit((unsigned char)at[1]) || *end != ':')
			continue;
		text = end + 1;
		if (isdigit((unsigned char)*text)) {
			c.col = (unsigned int)strtoul(text, &end, 10);
			text = *end == ':' ? end + 1 : text;
		}
		text += *text == ' ';
		c.severity = severity_of(&text);
		c.text = text;
		if (c.severity)
			return c;
	}
	return (struct complaint){ 0 };
}

static const char *next_line(struct arena *a, const char **at)
{
	const char *line = *at;
	size_t n = strcspn(line, "\n");

	*at += n + (line[n] == '\n');
	return arena_strndup(a, line, n);
}

/* "FILE: In function 'NAME':"; the name, or NULL. */
static const char *function_entered(struct arena *a, const char *line)
{
	static const char mark[] = ": In function '";
	const char *name = strstr(line, mark);

	name = name ? name + sizeof(mark) - 1 : NULL;
	return name ? arena_strndup(a, name, strcspn(name, "'")) : NULL;
}

/* ---- places ---- */

/* To the first #line mark in function NAME of the emitted C. */
static void complaint_move(struct arena *a, struct complaint *c, const char *c_text,
			   const char *name)
{
	const char *head = arena_printf(a, "%s(struct spl_context *c", name);
	const char *at = strstr(c_text, head), *mark, *end;
	unsigned int line;
	char *file;

	while (at && at[strcspn(at, "\n") - 1] == ';') /* it was only announced */
		at = strstr(at + 1, head);
	mark = at ? strstr(at, "\n#line ") : NULL;
	end = at ? strstr(at, "\n}") : NULL;
	if (!mark || !end || mark > end)
		return;
	line = (unsigned int)strtoul(mark + 7, &file, 10);
	if (strncmp(file, " \"", 2))
		return;
	c->line = line;
	c->col = 0;
	c->file = arena_strndup(a, file + 2, strcspn(file + 2, "\""));
}

static bool word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$';
}

/* WORD as a whole word in the N bytes of LINE; -1: it isn't there. */
static long word_find(const char *line, size_t n, const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; len && i + len <= n; i++) {
		if (!memcmp(line + i, word, len) && (!i || !word_char(line[i - 1])) &&
		    (i + len == n || !word_char(line[i + len])))
			return (long)i;
	}
	return -1;
}

static const char *quoted_word(struct arena *a, const char *text)
{
	const char *at = strchr(text, '\'');
	size_t n = at ? strcspn(at + 1, "'") : 0;

	return n ? arena_strndup(a, at + 1, n) : NULL;
}

static struct span complaint_span(struct build *b, const struct complaint *c,
				  const struct source *src)
{
	const char *word = quoted_word(b->arena, c->text), *line;
	size_t len, from = 0, to;
	uint32_t start;
	long found;

	if (!c->line || c->line > src->nlines)
		return (struct span){ .src = src };
	line = source_line(src, c->line, &len);
	start = src->lines[c->line - 1];
	found = word ? word_find(line, len, word) : -1;
	to = len;
	if (found >= 0) {
		from = (size_t)found;
		to = from + strlen(word);
	} else if (c->col && c->col <= len && !isspace((unsigned char)line[c->col - 1])) {
		from = c->col - 1;
		for (to = from + 1; to < len && word_char(line[from]) && word_char(line[to]); to++)
			;
	} else {
		while (from < len && isspace((unsigned char)line[from]))
			from++;
	}
	return (struct span){ .src = src, .begin = start + from, .end = start + to };
}

/* What FILE is: a source of the script, the emitted C, or NULL: another file. */
static const struct source *source_find(struct build *b, const char *file,
					const struct source *emitted)
{
	static const char own[] = KBUILD_PARTS "/script.c";
	size_t n = strlen(file), len = sizeof(own) - 1;

	for (size_t i = 0; b->sources && b->sources[i]; i++) {
		if (!strcmp(b->sources[i]->name, file))
			return b->sources[i];
	}
	if (!strcmp(file, "script.c")) /* by a #line mark: back from the script's text */
		return emitted;
	return n >= len && !strcmp(file + n - len, own) ? emitted : NULL;
}

/*
 * A complaint about what a macro of ours was made into is followed by notes that say where it was
 * used: *C gets the place of that in the script, which is returned; NULL: there is none.
 */
static const struct source *macro_use(struct build *b, struct complaint *c, const char *out,
				      const struct source *emitted)
{
	while (*out) {
		struct complaint note = complaint_parse(b->arena, next_line(b->arena, &out));
		const struct source *src;

		if (note.severity == SEVERITY_ERROR || note.severity == SEVERITY_WARNING)
			break;
		src = note.severity ? source_find(b, note.file, emitted) : NULL;
		if (!src || src == emitted || strncmp(note.text, "in expansion of macro", 21))
			continue;
		c->line = note.line;
		c->col = note.col;
		return src;
	}
	return NULL;
}

/* ---- showing ---- */

static void show_error(struct build *b, const struct complaint *c, const struct source *src)
{
	if (src)
		diag_build(b->diag, complaint_span(b, c, src), "%s", c->text);
	else
		diag_build(b->diag, (struct span){ 0 }, "%s:%u:%u: %s", c->file, c->line, c->col,
			   c->text);
}

static void show_note(struct build *b, const struct complaint *c, const struct source *src)
{
	if (src && strncmp(c->text, "each undeclared", 15))
		diag_note(b->diag, complaint_span(b, c, src), "%s", c->text);
}

/* modpost: "ERROR: modpost: "f" [dir/name.ko] undefined!" and others; the text, or NULL. */
static const char *modpost_error(struct arena *a, const char *line)
{
	static const char start[] = "ERROR: modpost: ";
	const char *name, *end;

	if (strncmp(line, start, sizeof(start) - 1))
		return NULL;
	line += sizeof(start) - 1;
	name = line + (*line == '"');
	end = strchr(name, '"');
	if (name == line || !end || !strstr(end, "undefined"))
		return line;
	return arena_printf(a, "the kernel has no '%s' for modules",
			    arena_strndup(a, name, (size_t)(end - name)));
}

/* Shows the errors in OUT, or else the warnings about the user's script; how many errors. */
static unsigned int complaints_show(struct build *b, const char *out, const char *c_text,
				    bool warnings)
{
	const struct source *emitted =
		c_text ? source_new(b->arena, "script.c", c_text, strlen(c_text)) : NULL;
	bool shown = false; /* the message before: notes belong to it */
	const char *func = NULL;
	unsigned int errors = 0;

	while (*out) {
		const char *line = next_line(b->arena, &out);
		struct complaint c = complaint_parse(b->arena, line);
		const char *post = c.severity ? NULL : modpost_error(b->arena, line);
		const char *entered = c.severity ? NULL : function_entered(b->arena, line);
		const struct source *src;

		func = entered ? entered : func;
		if (c_text && func && c.text && !strncmp(c.text, "the frame size of", 17))
			complaint_move(b->arena, &c, c_text, func);
		src = c.file ? source_find(b, c.file, emitted) : NULL;

		if (c.severity == SEVERITY_NOTE && shown)
			show_note(b, &c, src);
		if (c.severity == SEVERITY_WARNING) {
			shown = warnings && src && src->kind == SOURCE_SCRIPT;
			if (shown)
				diag_warn(b->diag, complaint_span(b, &c, src), "%s", c.text);
		}
		if (c.severity != SEVERITY_ERROR && !post)
			continue;
		shown = !(errors && c.text && !strncmp(c.text, "control reaches end of", 22));
		if (!shown) /* of what the compiler gave up before */
			continue;
		if (!src && !post)
			src = macro_use(b, &c, out, emitted);
		errors++;
		if (post)
			diag_build(b->diag, (struct span){ 0 }, "%s", post);
		else
			show_error(b, &c, src);
	}
	return errors;
}

void complaints_warnings(struct build *b, const char *out)
{
	complaints_show(b, out, NULL, true);
}

/* Notes with the last lines of OUT that are not make's own. */
static void note_last_lines(struct build *b, const char *out)
{
	VEC(const char *) lines = { 0 };

	while (*out) {
		const char *line = next_line(b->arena, &out);

		if (*line && (strncmp(line, "make", 4) || strstr(line, "***")))
			vec_push(b->arena, &lines, line);
	}
	for (size_t i = lines.n > 6 ? lines.n - 6 : 0; i < lines.n; i++)
		diag_note(b->diag, (struct span){ 0 }, "%s", lines.v[i]);
}

/* Why nothing can be written in DIR, or NULL: it can. */
static const char *disk_full(const char *dir, const char *out)
{
	static const char *const texts[] = { "No space left on device", "File too large",
					     "File size limit exceeded", "Disk quota exceeded" };
	struct statvfs fs;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (strstr(out, texts[i]))
			return texts[i];
	}
	/* Not every program says why it could not write. */
	if (!statvfs(dir, &fs) && fs.f_bavail * fs.f_frsize < ROOM_LEAST)
		return texts[0];
	return NULL;
}

bool complaints_explain(struct build *b, const char *dir, const char *out, const char *c_text)
{
	const char *full = disk_full(dir, out);

	if (!full)
		return complaints_show(b, out, c_text, false) > 0;
	diag_error(b->diag, "can't build in %s: %s", dir, full);
	diag_hint(b->diag, "TMPDIR names another place to build in");
	return true;
}

void complaints_failed(struct build *b, const char *what, const char *hint, const char *dir,
		       const char *out, const char *c_text)
{
	if (complaints_explain(b, dir, out, c_text))
		return;
	diag_error(b->diag, "%s", what);
	note_last_lines(b, out);
	diag_hint(b->diag, "%s", hint ? hint : "-vv shows all that was said");
}

const char *complaints_first(struct arena *a, const char *out, const char *file)
{
	const char *last = "the compiler said nothing";

	while (*out) {
		const char *line = next_line(a, &out);
		struct complaint c = complaint_parse(a, line);

		if (c.severity == SEVERITY_ERROR)
			return strcmp(c.file, file) ?
				       arena_printf(a, "%s:%u: %s", c.file, c.line, c.text) :
				       c.text;
		if (*line)
			last = line;
	}
	return last;
}
