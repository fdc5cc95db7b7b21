/* SPDX-License-Identifier: GPL-2.0-only */
/* say.c: messages, each written at once so that those of other programs don't cut into it. */
#include "say.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

unsigned int say_verbosity;
bool say_no_warnings;

static void say(const char *kind, const char *fmt, va_list ap)
{
	char *text;

	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	fprintf(stderr, "%s%s\n", kind, text);
	free(text);
}

void say_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("spilerun: error: ", fmt, ap);
	va_end(ap);
}

void say_warning(const char *fmt, ...)
{
	va_list ap;

	if (say_no_warnings)
		return;
	va_start(ap, fmt);
	say("WARNING: ", fmt, ap);
	va_end(ap);
}

void say_detail(const char *fmt, ...)
{
	va_list ap;

	if (!say_verbosity)
		return;
	va_start(ap, fmt);
	say("spilerun: ", fmt, ap);
	va_end(ap);
}

char *say_text(const char *fmt, ...)
{
	va_list ap;
	char *text;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	return text;
}

void *grow(void *p, size_t size)
{
	p = realloc(p, size);
	if (!p) {
		say_error("out of memory");
		abort();
	}
	return p;
}
