// SPDX-License-Identifier: GPL-2.0-only
/*
 * sites.c: takes an image's or module's tables; gives the ranges of code that they are about.
 *
 * An entry begins with the distance from that field to the code.  In a module that is a relocation,
 * which names the code.  Entries have one length in a kernel and others in others; the right one
 * makes all entries say something that can be.
 */
#include "translator/debuginfo/sites.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "parser/base/arena.h"
#include "runtime/arch/x86/decode.h"
#include "translator/debuginfo/elfmap.h"
#include "translator/debuginfo/symlist.h"
#include "translator/debuginfo/symtab.h"

enum {
	CALL_LEN = 5, /* of a static call, patched or not */
	TABLE_MAX = 64 << 20, /* bytes; more is damaged */
};

struct table {
	const struct elfmap *elf;
	const unsigned char *bytes;
	size_t len;
	uint64_t addr; /* of a kernel's */
	bool linked;
	fixup_list fixups; /* of a module's, in order */
};

/* The place that the field AT bytes from the start tells; 0: none. */
static uint64_t place_at(const struct table *t, size_t at)
{
	size_t low = 0, high = t->fixups.n;
	int32_t distance;

	if (t->linked) {
		memcpy(&distance, t->bytes + at, 4);
		return t->addr + at + (uint64_t)(int64_t)distance;
	}
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (t->fixups.v[mid].at < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low < t->fixups.n && t->fixups.v[low].at == at ? t->fixups.v[low].place : 0;
}

/* The code at a place, and how many bytes of it there are; NULL: it is no code. */
static const unsigned char *code_at(const struct table *t, uint64_t place, size_t *n)
{
	const struct elfmap *e = t->elf;
	const unsigned char *bytes;

	for (size_t i = 0; i < e->nsections; i++) {
		const Elf64_Shdr *s = &e->sections[i];
		uint64_t from = t->linked ? s->sh_addr : SYM_PLACE(i, 0);

		if (!(s->sh_flags & SHF_EXECINSTR) || place < from || place - from >= s->sh_size)
			continue;
		bytes = elfmap_bytes(e, s, n);
		if (!bytes)
			return NULL;
		*n -= place - from;
		return bytes + (place - from);
	}
	return NULL;
}

static bool decode_at(const struct table *t, uint64_t place, struct spl_insn *insn)
{
	size_t n;
	const unsigned char *code = code_at(t, place, &n);

	return code && spl_insn_decode(insn, code, n);
}

static void add(barred_list *list, struct arena *a, uint64_t from, uint64_t to, enum barred why)
{
	struct barred_range r = { from, to, why };

	if (from < to)
		vec_push(a, list, r);
}

/* struct jump_entry: code, target, a long for the key.  The code is a jump or a nop. */
static void read_jump_labels(const struct table *t, struct arena *a, barred_list *list)
{
	for (size_t at = 0; at + 16 <= t->len; at += 16) {
		uint64_t place = place_at(t, at);
		struct spl_insn insn;

		if (place && decode_at(t, place, &insn))
			add(list, a, place, place + insn.length, BARRED_JUMP_LABEL);
	}
}

/* struct static_call_site: code, key. */
static void read_static_calls(const struct table *t, struct arena *a, barred_list *list)
{
	for (size_t at = 0; at + 8 <= t->len; at += 8) {
		uint64_t place = place_at(t, at);
		size_t n;

		if (place && code_at(t, place, &n))
			add(list, a, place, place + CALL_LEN, BARRED_STATIC_CALL);
	}
}

/* Do all entries of SIZE bytes name code in their first N fields? */
static bool entries_fit(const struct table *t, size_t size, size_t n)
{
	size_t len;

	if (!t->len || t->len % size)
		return false;
	for (size_t at = 0; at < t->len; at += size)
		for (size_t i = 0; i < n; i++)
			if (!code_at(t, place_at(t, at + 4 * i), &len))
				return false;
	return true;
}

/*
 * struct alt_instr: code, what may replace it, two or four bytes for the processor's feature, the
 * length of the code; then the replacement's, and one more byte up to 5.10.
 */
static void read_alternatives(const struct table *t, struct arena *a, barred_list *list)
{
	static const struct {
		size_t size, len_at;
	} forms[] = { { 12, 10 }, { 14, 12 }, { 13, 10 } };

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (!entries_fit(t, forms[i].size, 2))
			continue;
		for (size_t at = 0; at < t->len; at += forms[i].size) {
			uint64_t place = place_at(t, at);

			add(list, a, place + 1, place + t->bytes[at + forms[i].len_at],
			    BARRED_ALTERNATIVE);
		}
		return;
	}
}

static bool is_trap(const struct table *t, uint64_t place)
{
	struct spl_insn insn;

	return decode_at(t, place, &insn) && insn.map == SPL_MAP_0F &&
	       (insn.opcode == 0x0b || insn.opcode == 0xb9);
}

/*
 * struct bug_entry: the code; then what to say, in more words or fewer.  Nearly all of the code
 * are traps: late kernels have some calls among them.
 */
static void read_bugs(const struct table *t, struct arena *a, barred_list *list)
{
	static const size_t sizes[] = { 12, 16, 8, 6, 20 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		size_t n = t->len / sizes[i], traps = 0;

		if (!entries_fit(t, sizes[i], 1))
			continue;
		for (size_t at = 0; at < t->len; at += sizes[i])
			traps += is_trap(t, place_at(t, at));
		if (traps < n - n / 4)
			continue;
		for (size_t at = 0; at < t->len; at += sizes[i]) {
			uint64_t place = place_at(t, at);

			add(list, a, place, place + 1, BARRED_BUG);
		}
		return;
	}
}

typedef void (*read_fn)(const struct table *t, struct arena *a, barred_list *list);

static const struct {
	read_fn read;
	const char *section;
} tables[SITE_TABLES] = {
	[SITES_JUMP_LABEL] = { read_jump_labels, "__jump_table" },
	[SITES_STATIC_CALL] = { read_static_calls, ".static_call_sites" },
	[SITES_ALTERNATIVE] = { read_alternatives, ".altinstructions" },
	[SITES_BUG] = { read_bugs, "__bug_table" },
};

void sites_read_kernel(const struct elfmap *e, struct arena *a,
		       const struct site_bounds bounds[SITE_TABLES], barred_list *list)
{
	for (int i = 0; i < SITE_TABLES; i++) {
		const struct site_bounds *b = &bounds[i];
		struct table t = { .elf = e, .addr = b->from, .linked = true };

		if (!b->from || b->to <= b->from || b->to - b->from > TABLE_MAX)
			continue;
		t.len = b->to - b->from;
		t.bytes = elfmap_at(e, b->from, t.len);
		if (t.bytes)
			tables[i].read(&t, a, list);
	}
}

static int by_at(const void *a, const void *b)
{
	const struct fixup *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

void sites_read_module(const struct elfmap *e, struct arena *a, barred_list *list)
{
	struct symtab symtab;

	if (!symtab_open(&symtab, e))
		return;
	for (int i = 0; i < SITE_TABLES; i++) {
		const Elf64_Shdr *s = elfmap_section(e, tables[i].section);
		struct table t = { .elf = e };

		t.bytes = s ? elfmap_bytes(e, s, &t.len) : NULL;
		if (!t.bytes)
			continue;
		symtab_fixups(&symtab, a, tables[i].section, &t.fixups);
		if (t.fixups.n)
			qsort(t.fixups.v, t.fixups.n, sizeof(t.fixups.v[0]), by_at);
		tables[i].read(&t, a, list);
	}
}
