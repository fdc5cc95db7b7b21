/* SPDX-License-Identifier: GPL-2.0-only */
/* elfmap.c: takes the path of an ELF file; gives its sections and bytes, every bound checked. */
#include "translator/debuginfo/elfmap.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parser/base/arena.h"

const unsigned char *file_map(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *p = MAP_FAILED;
	int err;

	if (fd < 0)
		return NULL;
	if (!fstat(fd, &st)) {
		if (!S_ISREG(st.st_mode) || !st.st_size) {
			errno = EINVAL;
		} else {
			*len = (size_t)st.st_size;
			p = mmap(NULL, *len, PROT_READ, MAP_PRIVATE, fd, 0);
		}
	}
	err = errno;
	close(fd);
	errno = err;
	return p == MAP_FAILED ? NULL : p;
}

void file_unmap(const unsigned char *data, size_t len)
{
	munmap((void *)(uintptr_t)data, len);
}

/* Is [at, at + n * size) in the file, and at an address fit for its type? */
static bool in_file(const struct elfmap *e, uint64_t at, uint64_t n, uint64_t size)
{
	return at <= e->len && !(at % 8) && n <= (e->len - at) / size;
}

static const char *read_tables(struct elfmap *e)
{
	const Elf64_Ehdr *head = (const Elf64_Ehdr *)e->data;
	const Elf64_Shdr *names;

	if (e->len < sizeof(*head) || memcmp(head->e_ident, ELFMAG, SELFMAG))
		return "it is not an ELF file";
	if (head->e_ident[EI_CLASS] != ELFCLASS64 || head->e_ident[EI_DATA] != ELFDATA2LSB)
		return "it is not a 64-bit little-endian ELF file";
	if (head->e_phnum) {
		if (!in_file(e, head->e_phoff, head->e_phnum, sizeof(Elf64_Phdr)))
			return "it is cut short";
		e->segments = (const Elf64_Phdr *)(e->data + head->e_phoff);
		e->nsegments = head->e_phnum;
	}
	if (head->e_shnum) {
		if (!in_file(e, head->e_shoff, head->e_shnum, sizeof(Elf64_Shdr)))
			return "it is cut short";
		e->sections = (const Elf64_Shdr *)(e->data + head->e_shoff);
		e->nsections = head->e_shnum;
	}
	if (head->e_shstrndx < e->nsections) {
		names = &e->sections[head->e_shstrndx];
		e->names = (const char *)elfmap_bytes(e, names, &e->names_len);
		if (e->names && (!e->names_len || e->names[e->names_len - 1]))
			e->names = NULL;
	}
	return NULL;
}

bool elfmap_open(struct elfmap *e, struct arena *a, const char *path, const char **why)
{
	const char *wrong;

	memset(e, 0, sizeof(*e));
	e->data = file_map(path, &e->len);
	if (!e->data) {
		*why = arena_printf(a, "%s can't be read: %s", path, strerror(errno));
		return false;
	}
	wrong = read_tables(e);
	if (wrong) {
		*why = arena_printf(a, "%s can't be used: %s", path, wrong);
		elfmap_close(e);
	}
	return !wrong;
}

void elfmap_close(struct elfmap *e)
{
	if (e->data)
		file_unmap(e->data, e->len);
	memset(e, 0, sizeof(*e));
}

const char *elfmap_section_name(const struct elfmap *e, const Elf64_Shdr *s)
{
	return e->names && s->sh_name < e->names_len ? e->names + s->sh_name : "";
}

const Elf64_Shdr *elfmap_section(const struct elfmap *e, const char *name)
{
	for (size_t i = 0; i < e->nsections; i++)
		if (!strcmp(elfmap_section_name(e, &e->sections[i]), name))
			return &e->sections[i];
	return NULL;
}

const unsigned char *elfmap_bytes(const struct elfmap *e, const Elf64_Shdr *s, size_t *len)
{
	if (s->sh_type == SHT_NOBITS || !s->sh_size || s->sh_offset > e->len ||
	    s->sh_size > e->len - s->sh_offset)
		return NULL;
	*len = s->sh_size;
	return e->data + s->sh_offset;
}

static const Elf64_Phdr *segment_at(const struct elfmap *e, uint64_t addr, size_t len)
{
	for (size_t i = 0; i < e->nsegments; i++) {
		const Elf64_Phdr *p = &e->segments[i];

		if (p->p_type == PT_LOAD && addr >= p->p_vaddr && len <= p->p_filesz &&
		    addr - p->p_vaddr <= p->p_filesz - len)
			return p;
	}
	return NULL;
}

const unsigned char *elfmap_at(const struct elfmap *e, uint64_t addr, size_t len)
{
	const Elf64_Phdr *p = segment_at(e, addr, len);
	uint64_t at;

	if (!p)
		return NULL;
	at = addr - p->p_vaddr;
	if (p->p_offset > e->len || at > e->len - p->p_offset || len > e->len - p->p_offset - at)
		return NULL;
	return e->data + p->p_offset + at;
}

/* The sections know better: x86 has the kernel's read-only data in the segment of its code. */
bool elfmap_is_code(const struct elfmap *e, uint64_t addr)
{
	const Elf64_Phdr *p = segment_at(e, addr, 1);

	for (size_t i = 0; i < e->nsections; i++) {
		const Elf64_Shdr *s = &e->sections[i];

		if (s->sh_flags & SHF_ALLOC && addr >= s->sh_addr && addr - s->sh_addr < s->sh_size)
			return s->sh_flags & SHF_EXECINSTR;
	}
	return p && p->p_flags & PF_X;
}

size_t note_build_id(const unsigned char *notes, size_t len, unsigned char *id, size_t room)
{
	size_t at = 0;

	while (len - at >= sizeof(Elf64_Nhdr)) {
		Elf64_Nhdr head;
		size_t name, desc;

		memcpy(&head, notes + at, sizeof(head));
		name = at + sizeof(head);
		if (head.n_namesz > len - name)
			break;
		desc = name + (((size_t)head.n_namesz + 3) & ~(size_t)3);
		if (desc > len || head.n_descsz > len - desc)
			break;
		if (head.n_type == NT_GNU_BUILD_ID && head.n_namesz == 4 &&
		    !memcmp(notes + name, "GNU", 4) && head.n_descsz && head.n_descsz <= room) {
			memcpy(id, notes + desc, head.n_descsz);
			return head.n_descsz;
		}
		at = desc + (((size_t)head.n_descsz + 3) & ~(size_t)3);
		if (at > len)
			break;
	}
	return 0;
}

size_t elfmap_build_id(const struct elfmap *e, unsigned char *id, size_t room)
{
	size_t n = 0;

	for (size_t i = 0; !n && i < e->nsegments; i++) {
		const Elf64_Phdr *p = &e->segments[i];

		if (p->p_type == PT_NOTE && p->p_offset <= e->len &&
		    p->p_filesz <= e->len - p->p_offset)
			n = note_build_id(e->data + p->p_offset, p->p_filesz, id, room);
	}
	for (size_t i = 0; !n && i < e->nsections; i++) {
		size_t len;
		const unsigned char *p = elfmap_bytes(e, &e->sections[i], &len);

		if (p && e->sections[i].sh_type == SHT_NOTE)
			n = note_build_id(p, len, id, room);
	}
	return n;
}
