// SPDX-License-Identifier: GPL-2.0-only
/* mark_format.c: takes a format as the kernel's printk() knows it; gives its arguments' types. */
#include "mark_format.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static bool add(struct mark_args *args, struct mark_arg arg)
{
	if (args->n == MARK_ARGS_MAX)
		return false;
	args->v[args->n++] = arg;
	return true;
}

static bool add_int(struct mark_args *args)
{
	return add(args, (struct mark_arg){ .type = "int", .size = 4, .is_signed = true });
}

/* A number of digits, or '*': an argument, whose number *ARG gets (-1: none). */
static bool read_count(const char **p, struct mark_args *args, long *number, long *arg)
{
	*arg = -1;
	*number = 0;
	if (**p == '*') {
		++*p;
		*arg = (long)args->n;
		return add_int(args);
	}
	if (**p >= '0' && **p <= '9')
		*number = strtol(*p, (char **)(uintptr_t)p, 10);
	return true;
}

/* Bytes of an integer by what stands before its letter. */
static unsigned int read_length(const char **p)
{
	static const struct {
		const char *text;
		unsigned int size;
	} lengths[] = { { "hh", 1 }, { "h", 2 }, { "ll", 8 }, { "l", 8 }, { "L", 8 },
			{ "q", 8 },  { "j", 8 }, { "z", 8 },  { "Z", 8 }, { "t", 8 } };

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		size_t n = strlen(lengths[i].text);

		if (strncmp(*p, lengths[i].text, n) != 0)
			continue;
		*p += n;
		return lengths[i].size;
	}
	return 4;
}

static const char *int_name(unsigned int size, bool is_signed)
{
	switch (size) {
	case 1:
		return is_signed ? "signed char" : "unsigned char";
	case 2:
		return is_signed ? "short" : "unsigned short";
	case 4:
		return is_signed ? "int" : "unsigned int";
	default:
		return is_signed ? "long" : "unsigned long";
	}
}

/* What stands behind a '%'. */
static bool read_one(const char **p, struct mark_args *args)
{
	struct mark_arg arg = { .size = 8 };
	long number, from;

	*p += strspn(*p, "-+ #0'");
	if (!read_count(p, args, &number, &from))
		return false;
	if (**p == '.') {
		++*p;
		arg.limited = true;
		if (!read_count(p, args, &number, &from))
			return false;
		arg.limit_is_arg = from >= 0;
		arg.limit = (size_t)(from >= 0 ? from : number);
	}
	arg.size = read_length(p);
	switch (*(*p)++) {
	case 'd':
	case 'i':
		arg.is_signed = true;
		arg.type = int_name(arg.size, true);
		break;
	case 'u':
	case 'x':
	case 'X':
	case 'o':
		arg.type = int_name(arg.size, false);
		break;
	case 'c':
		arg.size = 1;
		arg.type = "char";
		break;
	case 's':
		arg.size = 8;
		arg.is_text = true;
		arg.type = "char const*";
		break;
	case 'p': /* what follows says how printk() shows it */
		arg.size = 8;
		arg.type = "void const*";
		break;
	default:
		return false;
	}
	return add(args, arg);
}

bool mark_format_args(const char *format, struct mark_args *args)
{
	memset(args, 0, sizeof(*args));
	for (const char *p = format; (p = strchr(p, '%'));) {
		p++;
		if (*p == '%')
			p++;
		else if (!read_one(&p, args))
			return false;
	}
	return true;
}
