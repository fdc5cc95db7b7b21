// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_address.c: takes an address of the debug file; says by what it will be found in the running
 * kernel: its distance from _stext, or in a module from a symbol of the same section.
 *
 * A module's sections are loaded each by itself, and the kernel remembers no names of sections
 * but its symbols: so the anchor is a symbol whose name no other one of the module has.
 */
#include <elfutils/libdwfl.h>
#include <string.h>

#include "parser/base/arena.h"
#include "translator/debuginfo/dwarf_expr.h"
#include "translator/debuginfo/front.h"
#include "translator/debuginfo/location.h"

static bool fail_unknown(struct debuginfo *d, Dwarf_Addr addr)
{
	return debuginfo_fail(d, "nothing of it is at the address 0x%llx that it is said to have",
			      (unsigned long long)addr);
}

/* Memory that is given back when the code in it has run. */
static bool is_gone(const char *section)
{
	return !strncmp(section, ".init", 5) || !strncmp(section, ".exit", 5);
}

static bool fail_gone(struct debuginfo *d, const char *section)
{
	return debuginfo_fail(d, "it is in %s, memory that is given back after the start", section);
}

/* ---- the kernel ---- */

/* The name of the section that has ADDR; NULL: none. */
static const char *section_at(struct dwarf *w, Dwarf_Addr addr)
{
	GElf_Addr bias;
	Elf *elf = dwfl_module_getelf(w->module, &bias);
	Elf_Scn *scn = NULL;
	size_t strings;

	if (!elf || elf_getshdrstrndx(elf, &strings))
		return NULL;
	while ((scn = elf_nextscn(elf, scn))) {
		GElf_Shdr sh;

		if (gelf_getshdr(scn, &sh) && (sh.sh_flags & SHF_ALLOC) &&
		    addr - bias - sh.sh_addr < sh.sh_size)
			return elf_strptr(elf, strings, sh.sh_name);
	}
	return NULL;
}

static uint64_t stext_of(struct dwarf *w)
{
	int n = dwfl_module_getsymtab(w->module);

	for (int i = 0; !w->stext && i < n; i++) {
		GElf_Sym sym;
		GElf_Addr addr;
		const char *name =
			dwfl_module_getsym_info(w->module, i, &sym, &addr, NULL, NULL, NULL);

		if (name && !strcmp(name, "_stext"))
			w->stext = addr;
	}
	return w->stext;
}

static const struct loc_expr *kernel_address(struct debuginfo *d, Dwarf_Addr addr, bool *percpu)
{
	const char *section = section_at(d->dwarf, addr);
	uint64_t stext = stext_of(d->dwarf);

	if (!section || !stext) {
		fail_unknown(d, addr);
		return NULL;
	}
	if (is_gone(section)) {
		fail_gone(d, section);
		return NULL;
	}
	*percpu = !strcmp(section, ".data..percpu");
	if (*percpu && addr < stext / 2) /* counted from 0: it does not move with the kernel */
		return loc_number(d->arena, addr);
	return loc_address(d->arena, NULL, addr - stext);
}

/* ---- modules ---- */

struct symbol {
	const char *name;
	GElf_Addr addr;
	bool in_section;
};

static bool symbol_at(struct dwarf *w, int i, GElf_Word section, struct symbol *s)
{
	GElf_Sym sym;
	GElf_Word shndx;

	s->name = dwfl_module_getsym_info(w->module, i, &sym, &s->addr, &shndx, NULL, NULL);
	if (!s->name || !*s->name || GELF_ST_TYPE(sym.st_info) == STT_SECTION ||
	    GELF_ST_TYPE(sym.st_info) == STT_FILE)
		return false;
	s->in_section = shndx == section;
	return true;
}

static bool is_only_one(struct dwarf *w, const char *name, int which)
{
	int n = dwfl_module_getsymtab(w->module);
	struct symbol s;

	for (int i = 0; i < n; i++)
		if (i != which && symbol_at(w, i, 0, &s) && !strcmp(s.name, name))
			return false;
	return true;
}

static const struct loc_expr *module_address(struct debuginfo *d, Dwarf_Addr addr, bool *percpu)
{
	struct dwarf *w = d->dwarf;
	Dwarf_Addr in_section = addr;
	int index = dwfl_module_relocate_address(w->module, &in_section);
	int n = dwfl_module_getsymtab(w->module);
	const char *section;
	GElf_Word shndx;
	struct symbol s;

	section = index >= 0 ? dwfl_module_relocation_info(w->module, (unsigned int)index, &shndx) :
			       NULL;
	if (!section || !*section) {
		fail_unknown(d, addr);
		return NULL;
	}
	if (is_gone(section)) {
		fail_gone(d, section);
		return NULL;
	}
	*percpu = !strcmp(section, ".data..percpu");
	for (int i = 0; i < n; i++) {
		struct loc_anchor *anchor;

		if (!symbol_at(w, i, shndx, &s) || !s.in_section || !is_only_one(w, s.name, i))
			continue;
		anchor = arena_new(d->arena, struct loc_anchor);
		anchor->module = d->module;
		anchor->symbol = arena_strdup(d->arena, s.name);
		return loc_address(d->arena, anchor, addr - s.addr);
	}
	debuginfo_fail(d, "no symbol in section %s of the module has a name of its own", section);
	return NULL;
}

const struct loc_expr *dwarf_address(struct debuginfo *d, Dwarf_Addr addr, bool *percpu)
{
	*percpu = false;
	return d->module ? module_address(d, addr, percpu) : kernel_address(d, addr, percpu);
}
