// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_scan.c: walks all units of a debug file once; gives the block of bytes that the index is.
 *
 * An inline function is described in every unit that uses it.  It is one function here, by name,
 * file and line; its copies say which unit they belong to.
 */
#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "parser/base/arena.h"
#include "parser/base/strmap.h"
#include "parser/base/vec.h"
#include "translator/debuginfo/dwarf.h"
#include "translator/debuginfo/dwarf_index.h"
#include "translator/debuginfo/front.h"

enum {
	DEPTH = 256, /* blocks in blocks */
	COPIES_MAX = 16, /* a copy of a copy ... */
	NO_FUNC = 0, /* a number is its index + 1 */
};

/* Numbers by the offset of a DIE or the address of a text, of one unit. */
struct numbers {
	uint64_t *key;
	uint32_t *number; /* 0: free */
	size_t n, room; /* a power of two */
};

struct scan {
	struct debuginfo *d;
	struct arena *arena;
	struct strmap names; /* text -> where it is, + 1 */
	VEC(const char *) texts; /* in that order */
	size_t names_len;
	struct strmap files; /* path -> its number + 1 */
	VEC(uint32_t) file_names;
	struct strmap funcs; /* "name\1file\1line" -> number + 1 */
	VEC(struct index_func) func;
	VEC(struct index_instance) instance;
	VEC(struct index_label) label;
	VEC(struct index_global) global;
	VEC(struct index_type) type;
	VEC(struct index_unit) unit;
	VEC(struct index_section) section;
	struct strmap types; /* "tag name": seen */
	struct numbers by_die, by_path; /* of the unit at hand */
	Dwarf_Die cu;
	uint32_t cu_die;
	uint32_t types_in; /* TYPE_SECTION ..., or 0 */
	const char *path; /* of the file */
};

/* ---- numbers ---- */

static uint32_t *number_at(struct numbers *m, uint64_t key)
{
	size_t i;

	for (i = (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 20);; i++) {
		i &= m->room - 1;
		if (!m->number[i] || m->key[i] == key)
			return &m->number[i];
	}
}

static void numbers_room(struct numbers *m, size_t room)
{
	struct numbers old = *m;

	m->room = room;
	m->key = calloc(room, sizeof(*m->key));
	m->number = calloc(room, sizeof(*m->number));
	if (!m->key || !m->number)
		abort(); /* as the arena does */
	for (size_t i = 0; i < old.room; i++) {
		if (!old.number[i])
			continue;
		uint32_t *at = number_at(m, old.key[i]);

		m->key[at - m->number] = old.key[i];
		*at = old.number[i];
	}
	free(old.key);
	free(old.number);
}

static void numbers_set(struct numbers *m, uint64_t key, uint32_t number)
{
	uint32_t *at = number_at(m, key);

	m->key[at - m->number] = key;
	*at = number;
	if (++m->n * 2 > m->room)
		numbers_room(m, m->room * 2);
}

static void numbers_clear(struct numbers *m)
{
	if (!m->room)
		numbers_room(m, 1024);
	memset(m->number, 0, m->room * sizeof(*m->number));
	m->n = 0;
}

/* ---- texts and files ---- */

static uint32_t text_number(struct scan *s, const char *text)
{
	uintptr_t at = (uintptr_t)strmap_get(&s->names, text);

	if (!at) {
		text = arena_strdup(s->arena, text);
		at = s->names_len + 1;
		strmap_set(&s->names, text, (void *)at);
		vec_push(s->arena, &s->texts, text);
		s->names_len += strlen(text) + 1;
	}
	return (uint32_t)(at - 1);
}

/* "./a/b/../c" is "a/c"; the folder that it was built in goes. */
static const char *plain_path(struct scan *s, const char *path)
{
	Dwarf_Attribute attr;
	const char *dir = dwarf_formstring(dwarf_attr(&s->cu, DW_AT_comp_dir, &attr));
	size_t n = dir ? strlen(dir) : 0;
	char *out, *to;

	if (n && !strncmp(path, dir, n) && path[n] == '/')
		path += n + 1;
	to = out = arena_strdup(s->arena, path);
	for (const char *from = path; *from;) {
		size_t part = strcspn(from, "/");

		if (part == 2 && !strncmp(from, "..", 2) && to > out + 1 &&
		    strncmp(to - 3, "../", 3)) {
			to--; /* its '/' */
			while (to > out && to[-1] != '/')
				to--;
		} else if (!(part == 1 && *from == '.')) {
			memmove(to, from, part);
			to += part;
			if (from[part] == '/')
				*to++ = '/';
		}
		from += part + (from[part] == '/');
	}
	*to = '\0';
	return out;
}

/* The number of a source file. */
static uint32_t file_number(struct scan *s, const char *path)
{
	const char *plain;
	uint32_t known;
	uintptr_t n;

	if (!path)
		path = "?";
	known = *number_at(&s->by_path, (uintptr_t)path);
	if (known)
		return known - 1;
	plain = plain_path(s, path);
	n = (uintptr_t)strmap_get(&s->files, plain);
	if (!n) {
		vec_push(s->arena, &s->file_names, text_number(s, plain));
		n = s->file_names.n;
		strmap_set(&s->files, plain, (void *)n);
	}
	numbers_set(&s->by_path, (uintptr_t)path, (uint32_t)n);
	return (uint32_t)n - 1;
}

/* ---- functions ---- */

/* As dwarf_decl_file(), which knows no file 0: in DWARF 5 it is the unit's own, for clang. */
static const char *decl_file(Dwarf_Die *die)
{
	const char *path = dwarf_decl_file(die);
	Dwarf_Attribute attr;
	Dwarf_Files *files;
	Dwarf_Word number;
	Dwarf_Half version;
	Dwarf_Die unit;
	size_t n;

	if (path || !dwarf_attr_integrate(die, DW_AT_decl_file, &attr) ||
	    dwarf_formudata(&attr, &number) || number)
		return path;
	if (!dwarf_cu_die(attr.cu, &unit, &version, NULL, NULL, NULL, NULL, NULL) || version < 5 ||
	    dwarf_getsrcfiles(&unit, &files, &n))
		return NULL;
	return dwarf_filesrc(files, 0, NULL, NULL);
}

/*
 * The function that DIE, or what it is a copy of, describes; NO_FUNC: it has no name.  COPIES are
 * behind us: in a damaged file one may be a copy of itself.
 */
static uint32_t func_behind(struct scan *s, Dwarf_Die *die, int copies)
{
	uint64_t at = dwarf_dieoffset(die);
	uint32_t known = *number_at(&s->by_die, at);
	Dwarf_Attribute attr;
	Dwarf_Die origin;
	const char *name, *key;
	uint32_t file;
	uintptr_t n;
	int line = 0;

	if (known)
		return known;
	if (dwarf_attr(die, DW_AT_abstract_origin, &attr) && dwarf_formref_die(&attr, &origin)) {
		n = copies < COPIES_MAX ? func_behind(s, &origin, copies + 1) : NO_FUNC;
		if (n)
			numbers_set(&s->by_die, at, (uint32_t)n);
		return (uint32_t)n;
	}
	name = dwarf_diename(die);
	if (!name)
		return NO_FUNC;
	file = file_number(s, decl_file(die));
	dwarf_decl_line(die, &line);
	key = arena_printf(s->arena, "%s\1%u\1%d", name, file, line);
	n = (uintptr_t)strmap_get(&s->funcs, key);
	if (!n) {
		struct index_func f = {
			.name = text_number(s, name),
			.file = file,
			.line = (uint32_t)line,
			.flags = dwarf_hasattr_integrate(die, DW_AT_external) ? FUNC_EXTERNAL : 0,
		};

		vec_push(s->arena, &s->func, f);
		n = s->func.n;
		strmap_set(&s->funcs, key, (void *)n);
	}
	numbers_set(&s->by_die, at, (uint32_t)n);
	return (uint32_t)n;
}

static uint32_t func_of(struct scan *s, Dwarf_Die *die)
{
	return func_behind(s, die, 0);
}

static void add_instance(struct scan *s, Dwarf_Die *die, uint32_t flags)
{
	struct index_instance one = {
		.die = (uint32_t)dwarf_dieoffset(die),
		.unit = s->cu_die,
		.flags = flags,
	};
	Dwarf_Addr pc;
	uint32_t func;

	if (!dwarf_entry(die, &pc) || !pc)
		return;
	one.pc = pc;
	func = func_of(s, die);
	if (func == NO_FUNC)
		return;
	one.func = func - 1;
	vec_push(s->arena, &s->instance, one);
}

static void add_label(struct scan *s, Dwarf_Die *die, Dwarf_Die *in)
{
	struct index_label label = { .unit = s->cu_die };
	const char *name = dwarf_diename(die);
	Dwarf_Addr pc;
	uint32_t func;
	int line = 0;

	if (!name || dwarf_lowpc(die, &pc) || !pc)
		return;
	func = func_of(s, in);
	if (func == NO_FUNC)
		return;
	dwarf_decl_line(die, &line);
	label.pc = pc;
	label.name = text_number(s, name);
	label.line = (uint32_t)line;
	label.die = (uint32_t)dwarf_dieoffset(in);
	label.func = func - 1;
	vec_push(s->arena, &s->label, label);
}

/* What is below IN, a function or a copy of one. */
static void scan_code(struct scan *s, Dwarf_Die *block, Dwarf_Die *in, int depth)
{
	Dwarf_Die die;

	if (depth > DEPTH || dwarf_child(block, &die))
		return;
	do {
		switch (dwarf_tag(&die)) {
		case DW_TAG_lexical_block:
			scan_code(s, &die, in, depth + 1);
			break;
		case DW_TAG_inlined_subroutine:
			add_instance(s, &die, INSTANCE_INLINE);
			scan_code(s, &die, &die, depth + 1);
			break;
		case DW_TAG_label:
			add_label(s, &die, in);
			break;
		default:
			break;
		}
	} while (!dwarf_siblingof(&die, &die));
}

/* ---- the rest of a unit ---- */

static void add_type(struct scan *s, uint32_t tag, const char *name, Dwarf_Die *die)
{
	struct index_type t = { .tag = tag | s->types_in, .die = (uint32_t)dwarf_dieoffset(die) };
	char key[256];

	if ((size_t)snprintf(key, sizeof(key), "%x %s", tag, name) >= sizeof(key) ||
	    strmap_has(&s->types, key))
		return;
	strmap_set(&s->types, arena_strdup(s->arena, key), NULL);
	t.name = text_number(s, name);
	vec_push(s->arena, &s->type, t);
}

static void scan_type(struct scan *s, Dwarf_Die *die)
{
	const char *name = dwarf_diename(die);
	int tag = dwarf_tag(die);
	Dwarf_Die child;

	if (dwarf_hasattr(die, DW_AT_declaration))
		return;
	if (name)
		add_type(s, (uint32_t)tag, name, die);
	if (tag != DW_TAG_enumeration_type || dwarf_child(die, &child))
		return;
	do {
		name = dwarf_diename(&child);
		if (name && dwarf_tag(&child) == DW_TAG_enumerator)
			add_type(s, DW_TAG_enumerator, name, die);
	} while (!dwarf_siblingof(&child, &child));
}

static void add_global(struct scan *s, Dwarf_Die *die, uint32_t file)
{
	const char *name = dwarf_diename(die);
	struct index_global g = { .file = file, .die = (uint32_t)dwarf_dieoffset(die) };

	if (!name ||
	    (!dwarf_hasattr(die, DW_AT_location) && !dwarf_hasattr(die, DW_AT_const_value)))
		return;
	g.name = text_number(s, name);
	vec_push(s->arena, &s->global, g);
}

static void scan_unit(struct scan *s)
{
	struct index_unit unit = { .die = s->cu_die };
	Dwarf_Die die;

	numbers_clear(&s->by_die);
	numbers_clear(&s->by_path);
	unit.file = file_number(s, dwarf_diename(&s->cu));
	vec_push(s->arena, &s->unit, unit);
	if (dwarf_child(&s->cu, &die))
		return;
	do {
		switch (dwarf_tag(&die)) {
		case DW_TAG_subprogram:
			add_instance(s, &die, 0);
			scan_code(s, &die, &die, 0);
			break;
		case DW_TAG_variable:
			add_global(s, &die, unit.file);
			break;
		case DW_TAG_structure_type:
		case DW_TAG_union_type:
		case DW_TAG_enumeration_type:
		case DW_TAG_typedef:
		case DW_TAG_base_type:
			scan_type(s, &die);
			break;
		default:
			break;
		}
	} while (!dwarf_siblingof(&die, &die));
}

/* A unit that holds one type, for all others that refer to it. */
static void scan_type_unit(struct scan *s)
{
	Dwarf_Die die;

	if (dwarf_child(&s->cu, &die))
		return;
	do {
		scan_type(s, &die);
	} while (!dwarf_siblingof(&die, &die));
}

/* ---- order ---- */

struct order {
	const char *names;
	const struct index_func *func;
	const uint32_t *rank; /* of each function */
};

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int func_order(const void *a, const void *b, void *data)
{
	const struct order *o = data;
	const struct index_func *x = o->func + *(const uint32_t *)a;
	const struct index_func *y = o->func + *(const uint32_t *)b;
	int c = x->name == y->name ? 0 : strcmp(o->names + x->name, o->names + y->name);

	if (!c)
		c = compare(x->file, y->file);
	return c ? c : compare(x->line, y->line);
}

static int instance_order(const void *a, const void *b)
{
	const struct index_instance *x = a, *y = b;
	int c = compare(x->func, y->func);

	if (!c)
		c = compare(x->pc, y->pc);
	return c ? c : compare(x->die, y->die);
}

static int name_order(const char *names, uint32_t a, uint32_t b, uint64_t x, uint64_t y)
{
	int c = a == b ? 0 : strcmp(names + a, names + b);

	return c ? c : compare(x, y);
}

static int label_order(const void *a, const void *b, void *data)
{
	const struct index_label *x = a, *y = b;
	const struct order *o = data;

	return name_order(o->names, x->name, y->name, x->pc, y->pc);
}

static int global_order(const void *a, const void *b, void *data)
{
	const struct index_global *x = a, *y = b;
	const struct order *o = data;

	return name_order(o->names, x->name, y->name, x->die, y->die);
}

static int type_order(const void *a, const void *b, void *data)
{
	const struct index_type *x = a, *y = b;
	const struct order *o = data;

	return name_order(o->names, x->name, y->name, x->die, y->die);
}

/* Functions by name; instances and labels are told their new numbers. */
static void order_funcs(struct scan *s, struct order *o)
{
	uint32_t *by_rank = arena_array(s->arena, uint32_t, s->func.n + 1);
	uint32_t *rank = arena_array(s->arena, uint32_t, s->func.n + 1);
	struct index_func *func = arena_array(s->arena, struct index_func, s->func.n + 1);

	o->func = s->func.v;
	for (size_t i = 0; i < s->func.n; i++)
		by_rank[i] = (uint32_t)i;
	qsort_r(by_rank, s->func.n, sizeof(*by_rank), func_order, o);
	for (size_t i = 0; i < s->func.n; i++) {
		rank[by_rank[i]] = (uint32_t)i;
		func[i] = s->func.v[by_rank[i]];
	}
	for (size_t i = 0; i < s->instance.n; i++)
		s->instance.v[i].func = rank[s->instance.v[i].func];
	for (size_t i = 0; i < s->label.n; i++)
		s->label.v[i].func = rank[s->label.v[i].func];
	if (s->instance.n)
		qsort(s->instance.v, s->instance.n, sizeof(*s->instance.v), instance_order);
	for (size_t i = s->instance.n; i--;) {
		struct index_func *f = &func[s->instance.v[i].func];

		f->first = (uint32_t)i;
		f->n++;
	}
	s->func.v = func;
}

/* ---- the block ---- */

static void *finish(struct scan *s, size_t *len)
{
	char *names = malloc(s->names_len + 1), *to = names;
	struct order o = { .names = names };
	const void *part[PARTS] = { 0 };
	unsigned char *block, *at;
	size_t n[PARTS];

	if (!names)
		return NULL;
	for (size_t i = 0; i < s->texts.n; i++)
		to = stpcpy(to, s->texts.v[i]) + 1;
	*to = '\0';
	order_funcs(s, &o);
	if (s->label.n)
		qsort_r(s->label.v, s->label.n, sizeof(*s->label.v), label_order, &o);
	if (s->global.n)
		qsort_r(s->global.v, s->global.n, sizeof(*s->global.v), global_order, &o);
	if (s->type.n)
		qsort_r(s->type.v, s->type.n, sizeof(*s->type.v), type_order, &o);
	part[PART_FILES] = s->file_names.v, n[PART_FILES] = s->file_names.n;
	part[PART_UNITS] = s->unit.v, n[PART_UNITS] = s->unit.n;
	part[PART_FUNCS] = s->func.v, n[PART_FUNCS] = s->func.n;
	part[PART_INSTANCES] = s->instance.v, n[PART_INSTANCES] = s->instance.n;
	part[PART_LABELS] = s->label.v, n[PART_LABELS] = s->label.n;
	part[PART_GLOBALS] = s->global.v, n[PART_GLOBALS] = s->global.n;
	part[PART_TYPES] = s->type.v, n[PART_TYPES] = s->type.n;
	part[PART_SECTIONS] = s->section.v, n[PART_SECTIONS] = s->section.n;
	part[PART_NAMES] = names, n[PART_NAMES] = s->names_len + 1;
	*len = sizeof(n) + index_len(n);
	block = kept_room(*len);
	if (block)
		memcpy(block, n, sizeof(n));
	at = block ? block + sizeof(n) : NULL;
	for (int i = 0; block && i < PARTS; i++) {
		size_t size = n[i] * index_element((enum index_part)i);

		if (size)
			memcpy(at, part[i], size);
		at += (size + 7) / 8 * 8;
	}
	free(names);
	return block;
}

/* How far it is, on a terminal. */
static void show_progress(const struct scan *s, size_t done, size_t all)
{
	enum { WIDTH = 40 };
	static const char bar[] = "########################################";
	int n = all ? (int)(done * WIDTH / all) : WIDTH;

	fprintf(stderr, "\rspile: reading %s [%-*.*s]", s->path, WIDTH, n, bar);
	fflush(stderr);
}

/*
 * A stretch of units, from the header at *AT on.  libdw keeps what it has read of a unit until the
 * file is closed; so that is done from time to time.
 */
static bool scan_some(struct scan *s, Dwarf *dw, Dwarf_Off *at)
{
	enum { STRETCH = 16 << 20 }; /* bytes of .debug_info */
	Dwarf_Off end = *at + STRETCH, next;
	size_t header;
	uint8_t type;

	for (; *at < end &&
	       !dwarf_next_unit(dw, *at, &next, &header, NULL, NULL, NULL, NULL, NULL, NULL);
	     *at = next) {
		if (!dwarf_offdie(dw, *at + header, &s->cu) ||
		    dwarf_cu_info(s->cu.cu, NULL, &type, NULL, NULL, NULL, NULL, NULL))
			continue;
		if (type == DW_UT_skeleton)
			return debuginfo_fail(
				s->d,
				"the debug information in %s is split (-gsplit-dwarf), and only what is in one file is read",
				s->path);
		s->cu_die = (uint32_t)dwarf_dieoffset(&s->cu);
		if (type == DW_UT_compile || type == DW_UT_partial)
			scan_unit(s);
		else if (type == DW_UT_type)
			scan_type_unit(s);
	}
	return true;
}

/* Types that are not in .debug_info: of DWARF 4 with a unit each, and of several files. */
static void scan_other_types(struct scan *s, struct dwarf *w)
{
	Dwarf *shared = dwarf_getalt(w->handle);
	Dwarf_Off at = 0, next;
	uint64_t signature;
	size_t header;

	s->types_in = TYPE_SECTION;
	for (; !dwarf_next_unit(w->handle, at, &next, &header, NULL, NULL, NULL, NULL, &signature,
				NULL);
	     at = next)
		if (dwarf_offdie_types(w->handle, at + header, &s->cu))
			scan_type_unit(s);
	s->types_in = TYPE_SHARED;
	for (at = 0; shared && !dwarf_next_unit(shared, at, &next, &header, NULL, NULL, NULL, NULL,
						NULL, NULL);
	     at = next)
		if (dwarf_offdie(shared, at + header, &s->cu))
			scan_type_unit(s);
	s->types_in = 0;
}

/* The address of a symbol of the file; 0: it has none. */
static uint64_t symbol_address(struct dwarf *w, const char *name)
{
	int n = dwfl_module_getsymtab(w->module);
	GElf_Sym sym;
	GElf_Addr at;

	for (int i = 1; i < n; i++) {
		const char *is = dwfl_module_getsym_info(w->module, i, &sym, &at, NULL, NULL, NULL);

		if (is && !strcmp(is, name))
			return at;
	}
	return 0;
}

static bool scan_sections(struct scan *s, struct dwarf *w)
{
	struct index_section one = { .end = UINT64_MAX };
	GElf_Shdr header;
	GElf_Addr bias;
	size_t names;
	Elf *elf;

	if (!s->d->module) {
		one.start = symbol_address(w, "_stext");
		if (!one.start)
			return debuginfo_fail(s->d, "%s has no _stext", w->path);
		vec_push(s->arena, &s->section, one);
		return true;
	}
	elf = dwfl_module_getelf(w->module, &bias); /* libdwfl gave each section a place */
	if (!elf || elf_getshdrstrndx(elf, &names))
		return debuginfo_fail(s->d, "%s is damaged", w->path);
	for (Elf_Scn *scn = elf_nextscn(elf, NULL); scn; scn = elf_nextscn(elf, scn)) {
		const char *name;

		if (!gelf_getshdr(scn, &header) || !(header.sh_flags & SHF_ALLOC) ||
		    !header.sh_size)
			continue;
		name = elf_strptr(elf, names, header.sh_name);
		if (!name)
			continue;
		one.start = header.sh_addr + bias;
		one.end = one.start + header.sh_size;
		one.name = text_number(s, name);
		vec_push(s->arena, &s->section, one);
	}
	return true;
}

static bool scan_all(struct scan *s)
{
	bool shown = isatty(STDERR_FILENO), ok = true;
	Dwarf_Off at = 0, was;

	do {
		struct dwarf *w = dwarf_open(s->d);

		if (!w)
			return false;
		s->path = w->path;
		if (!at)
			scan_other_types(s, w);
		was = at;
		ok = (at || scan_sections(s, w)) && scan_some(s, w->handle, &at);
		if (shown)
			show_progress(s, at, dwarf_info_size(w));
		dwarf_drop(w);
	} while (ok && at != was);
	if (shown)
		fprintf(stderr, "\r\033[K");
	return ok;
}

void *dwarf_scan(struct debuginfo *d, size_t *len)
{
	struct scan s = { .d = d };
	void *block = NULL;

	s.arena = arena_open();
	strmap_init(&s.names, s.arena);
	strmap_init(&s.files, s.arena);
	strmap_init(&s.funcs, s.arena);
	strmap_init(&s.types, s.arena);
	text_number(&s, ""); /* 0: none */
	if (scan_all(&s)) {
		block = finish(&s, len);
		if (!block)
			debuginfo_fail(d, "there is not enough memory");
	}
	free(s.by_die.key);
	free(s.by_die.number);
	free(s.by_path.key);
	free(s.by_path.number);
	arena_close(s.arena);
	return block;
}
