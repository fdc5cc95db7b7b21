/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * debuginfo_made.h: small kernels made from nothing, in a directory laid out as spile's cache:
 * an image with an ELF payload, which has BTF, notes and kallsyms tables as old and new
 * kernels have them, packed in one of the formats; and a module.
 */
#ifndef SPILE_DEBUGINFO_MADE_H
#define SPILE_DEBUGINFO_MADE_H

#include <bpf/btf.h>
#include <elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <lz4.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include "parser/base/arena.h"

#define TEXT UINT64_C(0xffffffff81000000)
#define RODATA UINT64_C(0xffffffff81400000)
#define INIT UINT64_C(0xffffffff81800000)

/* ---- bytes and files ---- */

struct bytes {
	unsigned char *v;
	size_t n;
};

static void put(struct bytes *b, const void *data, size_t n)
{
	b->v = realloc(b->v, b->n + n + 1);
	if (!b->v)
		exit(1);
	if (data)
		memcpy(b->v + b->n, data, n);
	else
		memset(b->v + b->n, 0, n);
	b->n += n;
}

static void put_number(struct bytes *b, uint64_t v, size_t n)
{
	put(b, &v, n);
}

static void put_align(struct bytes *b, size_t to)
{
	put(b, NULL, (to - b->n % to) % to);
}

static void drop(struct bytes *b)
{
	free(b->v);
	*b = (struct bytes){ 0 };
}

static void write_file(const char *path, const void *data, size_t n)
{
	FILE *f = fopen(path, "w");

	if (!f || fwrite(data, 1, n, f) != n || fclose(f)) {
		perror(path);
		exit(1);
	}
}

static struct arena *arena; /* the test opens it, and makes the directory */
static char top[] = "/tmp/debuginfo_test.XXXXXX"; /* the cache */

static const char *in_top(const char *fmt, const char *a, const char *b)
{
	return arena_printf(arena, arena_printf(arena, "%%s/%s", fmt), top, a, b);
}

static void make_dirs(const char *path)
{
	char *p = arena_strdup(arena, path);

	for (char *s = p + 1; (s = strchr(s, '/')); *s++ = '/') {
		*s = '\0';
		mkdir(p, 0755);
	}
}

/* ---- ELF ---- */

struct section {
	const char *name;
	uint32_t type;
	uint64_t flags, addr;
	struct bytes b;
	uint32_t link, entry, info;
};

/* Sections with an address are loaded there. */
static struct bytes make_elf(uint16_t type, const struct section *s, size_t n)
{
	Elf64_Ehdr head = { .e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
			    .e_type = type,
			    .e_machine = EM_X86_64,
			    .e_version = EV_CURRENT,
			    .e_ehsize = sizeof(head),
			    .e_phentsize = sizeof(Elf64_Phdr),
			    .e_shentsize = sizeof(Elf64_Shdr) };
	Elf64_Shdr sections[20] = { 0 };
	Elf64_Phdr segments[20] = { 0 };
	struct bytes out = { 0 }, names = { 0 };

	put(&names, "", 1);
	put(&out, NULL, sizeof(head) + sizeof(segments));
	for (size_t i = 0; i < n; i++) {
		put_align(&out, 8);
		sections[i + 1] = (Elf64_Shdr){ .sh_name = (uint32_t)names.n,
						.sh_type = s[i].type,
						.sh_flags = s[i].flags,
						.sh_addr = s[i].addr,
						.sh_offset = out.n,
						.sh_size = s[i].b.n,
						.sh_link = s[i].link,
						.sh_info = s[i].info,
						.sh_entsize = s[i].entry };
		if (s[i].addr)
			segments[head.e_phnum++] = (Elf64_Phdr){
				.p_type = s[i].type == SHT_NOTE ? PT_NOTE : PT_LOAD,
				.p_flags = s[i].flags & SHF_EXECINSTR ? PF_R | PF_X : PF_R,
				.p_offset = out.n,
				.p_vaddr = s[i].addr,
				.p_filesz = s[i].b.n,
				.p_memsz = s[i].b.n,
			};
		put(&names, s[i].name, strlen(s[i].name) + 1);
		put(&out, s[i].b.v, s[i].b.n);
	}
	sections[n + 1] =
		(Elf64_Shdr){ .sh_type = SHT_STRTAB, .sh_offset = out.n, .sh_size = names.n };
	put(&out, names.v, names.n);
	put_align(&out, 8);
	head.e_phoff = sizeof(head);
	head.e_shoff = out.n;
	head.e_shnum = (uint16_t)(n + 2);
	head.e_shstrndx = (uint16_t)(n + 1);
	put(&out, sections, (n + 2) * sizeof(sections[0]));
	memcpy(out.v, &head, sizeof(head));
	memcpy(out.v + sizeof(head), segments, sizeof(segments));
	drop(&names);
	return out;
}

static struct bytes make_notes(unsigned char id)
{
	const Elf64_Nhdr other = { .n_namesz = 5, .n_descsz = 2, .n_type = 7 };
	const Elf64_Nhdr note = { .n_namesz = 4, .n_descsz = 20, .n_type = NT_GNU_BUILD_ID };
	struct bytes b = { 0 };

	put(&b, &other, sizeof(other));
	put(&b, "Else\0\0\0\0..\0\0", 12);
	put(&b, &note, sizeof(note));
	put(&b, "GNU", 4);
	for (int i = 0; i < 20; i++)
		put(&b, &id, 1);
	return b;
}

/* ---- kallsyms ---- */

struct sym {
	uint64_t addr;
	char type;
	char name[240];
};

enum layout {
	LAYOUT_OLD, /* up to 6.3: offsets first; what is per CPU is absolute */
	LAYOUT_NEW, /* 6.4 and later: offsets last */
	LAYOUT_BASE, /* the same, nothing is absolute */
	LAYOUT_PLACE, /* 7.x: each offset is from its own place */
	LAYOUTS
};

static struct sym syms[1400];
static size_t nsyms;

static void add_sym(uint64_t addr, char type, const char *name)
{
	syms[nsyms].addr = addr;
	syms[nsyms].type = type;
	snprintf(syms[nsyms++].name, sizeof(syms[0].name), "%s", name);
}

static void make_syms(enum layout layout)
{
	char name[240];

	nsyms = 0;
	if (layout <= LAYOUT_NEW) {
		add_sym(0, 'A', "fixed_percpu_data");
		add_sym(0x40, 'D', "this_cpu_off");
	}
	add_sym(TEXT, 'T', "_stext");
	add_sym(TEXT, 'T', "_text");
	add_sym(TEXT, 'T', "startup_64");
	add_sym(TEXT + 0xf0, 't', "__pfx_vfs_read");
	add_sym(TEXT + 0x100, 'T', "vfs_read");
	add_sym(TEXT + 0x180, 't', "vfs_read.cold");
	add_sym(TEXT + 0x1a0, 'T', "vfs_write");
	add_sym(TEXT + 0x1e0, 'T', "vfs_ioctl");
	add_sym(TEXT + 0x200, 't', "twin");
	add_sym(TEXT + 0x240, 't', "twin");
	add_sym(TEXT + 0x280, 't', "alias_one");
	add_sym(TEXT + 0x280, 'W', "alias_two");
	add_sym(TEXT + 0x2c0, 't', "clone.isra.0");
	add_sym(TEXT + 0x300, 't', "refused");
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	add_sym(TEXT + 0x340, 't', name);
	for (int i = 0; i < 1200; i++) {
		snprintf(name, sizeof(name), "func_%04d", i);
		add_sym(TEXT + 0x1000 + (uint64_t)i * 64, 't', name);
	}
	add_sym(TEXT + 0x20000, 'T', "__noinstr_text_start");
	add_sym(TEXT + 0x20000, 't', "quiet");
	add_sym(TEXT + 0x20040, 'T', "__noinstr_text_end");
	add_sym(TEXT + 0x20040, 'T', "_etext");
	add_sym(RODATA, 'R', "vfs_data");
	add_sym(RODATA + 4, 'b', "vfs_count");
	add_sym(RODATA + 4, 'B', "vfs_count_alias");
	add_sym(RODATA + 16, 'b', "twin");
	add_sym(RODATA + 24, 'D', "twin");
	add_sym(RODATA + 32, 'D', "__per_cpu_start");
	add_sym(RODATA + 36, 'D', "late_off");
	add_sym(RODATA + 64, 'D', "__per_cpu_end");
	add_sym(INIT, 'D', "__init_begin");
	add_sym(INIT, 'T', "_sinittext");
	add_sym(INIT, 't', "vfs_caches_init");
	add_sym(INIT + 0x40, 'T', "_einittext");
	add_sym(INIT + 0x1000, 'T', "__start_mcount_loc");
	add_sym(INIT + 0x1000 + 8 * 5, 'T', "__stop_mcount_loc");
	add_sym(INIT + 0x1000 + 8 * 5, 'D', "__start_kprobe_blacklist");
	add_sym(INIT + 0x1000 + 8 * 6, 'D', "__stop_kprobe_blacklist");
	add_sym(INIT + 0x1000 + 8 * 6, 'd', "vfs_boot_data");
	add_sym(INIT + 0x2000, 'D', "__init_end");
}

static struct bytes make_init(void)
{
	/* vfs_write begins with ENDBR64; the last entry belongs to no function. */
	const uint64_t tables[] = { TEXT + 0x100, TEXT + 0x1a4, TEXT + 0x240,
				    TEXT + 0x280, TEXT + 0x360, TEXT + 0x300 };
	struct bytes b = { 0 };

	put(&b, NULL, 0x1000);
	put(&b, tables, sizeof(tables));
	return b;
}

static void put_offsets(struct bytes *b, enum layout layout)
{
	put_align(b, layout == LAYOUT_PLACE ? 4 : 8);
	for (size_t i = 0; i < nsyms; i++) {
		uint64_t addr = syms[i].addr;

		if (layout == LAYOUT_PLACE)
			put_number(b, addr - (RODATA + b->n), 4);
		else if (layout == LAYOUT_BASE)
			put_number(b, addr - TEXT, 4);
		else
			put_number(b, addr < TEXT ? addr : TEXT - 1 - addr, 4);
	}
	if (layout != LAYOUT_PLACE) {
		put_align(b, 8);
		put_number(b, TEXT, 8);
	}
}

/* Every character is its own token; the other numbers stand for something long. */
static void put_tokens(struct bytes *b, size_t to)
{
	uint16_t index[256];
	size_t start;

	put_align(b, to);
	start = b->n;
	for (int i = 0; i < 256; i++) {
		char c[2] = { (char)i, 0 };

		index[i] = (uint16_t)(b->n - start);
		if (i > ' ' && i < 127)
			put(b, c, 2);
		else
			put(b, "some_token", 11);
	}
	put_align(b, to);
	put(b, index, sizeof(index));
}

static struct bytes make_rodata(enum layout layout)
{
	size_t to = layout == LAYOUT_PLACE ? 4 : 8, names;
	uint32_t marks[8], nmarks = 0;
	struct bytes b = { 0 };

	for (int i = 0; i < 300; i++) /* what may look like a table */
		put_number(&b, (uint64_t)i * 0x1000100010001, 8);
	if (layout == LAYOUT_OLD)
		put_offsets(&b, layout);
	put_align(&b, to);
	put_number(&b, nsyms, 4);
	put_align(&b, to);
	names = b.n;
	for (size_t i = 0; i < nsyms; i++) {
		size_t len = strlen(syms[i].name) + 1;

		if (i % 256 == 0)
			marks[nmarks++] = (uint32_t)(b.n - names);
		if (len > 0x7f)
			put_number(&b, (len & 0x7f) | 0x80 | (len >> 7) << 8, 2);
		else
			put_number(&b, len, 1);
		put(&b, &syms[i].type, 1);
		put(&b, syms[i].name, len - 1);
	}
	put_align(&b, to);
	put(&b, marks, 4 * nmarks);
	put_tokens(&b, to);
	if (layout != LAYOUT_OLD)
		put_offsets(&b, layout);
	put(&b, NULL, 4096);
	return b;
}

/* ---- BTF ---- */

struct ids {
	int i, u, ch, size_t_, file, file_ptr, pos_ptr, proto;
};

static void add_proto(struct btf *b, int ret, const char *name, int type, const char *func)
{
	int proto = btf__add_func_proto(b, ret);

	btf__add_func_param(b, name, type);
	btf__add_func(b, func, BTF_FUNC_STATIC, proto);
}

/* struct file: a bit-field, an anonymous union with a structure in it, a 2x3 array, a callback. */
static void add_file(struct btf *b, struct ids *t)
{
	int index = t->u, row, rows, inner, anon, proto, callback, fwd, fwd_ptr;

	inner = btf__add_struct(b, NULL, 8);
	btf__add_field(b, "low", t->u, 0, 0);
	btf__add_field(b, "high", t->u, 32, 0);
	anon = btf__add_union(b, NULL, 8);
	btf__add_field(b, "whole", t->size_t_, 0, 0);
	btf__add_field(b, NULL, inner, 0, 0);
	row = btf__add_array(b, index, t->i, 3);
	rows = btf__add_array(b, index, row, 2);
	fwd = btf__add_fwd(b, "file", BTF_FWD_STRUCT);
	fwd_ptr = btf__add_ptr(b, fwd);
	proto = btf__add_func_proto(b, t->i);
	btf__add_func_param(b, NULL, fwd_ptr);
	btf__add_func_param(b, NULL, 0);
	callback = btf__add_ptr(b, proto);
	t->file = btf__add_struct(b, "file", 56);
	btf__add_field(b, "flags", t->u, 0, 0);
	btf__add_field(b, "ready", t->u, 35, 3);
	btf__add_field(b, NULL, anon, 64, 0);
	btf__add_field(b, "grid", rows, 128, 0);
	btf__add_field(b, "call", callback, 320, 0);
	btf__add_field(b, "self", fwd_ptr, 384, 0);
	t->file_ptr = btf__add_ptr(b, t->file);
}

static struct btf *make_btf(struct ids *t)
{
	struct btf *b = btf__new_empty();
	int ulong, long_, loff, text, const_text, ssize;

	btf__set_pointer_size(b, 8);
	t->i = btf__add_int(b, "int", 4, BTF_INT_SIGNED);
	t->u = btf__add_int(b, "unsigned int", 4, 0);
	t->ch = btf__add_int(b, "char", 1, BTF_INT_SIGNED);
	ulong = btf__add_int(b, "long unsigned int", 8, 0);
	long_ = btf__add_int(b, "long int", 8, BTF_INT_SIGNED);
	t->size_t_ = btf__add_typedef(b, "size_t", ulong);
	loff = btf__add_typedef(b, "loff_t", long_);
	btf__add_typedef(b, "my_loff_t", btf__add_const(b, loff));
	text = btf__add_ptr(b, btf__add_const(b, t->ch));
	const_text = btf__add_const(b, text);
	ssize = btf__add_typedef(b, "ssize_t", long_);
	t->pos_ptr = btf__add_ptr(b, loff);
	add_file(b, t);
	btf__add_enum(b, "color", 4);
	btf__add_enum_value(b, "RED", 1);
	btf__add_enum_value(b, "NONE", -1);
	btf__add_enum64(b, "big", 8, false);
	btf__add_enum64_value(b, "HUGE_ONE", UINT64_C(0x8000000000000001));
	btf__add_fwd(b, "hidden", BTF_FWD_UNION);

	t->proto = btf__add_func_proto(b, ssize);
	btf__add_func_param(b, "file", t->file_ptr);
	btf__add_func_param(b, "buf", const_text);
	btf__add_func_param(b, "count", t->size_t_);
	btf__add_func_param(b, "pos", t->pos_ptr);
	btf__add_func(b, "vfs_read", BTF_FUNC_STATIC, t->proto);
	add_proto(b, t->i, "fmt", text, "_printk");
	btf__add_func(b, "_printk_all", BTF_FUNC_STATIC, btf__add_func_proto(b, 0));
	add_proto(b, t->i, "a", t->i, "twin");
	add_proto(b, t->i, "a", t->i, "odd");
	add_proto(b, t->i, "a", text, "odd");
	add_proto(b, t->i, "__unused", text, "weak");
	add_proto(b, t->i, "regs", text, "weak");
	btf__add_func(b, "log", BTF_FUNC_STATIC, btf__add_func_proto(b, 0));
	btf__add_func_proto(b, t->i);
	btf__add_func_param(b, "fmt", text);
	btf__add_func_param(b, NULL, 0);
	btf__add_func(b, "logf", BTF_FUNC_STATIC, (int)btf__type_cnt(b) - 1);
	return b;
}

static struct bytes raw_btf(const struct btf *b)
{
	struct bytes out = { 0 };
	uint32_t size;
	const void *data = btf__raw_data(b, &size);

	put(&out, data, size);
	return out;
}

/* ---- packing ---- */

static struct bytes pack(const struct bytes *in, const char *how)
{
	size_t room = in->n + (in->n >> 4) + 4096;
	struct bytes out = { .v = calloc(1, room) };
	z_stream z = { 0 };

	if (!strcmp(how, "xz")) {
		lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, NULL, in->v, in->n, out.v, &out.n,
					room);
	} else if (!strcmp(how, "zstd")) {
		out.n = ZSTD_compress(out.v, room, in->v, in->n, 1);
	} else if (!strcmp(how, "gzip")) {
		deflateInit2(&z, 1, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
		z.next_in = in->v;
		z.avail_in = (unsigned int)in->n;
		z.next_out = out.v;
		z.avail_out = (unsigned int)room;
		deflate(&z, Z_FINISH);
		out.n = room - z.avail_out;
		deflateEnd(&z);
	} else {
		uint32_t magic = 0x184c2102, n;

		n = (uint32_t)LZ4_compress_default((const char *)in->v, (char *)out.v + 8,
						   (int)in->n, (int)room - 8);
		memcpy(out.v, &magic, 4);
		memcpy(out.v + 4, &n, 4);
		out.n = n + 8;
	}
	put_number(&out, in->n, 4);
	return out;
}

/* With a set-up header that says where the payload is, or with none, so that it must be found. */
static struct bytes make_image(const struct bytes *payload, bool header)
{
	static const char trap[] = "\x1f\x8b\x08 and no gzip; \xfd\x37zXZ and no xz";
	uint32_t at = sizeof(trap), n = (uint32_t)payload->n;
	struct bytes out = { 0 };

	put(&out, NULL, 512 * 5);
	put(&out, trap, sizeof(trap));
	if (header) {
		out.v[0x1f1] = 4;
		memcpy(out.v + 0x202, "HdrS\x0f\x02", 6);
		memcpy(out.v + 0x248, &at, 4);
		memcpy(out.v + 0x24c, &n, 4);
	}
	put(&out, payload->v, payload->n);
	return out;
}

/* ---- a kernel and its module ---- */

static void make_module(const char *release, const struct btf *base, const struct ids *t)
{
	enum { TEXT_AT = 1, INIT_AT, QUIET_AT };
	static const char names[] = "\0mod_open\0mod_init\0mod_quiet\0mod_open.cold\0mod_twin";
	const Elf64_Sym table[] = {
		{ 0 },
		{ .st_info = STT_SECTION, .st_shndx = TEXT_AT },
		{ .st_name = 1,
		  .st_info = STT_FUNC,
		  .st_shndx = TEXT_AT,
		  .st_value = 16,
		  .st_size = 20 },
		{ .st_name = 10, .st_info = STT_FUNC, .st_shndx = INIT_AT, .st_size = 8 },
		{ .st_name = 19, .st_info = STT_FUNC, .st_shndx = QUIET_AT, .st_size = 8 },
		{ .st_name = 29, .st_info = STT_FUNC, .st_shndx = TEXT_AT, .st_value = 40 },
		{ .st_name = 43,
		  .st_info = STT_FUNC,
		  .st_shndx = TEXT_AT,
		  .st_value = 52,
		  .st_size = 8 },
		{ .st_name = 43, .st_info = STT_FUNC, .st_shndx = TEXT_AT, .st_size = 8 },
		{ .st_name = 5000, .st_info = STT_FUNC, .st_shndx = TEXT_AT, .st_value = 48 },
	};
	const Elf64_Rela relocations[] = {
		{ .r_info = ELF64_R_INFO(1, R_X86_64_64), .r_addend = 20 },
		{ .r_info = ELF64_R_INFO(99, R_X86_64_64), .r_addend = 40 },
	};
	struct btf *btf = btf__new_empty_split((struct btf *)base);
	struct section s[] = {
		{ .name = ".text", .type = SHT_PROGBITS, .flags = SHF_ALLOC | SHF_EXECINSTR },
		{ .name = ".init.text", .type = SHT_PROGBITS, .flags = SHF_ALLOC | SHF_EXECINSTR },
		{ .name = ".noinstr.text",
		  .type = SHT_PROGBITS,
		  .flags = SHF_ALLOC | SHF_EXECINSTR },
		{ .name = ".symtab", .type = SHT_SYMTAB, .link = 5, .entry = sizeof(table[0]) },
		{ .name = ".strtab", .type = SHT_STRTAB },
		{ .name = ".rela__mcount_loc", .type = SHT_RELA },
		{ .name = ".BTF", .type = SHT_PROGBITS },
	};
	struct bytes elf, packed;
	const char *path;

	btf__add_struct(btf, "mod_state", 8);
	btf__add_field(btf, "file", t->file_ptr, 0, 0);
	add_proto(btf, t->i, "file", t->file_ptr, "mod_open");
	for (int i = 0; i < 3; i++)
		put(&s[i].b, NULL, 64);
	put(&s[3].b, table, sizeof(table));
	put(&s[4].b, names, sizeof(names));
	put(&s[5].b, relocations, sizeof(relocations));
	s[6].b = raw_btf(btf);
	elf = make_elf(ET_REL, s, 7);
	packed = pack(&elf, "xz");
	path = in_top("kernels/%s/lib/modules/%s/kernel/my-mod.ko.xz", release, release);
	make_dirs(path);
	write_file(path, packed.v, packed.n);
	path = in_top("kernels/%s/lib/modules/%s/modules.order", release, release);
	write_file(path, "kernel/other.ko\nkernel/my-mod.ko\n", 33);
	for (int i = 0; i < 7; i++)
		drop(&s[i].b);
	drop(&elf);
	drop(&packed);
	btf__free(btf);
}

static void make_kernel(const char *release, enum layout layout, const char *how, bool header)
{
	static const char config[] = "# made\nCONFIG_HZ=250\nCONFIG_A=y\nCONFIG_B=m\n"
				     "CONFIG_LSM=\"one,two\"\n# CONFIG_C is not set\n";
	struct ids t;
	struct btf *btf = make_btf(&t);
	struct section s[] = {
		{ ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, TEXT, { 0 }, 0, 0, 0 },
		{ ".rodata", SHT_PROGBITS, SHF_ALLOC, RODATA, { 0 }, 0, 0, 0 },
		{ ".init.data", SHT_PROGBITS, SHF_ALLOC, INIT, { 0 }, 0, 0, 0 },
		{ ".BTF", SHT_PROGBITS, SHF_ALLOC, 0, { 0 }, 0, 0, 0 },
		{ ".notes", SHT_NOTE, SHF_ALLOC, INIT + 0x10000, { 0 }, 0, 0, 0 },
	};
	struct bytes elf, packed = { 0 }, image = { 0 };
	const char *path;

	make_syms(layout);
	put(&s[0].b, NULL, 0x20040);
	s[1].b = make_rodata(layout);
	s[2].b = make_init();
	s[3].b = raw_btf(btf);
	s[4].b = make_notes((unsigned char)(0xa0 + layout));
	elf = make_elf(ET_EXEC, s, 5);
	if (strcmp(how, "plain")) {
		packed = pack(&elf, how);
		image = make_image(&packed, header);
	} else {
		put(&image, elf.v, elf.n);
	}
	path = in_top("kernels/%s/boot/vmlinuz-%s", release, release);
	make_dirs(path);
	write_file(path, image.v, image.n);
	write_file(in_top("kernels/%s/boot/config-%s", release, release), config,
		   sizeof(config) - 1);
	make_module(release, btf, &t);
	for (int i = 0; i < 5; i++)
		drop(&s[i].b);
	drop(&elf);
	drop(&packed);
	drop(&image);
	btf__free(btf);
}

#endif
