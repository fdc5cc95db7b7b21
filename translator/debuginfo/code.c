// SPDX-License-Identifier: GPL-2.0-only
/*
 * code.c: takes a kernel's payload or a module's file; gives its instructions, and the ranges in
 * which no probe may stand.  A kernel's ranges are kept under its build-id.
 */
#include "translator/debuginfo/code.h"

#include <stdlib.h>
#include <string.h>

#include "parser/base/arena.h"
#include "runtime/arch/x86/decode.h"
#include "translator/debuginfo/elfmap.h"
#include "translator/debuginfo/front.h"
#include "translator/debuginfo/kept.h"
#include "translator/debuginfo/kernel.h"
#include "translator/debuginfo/sites.h"
#include "translator/debuginfo/symbols.h"
#include "translator/debuginfo/symlist.h"

static const struct kept_kind ranges_kind = { .suffix = "barred", .version = 3 };

/* What is kept; the ranges, in order and apart from each other, follow. */
struct head {
	uint64_t stext; /* where the image has _stext */
	uint64_t n;
};

struct code {
	struct elfmap elf; /* opened when instructions are asked for */
	bool no_elf;
	struct kept kept;
	const struct head *head;
	const struct barred_range *ranges; /* places from _stext, in a module as in symlist.h */
	/* The instruction that was asked for last, and its function: the next one is near. */
	const char *near_section;
	uint64_t near_func, near;
};

/* ---- ranges ---- */

static int by_from(const void *a, const void *b)
{
	const struct barred_range *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->to < y->to) - (x->to > y->to); /* the longer one first */
}

/* In order, each place in one at most; returns how many are left. */
static size_t settle(barred_list *list)
{
	size_t n = 0;

	if (list->n)
		qsort(list->v, list->n, sizeof(list->v[0]), by_from);
	for (size_t i = 0; i < list->n; i++) {
		struct barred_range r = list->v[i];
		struct barred_range *last = n ? &list->v[n - 1] : NULL;

		if (last && r.from < last->to)
			r.from = last->to;
		if (r.from >= r.to)
			continue;
		if (last && last->to == r.from && last->why == r.why)
			last->to = r.to;
		else
			list->v[n++] = r;
	}
	list->n = n;
	return n;
}

/* Functions that may not be probed at all. */
static void add_functions(barred_list *list, const struct symlist *l)
{
	for (size_t i = 0; i < l->syms.n; i++) {
		const struct symbol *s = &l->syms.v[i];
		struct barred_range r = { s->place, s->place + s->size, s->flags / SYM_BARRED };

		if (r.why)
			vec_push(l->arena, list, r);
	}
}

/* Code that is not there when the kernel has booted. */
static void add_sections(barred_list *list, struct arena *a, const struct elfmap *e)
{
	for (size_t i = 0; i < e->nsections; i++) {
		const Elf64_Shdr *s = &e->sections[i];
		const char *name = elfmap_section_name(e, s);
		struct barred_range r = { s->sh_addr, s->sh_addr + s->sh_size, BARRED_NOT };

		if (!strcmp(name, ".exit.text"))
			r.why = BARRED_EXIT;
		else if (!strncmp(name, ".altinstr_", 10))
			r.why = BARRED_ALTERNATIVE;
		if (r.why)
			vec_push(a, list, r);
	}
}

static bool take_ranges(struct debuginfo *d, struct code *c, barred_list *list, uint64_t stext,
			struct kernel *k)
{
	size_t n = settle(list), len = sizeof(struct head) + n * sizeof(list->v[0]);
	struct head *head = kept_room(len);

	if (!head)
		return debuginfo_fail(d, "there is not enough memory");
	*head = (struct head){ stext, n };
	if (n)
		memcpy(head + 1, list->v, n * sizeof(list->v[0]));
	kept_take(&c->kept, head, len, d->arena, k, &ranges_kind);
	return true;
}

/* The payload, if it is this kernel's: a running kernel may have been built anew since. */
static bool open_payload(struct debuginfo *d, struct elfmap *e)
{
	struct kernel *k = d->kernel;
	unsigned char id[sizeof(k->build_id)];
	const char *why = NULL, *path = kernel_payload(k, &why);
	size_t n;

	if (!path || !kernel_build_id(k, &why) || !elfmap_open(e, d->arena, path, &why))
		return debuginfo_fail(d, "%s", why);
	n = elfmap_build_id(e, id, sizeof(id));
	if (n == k->build_id_len && !memcmp(id, k->build_id, n))
		return true;
	elfmap_close(e);
	return debuginfo_fail(d, "%s is not the image of the kernel that runs", k->image);
}

static bool open_module(struct debuginfo *d, struct elfmap *e)
{
	const char *why = NULL, *path = kernel_module_elf(d->kernel, d->module, &why);

	if (path && elfmap_open(e, d->arena, path, &why))
		return true;
	return debuginfo_fail(d, "%s", why);
}

static bool read_kernel(struct debuginfo *d, struct code *c, struct arena *a)
{
	struct symlist l = { .arena = a };
	const char *why = NULL;
	barred_list list = { 0 };
	struct site_bounds bounds[SITE_TABLES];

	if (!open_payload(d, &c->elf))
		return false;
	if (!kallsyms_read(&l, &c->elf, &why))
		return debuginfo_fail(d, "%s", why);
	for (int i = 0; i < SITE_TABLES; i++)
		bounds[i] = (struct site_bounds){ l.marks[MARK_JUMP_LABEL + 2 * i],
						  l.marks[MARK_JUMP_LABEL + 2 * i + 1] };
	if (!symlist_finish_kernel(&l))
		return debuginfo_fail(d, "%s has no _stext", d->kernel->image);
	sites_read_kernel(&c->elf, a, bounds, &list);
	add_sections(&list, a, &c->elf);
	for (size_t i = 0; i < list.n; i++) {
		list.v[i].from -= l.marks[MARK_TEXT];
		list.v[i].to -= l.marks[MARK_TEXT];
	}
	add_functions(&list, &l);
	return take_ranges(d, c, &list, l.marks[MARK_TEXT], d->kernel);
}

static bool read_module(struct debuginfo *d, struct code *c, struct arena *a)
{
	struct symlist l = { .arena = a };
	const char *why = NULL;
	barred_list list = { 0 };

	if (!open_module(d, &c->elf))
		return false;
	if (!symtab_read(&l, &c->elf, &why))
		return debuginfo_fail(d, "%s", why);
	symlist_finish_module(&l);
	sites_read_module(&c->elf, a, &list);
	add_functions(&list, &l);
	return take_ranges(d, c, &list, 0, NULL);
}

static bool is_whole(const struct kept *kept)
{
	const struct head *head = kept->body;

	return kept->len >= sizeof(*head) &&
	       (kept->len - sizeof(*head)) / sizeof(struct barred_range) == head->n;
}

/* Opened on the first question.  NULL: debuginfo_why(). */
static struct code *code_of(struct debuginfo *d)
{
	struct code *c = d->code;
	struct arena *a;
	bool ok;

	if (c) {
		if (!c->head)
			debuginfo_fail(d, "%s", d->no_code);
		return c->head ? c : NULL;
	}
	c = d->code = arena_new(d->arena, struct code);
	ok = !d->module && kept_open(&c->kept, d->arena, d->kernel, &ranges_kind) &&
	     is_whole(&c->kept);
	if (!ok) {
		kept_close(&c->kept);
		a = arena_open();
		ok = d->module ? read_module(d, c, a) : read_kernel(d, c, a);
		arena_close(a);
	}
	if (!ok) {
		d->no_code = d->why;
		return NULL;
	}
	c->head = c->kept.body;
	c->ranges = (const struct barred_range *)(c->head + 1);
	return c;
}

void code_close(struct debuginfo *d)
{
	if (!d->code)
		return;
	kept_close(&d->code->kept);
	elfmap_close(&d->code->elf);
	d->code = NULL;
}

static const Elf64_Shdr *section_of(const struct code *c, const char *section)
{
	return elfmap_section(&c->elf, section);
}

static enum barred range_at(const struct code *c, uint64_t place)
{
	size_t low = 0, high = c->head->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (c->ranges[mid].to > place)
			high = mid;
		else
			low = mid + 1;
	}
	if (low < c->head->n && c->ranges[low].from <= place)
		return c->ranges[low].why;
	return BARRED_NOT;
}

enum barred debuginfo_barred(struct debuginfo *d, const char *section, uint64_t offset)
{
	const struct code *c;
	const struct kfunc *f;
	const Elf64_Shdr *s;

	if (section && !strncmp(section, ".init", 5))
		return BARRED_INIT;
	c = code_of(d);
	if (!c) {
		f = debuginfo_function_at(d, section, offset);
		return f ? f->barred : BARRED_NOT;
	}
	if (!section)
		return range_at(c, offset);
	s = section_of(c, section);
	return s ? range_at(c, SYM_PLACE(s - c->elf.sections, offset)) : BARRED_NOT;
}

/* ---- instructions ---- */

/* N bytes from a place on; NULL: the file does not have them. */
static const unsigned char *bytes_at(const struct code *c, const char *section, uint64_t offset,
				     size_t n)
{
	const Elf64_Shdr *s;
	const unsigned char *bytes;
	size_t len;

	if (!section)
		return elfmap_at(&c->elf, c->head->stext + offset, n);
	s = section_of(c, section);
	bytes = s ? elfmap_bytes(&c->elf, s, &len) : NULL;
	if (!bytes || offset > len || n > len - offset)
		return NULL;
	return bytes + offset;
}

static bool has_bytes(struct debuginfo *d, struct code *c)
{
	if (!c->elf.data && !c->no_elf)
		c->no_elf = !(d->module ? open_module(d, &c->elf) : open_payload(d, &c->elf));
	return c->elf.data;
}

/* The function or part of one that has the byte; false: none has. */
static bool function_at(struct debuginfo *d, const char *section, uint64_t offset,
			struct symbols_func *f)
{
	struct symbols *s = debuginfo_symbols(d);
	uint32_t number;

	if (!s || offset > UINT32_MAX || !symbols_before(s, section, (uint32_t)offset, &number))
		return false;
	*f = symbols_func(s, number);
	return offset - f->offset < f->size;
}

enum code_address debuginfo_address(struct debuginfo *d, uint64_t addr, uint64_t *offset)
{
	const struct code *c = code_of(d);
	uint64_t shown = d->kernel->running ? running_stext() : 0;
	struct symbols_func f;
	bool in_image = c && function_at(d, NULL, addr - c->head->stext, &f);
	bool in_memory = shown && function_at(d, NULL, addr - shown, &f);

	if (in_image && in_memory && c->head->stext != shown)
		return ADDRESS_BOTH;
	if (!in_image && !in_memory) {
		debuginfo_fail(d, "no function is at this address");
		return ADDRESS_NOWHERE;
	}
	*offset = addr - (in_image ? c->head->stext : shown);
	return ADDRESS_FOUND;
}

enum insn_at debuginfo_insn_at(struct debuginfo *d, const char *section, uint64_t offset,
			       uint64_t *start)
{
	struct code *c = code_of(d);
	const unsigned char *code;
	struct symbols_func f;
	struct spl_insn insn;
	uint64_t at;
	size_t n;

	if (!c || !has_bytes(d, c))
		return INSN_UNKNOWN;
	if (strcmp(d->kernel->arch, "x86_64")) {
		debuginfo_fail(d, "instructions of %s can't be read", d->kernel->arch);
		return INSN_UNKNOWN;
	}
	if (!function_at(d, section, offset, &f))
		return INSN_NONE;
	at = f.offset;
	if (c->near_section == section && c->near_func == f.offset && c->near <= offset)
		at = c->near;
	n = f.offset + f.size - at;
	code = bytes_at(c, section, at, n);
	if (!code)
		return INSN_NONE;
	for (;; at += insn.length, code += insn.length, n -= insn.length) {
		if (!spl_insn_decode(&insn, code, n))
			return INSN_NONE;
		if (at + insn.length > offset)
			break;
	}
	c->near_section = section;
	c->near_func = f.offset;
	c->near = at;
	*start = at;
	if (at < offset)
		return INSN_INSIDE;
	return insn.map == SPL_MAP_ONE && insn.opcode == 0xcc ? INSN_NONE : INSN_START;
}

/* The instruction that begins there, and its bytes; NULL: none does. */
static const unsigned char *decode_at(struct debuginfo *d, const char *section, uint64_t offset,
				      struct spl_insn *insn)
{
	const unsigned char *code;
	uint64_t start;

	if (debuginfo_insn_at(d, section, offset, &start) != INSN_START)
		return NULL;
	for (size_t n = SPL_INSN_MAX; n; n--) { /* the section may end */
		code = bytes_at(d->code, section, offset, n);
		if (code)
			return spl_insn_decode(insn, code, n) ? code : NULL;
	}
	return NULL;
}

bool debuginfo_verdict(struct debuginfo *d, const char *section, uint64_t offset,
		       enum spl_verdict *v)
{
	struct spl_insn insn;
	const unsigned char *code = decode_at(d, section, offset, &insn);

	if (code)
		*v = spl_insn_judge(&insn, code);
	return code;
}

unsigned int debuginfo_insn_length(struct debuginfo *d, const char *section, uint64_t offset)
{
	struct spl_insn insn;

	return decode_at(d, section, offset, &insn) ? insn.length : 0;
}

bool debuginfo_jumps_at(struct debuginfo *d, const char *section, uint64_t offset)
{
	enum { JMP_REL32 = 0xe9, JMP_REL8 = 0xeb };
	struct spl_insn insn;

	return decode_at(d, section, offset, &insn) && insn.map == SPL_MAP_ONE &&
	       (insn.opcode == JMP_REL32 || insn.opcode == JMP_REL8);
}
