/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Questions about small kernels that are made here, of each layout and packing; then the same
 * with their files damaged.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "testsuite/unit/debuginfo_made.h"
#include "translator/debuginfo/ctype.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/debuginfo/kernel.h"

static int failures;
#define check(what) ((what) ? (void)0 : failed(__LINE__, #what))

static void failed(int line, const char *what)
{
	fprintf(stderr, "debuginfo_test.c:%d: not so: %s\n", line, what);
	failures++;
}

static void check_text(int line, const char *is, const char *must)
{
	if (is && !strcmp(is, must))
		return;
	fprintf(stderr, "debuginfo_test.c:%d: '%s' instead of '%s'\n", line, is ? is : "NULL",
		must);
	failures++;
}
#define check_str(is, must) check_text(__LINE__, (is), (must))

static struct kernel *open_kernel(const char *release, const char *cache)
{
	struct kernel_options opt = { .release = release, .cache = top };
	const char *why = NULL;
	struct kernel *k = kernel_open(arena, &opt, &why);

	if (!k) {
		fprintf(stderr, "%s: %s\n", release, why);
		exit(1);
	}
	k->cache = cache;
	return k;
}

static const struct kfunc *one(struct debuginfo *d, const char *name)
{
	size_t n;
	const struct kfunc *const *list = debuginfo_functions(d, name, &n);

	return n == 1 ? list[0] : NULL;
}

static void test_functions(struct debuginfo *d)
{
	const struct kfunc *const *list;
	const struct kfunc *f;
	size_t n;

	f = one(d, "vfs_read");
	check(f && f->offset == 0x100 && f->size == 0x80 && f->ftrace && !f->barred && !f->module);
	f = one(d, "vfs_write");
	check(f && f->offset == 0x1a0 && f->ftrace);
	f = one(d, "vfs_ioctl");
	check(f && f->size == 0x20 && !f->ftrace);
	f = one(d, "quiet");
	check(f && f->barred && !f->ftrace);
	f = one(d, "refused");
	check(f && f->barred && f->ftrace == false);
	f = one(d, "vfs_caches_init");
	check(f && f->barred && f->offset == INIT - TEXT);
	f = one(d, "clone.isra.0");
	check(f && f->offset == 0x2c0);
	f = one(d, "xx*");
	check(f && strlen(f->name) == 239);

	list = debuginfo_functions(d, "vfs_*", &n);
	check(n == 3 && !strcmp(list[0]->name, "vfs_read") && !strcmp(list[2]->name, "vfs_ioctl"));
	list = debuginfo_functions(d, "twin", &n);
	check(n == 2 && list[0]->offset == 0x200 && !list[0]->ftrace && list[1]->ftrace);
	list = debuginfo_functions(d, "alias_*", &n);
	check(n == 2 && list[0]->offset == list[1]->offset && list[0]->size == 0x40 &&
	      list[0]->ftrace && list[1]->ftrace);
	debuginfo_functions(d, "func_0[0-4]*", &n);
	check(n == 500);
	debuginfo_functions(d, "*_0??9", &n);
	check(n == 100);
	debuginfo_functions(d, "*", &n);
	check(n == 1200 + 12);

	f = one(d, "vfs_read.cold");
	check(f && f->part && !f->ftrace);
	check(!debuginfo_functions(d, "__pfx_*", &n));
	check(!debuginfo_functions(d, "vfs_data", &n));
	check(!debuginfo_functions(d, "_stext", &n));
	check(!debuginfo_functions(d, "", &n));
	check(strstr(debuginfo_why(d), "no function"));
	check_str(debuginfo_nearest(d, "vfs_raed"), "vfs_read");
	check_str(debuginfo_nearest(d, "fs_write"), "vfs_write");
	check(!debuginfo_nearest(d, "nothing_like_it"));
}

static void test_data(struct debuginfo *d, bool percpu_from_0)
{
	const struct kdata *v;
	const char *near;
	size_t n;

	v = debuginfo_data(d, "vfs_data", &n, &near);
	check(n == 1 && v->offset == RODATA - TEXT && v->size == 4 && !v->percpu && !v->boot);
	v = debuginfo_data(d, "vfs_count", &n, &near);
	check(n == 1 && v->offset == RODATA + 4 - TEXT && v->size == 12);
	v = debuginfo_data(d, "twin", &n, &near);
	check(n == 2 && v[0].offset == RODATA + 16 - TEXT && v[1].offset == RODATA + 24 - TEXT);
	v = debuginfo_data(d, "late_off", &n, &near);
	check(n == 1 && v->percpu);
	v = debuginfo_data(d, "this_cpu_off", &n, &near);
	check(n == percpu_from_0 && (!n || v->percpu));
	v = debuginfo_data(d, "vfs_boot_data", &n, &near);
	check(n == 1 && v->boot);
	debuginfo_data(d, "vfs_*", &n, &near);
	check(n == 3);

	check(!debuginfo_data(d, "vfs_read", &n, &near) && n == 0 && !near);
	check(!debuginfo_data(d, "vfs_coumt", &n, &near));
	check_str(near, "vfs_count");
	check(strstr(debuginfo_why(d), "no such variable"));
}

static void test_prototypes(struct debuginfo *d)
{
	struct prototype p;

	check(debuginfo_prototype(d, "vfs_read", &p) && p.nparams == 4 && !p.variadic);
	if (p.nparams == 4) {
		check_str(p.ret->text, "ssize_t");
		check_str(p.params[0].type->text, "struct file *");
		check_str(p.params[0].name, "file");
		check_str(p.params[1].type->text, "const char *");
		check_str(debuginfo_listed(p.params[1].type), "char const*");
		check_str(debuginfo_listed(p.params[3].type), "loff_t*");
		check_str(debuginfo_listed(p.ret), "ssize_t");
		check_str(p.params[2].type->text, "size_t");
		check(p.params[2].type->kind == CTYPE_INT && p.params[2].type->size == 8 &&
		      !p.params[2].type->is_signed);
		check_str(debuginfo_target(d, p.params[3].type)->text, "loff_t");
		check(debuginfo_target(d, p.params[1].type)->is_char);
		check(!debuginfo_target(d, p.params[2].type));
	}
	check(debuginfo_prototype(d, "logf", &p) && p.variadic && p.nparams == 1);
	check(debuginfo_prototype(d, "log", &p) && !p.nparams && p.ret->kind == CTYPE_VOID);
	check(debuginfo_prototype(d, "weak", &p) && p.nparams == 1);
	check_str(p.nparams ? p.params[0].name : NULL, "regs");

	check(!debuginfo_prototype(d, "odd", &p));
	check_str(debuginfo_why(d), "functions with different parameters are called 'odd'");
	check(!debuginfo_prototype(d, "twin", &p));
	check(strstr(debuginfo_why(d), "2 functions are called 'twin'"));
	check(!debuginfo_prototype(d, "clone.isra.0", &p));
	check(strstr(debuginfo_why(d), "cloned"));
	check(!debuginfo_prototype(d, "file", &p));
}

static void test_members(struct debuginfo *d)
{
	const struct ctype *file = debuginfo_type(d, "struct file"), *t;
	struct cmember m, *list;
	size_t n;

	check(file && file->kind == CTYPE_STRUCT && file->size == 56);
	if (!file)
		return;
	check(file == debuginfo_type(d, "  struct   file"));
	check(file == debuginfo_type(d, "file"));
	check(debuginfo_member(d, file, "flags", &m) && m.bit_offset == 0 && !m.bit_size);
	check(debuginfo_member(d, file, "ready", &m) && m.bit_offset == 35 && m.bit_size == 3);
	check(debuginfo_member(d, file, "whole", &m) && m.bit_offset == 64);
	check(debuginfo_member(d, file, "high", &m) && m.bit_offset == 96);
	check(debuginfo_member(d, file, "grid", &m) && m.type->kind == CTYPE_ARRAY);
	check_str(m.type->text, "int[2][3]");
	check_str(debuginfo_listed(m.type), "int[2][3]");
	check(m.type->count == 2 && m.type->size == 24);
	t = debuginfo_target(d, m.type);
	check(t && t->count == 3 && t->size == 12 && debuginfo_target(d, t)->size == 4);
	check(debuginfo_member(d, file, "call", &m));
	check_str(m.type->text, "int (*)(struct file *, ...)");
	check_str(debuginfo_listed(m.type), "int (*) (struct file*, ...)");
	check(debuginfo_target(d, m.type)->kind == CTYPE_FUNC);
	check(debuginfo_member(d, file, "self", &m));
	t = debuginfo_target(d, m.type);
	check(t && t->kind == CTYPE_STRUCT &&
	      debuginfo_type_id(t) == debuginfo_type_id(file)); /* not the forward declaration */
	check(!debuginfo_member(d, file, "nosuch", &m));
	check_str(debuginfo_why(d), "'struct file' has no member 'nosuch'");
	n = debuginfo_members(d, file, &list);
	check(n == 6 && !strcmp(list[1].name, "ready") && !strcmp(list[2].name, "") &&
	      list[2].type->is_union);
}

static void test_types(struct debuginfo *d)
{
	const char *names[2];
	struct cenumerator *list;
	const struct ctype *t;
	int64_t v;

	t = debuginfo_type(d, "unsigned long");
	check(t && t->size == 8 && !t->is_signed);
	check(debuginfo_type(d, "long") && debuginfo_type(d, "long")->is_signed);
	t = debuginfo_type(d, "my_loff_t");
	check(t && t->kind == CTYPE_INT && t->is_signed && t->size == 8);
	check_str(t ? t->text : NULL, "my_loff_t");
	t = debuginfo_type(d, "enum color");
	check(t && t->is_enum && t->kind == CTYPE_INT && t->size == 4);
	check(!debuginfo_type(d, "struct color") && !debuginfo_type(d, "nosuch"));
	check(!debuginfo_type(d, "") && !debuginfo_type(d, "struct"));
	check(debuginfo_enumerator(d, "RED", &v) && v == 1);
	check(debuginfo_enumerator(d, "NONE", &v) && v == -1);
	check(debuginfo_enumerator(d, "HUGE_ONE", &v) && v == (int64_t)0x8000000000000001);
	check(!debuginfo_enumerator(d, "GREEN", &v));
	check(debuginfo_enumerators(d, t, &list) > 1);
	check_str(list ? list[0].name : NULL, "RED");
	check(list && list[0].value == 1);
	check(!debuginfo_enumerators(d, debuginfo_type(d, "long"), &list) && !list);
	check(ctype_int_names("int unsigned long", names));
	check_str(names[0], "long unsigned int");
	check_str(names[1], "unsigned long");
	check(ctype_int_names("unsigned char", names));
	check_str(names[1], "unsigned char");
	check(ctype_int_names("short", names));
	check_str(names[0], "short int");
	check(!ctype_int_names("long file", names) && !ctype_int_names("", names));
}

static void test_module(struct kernel *k)
{
	struct debuginfo *d = debuginfo_open(arena, k, "my_mod"), *none;
	struct prototype p;
	struct cmember m;
	const struct kfunc *f, *const *twins;
	uint64_t from;
	const char *anchor;
	size_t n;

	f = one(d, "mod_open");
	check(f && f->offset == 16 && f->size == 20 && f->ftrace);
	check_str(f ? f->section : NULL, ".text");
	check_str(f ? f->module : NULL, "my_mod");
	check_str(f ? f->anchor : NULL, "mod_open");
	check(f && !f->from_anchor);
	f = debuginfo_function_at(d, ".text", 35);
	check_str(f ? f->name : NULL, "mod_open");
	check(!debuginfo_function_at(d, ".text", 36));
	check_str(debuginfo_why(d), "no function is at this address");
	check(!debuginfo_function_at(d, ".data", 0));
	check(debuginfo_anchor(d, ".text", 48, &anchor, &from) && from == 8);
	check(!debuginfo_anchor(d, ".data", 0, &anchor, &from));
	f = one(d, "mod_quiet");
	check(f && f->barred && !f->ftrace);
	check(!debuginfo_functions(d, "mod_init", &n));
	debuginfo_functions(d, "*", &n);
	check(n == 4);
	twins = debuginfo_functions(d, "mod_twin", &n); /* around the one with a name of its own */
	check(n == 2);
	if (n == 2) {
		check_str(twins[0]->anchor, "mod_open");
		check(twins[0]->from_anchor == (uint64_t)-16 && twins[1]->from_anchor == 12);
	}
	check(debuginfo_prototype(d, "mod_open", &p) && p.nparams == 1);
	check_str(p.nparams ? p.params[0].type->text : NULL, "struct file *");
	check(debuginfo_type(d, "mod_state") &&
	      debuginfo_member(d, debuginfo_type(d, "mod_state"), "file", &m));
	check(debuginfo_type(d, "struct file"));
	check(!debuginfo_prototype(d, "vfs_read", &p));
	debuginfo_close(d);

	none = debuginfo_open(arena, k, "nosuch");
	check(!debuginfo_functions(none, "*", &n));
	check(strstr(debuginfo_why(none), "there is no module 'nosuch'"));
	check(!debuginfo_prototype(none, "x", &p));
	debuginfo_close(none);
}

static void test_kernel(const char *release, enum layout layout, const char *cache)
{
	struct kernel *k = open_kernel(release, cache);
	struct debuginfo *d = debuginfo_open(arena, k, NULL);
	const char *why = NULL;

	check_str(debuginfo_source(d), "nothing yet");
	if (!kernel_build_id(k, &why))
		fprintf(stderr, "%s: %s\n", release, why);
	check(k->build_id_len == 20 && (k->build_id[0] & 0xf0) == 0xa0);
	test_functions(d);
	test_data(d, layout <= LAYOUT_NEW);
	test_prototypes(d);
	test_members(d);
	test_types(d);
	test_module(k);
	check(strstr(debuginfo_source(d), "BTF of ") && strstr(debuginfo_source(d), "symbols of "));
	debuginfo_close(d);
	check(!k->btf);
}

static void test_config(void)
{
	struct kernel *k = open_kernel("0.1.2-old+x", NULL);

	k->cache = top; /* for its configuration alone */
	check_str(k->version, "0.1.2");
	check(!k->running && k->image && k->modules && !k->build);
	check_str(kernel_config(k, "CONFIG_HZ"), "250");
	check_str(kernel_config(k, "A"), "y");
	check_str(kernel_config(k, "B"), "m");
	check_str(kernel_config(k, "LSM"), "one,two");
	check_str(kernel_config(k, "C"), "n");
	check_str(kernel_config(k, "NOSUCH"), "n");
}

/* What is in the index is not believed when it is damaged. */
static void test_damaged_index(const char *release)
{
	struct kernel *k = open_kernel(release, top);
	const char *path = in_top("index/%s%s", kernel_build_id_text(k), ".sym");
	struct stat st;
	FILE *f;

	check(!stat(path, &st));
	for (int i = 0; i < 4; i++) {
		if (i == 0)
			check(!truncate(path, st.st_size - 1));
		else if (i == 1)
			check(!truncate(path, 3));
		else if (i == 2)
			check(!truncate(path, 0));
		f = fopen(path, "r+");
		if (i == 3 && f) {
			fseek(f, st.st_size / 2, SEEK_SET);
			fputc(0x55, f);
			fputc(0xaa, f);
		}
		if (f)
			fclose(f);
		test_kernel(release, LAYOUT_OLD, top);
		check(!stat(path, &st));
	}
}

static void test_damaged_image(const char *release)
{
	struct kernel *k = open_kernel(release, NULL);
	struct debuginfo *d = debuginfo_open(arena, k, NULL);
	const char *why = NULL;
	struct prototype p;
	struct stat st;
	size_t n;

	check(!stat(k->image, &st) && !truncate(k->image, st.st_size * 2 / 3));
	check(!kernel_payload(k, &why) && strstr(why, "can't be used"));
	check(!debuginfo_functions(d, "*", &n) && strstr(debuginfo_why(d), k->image));
	check(!debuginfo_prototype(d, "vfs_read", &p) && strstr(debuginfo_why(d), k->image));
	check(!truncate(k->image, 0));
	check(!kernel_payload(k, &why) && strstr(why, "can't be read"));
	check(!unlink(k->image));
	check(!kernel_payload(k, &why));
	k->image = NULL;
	check(!kernel_payload(k, &why) && strstr(why, "there is no image of"));
	debuginfo_close(d);
}

/* Any byte of the ELF file may be wrong: answers may be, but nothing else happens. */
static void test_damaged_payload(const char *release)
{
	struct kernel *k = open_kernel(release, NULL);
	const char *path = in_top("payload-%s%s", release, ".elf"), *why;
	struct bytes elf = { 0 };
	unsigned int random = 1;
	struct prototype p;
	struct stat st;
	FILE *f = fopen(k->image, "r");
	size_t n;

	if (!f || fstat(fileno(f), &st))
		exit(1);
	put(&elf, NULL, (size_t)st.st_size);
	check(fread(elf.v, 1, elf.n, f) == elf.n);
	fclose(f);
	for (int i = 0; i < 300; i++) {
		struct debuginfo *d;
		size_t at;

		random = random * 1103515245 + 12345;
		at = (random >> 8) % (i % 3 ? elf.n : 2000);
		if (i % 3 == 2)
			at = elf.n - 1 - at % 600;
		elf.v[at] ^= (unsigned char)(random >> 3 | 1);
		write_file(path, elf.v, i % 10 ? elf.n : at);
		k = open_kernel(release, NULL);
		k->payload = path;
		d = debuginfo_open(arena, k, NULL);
		debuginfo_functions(d, "*", &n);
		debuginfo_data(d, "*", &n, &why);
		debuginfo_prototype(d, "vfs_read", &p);
		debuginfo_type(d, "struct file");
		kernel_build_id(k, &why);
		debuginfo_close(d);
		elf.v[at] ^= (unsigned char)(random >> 3 | 1);
	}
	drop(&elf);
}

static void test_missing(void)
{
	struct kernel_options opt = { .release = "9.9.9-none", .cache = top };
	const char *const *list = kernel_releases(arena, top, true, false);
	const char *why = NULL;
	bool seen = false;

	check(!kernel_open(arena, &opt, &why) && strstr(why, "there is no kernel 9.9.9-none"));
	opt.release = top; /* has a '/', but is no build directory */
	check(!kernel_open(arena, &opt, &why) && strstr(why, "not a kernel's build directory"));
	for (; *list; list++)
		seen |= !strcmp(*list, "0.1.2-old+x");
	check(seen);
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

int main(void)
{
	static const struct {
		const char *release;
		enum layout layout;
		const char *how;
		bool header;
	} kernels[] = {
		{ "0.1.2-old+x", LAYOUT_OLD, "xz", true },
		{ "0.2-new", LAYOUT_NEW, "zstd", true },
		{ "0.3-base", LAYOUT_BASE, "gzip", true },
		{ "0.4-place", LAYOUT_PLACE, "lz4", true },
		{ "0.5-found", LAYOUT_PLACE, "zstd", false },
		{ "0.6-plain", LAYOUT_OLD, "plain", false },
	};

	arena = arena_open();
	if (!mkdtemp(top))
		return 1;
	for (size_t i = 0; i < sizeof(kernels) / sizeof(kernels[0]); i++) {
		int was = failures;

		make_kernel(kernels[i].release, kernels[i].layout, kernels[i].how,
			    kernels[i].header);
		/* without a cache, with a new one, from it */
		test_kernel(kernels[i].release, kernels[i].layout, NULL);
		test_kernel(kernels[i].release, kernels[i].layout, top);
		test_kernel(kernels[i].release, kernels[i].layout, top);
		if (failures > was)
			fprintf(stderr, "... in kernel %s\n", kernels[i].release);
	}
	test_config();
	test_missing();
	test_damaged_index("0.1.2-old+x");
	test_damaged_payload("0.6-plain");
	test_damaged_image("0.2-new");
	nftw(top, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	arena_close(arena);
	return failures != 0;
}
