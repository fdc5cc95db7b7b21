/* SPDX-License-Identifier: GPL-2.0-only */
/* elfmap.h: a 64-bit ELF file, mapped: its sections, and what stands at an address. */
#ifndef SPILE_ELFMAP_H
#define SPILE_ELFMAP_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct elfmap {
	const unsigned char *data; /* the whole file; NULL: not open */
	size_t len;
	const Elf64_Shdr *sections;
	size_t nsections;
	const Elf64_Phdr *segments;
	size_t nsegments;
	const char *names; /* of the sections */
	size_t names_len;
};

/* Maps a whole file to read; NULL with errno.  An empty file is an error. */
const unsigned char *file_map(const char *path, size_t *len);
void file_unmap(const unsigned char *data, size_t len);

/* False: *why, a clause in the arena.  Every offset that is given out lies in the file. */
bool elfmap_open(struct elfmap *e, struct arena *a, const char *path, const char **why);
void elfmap_close(struct elfmap *e); /* a zeroed one is fine */

const char *elfmap_section_name(const struct elfmap *e, const Elf64_Shdr *s);
const Elf64_Shdr *elfmap_section(const struct elfmap *e, const char *name); /* NULL: none */
/* A section's bytes; NULL where it has none in the file. */
const unsigned char *elfmap_bytes(const struct elfmap *e, const Elf64_Shdr *s, size_t *len);
/* LEN bytes that are loaded at an address; NULL where the file does not have them all. */
const unsigned char *elfmap_at(const struct elfmap *e, uint64_t addr, size_t len);
/* Is there code at the address? */
bool elfmap_is_code(const struct elfmap *e, uint64_t addr);

/* The build-id in these notes; its length, at most ROOM; 0: there is none. */
size_t note_build_id(const unsigned char *notes, size_t len, unsigned char *id, size_t room);
size_t elfmap_build_id(const struct elfmap *e, unsigned char *id, size_t room);

#endif
