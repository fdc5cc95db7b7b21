/* SPDX-License-Identifier: GPL-2.0-only */
/* symtab.c: takes a module's ELF file; gives its functions by section and offset. */
#include "translator/debuginfo/symtab.h"

#include <string.h>

#include "parser/base/arena.h"
#include "parser/base/strmap.h"
#include "translator/debuginfo/barred.h"
#include "translator/debuginfo/elfmap.h"
#include "translator/debuginfo/symlist.h"

static bool starts(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

bool symtab_open(struct symtab *t, const struct elfmap *e)
{
	*t = (struct symtab){ .elf = e };
	for (size_t i = 0; i < e->nsections; i++) {
		const Elf64_Shdr *s = &e->sections[i];
		size_t len;

		if (s->sh_type != SHT_SYMTAB || s->sh_offset % 8 || s->sh_link >= e->nsections)
			continue;
		t->syms = (const Elf64_Sym *)elfmap_bytes(e, s, &len);
		if (!t->syms)
			return false;
		t->n = len / sizeof(*t->syms);
		t->names = (const char *)elfmap_bytes(e, &e->sections[s->sh_link], &t->names_len);
		return t->names && !t->names[t->names_len - 1];
	}
	return false;
}

void symtab_fixups(const struct symtab *t, struct arena *a, const char *section, fixup_list *list)
{
	const Elf64_Shdr *s = elfmap_section(t->elf, arena_printf(a, ".rela%s", section));
	const Elf64_Rela *r;
	size_t len;

	if (!s || s->sh_type != SHT_RELA || s->sh_offset % 8)
		return;
	r = (const Elf64_Rela *)elfmap_bytes(t->elf, s, &len);
	for (size_t i = 0; r && i < len / sizeof(*r); i++) {
		size_t sym = ELF64_R_SYM(r[i].r_info);
		uint64_t offset;

		if (sym >= t->n)
			continue;
		offset = t->syms[sym].st_value + (uint64_t)r[i].r_addend;
		vec_push(a, list,
			 ((struct fixup){ r[i].r_offset,
					  SYM_PLACE(t->syms[sym].st_shndx, offset) }));
	}
}

/* The places that a table of addresses will hold. */
static void read_places(struct symlist *l, const struct symtab *t, const char *section,
			place_list *list)
{
	fixup_list fixups = { 0 };

	symtab_fixups(t, l->arena, section, &fixups);
	for (size_t i = 0; i < fixups.n; i++)
		vec_push(l->arena, list, fixups.v[i].place);
}

static enum barred section_barred(const char *section)
{
	if (starts(section, ".noinstr.text"))
		return BARRED_NOINSTR;
	if (starts(section, ".kprobes.text"))
		return BARRED_KPROBES;
	if (starts(section, ".entry.text"))
		return BARRED_ENTRY;
	if (starts(section, ".cpuidle.text"))
		return BARRED_CPUIDLE;
	if (starts(section, ".static_call.text"))
		return BARRED_TRAMPOLINE;
	return BARRED_NOT;
}

/* A name that the kernel would look up, when the module is in; NULL: none. */
static const char *kernel_name(const struct symtab *t, const Elf64_Sym *sym)
{
	unsigned int type = ELF64_ST_TYPE(sym->st_info);

	if (sym->st_shndx == SHN_UNDEF || sym->st_name >= t->names_len || type == STT_SECTION ||
	    type == STT_FILE)
		return NULL;
	return t->names + sym->st_name;
}

/* How often each name is there: the kernel finds the first by it, and no other. */
static void count_names(struct symlist *l, const struct symtab *t, struct strmap *names)
{
	strmap_init(names, l->arena);
	for (size_t i = 0; i < t->n; i++) {
		const char *name = kernel_name(t, &t->syms[i]);
		bool *shared;

		if (!name)
			continue;
		shared = strmap_get(names, name);
		if (shared)
			*shared = true;
		else
			strmap_set(names, name, arena_new(l->arena, bool));
	}
}

bool symtab_read(struct symlist *l, const struct elfmap *e, const char **why)
{
	struct symtab t;
	const char **sections = arena_array(l->arena, const char *, e->nsections + 1);
	struct strmap names;

	if (!symtab_open(&t, e)) {
		*why = "it has no symbol table";
		return false;
	}
	for (size_t i = 0; i < e->nsections; i++)
		sections[i] = arena_strdup(l->arena, elfmap_section_name(e, &e->sections[i]));
	l->sections = sections;
	l->nsections = e->nsections;
	count_names(l, &t, &names);

	for (size_t i = 0; i < t.n; i++) {
		const Elf64_Sym *sym = &t.syms[i];
		struct symbol s = { .place = SYM_PLACE(sym->st_shndx, sym->st_value) };

		if (ELF64_ST_TYPE(sym->st_info) != STT_FUNC || sym->st_shndx >= e->nsections ||
		    sym->st_name >= t.names_len || sym->st_value > UINT32_MAX ||
		    sym->st_size > UINT32_MAX ||
		    !(e->sections[sym->st_shndx].sh_flags & SHF_EXECINSTR))
			continue;
		if (starts(sections[sym->st_shndx], ".init"))
			continue; /* gone when the module is in */
		s.name = arena_strdup(l->arena, t.names + sym->st_name);
		s.size = (uint32_t)sym->st_size;
		s.flags = section_barred(sections[sym->st_shndx]) * SYM_BARRED;
		if (ELF64_ST_BIND(sym->st_info) != STB_LOCAL)
			s.flags |= SYM_GLOBAL;
		if (*(bool *)strmap_get(&names, s.name))
			s.flags |= SYM_SHARED;
		vec_push(l->arena, &l->syms, s);
	}
	read_places(l, &t, "__mcount_loc", &l->entries);
	read_places(l, &t, "_kprobe_blacklist", &l->blacklist);
	return true;
}
