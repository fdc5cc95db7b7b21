/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints of a kernel and of a module that are made here, with their systems and arguments;
 * then the same with any byte of their files wrong.
 */
#include <ftw.h>
#include <unistd.h>

#include "testsuite/unit/debuginfo_made.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/debuginfo/kernel.h"
#include "translator/debuginfo/trace_system.h"
#include "translator/debuginfo/tracepoint.h"

#define RELEASE "1.2-traced"
#define DATA (INIT + 0x20000)

static int failures;
#define check(what) ((what) ? (void)0 : failed(__LINE__, #what))

static void failed(int line, const char *what)
{
	fprintf(stderr, "debuginfo_tracepoint.c:%d: not so: %s\n", line, what);
	failures++;
}

/* Where things are in the objects, and these in the data. */
enum {
	CALL_CLASS = 16,
	CALL_TP = 24,
	CALL_FLAGS = 40,
	CALL_SIZE = 48,
	EVENTS = 3,
	CALLS_AT = 64,
	CLASS_AT = 256,
	TPS_AT = 272,
	NAMES_AT = 320,
	DATA_SIZE = 400,
	FLAG = 8,
};

/* A pointer at FROM in the data to TO in it. */
typedef void (*link_fn)(struct bytes *b, uint64_t from, uint64_t to);

/* The table, three events, the last no tracepoint's; their class, their tracepoints, the names. */
static struct bytes make_data(link_fn link)
{
	static const char names[] = "made\0made_one\0made_two";
	struct bytes b = { 0 };

	put(&b, NULL, DATA_SIZE);
	memcpy(b.v + NAMES_AT, names, sizeof(names));
	for (uint64_t i = 0; i < EVENTS; i++) {
		uint64_t call = CALLS_AT + i * CALL_SIZE;

		link(&b, i * 8, call);
		link(&b, call + CALL_CLASS, CLASS_AT);
		link(&b, call + CALL_TP, TPS_AT + i % 2 * 16);
		b.v[call + CALL_FLAGS] = i < 2 ? FLAG | 1 : 1;
	}
	link(&b, CLASS_AT, NAMES_AT);
	link(&b, TPS_AT, NAMES_AT + 5);
	link(&b, TPS_AT + 16, NAMES_AT + 14);
	return b;
}

static void add_types(struct btf *b, const struct ids *t)
{
	int text = btf__add_ptr(b, btf__add_const(b, t->ch)), tp, class, both;

	tp = btf__add_struct(b, "tracepoint", 16);
	btf__add_field(b, "name", text, 0, 0);
	tp = btf__add_ptr(b, tp);
	class = btf__add_struct(b, "trace_event_class", 16);
	btf__add_field(b, "system", text, 0, 0);
	class = btf__add_ptr(b, class);
	both = btf__add_union(b, NULL, 8);
	btf__add_field(b, "name", text, 0, 0);
	btf__add_field(b, "tp", tp, 0, 0);
	btf__add_struct(b, "trace_event_call", CALL_SIZE);
	btf__add_field(b, "class", class, CALL_CLASS * 8, 0);
	btf__add_field(b, NULL, both, CALL_TP * 8, 0);
	btf__add_field(b, "flags", t->i, CALL_FLAGS * 8, 0);
	btf__add_enum(b, NULL, 4);
	btf__add_enum_value(b, "TRACE_EVENT_FL_TRACEPOINT", FLAG);
}

static void add_tracepoint(struct btf *b, const struct ids *t, const char *func)
{
	int cookie = btf__add_ptr(b, 0), proto = btf__add_func_proto(b, t->i);

	btf__add_func_param(b, "__data", cookie);
	btf__add_func_param(b, "file", t->file_ptr);
	btf__add_func_param(b, "n", t->u);
	btf__add_func(b, func, BTF_FUNC_GLOBAL, proto);
}

/* ---- the kernel ---- */

static void link_linked(struct bytes *b, uint64_t from, uint64_t to)
{
	to += DATA;
	memcpy(b->v + from, &to, sizeof(to));
}

static int by_address(const void *a, const void *b)
{
	const struct sym *x = a, *y = b;

	return x->addr != y->addr ? (x->addr < y->addr ? -1 : 1) : (x > y) - (x < y);
}

static struct bytes kernel_elf(const struct btf *btf)
{
	struct section s[] = {
		{ ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, TEXT, { 0 }, 0, 0, 0 },
		{ ".rodata", SHT_PROGBITS, SHF_ALLOC, RODATA, { 0 }, 0, 0, 0 },
		{ ".init.data", SHT_PROGBITS, SHF_ALLOC, INIT, { 0 }, 0, 0, 0 },
		{ ".data", SHT_PROGBITS, SHF_ALLOC, DATA, { 0 }, 0, 0, 0 },
		{ ".BTF", SHT_PROGBITS, SHF_ALLOC, 0, { 0 }, 0, 0, 0 },
		{ ".notes", SHT_NOTE, SHF_ALLOC, INIT + 0x10000, { 0 }, 0, 0, 0 },
	};
	struct bytes elf;

	make_syms(LAYOUT_BASE);
	add_sym(TEXT + 0x400, 'T', "__traceiter_made_two");
	add_sym(TEXT + 0x440, 'T', "__traceiter_made_one");
	add_sym(TEXT + 0x480, 'T', "__traceiter_bare_tp");
	add_sym(DATA, 'D', "__start_ftrace_events");
	add_sym(DATA + EVENTS * 8, 'D', "__stop_ftrace_events");
	qsort(syms, nsyms, sizeof(*syms), by_address);
	put(&s[0].b, NULL, 0x20040);
	s[1].b = make_rodata(LAYOUT_BASE);
	s[2].b = make_init();
	s[3].b = make_data(link_linked);
	s[4].b = raw_btf(btf);
	s[5].b = make_notes(0xb7);
	elf = make_elf(ET_EXEC, s, 6);
	for (int i = 0; i < 6; i++)
		drop(&s[i].b);
	return elf;
}

/* ---- the module ---- */

static struct bytes relocations; /* of the data */

static void link_relocated(struct bytes *b, uint64_t from, uint64_t to)
{
	const Elf64_Rela r = { .r_offset = from,
			       .r_info = ELF64_R_INFO(1, R_X86_64_64),
			       .r_addend = (int64_t)to };

	(void)b;
	put(&relocations, &r, sizeof(r));
}

static struct bytes module_elf(const struct btf *base, const struct ids *t)
{
	enum { EVENTS_AT = 1, STRINGS = 5 };
	static const char names[] = "\0__traceiter_made_one\0__traceiter_made_two";
	const Elf64_Sym table[] = {
		{ 0 },
		{ .st_info = STT_SECTION, .st_shndx = EVENTS_AT },
		{ .st_name = 1, .st_info = STT_FUNC, .st_shndx = 2, .st_size = 8 },
		{ .st_name = 22, .st_info = STT_FUNC, .st_shndx = 2, .st_value = 8, .st_size = 8 },
	};
	/* All of the data is in the table's own section. */
	struct section s[] = {
		{ "_ftrace_events", SHT_PROGBITS, SHF_ALLOC, 0, { 0 }, 0, 0, 0 },
		{ ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 0, { 0 }, 0, 0, 0 },
		{ ".rela_ftrace_events", SHT_RELA, 0, 0, { 0 }, 4, 24, EVENTS_AT },
		{ ".symtab", SHT_SYMTAB, 0, 0, { 0 }, STRINGS, sizeof(table[0]), 0 },
		{ ".strtab", SHT_STRTAB, 0, 0, { 0 }, 0, 0, 0 },
		{ ".BTF", SHT_PROGBITS, 0, 0, { 0 }, 0, 0, 0 },
	};
	struct btf *btf = btf__new_empty_split((struct btf *)base);
	struct bytes elf;

	add_tracepoint(btf, t, "__traceiter_made_one");
	s[0].b = make_data(link_relocated);
	put(&s[1].b, NULL, 64);
	s[2].b = relocations;
	put(&s[3].b, table, sizeof(table));
	put(&s[4].b, names, sizeof(names));
	s[5].b = raw_btf(btf);
	elf = make_elf(ET_REL, s, 6);
	for (int i = 0; i < 6; i++)
		drop(&s[i].b);
	btf__free(btf);
	return elf;
}

/* ---- questions ---- */

static struct kernel *open_kernel(const char *cache)
{
	struct kernel_options opt = { .release = RELEASE, .cache = top };
	const char *why = NULL;
	struct kernel *k = kernel_open(arena, &opt, &why);

	if (!k) {
		fprintf(stderr, "%s\n", why);
		exit(1);
	}
	k->cache = cache;
	return k;
}

/* The names that match, with blanks between them. */
static const char *all(struct debuginfo *d, const char *pattern)
{
	size_t n;
	const struct tracepoint *list = tracepoints(d, arena, pattern, &n);
	const char *text = "";

	for (size_t i = 0; i < n; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? " " : "",
				    tracepoint_text(arena, &list[i]));
	return text;
}

static void test_all(const char *cache, const char *module)
{
	struct debuginfo *d = debuginfo_open(arena, open_kernel(cache), module);
	const char *made = "made:made_one made:made_two";
	const char *whole = module ? made : "bare_tp made:made_one made:made_two";
	struct prototype p;

	check(!trace_systems_why(d));
	check(!strcmp(all(d, "*"), whole));
	check(!strcmp(all(d, "*:*"), whole));
	check(!strcmp(all(d, "m?d[e]:*"), made));
	check(!strcmp(all(d, "made_one"), "made:made_one"));
	check(!strcmp(all(d, "made:made_t*"), "made:made_two"));
	check(!strcmp(all(d, ":bare_tp"), module ? "" : "bare_tp"));
	check(!strcmp(all(d, "other:made_one"), "") && !strcmp(all(d, ""), ""));
	check(!trace_system(d, "bare_tp") && !trace_system(d, "nosuch"));
	check(tracepoint_prototype(d, "made_one", &p) && p.nparams == 2);
	check(!strcmp(p.params[0].name, "file") && !strcmp(p.params[1].name, "n"));
	check(!tracepoint_prototype(d, "made_two", &p));
	check(!strcmp(tracepoint_nearest(d, "made_tow"), "made_two"));
	check(!tracepoint_nearest(d, "nothing_like_it"));
	debuginfo_close(d);
}

/* Answers may be wrong then, but nothing else happens. */
static void test_damaged(struct bytes elf, const char *path, const char *module, size_t from)
{
	unsigned int random = 7;

	for (int i = 0; i < 400; i++) {
		struct kernel *k;
		struct debuginfo *d;
		size_t at, n;

		random = random * 1103515245 + 12345;
		at = i % 4 ? from + (random >> 8) % DATA_SIZE : (random >> 8) % elf.n;
		elf.v[at] ^= (unsigned char)(random >> 3 | 1);
		write_file(path, elf.v, elf.n);
		k = open_kernel(NULL);
		if (!module)
			k->payload = path;
		d = debuginfo_open(arena, k, module);
		tracepoints(d, arena, "*:*", &n);
		trace_systems_why(d);
		debuginfo_close(d);
		elf.v[at] ^= (unsigned char)(random >> 3 | 1);
	}
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static size_t find(struct bytes elf, const char *text, size_t n)
{
	const unsigned char *p = memmem(elf.v, elf.n, text, n);

	return p ? (size_t)(p - elf.v) : 0;
}

int main(void)
{
	static const char names[] = "made\0made_one";
	const char *image, *module;
	struct bytes kernel, mod;
	struct btf *btf;
	struct ids t;

	arena = arena_open();
	if (!mkdtemp(top))
		return 1;
	btf = make_btf(&t);
	add_types(btf, &t);
	add_tracepoint(btf, &t, "__traceiter_made_one");
	kernel = kernel_elf(btf);
	mod = module_elf(btf, &t);
	image = in_top("kernels/%s/boot/vmlinuz-%s", RELEASE, RELEASE);
	module = in_top("kernels/%s/lib/modules/%s/kernel/traced.ko", RELEASE, RELEASE);
	make_dirs(image);
	make_dirs(module);
	write_file(image, kernel.v, kernel.n);
	write_file(module, mod.v, mod.n);
	write_file(in_top("kernels/%s/lib/modules/%s/modules.order", RELEASE, RELEASE),
		   "kernel/traced.ko\n", 17);

	test_all(NULL, NULL);
	test_all(top, NULL); /* makes what is kept */
	test_all(top, NULL);
	test_all(top, "traced");
	test_damaged(kernel, in_top("payload-%s%s", RELEASE, ".elf"), NULL,
		     find(kernel, names, sizeof(names)) - NAMES_AT);
	test_damaged(mod, module, "traced", find(mod, names, sizeof(names)) - NAMES_AT);

	drop(&kernel);
	drop(&mod);
	btf__free(btf);
	nftw(top, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	arena_close(arena);
	return failures != 0;
}
