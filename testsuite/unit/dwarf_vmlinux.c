// SPDX-License-Identifier: GPL-2.0-only
/*
 * What BTF and DWARF say of the types and functions of a kernel, one beside the other, for each
 * kernel whose debug information `make debuginfo' brought.
 *
 * They may differ where BTF can't say what the source says: it makes one dimension of an array's
 * several, and before Linux 6.0 it doesn't know which enumerators are below 0.
 */
#include <dwarf.h>
#include <stdlib.h>
#include <unistd.h>

#include "parser/base/arena.h"
#include "testsuite/unit/test.h"
#include "translator/debuginfo/debuginfo.h"
#include "translator/debuginfo/dwarf.h"
#include "translator/debuginfo/dwarf_index.h"
#include "translator/debuginfo/front.h"
#include "translator/debuginfo/kernel.h"

enum { SAID = 50 };

struct both {
	struct arena *arena;
	struct debuginfo *btf, *dwarf, *any;
	const struct dwarf_index *index;
	size_t same, several, enumerators, other_enumerators, functions;
};

static void differ(const char *where, const char *what, const char *btf, const char *dwarf)
{
	if (test_failures++ < SAID)
		printf("%s: %s: BTF has '%s', DWARF '%s'\n", where, what, btf, dwarf);
}

static void check_number(struct both *x, const char *where, const char *what, uint64_t btf,
			 uint64_t dwarf)
{
	if (btf != dwarf)
		differ(where, what, arena_printf(x->arena, "%llu", (unsigned long long)btf),
		       arena_printf(x->arena, "%llu", (unsigned long long)dwarf));
}

static void check_texts(const char *where, const char *what, const char *btf, const char *dwarf)
{
	btf = btf ? btf : "";
	dwarf = dwarf ? dwarf : "";
	if (strcmp(btf, dwarf) != 0 && !strstr(dwarf, "]["))
		differ(where, what, btf, dwarf);
}

/* ---- types ---- */

static void compare(struct both *x, const char *where, const struct ctype *b, const struct ctype *w,
		    int depth);

static void compare_members(struct both *x, const char *where, const struct ctype *b,
			    const struct ctype *w, int depth)
{
	struct cmember *of_btf, *of_dwarf;
	size_t n = debuginfo_members(b->of, b, &of_btf);

	check_number(x, where, "members", n, debuginfo_members(w->of, w, &of_dwarf));
	for (size_t i = 0; of_btf && of_dwarf && i < n; i++) {
		const char *name = arena_printf(x->arena, "%s.%s", where, of_btf[i].name);

		check_texts(name, "name", of_btf[i].name, of_dwarf[i].name);
		check_number(x, name, "place", of_btf[i].bit_offset, of_dwarf[i].bit_offset);
		check_number(x, name, "bits", of_btf[i].bit_size, of_dwarf[i].bit_size);
		compare(x, name, of_btf[i].type, of_dwarf[i].type, depth + 1);
	}
}

static void compare_enumerators(struct both *x, const char *where, const struct ctype *b,
				const struct ctype *w)
{
	struct cenumerator *of_btf, *of_dwarf;
	size_t n = debuginfo_enumerators(b->of, b, &of_btf);

	check_number(x, where, "enumerators", n, debuginfo_enumerators(w->of, w, &of_dwarf));
	for (size_t i = 0; of_btf && of_dwarf && i < n; i++) {
		check_texts(where, "enumerator", of_btf[i].name, of_dwarf[i].name);
		if (b->size <= 4)
			check_number(x, of_btf[i].name, "value", (uint32_t)of_btf[i].value,
				     (uint32_t)of_dwarf[i].value);
		else
			check_number(x, of_btf[i].name, "value", (uint64_t)of_btf[i].value,
				     (uint64_t)of_dwarf[i].value);
	}
}

static bool has_negative(const struct ctype *t)
{
	struct cenumerator *list;
	size_t n = debuginfo_enumerators(t->of, t, &list);

	for (size_t i = 0; i < n; i++)
		if (list[i].value < 0)
			return true;
	return false;
}

static const struct ctype *element(const struct ctype *t)
{
	while (t && t->kind == CTYPE_ARRAY)
		t = debuginfo_target(t->of, t);
	return t;
}

static void compare(struct both *x, const char *where, const struct ctype *b, const struct ctype *w,
		    int depth)
{
	if (!b || !w) {
		differ(where, "type", b ? b->text : "none", w ? w->text : "none");
		return;
	}
	check_texts(where, "text", b->text, w->text);
	check_texts(where, "name", b->name, w->name);
	check_number(x, where, "kind", b->kind, w->kind);
	check_number(x, where, "size", b->size, w->size);
	if (!b->is_enum || !has_negative(b))
		check_number(x, where, "sign", b->is_signed, w->is_signed);
	check_number(x, where, "flags",
		     b->is_char | b->is_bool << 1 | b->is_enum << 2 | b->is_union << 3,
		     w->is_char | w->is_bool << 1 | w->is_enum << 2 | w->is_union << 3);
	if (depth > 3 || b->kind != w->kind)
		return;
	if (b->kind == CTYPE_ARRAY)
		compare(x, where, element(b), element(w), depth + 1);
	else if (b->kind == CTYPE_POINTER)
		compare(x, where, debuginfo_target(b->of, b), debuginfo_target(w->of, w), 4);
	else if (b->kind == CTYPE_STRUCT)
		compare_members(x, where, b, w, depth);
	else if (b->is_enum)
		compare_enumerators(x, where, b, w);
}

static const char *tag_word(uint32_t tag)
{
	switch (tag) {
	case DW_TAG_structure_type:
		return "struct ";
	case DW_TAG_union_type:
		return "union ";
	case DW_TAG_enumeration_type:
		return "enum ";
	case DW_TAG_typedef:
	case DW_TAG_base_type:
		return "";
	default:
		return NULL;
	}
}

/* Several of one name that differ: which of them is meant can't be said. */
static bool is_several(struct both *x, const struct ctype *t)
{
	const char *tag = t->is_enum ? "enum" : t->is_union ? "union" : "struct";

	return t->name && (t->is_enum || t->kind == CTYPE_STRUCT) &&
	       !btf_only_type(x->btf, tag, t->name, t->size);
}

static void compare_name(struct both *x, const char *name)
{
	const struct ctype *b = debuginfo_type(x->btf, name), *w = debuginfo_type(x->dwarf, name);
	const struct ctype *other;
	int was = test_failures;

	if (!b || is_several(x, b)) {
		x->several++;
		return;
	}
	compare(x, name, b, w, 0);
	/* which is which, although both have come to one debuginfo */
	other = dwarf_ops.type_named(x->any, name);
	b = btf_ops.type_named(x->any, name);
	check_number(x, name, "id", debuginfo_type_id(b), debuginfo_type_id(other));
	x->same += was == test_failures;
}

static void compare_enumerator(struct both *x, const char *name)
{
	int64_t b, w;

	x->enumerators++;
	if (!debuginfo_enumerator(x->btf, name, &b) || !debuginfo_enumerator(x->dwarf, name, &w) ||
	    (uint32_t)b != (uint32_t)w)
		x->other_enumerators++; /* of another enumeration, mostly */
}

static void compare_types(struct both *x, size_t least)
{
	const struct index_type *t = x->index->part[PART_TYPES];

	for (size_t i = 0; i < x->index->n[PART_TYPES]; i++) {
		const char *name = index_text(x->index, t[i].name), *tag = tag_word(t[i].tag);

		if (tag)
			compare_name(x, arena_printf(x->arena, "%s%s", tag, name));
		else if (t[i].tag == DW_TAG_enumerator)
			compare_enumerator(x, name);
	}
	printf("%zu types are the same, %zu have several of their name\n", x->same, x->several);
	check(x->same > least && x->several * 100 < x->same);
	check(x->enumerators > least / 5 && x->other_enumerators * 100 < x->enumerators);
}

/* ---- functions ---- */

/* One that other functions are called like, if only inlined ones, BTF may mix up with them. */
static bool is_one(struct both *x, const char *name)
{
	size_t first, end;

	index_range(x->index, PART_FUNCS, name, &first, &end);
	return end - first == 1;
}

static const struct ctype *behind(const struct ctype *t)
{
	while (t && (t->kind == CTYPE_POINTER || t->kind == CTYPE_ARRAY))
		t = debuginfo_target(t->of, t);
	return t;
}

static void compare_prototypes(struct both *x, const char *name)
{
	struct prototype b, w;

	if (!is_one(x, name) || !debuginfo_prototype(x->btf, name, &b) ||
	    !dwarf_ops.prototype(x->any, name, &w))
		return;
	x->functions++;
	check_number(x, name, "parameters", b.nparams, w.nparams);
	check_number(x, name, "variadic", b.variadic, w.variadic);
	check_texts(name, "return", b.ret->text, w.ret->text);
	for (size_t i = 0; i < b.nparams && i < w.nparams; i++) {
		check_texts(name, "parameter", b.params[i].name, w.params[i].name);
		check_texts(name, "parameter", b.params[i].type->text, w.params[i].type->text);
		if (!is_several(x, behind(b.params[i].type)))
			check_number(x, name, "id", debuginfo_type_id(b.params[i].type),
				     debuginfo_type_id(w.params[i].type));
	}
}

static void compare_functions(struct both *x, size_t least)
{
	const struct index_func *f = x->index->part[PART_FUNCS];
	size_t n = x->index->n[PART_FUNCS];

	for (size_t i = 0; i < n; i += 1 + n / 40000 * 9)
		compare_prototypes(x, index_text(x->index, f[i].name));
	printf("%zu functions were compared\n", x->functions);
	check(x->functions > least);
}

/* What the compiler made is in the index; aliases, trampolines and what is in assembly are not. */
static void check_index(struct both *x)
{
	size_t n, lacking = 0, first, end;
	const struct kfunc *const *f = debuginfo_functions(x->any, "*", &n);

	for (size_t i = 0; i < n; i++) {
		const char *name = f[i]->name;

		index_range(x->index, PART_FUNCS, arena_strndup(x->arena, name, strcspn(name, ".")),
			    &first, &end);
		lacking += first == end && strncmp(name, "__SCT__", 7) &&
			   strncmp(name, "__bpf_trace_", 12) && strncmp(name, "__probestub_", 12);
	}
	printf("%zu functions of %zu are not in the index\n", lacking, n);
	check(n && lacking * 50 < n);
}

static void compare_kernel(struct arena *a, struct kernel *k, const char *module, size_t least)
{
	struct both x = {
		.arena = a,
		.btf = debuginfo_open(a, k, module),
		.dwarf = debuginfo_open(a, k, module),
		.any = debuginfo_open(a, k, module),
	};
	struct debuginfo *base = NULL;

	if (module) {
		base = debuginfo_open(a, k, NULL);
		debuginfo_only(base, SOURCE_DWARF);
		debuginfo_base(x.dwarf, base);
	}
	debuginfo_only(x.btf, SOURCE_BTF);
	debuginfo_only(x.dwarf, SOURCE_DWARF);
	x.index = dwarf_index_of(x.dwarf);
	if (x.index) {
		check_index(&x);
		compare_types(&x, least);
		compare_functions(&x, least / 10);
	} else {
		printf("%s\n", debuginfo_why(x.dwarf));
		test_failures++;
	}
	debuginfo_close(x.btf);
	debuginfo_close(x.dwarf);
	debuginfo_close(x.any);
	debuginfo_close(base);
}

static bool has_debuginfo(struct arena *a, struct kernel *k, const char *module)
{
	struct debuginfo *d = debuginfo_open(a, k, module);
	bool has = dwarf_of(d);

	debuginfo_close(d);
	return has;
}

static const char *cache_dir(struct arena *a)
{
	const char *cache = getenv("SPILE_CACHE"), *home = getenv("XDG_CACHE_HOME");

	if (cache)
		return cache;
	if (!geteuid())
		return "/var/cache/spile";
	return home ? arena_printf(a, "%s/spile", home) :
		      arena_printf(a, "%s/.cache/spile", getenv("HOME"));
}

int main(void)
{
	static const char *const modules[] = { "ext4", "overlay" };
	struct arena *a = arena_open();
	const char *cache = cache_dir(a), *why;
	const char *const *releases = kernel_releases(a, cache, true, false);
	bool found = false;

	for (; *releases; releases++) {
		struct kernel_options o = { .release = *releases, .cache = cache };
		const char *debug = arena_printf(a, "%s/kernels/%s/usr/lib/debug/boot/vmlinux-%s",
						 cache, *releases, *releases);
		struct kernel *k = !access(debug, R_OK) ? kernel_open(a, &o, &why) : NULL;

		if (!k)
			continue;
		found = true;
		printf("%s\n", *releases);
		compare_kernel(a, k, NULL, 5000);
		for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
			if (has_debuginfo(a, k, modules[i]))
				compare_kernel(a, k, modules[i], 100);
	}
	if (!found)
		printf("left out for want of a kernel's debug information (make debuginfo)\n");
	arena_close(a);
	return test_done();
}
