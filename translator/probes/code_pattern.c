// SPDX-License-Identifier: GPL-2.0-only
/* code_pattern.c: a pattern's three parts: function, source file, lines. */
#include "code_pattern.h"

#include <stdlib.h>

#include "translator/debuginfo/debuginfo.h"
#include "translator/debuginfo/kernel.h"
#include "translator/session.h"

bool code_pattern_is_wild(const char *text)
{
	return strpbrk(text, "*?[") != NULL;
}

const char *code_pattern_near(struct session *s, struct debuginfo *info, const char *func)
{
	struct place_query q = { .func = func, .kinds = PLACE_CALL | PLACE_INLINE };
	const char *near;
	size_t n;

	if (code_pattern_is_wild(func) || !debuginfo_has_places(info) ||
	    debuginfo_places(info, &q, &n))
		return NULL;
	near = debuginfo_nearest(info, func);
	return near ? arena_printf(s->arena, "did you mean '%s'?", near) : NULL;
}

static bool has_function(struct debuginfo *info, const char *name)
{
	size_t n;

	return debuginfo_functions(info, name, &n) && n;
}

/* "ext4_file_open" may be one of the module ext4. */
static const char *module_of(struct session *s, const char *func)
{
	const char *word = arena_strndup(s->arena, func, strcspn(func, "_"));
	size_t n;

	kernel_modules(s->kernel, word, &n);
	return n && has_function(session_debuginfo(s, word), func) ? word : NULL;
}

const char *code_pattern_hint(struct session *s, struct debuginfo *info, const char *func)
{
	const char *near = arena_printf(s->arena, "__x64_%s", func);

	if (strpbrk(func, "{}"))
		return "{a,b} is for words outside of quotes: kernel.{function(\"a\"),function(\"b\")}";
	if (strpbrk(func, "/:"))
		return arena_printf(s->arena, "did you mean '*@%s'?", func);
	if (strncmp(func, "sys_", 4) != 0 || !has_function(info, near))
		near = debuginfo_module(info) ? NULL : module_of(s, func);
	else
		return arena_printf(s->arena, "did you mean '%s'?", near);
	if (near)
		return arena_printf(s->arena, "module(\"%s\") has one", near);
	near = debuginfo_nearest(info, func);
	return near ? arena_printf(s->arena, "did you mean '%s'?", near) : NULL;
}

/* All of TEXT is a line's number, of which a few can be added up. */
static bool line_number(const char *text, size_t n, int *line)
{
	enum { MOST = 1 << 24 };
	long number = 0;

	if (!n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		number = number * 10 + (text[i] - '0');
		if (number > MOST)
			return false;
	}
	*line = (int)number;
	return true;
}

static bool parse_lines(const char *text, struct place_query *q)
{
	size_t dash = strcspn(text + 1, "-");
	const char *to = text + 1 + dash;

	if (!strcmp(text, ":*")) {
		q->lines = LINES_ALL;
		return true;
	}
	q->lines = *text == ':' ? LINES_RANGE : LINES_AFTER;
	if (!line_number(text + 1, dash, &q->first))
		return false;
	q->last = q->first;
	if (!*to)
		return true;
	return *text == ':' && line_number(to + 1, strlen(to + 1), &q->last) && q->last >= q->first;
}

bool code_pattern_parse(struct session *s, const struct expr *e, struct place_query *q)
{
	const char *text = e->text, *at = strchr(text, '@'), *lines;

	q->func = text;
	if (at) {
		q->func = arena_strndup(s->arena, text, (size_t)(at - text));
		/* a file's name may have a '+' of its own */
		lines = strrchr(at, ':');
		if (!lines) {
			lines = strrchr(at, '+');
			if (lines && (lines[1] < '0' || lines[1] > '9'))
				lines = NULL;
		}
		q->file = lines ? arena_strndup(s->arena, at + 1, (size_t)(lines - at - 1)) :
				  at + 1;
		if (lines && !parse_lines(lines, q)) {
			diag_semantic(s->diag, e->span, "'%s' is no line of a source file", lines);
			diag_hint(s->diag, "lines are \":10\", \":10-20\", \":*\" or \"+3\", "
					   "counted from the start of the function");
			return false;
		}
	}
	if (*q->func && (!at || *q->file))
		return true;
	diag_semantic(s->diag, e->span, "the pattern lacks the %s",
		      *q->func ? "name of a file behind '@'" : "name of a function");
	if (!*q->func && at)
		diag_hint(s->diag, "\"*%s\" means any", at);
	return false;
}
