/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kallsyms.c: takes the ELF payload of a kernel image, which has no symbol table; gives the
 * symbols that the kernel carries for itself, and what ftrace and kprobes know of them.
 *
 * The kernel's tables have no headers and nothing points to them from outside, so they are
 * recognised by what must hold in them:
 *
 * 1. kallsyms_token_index: 256 16-bit offsets, growing, of 256 strings that end right before
 *    it (kallsyms_token_table).  Digits and small letters stand for themselves.
 * 2. kallsyms_num_syms, then kallsyms_names: so many names, each a length and as many token
 *    numbers; the first letter of each is its type.  kallsyms_markers follows: where every
 *    256th name begins.
 * 3. The addresses: up to 6.3 before num_syms, later behind token_index.  32-bit offsets, by
 *    one of three rules; the right one gives addresses that grow, and puts _stext in code.
 */
#include <stdlib.h>
#include <string.h>

#include "parser/base/arena.h"
#include "translator/debuginfo/elfmap.h"
#include "translator/debuginfo/symlist.h"

enum {
	TOKENS = 256,
	TOKEN_MAX = 200, /* characters of a token; the kernel's longest have about 30 */
	NAME_MAX_LEN = 1024, /* of a decoded name; KSYM_NAME_LEN is 512 */
	SYMS_MIN = 1000, /* no kernel has fewer */
	SYMS_MAX = 4 << 20,
	REACH = 32 << 20, /* bytes before the token table in which the names may begin */
};

struct tables {
	const struct elfmap *elf;
	const unsigned char *data; /* what was loaded from here on */
	uint64_t addr; /* ... at this address */
	size_t len;
	size_t token_table, token_index; /* offsets in data, as all below */
	size_t num_syms; /* where it stands */
	size_t names;
	size_t offsets;
	uint32_t n; /* symbols */
	uint32_t stext; /* the number of _stext */
	uint64_t base; /* what the rule adds */
};

static uint16_t get16(const unsigned char *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static uint32_t get32(const unsigned char *p)
{
	uint32_t v;

	memcpy(&v, p, 4);
	return v;
}

static uint64_t get64(const unsigned char *p)
{
	uint64_t v;

	memcpy(&v, p, 8);
	return v;
}

static size_t align(size_t at, size_t to)
{
	return (at + to - 1) & ~(to - 1);
}

/* Step 1, for one place: 256 growing offsets. */
static bool is_token_index(const unsigned char *p)
{
	if (get16(p))
		return false;
	for (size_t i = 1; i < TOKENS; i++) {
		unsigned int was = get16(p + 2 * i - 2), is = get16(p + 2 * i);

		if (is <= was || is - was > TOKEN_MAX)
			return false;
	}
	return true;
}

/* Do the strings from TABLE on have the lengths that INDEX says, and the meaning they must? */
static bool is_token_table(const unsigned char *table, const unsigned char *index)
{
	for (size_t i = 0; i < TOKENS; i++) {
		const unsigned char *s = table + get16(index + 2 * i);
		size_t n = strnlen((const char *)s, TOKEN_MAX);

		if (i + 1 < TOKENS &&
		    n + 1 != (size_t)get16(index + 2 * i + 2) - get16(index + 2 * i))
			return false;
		if ((i >= '0' && i <= '9') || (i >= 'a' && i <= 'z'))
			if (n != 1 || s[0] != i)
				return false;
	}
	return true;
}

static bool find_tokens(struct tables *t)
{
	for (size_t at = 1024; at + 2 * TOKENS <= t->len; at += 4) {
		size_t last, low;

		if (!is_token_index(t->data + at))
			continue;
		last = get16(t->data + at + 2 * (TOKENS - 1));
		low = last + TOKEN_MAX + 8;
		for (size_t table = (at - last - 2) & ~(size_t)3; table + low > at; table -= 4) {
			if (table >= at)
				break; /* wrapped: no room before the index */
			if (!is_token_table(t->data + table, t->data + at))
				continue;
			t->token_table = table;
			t->token_index = at;
			return true;
		}
	}
	return false;
}

static const char *token(const struct tables *t, unsigned char number)
{
	return (const char *)t->data + t->token_table +
	       get16(t->data + t->token_index + 2 * (size_t)number);
}

/* The length of the name at *at, which moves to its first token; false: not in the table. */
static bool name_length(const struct tables *t, size_t *at, size_t *len)
{
	const unsigned char *p = t->data + *at;

	if (*at + 2 >= t->token_table)
		return false;
	if (p[0] & 0x80) {
		*len = (size_t)(p[0] & 0x7f) | (size_t)p[1] << 7;
		*at += 2;
	} else {
		*len = p[0];
		*at += 1;
	}
	return *len && *len < t->token_table - *at;
}

/* Step 2, for one place: do N names begin here, and end where markers follow? */
static bool are_names(const struct tables *t, size_t names, uint32_t n)
{
	size_t at = names, len, second = 0;

	for (uint32_t i = 0; i < n; i++) {
		unsigned char type;

		if (i == 256)
			second = at - names;
		if (!name_length(t, &at, &len))
			return false;
		type = (unsigned char)token(t, t->data[at])[0] | 0x20;
		if (type < 'a' || type > 'z')
			return false;
		at += len;
	}
	at = align(at, 4);
	if (at + 12 > t->token_table)
		return false;
	if (!get32(t->data + at) && get32(t->data + at + 4) == second)
		return true;
	at = align(at, 8);
	return !get32(t->data + at) && get32(t->data + at + 4) == second;
}

static bool find_names(struct tables *t)
{
	size_t stop = t->token_table > REACH ? t->token_table - REACH : 0;

	if (t->token_table < SYMS_MIN)
		return false;
	for (size_t at = t->token_table - 16; at > stop; at -= 4) {
		uint32_t n = get32(t->data + at);

		if (n < SYMS_MIN || n > SYMS_MAX || n > t->token_table - at)
			continue;
		for (size_t gap = 4; gap <= 8; gap += 4) {
			if (gap == 8 && get32(t->data + at + 4))
				continue;
			if (!are_names(t, at + gap, n))
				continue;
			t->num_syms = at;
			t->names = at + gap;
			t->n = n;
			return true;
		}
	}
	return false;
}

/* Writes the name at AT without its type; returns where the next one is; 0: damaged. */
static size_t expand_name(const struct tables *t, size_t at, char *type, char *name)
{
	size_t len, n = 0;
	bool first = true;

	if (!name_length(t, &at, &len))
		return 0;
	for (; len; len--, at++) {
		for (const char *s = token(t, t->data[at]); *s; s++) {
			if (first)
				*type = *s;
			else if (n + 1 < NAME_MAX_LEN)
				name[n++] = *s;
			first = false;
		}
	}
	name[n] = '\0';
	return at;
}

static bool find_stext(struct tables *t)
{
	char name[NAME_MAX_LEN], type = 0;
	size_t at = t->names;

	for (t->stext = 0; t->stext < t->n; t->stext++) {
		at = expand_name(t, at, &type, name);
		if (!at || !strcmp(name, "_stext"))
			break;
	}
	return at && t->stext < t->n;
}

/* The three rules of step 3. */
static uint64_t rule_percpu(const struct tables *t, size_t i)
{
	int32_t v = (int32_t)get32(t->data + t->offsets + 4 * i);

	return v >= 0 ? (uint64_t)v : t->base - 1 - (uint64_t)(int64_t)v;
}

static uint64_t rule_base(const struct tables *t, size_t i)
{
	return t->base + get32(t->data + t->offsets + 4 * i);
}

static uint64_t rule_place(const struct tables *t, size_t i)
{
	int32_t v = (int32_t)get32(t->data + t->offsets + 4 * i);

	return t->addr + t->offsets + 4 * i + (uint64_t)(int64_t)v;
}

typedef uint64_t (*rule_fn)(const struct tables *t, size_t i);

/* Addresses that grow, up to one in the kernel's half, and with _stext in code. */
static bool rule_fits(const struct tables *t, rule_fn rule)
{
	uint64_t was = rule(t, 0);

	if (!(rule(t, t->n - 1) >> 63) || !elfmap_is_code(t->elf, rule(t, t->stext)))
		return false;
	for (size_t i = 1; i < t->n; i++) {
		uint64_t is = rule(t, i);

		if (is < was)
			return false;
		was = is;
	}
	return true;
}

/* Step 3: where the offsets are, and their rule; NULL: nothing fits. */
static rule_fn find_rule(struct tables *t)
{
	size_t bytes = 4 * (size_t)t->n;
	size_t before = t->num_syms - 8, behind = align(t->token_index + 2 * TOKENS, 4);

	if (t->num_syms > bytes + 16) {
		t->base = get64(t->data + before);
		t->offsets = (before - bytes) & ~(size_t)7;
		if (rule_fits(t, rule_percpu))
			return rule_percpu;
		if (rule_fits(t, rule_base))
			return rule_base;
	}
	for (int i = 0; i < 2; i++, behind = align(behind + 1, 8)) {
		if (behind + bytes + 16 > t->len)
			break;
		t->offsets = behind;
		if (rule_fits(t, rule_place))
			return rule_place;
		t->base = get64(t->data + align(behind + bytes, 8));
		if (rule_fits(t, rule_percpu))
			return rule_percpu;
		if (rule_fits(t, rule_base))
			return rule_base;
	}
	return NULL;
}

static bool read_symbols(struct symlist *l, const struct tables *t, rule_fn rule)
{
	char name[NAME_MAX_LEN], type = 0;
	size_t at = t->names;

	for (size_t i = 0; i < t->n; i++) {
		at = expand_name(t, at, &type, name);
		if (!at)
			return false;
		symlist_add(l, rule(t, i), type, name);
	}
	return true;
}

/* The tables in one loaded part of the file. */
static bool read_part(struct symlist *l, struct tables *t)
{
	rule_fn rule;

	if (!find_tokens(t) || !find_names(t) || !find_stext(t))
		return false;
	rule = find_rule(t);
	return rule && read_symbols(l, t, rule);
}

/* A table of addresses between two marks. */
static void read_places(struct symlist *l, const struct elfmap *e, enum mark start,
			place_list *list)
{
	uint64_t from = l->marks[start], to = l->marks[start + 1];
	const unsigned char *p;

	if (!from || to <= from || to - from > (64 << 20))
		return;
	p = elfmap_at(e, from, to - from);
	for (size_t i = 0; p && i + 8 <= to - from; i += 8)
		if (get64(p + i))
			vec_push(l->arena, list, get64(p + i));
}

bool kallsyms_read(struct symlist *l, const struct elfmap *e, const char **why)
{
	const Elf64_Shdr *s = elfmap_section(e, ".rodata");
	struct tables t = { .elf = e };
	bool found = false;

	if (s) {
		t.addr = s->sh_addr;
		t.data = elfmap_bytes(e, s, &t.len);
		found = t.data && read_part(l, &t);
	}
	for (size_t i = 0; !found && !l->syms.n && i < e->nsegments; i++) {
		const Elf64_Phdr *p = &e->segments[i];

		t = (struct tables){ .elf = e, .addr = p->p_vaddr, .len = p->p_filesz };
		t.data = p->p_type == PT_LOAD ? elfmap_at(e, p->p_vaddr, p->p_filesz) : NULL;
		found = t.data && read_part(l, &t);
	}
	if (!found) {
		*why = "its image has no kallsyms tables that can be read";
		return false;
	}
	read_places(l, e, MARK_MCOUNT, &l->entries);
	read_places(l, e, MARK_BLACKLIST, &l->blacklist);
	l->partial = !l->entries.n;
	return true;
}
