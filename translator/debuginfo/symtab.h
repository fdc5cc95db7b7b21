/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * symtab.h: the symbol table of a module's file, and what its relocations fill in: a module is not
 * linked, so a table of addresses is empty, and relocations name the place each entry will hold.
 */
#ifndef SPILE_SYMTAB_H
#define SPILE_SYMTAB_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "parser/base/vec.h"

struct arena;
struct elfmap;

struct symtab {
	const struct elfmap *elf;
	const Elf64_Sym *syms;
	size_t n;
	const char *names;
	size_t names_len;
};

/* The field AT bytes from the start of a section gets PLACE (symlist.h), or the distance to it. */
struct fixup {
	uint64_t at, place;
};

typedef VEC(struct fixup) fixup_list;

bool symtab_open(struct symtab *t, const struct elfmap *e); /* false: there is none */
/* Adds what relocations fill in SECTION, in the order of the file. */
void symtab_fixups(const struct symtab *t, struct arena *a, const char *section, fixup_list *list);

#endif
