/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trace_system.c: takes the image of a kernel or module; gives the system of each tracepoint.
 *
 * Nothing but the trace events, which the kernel makes of most tracepoints, knows of systems.
 * They are static objects:
 *
 *	table of pointers -> struct trace_event_call: flags
 *					class -> system -> "sched"
 *					tp -> name -> "sched_switch"
 *
 * The table stands between two marks in a kernel, in a section of its own in a module; BTF tells
 * where the members are.  A kernel's image is linked, and a pointer in it is an address.  A module
 * has relocations in place of pointers, which name section and offset: SYM_PLACE().
 *
 * A kernel's answer is kept as CACHE/index/BUILDID.sys: a head, then "TRACEPOINT SYSTEM" lines.
 */
#include "translator/debuginfo/trace_system.h"

#include <stdio.h>
#include <string.h>

#include "parser/base/arena.h"
#include "parser/base/out.h"
#include "parser/base/strmap.h"
#include "translator/debuginfo/elfmap.h"
#include "translator/debuginfo/front.h"
#include "translator/debuginfo/kernel.h"
#include "translator/debuginfo/stash.h"
#include "translator/debuginfo/symbols.h"
#include "translator/debuginfo/symlist.h"

#define FILE_HEAD "spile systems 1\n"
#define MODULE_TABLE "_ftrace_events"

enum {
	NAME_LEN_MAX = 128,
	EVENTS_MAX = 1 << 16,
};

struct image {
	const struct elfmap *elf;
	bool linked;
	/* What the members' places are, in bytes, and the flag of a tracepoint's event. */
	uint64_t call_class, call_tp, call_flags, class_system, tp_name;
	int64_t is_tracepoint;
};

/* ---- bytes and pointers of an image ---- */

static const Elf64_Shdr *section_of(const struct image *m, uint64_t place)
{
	return place >> 32 < m->elf->nsections ? &m->elf->sections[place >> 32] : NULL;
}

static const unsigned char *bytes_at(const struct image *m, uint64_t place, size_t n)
{
	const unsigned char *p;
	const Elf64_Shdr *s;
	size_t len, at = (uint32_t)place;

	if (m->linked)
		return elfmap_at(m->elf, place, n);
	s = section_of(m, place);
	p = s ? elfmap_bytes(m->elf, s, &len) : NULL;
	return p && at <= len && n <= len - at ? p + at : NULL;
}

/* The Nth symbol of the table in section NUMBER. */
static const Elf64_Sym *symbol_of(const struct image *m, uint32_t number, size_t n)
{
	const Elf64_Shdr *s = number < m->elf->nsections ? &m->elf->sections[number] : NULL;
	const unsigned char *p;
	size_t len;

	if (!s || s->sh_type != SHT_SYMTAB || s->sh_offset % 8)
		return NULL;
	p = elfmap_bytes(m->elf, s, &len);
	return p && n < len / sizeof(Elf64_Sym) ? (const Elf64_Sym *)p + n : NULL;
}

/* What the relocation at the place points to; 0: there is none, or it points elsewhere. */
static uint64_t relocated(const struct image *m, uint64_t place)
{
	for (size_t i = 0; i < m->elf->nsections; i++) {
		const Elf64_Shdr *s = &m->elf->sections[i];
		const Elf64_Rela *r;
		size_t len;

		if (s->sh_type != SHT_RELA || s->sh_info != place >> 32 || s->sh_offset % 8)
			continue;
		r = (const Elf64_Rela *)elfmap_bytes(m->elf, s, &len);
		for (size_t k = 0; r && k < len / sizeof(*r); k++) {
			const Elf64_Sym *sym;

			if (r[k].r_offset != (uint32_t)place)
				continue;
			sym = symbol_of(m, s->sh_link, ELF64_R_SYM(r[k].r_info));
			if (!sym || sym->st_shndx == SHN_UNDEF)
				return 0;
			return SYM_PLACE(sym->st_shndx, sym->st_value + (uint64_t)r[k].r_addend);
		}
	}
	return 0;
}

/* The pointer that is a member of the object at OBJECT (0: none); 0: it points to nothing. */
static uint64_t pointer_at(const struct image *m, uint64_t object, uint64_t member)
{
	uint64_t place = object + member, to = 0;
	const unsigned char *p;

	if (!object)
		return 0;
	if (!m->linked)
		return relocated(m, place);
	p = bytes_at(m, place, sizeof(to));
	if (p)
		memcpy(&to, p, sizeof(to));
	return to;
}

/* A name, copied; NULL: none is there. */
static const char *name_at(const struct image *m, struct arena *a, uint64_t place)
{
	char name[NAME_LEN_MAX];

	for (size_t n = 0; place && n < sizeof(name); n++) {
		const unsigned char *p = bytes_at(m, place + n, 1);

		if (!p || *p == ' ' || *p == '\n')
			return NULL;
		name[n] = (char)*p;
		if (!*p)
			return n ? arena_strdup(a, name) : NULL;
	}
	return NULL;
}

/* ---- events ---- */

static bool member_at(struct debuginfo *d, const char *type, const char *member, uint64_t *bytes)
{
	const struct ctype *t = debuginfo_type(d, type);
	struct cmember m;

	if (!t || !debuginfo_member(d, t, member, &m))
		return false;
	*bytes = m.bit_offset / 8;
	return true;
}

/* The kernel's types, whatever is known of a module's, and whoever may tell the script's types. */
static bool find_members(struct image *m, struct debuginfo *d)
{
	struct debuginfo *k = debuginfo_open(d->arena, d->kernel, NULL);
	bool found = member_at(k, "struct trace_event_call", "class", &m->call_class) &&
		     member_at(k, "struct trace_event_call", "tp", &m->call_tp) &&
		     member_at(k, "struct trace_event_call", "flags", &m->call_flags) &&
		     member_at(k, "struct trace_event_class", "system", &m->class_system) &&
		     member_at(k, "struct tracepoint", "name", &m->tp_name) &&
		     debuginfo_enumerator(k, "TRACE_EVENT_FL_TRACEPOINT", &m->is_tracepoint);

	if (!found)
		debuginfo_fail(d, "%s", debuginfo_why(k));
	debuginfo_close(k);
	return found;
}

static void add_event(const struct image *m, struct arena *a, uint64_t call, struct strmap *systems)
{
	const unsigned char *p = call ? bytes_at(m, call + m->call_flags, 4) : NULL;
	const char *name, *system;
	uint32_t flags;

	if (!p)
		return;
	memcpy(&flags, p, sizeof(flags));
	if (!(flags & m->is_tracepoint)) /* of a system call, or made by a module's code */
		return;
	name = name_at(m, a, pointer_at(m, pointer_at(m, call, m->call_tp), m->tp_name));
	system = name_at(m, a, pointer_at(m, pointer_at(m, call, m->call_class), m->class_system));
	if (name && system && !strmap_has(systems, name))
		strmap_set(systems, name, (void *)system);
}

static void read_events(const struct image *m, struct arena *a, uint64_t table, uint64_t len,
			struct strmap *systems)
{
	for (uint64_t at = 0; at + 8 <= len && at / 8 < EVENTS_MAX; at += 8)
		add_event(m, a, pointer_at(m, table, at), systems);
}

static bool read_module(struct image *m, struct debuginfo *d, struct strmap *systems,
			const char **why)
{
	const char *path = kernel_module_elf(d->kernel, d->module, why);
	const Elf64_Shdr *s;
	struct elfmap e;

	if (!path || !elfmap_open(&e, d->arena, path, why))
		return false;
	m->elf = &e;
	s = elfmap_section(&e, MODULE_TABLE);
	if (s)
		read_events(m, d->arena, SYM_PLACE(s - e.sections, 0), s->sh_size, systems);
	elfmap_close(&e);
	return true;
}

static bool read_kernel(struct image *m, struct debuginfo *d, struct strmap *systems,
			const char **why)
{
	struct symlist l = { .arena = arena_open() };
	struct elfmap e;
	uint64_t from, to;
	bool ok = false;

	if (!symbols_image(&e, d->arena, d->kernel, why)) {
		arena_close(l.arena);
		return false;
	}
	m->elf = &e;
	m->linked = true;
	if (kallsyms_read(&l, &e, why)) {
		from = l.marks[MARK_EVENTS];
		to = l.marks[MARK_EVENTS_END];
		ok = from && to > from;
		if (ok)
			read_events(m, d->arena, from, to - from, systems);
		else
			*why = "its symbols don't say where its trace events are";
	}
	if (!ok)
		*why = arena_printf(d->arena, "%s can't tell: %s", d->kernel->image, *why);
	elfmap_close(&e);
	arena_close(l.arena);
	return ok;
}

/* ---- keeping a kernel's ---- */

static const char *file_name(struct debuginfo *d)
{
	const char *id = d->module ? NULL : kernel_build_id_text(d->kernel);

	return id ? arena_printf(d->arena, "%s.sys", id) : NULL;
}

static bool read_kept(struct debuginfo *d, const char *name, struct strmap *systems)
{
	const char *path = name ? stash_path(d->arena, d->kernel->cache, "index", name) : NULL;
	const unsigned char *map;
	char *text, *line, *end;
	size_t len;

	map = path ? file_map(path, &len) : NULL;
	if (!map)
		return false;
	text = arena_strndup(d->arena, (const char *)map, len);
	file_unmap(map, len);
	if (strncmp(text, FILE_HEAD, strlen(FILE_HEAD)) != 0)
		return false;
	for (line = text + strlen(FILE_HEAD); (end = strchr(line, '\n')); line = end + 1) {
		char *system = strchr(line, ' ');

		if (!system || system > end)
			return false;
		*end = '\0';
		*system++ = '\0';
		strmap_set(systems, line, system);
	}
	return systems->n;
}

/* Best effort, as with the index of functions. */
static void keep(struct debuginfo *d, const char *name, const struct strmap *systems)
{
	struct stash f;
	struct out o;

	if (!name || !systems->n || !d->kernel->cache)
		return;
	out_init(&o, d->arena);
	out_text(&o, FILE_HEAD);
	for (size_t i = 0; i < systems->n; i++)
		out_put(&o, "%s %s\n", systems->entries[i].key,
			(const char *)systems->entries[i].value);
	if (!stash_open(&f, d->arena, d->kernel->cache, "index", name))
		return;
	if (!f.path || !stash_write(&f, o.text, o.len))
		stash_drop(&f);
	else
		stash_keep(&f);
}

static void read_systems(struct debuginfo *d)
{
	struct strmap *systems = arena_new(d->arena, struct strmap);
	struct image m = { 0 };
	const char *why = NULL, *name = file_name(d);

	strmap_init(systems, d->arena);
	if (read_kept(d, name, systems)) {
		d->trace_systems = systems;
		return;
	}
	strmap_init(systems, d->arena);
	if (!find_members(&m, d)) {
		d->no_trace_systems = arena_strdup(d->arena, debuginfo_why(d));
	} else if (d->module ? read_module(&m, d, systems, &why) :
			       read_kernel(&m, d, systems, &why)) {
		keep(d, name, systems);
		d->trace_systems = systems;
	} else {
		d->no_trace_systems = why;
	}
}

const char *trace_systems_why(struct debuginfo *d)
{
	if (!d->trace_systems && !d->no_trace_systems)
		read_systems(d);
	return d->no_trace_systems;
}

const char *trace_system(struct debuginfo *d, const char *tracepoint)
{
	return trace_systems_why(d) ? NULL : strmap_get(d->trace_systems, tracepoint);
}
