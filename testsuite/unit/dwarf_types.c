// SPDX-License-Identifier: GPL-2.0-only
/*
 * C types read from DWARF as each compiler and version writes it, beside what this file's own
 * compiler says of the same types; then from damaged files.
 */
#include <dwarf.h>
#include <elf.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parser/base/arena.h"
#include "parser/base/child.h"
#include "testsuite/unit/dwarf_shapes.h"
#include "testsuite/unit/test.h"
#include "translator/debuginfo/ctype.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/debuginfo/dwarf.h"
#include "translator/debuginfo/dwarf_index.h"
#include "translator/debuginfo/front.h"
#include "translator/debuginfo/kernel.h"

static struct arena *arena;
static char top[] = "/tmp/dwarf_types.XXXXXX";

/* ---- making files ---- */

static bool run(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static bool run(const char *fmt, ...)
{
	const char *argv[] = { "sh", "-c", NULL, NULL };
	struct child_result r;
	va_list ap;

	va_start(ap, fmt);
	argv[2] = arena_vprintf(arena, fmt, ap);
	va_end(ap);
	r = child_run(arena, NULL, NULL, argv);
	if (r.status)
		printf("%s\n%s", argv[2], r.out);
	return !r.status;
}

static bool have(const char *program)
{
	const char *argv[] = { "sh", "-c", arena_printf(arena, "command -v %s", program), NULL };

	return !child_run(arena, NULL, NULL, argv).status;
}

/* Two units, linked into one file. */
static const char *compile(const char *cc, const char *flags)
{
	static const char options[] = "-w -O1 -fPIC -x c testsuite/unit/dwarf_shapes.h -c";
	const char *to = arena_printf(arena, "%s/shapes.so", top);

	if (run("%s %s -DSHAPES_FIRST %s -o %s/1.o && %s %s -DSHAPES_SECOND %s -o %s/2.o && "
		"%s -shared -Wl,--build-id=none %s/1.o %s/2.o -o %s",
		cc, flags, options, top, cc, flags, options, top, cc, top, top, to))
		return to;
	test_failures++;
	return NULL;
}

static struct debuginfo *open_file(const char *path)
{
	struct kernel *k = arena_new(arena, struct kernel);

	k->arena = arena;
	k->release = "none";
	k->arch = "x86_64";
	return debuginfo_open_file(arena, k, path, true);
}

/* ---- members ---- */

struct expected {
	const char *path; /* the structure, then members */
	uint64_t bit_offset;
	uint32_t bit_size;
	uint64_t size;
	const char *text;
};

#define MEMBER(type, m, text)                                                        \
	{                                                                            \
#type "." #m, offsetof(type, m) * 8, 0, sizeof(((type *)0)->m), text \
	}

/* Where the bits of a bit-field are is seen when all of them are set. */
#define BITS(type, m, text)                                                     \
	({                                                                      \
		type object;                                                    \
		struct expected e = { #type "." #m, 0, 0, 0, text };            \
		memset(&object, 0, sizeof(object));                             \
		object.m = ~0;                                                  \
		count_bits((const unsigned char *)&object, sizeof(object), &e); \
		e;                                                              \
	})

static void count_bits(const unsigned char *p, size_t n, struct expected *e)
{
	for (size_t i = 8 * n; i--;) {
		if (!(p[i / 8] >> i % 8 & 1))
			continue;
		e->bit_offset = i;
		e->bit_size++;
	}
}

/* clang has shorter names for some integers. */
static const char *plain_text(const char *text)
{
	const char *names[2];

	return ctype_int_names(text, names) ? names[0] : text;
}

static void check_member(struct debuginfo *d, const struct expected *e)
{
	char *path = arena_strdup(arena, e->path), *name = strrchr(path, '.');
	const struct ctype *t;
	struct cmember m = { 0 };

	*name++ = '\0';
	t = debuginfo_type(d, path);
	if (!t || !debuginfo_member(d, t, name, &m)) {
		printf("%s: %s\n", e->path, debuginfo_why(d));
		test_failures++;
		return;
	}
	if (e->text)
		check_text(plain_text(m.type->text), e->text);
	if (m.bit_offset == e->bit_offset && m.bit_size == e->bit_size &&
	    (e->bit_size || m.type->size == e->size))
		return;
	printf("%s: %llu:%u of %llu bytes instead of %llu:%u of %llu\n", e->path,
	       (unsigned long long)m.bit_offset, m.bit_size, (unsigned long long)m.type->size,
	       (unsigned long long)e->bit_offset, e->bit_size, (unsigned long long)e->size);
	test_failures++;
}

static void test_members(struct debuginfo *d)
{
	const struct expected list[] = {
		MEMBER(struct shapes, next, "struct shapes *"),
		MEMBER(struct shapes, list, "const struct shapes *const *"),
		MEMBER(struct shapes, in, "struct inner"),
		MEMBER(struct shapes, u, "int"),
		MEMBER(struct shapes, other, "struct inner"),
		MEMBER(struct shapes, grid, "int[2][3][4]"),
		/* gcc makes one array of both */
		MEMBER(struct shapes, rows, NULL),
		MEMBER(struct shapes, array, "struct inner[3]"),
		MEMBER(struct shapes, pointer_to_row, "int (*)[3]"),
		MEMBER(struct shapes, call, "int (*)(struct shapes *, int)"),
		MEMBER(struct shapes, calls, "int (*[4])(struct shapes *, const char *, ...)"),
		MEMBER(struct shapes, callback, "callback_t *"),
		MEMBER(struct shapes, nothing, "void (*)(void)"),
		MEMBER(struct shapes, any, "void *"),
		MEMBER(struct shapes, constant, "const void *"),
		MEMBER(struct shapes, fixed, "char *"),
		MEMBER(struct shapes, alone, "char *"),
		MEMBER(struct shapes, atomic, "int"),
		MEMBER(struct shapes, text, "const char[16]"),
		MEMBER(struct shapes, u8, "unsigned char"),
		MEMBER(struct shapes, s8, "signed char"),
		MEMBER(struct shapes, flag, "_Bool"),
		MEMBER(struct shapes, real, "float"),
		MEMBER(struct shapes, longer, "double"),
		MEMBER(struct shapes, biggest, "__int128"),
		MEMBER(struct shapes, vector, "vector_t"),
		MEMBER(struct shapes, color, "enum color"),
		MEMBER(struct shapes, signs, "enum signs"),
		MEMBER(struct shapes, wide, "enum wide"),
		MEMBER(struct shapes, nameless, "nameless_enum"),
		MEMBER(struct shapes, again, "number_again"),
		MEMBER(struct shapes, plain, "plain_t"),
		MEMBER(struct shapes, either, "either_t"),
		MEMBER(struct shapes, secret, "struct secret *"),
		MEMBER(struct shapes, nowhere, "struct nowhere *"),
		MEMBER(struct shapes, nothing_at_all, "nothing_t *"),
		MEMBER(struct shapes, same, "shapes_ptr"),
		MEMBER(struct shapes, packed, "struct packed_bits"),
		MEMBER(struct inner, deep, "int"),
		MEMBER(struct inner, deeper, "int"),
		MEMBER(struct inner, bytes, "char[4]"),
		MEMBER(struct packed_bits, after, "short int"),
		BITS(struct bits, a, "unsigned int"),
		BITS(struct bits, b, "unsigned int"),
		BITS(struct bits, c, "int"),
		BITS(struct bits, d, "long long unsigned int"),
		BITS(struct bits, e, "unsigned char"),
		BITS(struct bits, f, "_Bool"),
		BITS(struct bits, g, "enum signs"),
		BITS(struct packed_bits, a, "unsigned int"),
		BITS(struct packed_bits, b, "unsigned int"),
		BITS(struct packed_bits, c, "long long unsigned int"),
		MEMBER(plain_t, counter, "int"),
		MEMBER(either_t, c, "char[4]"),
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		check_member(d, &list[i]);
}

/* ---- types ---- */

static const struct ctype *type(struct debuginfo *d, const char *name)
{
	const struct ctype *t = debuginfo_type(d, name);

	if (!t) {
		printf("%s\n", debuginfo_why(d));
		test_failures++;
	}
	return t;
}

static const struct ctype *member(struct debuginfo *d, const char *of, const char *name)
{
	const struct ctype *t = type(d, of);
	struct cmember m;

	if (t && debuginfo_member(d, t, name, &m))
		return m.type;
	test_failures++;
	return NULL;
}

static void check_enum(struct debuginfo *d, const char *name, size_t n, bool is_signed)
{
	const struct ctype *t = type(d, name);
	struct cenumerator *list;

	check(t && t->kind == CTYPE_INT && t->is_enum);
	if (!t)
		return;
	check(t->is_signed == is_signed);
	check(debuginfo_enumerators(d, t, &list) == n);
}

static void test_enums(struct debuginfo *d)
{
	int64_t v;

	check_enum(d, "enum color", 3, false);
	check_enum(d, "enum signs", 3, true);
	check_enum(d, "enum wide", 2, false);
	check_enum(d, "nameless_enum", 1, false);
	check(debuginfo_enumerator(d, "GREEN", &v) && v == 5);
	check(debuginfo_enumerator(d, "LAST", &v) && v == 0x80000001);
	check(debuginfo_enumerator(d, "MINUS", &v) && v == -3);
	check(debuginfo_enumerator(d, "PLUS", &v) && v == 200);
	check(debuginfo_enumerator(d, "HUGE_ONE", &v) && v == (int64_t)0x8000000000000001);
	check(debuginfo_enumerator(d, "NAMELESS_ONE", &v) && v == 17);
	check(!debuginfo_enumerator(d, "BLUE", &v));
	check(strstr(debuginfo_why(d), "there is no enumerator 'BLUE'"));
}

static void test_arrays(struct debuginfo *d)
{
	const struct ctype *t = member(d, "struct shapes", "grid");

	for (uint64_t left = 24, i = 2; t && i <= 4; i++) {
		check(t->kind == CTYPE_ARRAY && t->count == i && t->size == left * sizeof(int));
		left /= i;
		t = debuginfo_target(d, t);
	}
	check(t && t->kind == CTYPE_INT);
	t = member(d, "struct shapes", "vector");
	check(t && t->kind == CTYPE_ARRAY && t->count == 4);
	t = member(d, "struct flexible", "tail");
	check(t && t->kind == CTYPE_ARRAY && !t->count && !t->size);
	check_text(t ? t->text : NULL, "int[]");
	t = member(d, "struct zero", "none");
	check(t && t->kind == CTYPE_ARRAY && !t->count);
	t = member(d, "struct shapes", "rows");
	t = t ? debuginfo_target(d, t) : NULL;
	check(t && t->kind == CTYPE_ARRAY && t->count == 3);
}

static void test_pointers(struct debuginfo *d)
{
	const struct ctype *shapes = type(d, "struct shapes"), *t;
	struct cmember m;

	t = debuginfo_target(d, member(d, "struct shapes", "next"));
	check(t == shapes);
	t = debuginfo_target(d, member(d, "struct shapes", "same"));
	check(t == shapes);
	t = debuginfo_target(d, member(d, "struct shapes", "any"));
	check(t && t->kind == CTYPE_VOID);
	t = debuginfo_target(d, member(d, "struct shapes", "nothing_at_all"));
	check(t && t->kind == CTYPE_VOID);
	t = debuginfo_target(d, member(d, "struct shapes", "callback"));
	check(t && t->kind == CTYPE_FUNC);
	t = debuginfo_target(d, member(d, "struct shapes", "constant"));
	check(t && t->kind == CTYPE_VOID);
	check_text(debuginfo_listed(member(d, "struct shapes", "pointer_to_row")), "int[3]*");
	check_text(debuginfo_listed(member(d, "struct shapes", "call")),
		   "int (*) (struct shapes*, int)");
	check_text(debuginfo_listed(member(d, "struct shapes", "text")), "char const[16]");
	check_text(debuginfo_listed(member(d, "struct shapes", "constant")), "void const*");
	check_text(debuginfo_listed(member(d, "struct shapes", "nothing_at_all")), "nothing_t*");
	check_text(debuginfo_listed(member(d, "struct shapes", "same")), "shapes_ptr");
	t = debuginfo_target(d, member(d, "struct shapes", "text"));
	check(t && t->is_char);
	/* what this unit declares, and another one defines */
	t = debuginfo_target(d, member(d, "struct shapes", "secret"));
	check(t && t->kind == CTYPE_STRUCT && debuginfo_member(d, t, "told", &m));
	t = debuginfo_target(d, member(d, "struct shapes", "nowhere"));
	check(t && t->kind == CTYPE_FORWARD);
	check(t && !debuginfo_member(d, t, "x", &m));
	check(strstr(debuginfo_why(d), "is declared but not described"));
	check(shapes && !debuginfo_member(d, shapes, "nosuch", &m));
	check_text(debuginfo_why(d), "'struct shapes' has no member 'nosuch'");
	check(shapes && !debuginfo_target(d, shapes));
}

static void test_names(struct debuginfo *d)
{
	const struct ctype *t = type(d, "number_again");
	struct cmember *list;

	check(t && t->kind == CTYPE_INT && !t->is_signed && t->size == 4);
	check_text(t ? t->name : NULL, "unsigned int");
	check(type(d, "struct shapes") == type(d, "shapes"));
	check(type(d, "int") && type(d, "char") && type(d, "unsigned"));
	t = type(d, "int");
	check(t && t->is_signed && !t->is_char);
	t = type(d, "__int128");
	check(t && t->size == 16);
	t = type(d, "plain_t");
	check(t && t->kind == CTYPE_STRUCT && !t->name && !t->is_union);
	t = type(d, "either_t");
	check(t && t->is_union);
	t = type(d, "bits");
	check(t && debuginfo_members(d, t, &list) == 7);
	t = type(d, "inner");
	check(t && debuginfo_members(d, t, &list) == 2 && !*list[1].name);
	check(!debuginfo_type(d, "struct nosuch") && !debuginfo_type(d, ""));
	check(strstr(debuginfo_source(d), "DWARF of"));
}

/* ---- prototypes, and the same type in two units ---- */

static bool prototype_of(struct debuginfo *d, const char *name, struct prototype *p)
{
	const struct dwarf_index *x = dwarf_index_of(d);
	const struct index_func *f = x ? x->part[PART_FUNCS] : NULL;
	const struct index_instance *one = x ? x->part[PART_INSTANCES] : NULL;
	size_t first = 0, end = 0;
	Dwarf_Die die;

	if (x)
		index_range(x, PART_FUNCS, name, &first, &end);
	return first < end && dwarf_offdie(dwarf_of(d)->handle, one[f[first].first].die, &die) &&
	       dwarf_prototype_of(d, &die, p);
}

static void test_prototypes(struct debuginfo *d)
{
	struct prototype a, b, p;

	check(debuginfo_prototype(d, "takes_shapes", &a) && a.nparams == 3 && a.variadic);
	if (a.nparams == 3) {
		check_text(a.params[0].name, "shapes");
		check_text(a.params[0].type->text, "struct shapes *");
		check_text(a.params[1].type->text, "const char *");
		check_text(debuginfo_listed(a.params[0].type), "struct shapes*");
		check_text(debuginfo_listed(a.params[1].type), "char const*");
		check_text(debuginfo_listed(a.params[2].type), "size_t");
		check_text(a.params[2].type->text, "size_t");
		check_text(a.ret->text, "int");
	}
	check(debuginfo_prototype(d, "nothing", &p) && !p.nparams && p.ret->kind == CTYPE_VOID);
	check(prototype_of(d, "second", &b) && b.nparams == 2);
	if (a.nparams == 3 && b.nparams == 2) {
		const struct ctype *one = a.params[0].type, *other = b.params[0].type;

		check(one != other);
		check(debuginfo_type_id(one) == debuginfo_type_id(other));
		check(debuginfo_type_id(one) != debuginfo_type_id(b.params[1].type));
		check(debuginfo_type_id(one) != debuginfo_type_id(debuginfo_target(d, one)));
	}
	check(!debuginfo_prototype(d, "twin", &p));
	/* clang passes those of a static function as it likes, which comes first */
	if (!strstr(debuginfo_why(d), "where the compiler put them"))
		check_text(debuginfo_why(d),
			   "functions with different parameters are called 'twin'");
	check(!debuginfo_prototype(d, "twin.isra.0", &p));
	check(!debuginfo_prototype(d, "nosuch", &p));
	check(debuginfo_type_id(type(d, "size_t")) == debuginfo_type_id(type(d, "unsigned long")));
}

static void test_file(const char *path)
{
	struct debuginfo *d = open_file(path);

	debuginfo_only(d, SOURCE_DWARF);
	test_members(d);
	test_enums(d);
	test_arrays(d);
	test_pointers(d);
	test_names(d);
	test_prototypes(d);
	debuginfo_close(d);
}

static void test_forced(const char *path)
{
	struct debuginfo *d = open_file(path);
	struct prototype p;

	debuginfo_only(d, SOURCE_BTF);
	check(!dwarf_of(d));
	check_text(debuginfo_why(d), "DWARF is not read with --debuginfo=btf");
	check(!debuginfo_type(d, "struct shapes"));
	debuginfo_only(d, SOURCE_SYMBOLS);
	check(!debuginfo_type(d, "struct shapes"));
	check_text(debuginfo_why(d), "--debuginfo=symbols leaves types out");
	check(!debuginfo_prototype(d, "takes_shapes", &p));
	debuginfo_close(d);
}

/* What two files share goes into a third, which then is lost. */
static void test_shared(void)
{
	const char *path = compile("gcc", "-g"), *other, *common;
	struct debuginfo *d;

	if (!have("dwz")) {
		printf("no dwz here: files that share debug information are not tested\n");
		return;
	}
	other = arena_printf(arena, "%s/other.so", top);
	common = arena_printf(arena, "%s/common.debug", top);
	if (!path || !run("cp %s %s && dwz -m %s %s %s", path, other, common, path, other)) {
		test_failures++;
		return;
	}
	test_file(path);
	check(run("rm %s", common));
	d = open_file(path);
	debuginfo_only(d, SOURCE_DWARF);
	check(!debuginfo_type(d, "struct secret"));
	check(strstr(debuginfo_why(d), "which dwz put into") && strstr(debuginfo_why(d), common));
	debuginfo_close(d);
}

static void test_missing(void)
{
	struct debuginfo *d = open_file("/nonexistent/file");

	check(!debuginfo_type(d, "int"));
	check(strstr(debuginfo_why(d), "/nonexistent/file can't be read: No such file"));
	debuginfo_close(d);
	d = open_file(compile("gcc", "-g0"));
	check(!debuginfo_type(d, "int"));
	check(strstr(debuginfo_why(d), "there is no debug information (DWARF) for"));
	debuginfo_close(d);
}

/* ---- damaged files ---- */

/* Asks for everything that is within reach; what comes is not looked at. */
static void ask_all(struct debuginfo *d, const struct ctype *t, int depth)
{
	struct cenumerator *values;
	struct cmember *list, m;
	size_t n;

	if (!t || depth > 5)
		return;
	debuginfo_type_id(t);
	debuginfo_enumerators(d, t, &values);
	debuginfo_member(d, t, "nosuch", &m);
	n = debuginfo_members(d, t, &list);
	for (size_t i = 0; i < n; i++)
		ask_all(d, list[i].type, depth + 1);
	ask_all(d, debuginfo_target(d, t), depth + 1);
}

static void ask_file(const char *path)
{
	static const char *const names[] = {
		"struct shapes", "bits",   "enum wide", "plain_t",
		"shapes_ptr",	 "size_t", "__int128",	"struct secret"
	};
	struct debuginfo *d = open_file(path);
	struct prototype p;
	int64_t v;

	debuginfo_only(d, SOURCE_DWARF);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ask_all(d, debuginfo_type(d, names[i]), 0);
	debuginfo_enumerator(d, "HUGE_ONE", &v);
	debuginfo_prototype(d, "takes_shapes", &p);
	debuginfo_prototype(d, "twin", &p);
	debuginfo_close(d);
}

/* Offsets of the sections .debug_info and .debug_abbrev, which lie one behind the other. */
static bool find_debug(const unsigned char *file, size_t len, size_t *first, size_t *end)
{
	const Elf64_Ehdr *head = (const Elf64_Ehdr *)file;
	const Elf64_Shdr *s = (const Elf64_Shdr *)(file + head->e_shoff);
	const char *names = (const char *)file + s[head->e_shstrndx].sh_offset;

	*first = len;
	*end = 0;
	for (int i = 0; i < head->e_shnum; i++) {
		if (strcmp(names + s[i].sh_name, ".debug_info") &&
		    strcmp(names + s[i].sh_name, ".debug_abbrev"))
			continue;
		if (s[i].sh_offset < *first)
			*first = s[i].sh_offset;
		if (s[i].sh_offset + s[i].sh_size > *end)
			*end = s[i].sh_offset + s[i].sh_size;
	}
	return *first < *end;
}

static void test_damaged(const char *flags, int rounds)
{
	const char *path = compile("gcc", flags);
	unsigned char *file = NULL;
	unsigned int random = 1;
	size_t first, end;
	struct stat st;
	FILE *f = path ? fopen(path, "r+") : NULL;

	if (!f || fstat(fileno(f), &st)) {
		test_failures++;
		return;
	}
	file = arena_alloc(arena, (size_t)st.st_size);
	check(fread(file, 1, (size_t)st.st_size, f) == (size_t)st.st_size);
	check(find_debug(file, (size_t)st.st_size, &first, &end));
	for (int i = 0; i < rounds; i++) {
		size_t at;

		random = random * 1103515245 + 12345;
		at = first + (random >> 8) % (end - first);
		fseek(f, (long)at, SEEK_SET);
		fputc(file[at] ^ (int)(random >> 3 & 0xff), f);
		fflush(f);
		ask_file(path);
		fseek(f, (long)at, SEEK_SET);
		fputc(file[at], f);
	}
	fclose(f);
}

int main(void)
{
	static const struct {
		const char *cc, *flags;
	} ways[] = {
		{ "gcc", "-g" },
		{ "gcc", "-gdwarf-4" },
		{ "gcc", "-gdwarf-3 -gstrict-dwarf" },
		{ "gcc", "-gdwarf-2 -gstrict-dwarf" },
		{ "gcc", "-gdwarf-5 -gz" },
		{ "gcc", "-gdwarf-4 -fdebug-types-section" },
		{ "gcc", "-gdwarf-5 -fdebug-types-section" },
		{ "clang", "-gdwarf-5" },
		{ "clang", "-gdwarf-4" },
		{ "clang", "-gdwarf-5 -gz" },
	};

	arena = arena_open();
	if (!mkdtemp(top))
		return 1;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		int was = test_failures;
		const char *path = compile(ways[i].cc, ways[i].flags);

		if (path)
			test_file(path);
		if (test_failures > was)
			printf("... with %s %s\n", ways[i].cc, ways[i].flags);
		if (path && !i)
			test_forced(path);
	}
	test_shared();
	test_missing();
	test_damaged("-gdwarf-5", 500);
	test_damaged("-gdwarf-4", 500);
	run("rm -rf %s", top);
	arena_close(arena);
	return test_done();
}
