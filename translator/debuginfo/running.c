/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * running.c: takes what the running kernel shows of itself in /proc and tracefs; gives its
 * symbols.  Used where the kernel's image is not at hand.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parser/base/arena.h"
#include "parser/base/strmap.h"
#include "translator/debuginfo/symlist.h"

enum {
	LINE = 1024,
};

/* "ADDRESS TYPE NAME", and a fourth word for what belongs to a module. */
static bool parse_line(char *line, uint64_t *addr, char *type, const char **name)
{
	char *end;

	*addr = strtoull(line, &end, 16);
	if (end == line || end[0] != ' ' || !end[1] || end[2] != ' ')
		return false;
	*type = end[1];
	*name = end + 3;
	end += 3 + strcspn(end + 3, " \t\n");
	if (*end == '\t' || *end == ' ')
		return false;
	*end = '\0';
	return true;
}

uint64_t running_stext(void)
{
	FILE *f = fopen("/proc/kallsyms", "re");
	uint64_t stext = 0;
	char line[LINE];

	while (f && !stext && fgets(line, sizeof(line), f)) {
		const char *name;
		uint64_t addr;
		char type;

		if (parse_line(line, &addr, &type, &name) && !strcmp(name, "_stext"))
			stext = addr;
	}
	if (f)
		fclose(f);
	return stext;
}

static bool read_kallsyms(struct symlist *l, const char **why)
{
	FILE *f = fopen("/proc/kallsyms", "re");
	char line[LINE];

	if (!f) {
		*why = arena_printf(l->arena, "/proc/kallsyms can't be read: %s", strerror(errno));
		return false;
	}
	while (fgets(line, sizeof(line), f)) {
		const char *name;
		uint64_t addr;
		char type;

		if (parse_line(line, &addr, &type, &name))
			symlist_add(l, addr, type, name);
	}
	fclose(f);
	if (l->marks[MARK_TEXT])
		return true;
	*why = "/proc/kallsyms shows no addresses to this user (see kptr_restrict in "
	       "proc_sys_kernel(5))";
	return false;
}

static FILE *open_tracefs(const char *name)
{
	static const char *const dirs[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing" };
	char path[128];
	FILE *f = NULL;

	for (size_t i = 0; !f && i < 2; i++) {
		snprintf(path, sizeof(path), "%s/%s", dirs[i], name);
		f = fopen(path, "re");
	}
	return f;
}

/* 6.5 and later: each line begins with the entry's address. */
static bool read_entry_addresses(struct symlist *l)
{
	FILE *f = open_tracefs("available_filter_functions_addrs");
	char line[LINE];

	while (f && fgets(line, sizeof(line), f)) {
		uint64_t addr = strtoull(line, NULL, 16);

		if (addr)
			vec_push(l->arena, &l->entries, addr);
	}
	if (f)
		fclose(f);
	return l->entries.n != 0;
}

/*
 * Before that there are only names.  Where several functions have one name, all of them are
 * taken when the name is listed as often, and none otherwise.
 */
static bool read_entry_names(struct symlist *l)
{
	FILE *f = open_tracefs("available_filter_functions");
	struct strmap seen;
	char line[LINE];

	if (!f)
		return false;
	strmap_init(&seen, l->arena);
	while (fgets(line, sizeof(line), f)) {
		size_t n = strcspn(line, " \t\n");
		uintptr_t *count;

		if (line[n] != '\n')
			continue; /* "name [module]" */
		line[n] = '\0';
		count = strmap_get(&seen, line);
		if (!count) {
			count = arena_new(l->arena, uintptr_t);
			strmap_set(&seen, arena_strdup(l->arena, line), count);
		}
		++*count;
	}
	fclose(f);
	for (size_t i = 0; i < l->syms.n; i++) {
		uintptr_t *count = strmap_get(&seen, l->syms.v[i].name);

		if (count)
			--*count;
	}
	for (size_t i = 0; i < l->syms.n; i++) {
		uintptr_t *count = strmap_get(&seen, l->syms.v[i].name);

		if (count && !*count)
			vec_push(l->arena, &l->entries, l->syms.v[i].place);
	}
	return l->entries.n != 0;
}

/* "0xSTART-0xEND name": what kprobes refuse. */
static void read_blacklist(struct symlist *l)
{
	FILE *f = fopen("/sys/kernel/debug/kprobes/blacklist", "re");
	char line[LINE];

	while (f && fgets(line, sizeof(line), f)) {
		uint64_t addr = strtoull(line, NULL, 16);

		if (addr)
			vec_push(l->arena, &l->blacklist, addr);
	}
	if (f)
		fclose(f);
}

bool running_read(struct symlist *l, const char **why)
{
	if (!read_kallsyms(l, why))
		return false;
	l->partial = !read_entry_addresses(l) && !read_entry_names(l);
	read_blacklist(l);
	return true;
}
