/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * symlist.c: takes symbols in any order; gives functions or variables by place, with sizes and
 * flags.
 */
#include "translator/debuginfo/symlist.h"

#include <stdlib.h>
#include <string.h>

#include "parser/base/arena.h"
#include "translator/debuginfo/barred.h"

enum {
	ENTRY_REACH = 16, /* bytes from a function's start in which its patchable entry may be */
};

static const char *const mark_names[MARKS] = {
	[MARK_TEXT] = "_stext",
	[MARK_TEXT_END] = "_etext",
	[MARK_INIT] = "_sinittext",
	[MARK_INIT_END] = "_einittext",
	[MARK_NOINSTR] = "__noinstr_text_start",
	[MARK_NOINSTR_END] = "__noinstr_text_end",
	[MARK_KPROBES] = "__kprobes_text_start",
	[MARK_KPROBES_END] = "__kprobes_text_end",
	[MARK_ENTRY] = "__entry_text_start",
	[MARK_ENTRY_END] = "__entry_text_end",
	[MARK_CPUIDLE] = "__cpuidle_text_start",
	[MARK_CPUIDLE_END] = "__cpuidle_text_end",
	[MARK_STATIC_CALL] = "__static_call_text_start",
	[MARK_STATIC_CALL_END] = "__static_call_text_end",
	[MARK_MCOUNT] = "__start_mcount_loc",
	[MARK_MCOUNT_END] = "__stop_mcount_loc",
	[MARK_BLACKLIST] = "__start_kprobe_blacklist",
	[MARK_BLACKLIST_END] = "__stop_kprobe_blacklist",
	[MARK_JUMP_LABEL] = "__start___jump_table",
	[MARK_JUMP_LABEL_END] = "__stop___jump_table",
	[MARK_CALL_SITE] = "__start_static_call_sites",
	[MARK_CALL_SITE_END] = "__stop_static_call_sites",
	[MARK_ALTERNATIVE] = "__alt_instructions",
	[MARK_ALTERNATIVE_END] = "__alt_instructions_end",
	[MARK_BUG] = "__start___bug_table",
	[MARK_BUG_END] = "__stop___bug_table",
	[MARK_EVENTS] = "__start_ftrace_events",
	[MARK_EVENTS_END] = "__stop_ftrace_events",
	[MARK_BOOT] = "__init_begin",
	[MARK_BOOT_END] = "__init_end",
	[MARK_PERCPU] = "__per_cpu_start",
	[MARK_PERCPU_END] = "__per_cpu_end",
};

static bool starts(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

static bool ends(const char *s, const char *with)
{
	size_t n = strlen(s), m = strlen(with);

	return n >= m && !strcmp(s + n - m, with);
}

/* Names that are no functions: padding before one, and the linker's marks. */
static bool is_hidden(const char *name)
{
	if (name[0] == '_' &&
	    (starts(name, "__pfx_") || starts(name, "__cfi_") || ends(name, "_text_start") ||
	     ends(name, "_text_end") || !strcmp(name, "_text") || !strcmp(name, "_stext") ||
	     !strcmp(name, "_etext") || !strcmp(name, "_sinittext") || !strcmp(name, "_einittext")))
		return true;
	return false;
}

static bool is_part(const char *name)
{
	return strchr(name, '.') && (ends(name, ".cold") || strstr(name, ".cold."));
}

/*
 * Assembler that runs in copies alone: what makes ftrace's trampolines, from each symbol to the
 * next; the way into another kernel; the way back out of hibernation.
 */
static bool is_copied(const char *name)
{
	static const char *const names[] = {
		"ftrace_caller",	  "ftrace_caller_op_ptr", "ftrace_call",
		"ftrace_regs_caller",	  "ftrace_regs_call",	  "ftrace_regs_caller_op_ptr",
		"ftrace_regs_caller_jmp", "relocate_kernel",	  "identity_mapped",
		"virtual_mapped",	  "swap_pages",		  "core_restore_code",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

/* Every return and every jump by pointer may go through one of these, those of traps included. */
static bool is_thunk(const char *name)
{
	return starts(name, "__x86_indirect_") || ends(name, "_return_thunk") ||
	       ends(name, "_safe_ret") || ends(name, "_untrain_ret");
}

void symlist_add(struct symlist *l, uint64_t addr, char type, const char *name)
{
	struct symbol s = { .place = addr };

	if (name[0] == '_')
		for (size_t i = 0; i < MARKS; i++)
			if (!strcmp(name, mark_names[i]))
				l->marks[i] = addr;
	if (!l->data && type != 't' && type != 'T' && type != 'w' && type != 'W')
		return;
	s.name = arena_strdup(l->arena, name);
	s.flags = type == 't' ? 0 : SYM_GLOBAL;
	vec_push(l->arena, &l->syms, s);
}

static int by_place(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return strcmp(x->name, y->name);
}

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The first of a sorted list's places that is not before AT; n: none. */
static size_t first_from(const place_list *l, uint64_t at)
{
	size_t low = 0, high = l->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (l->v[mid] < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Is a place of the list in [from, to)? */
static bool has_between(const place_list *l, uint64_t from, uint64_t to)
{
	size_t i = first_from(l, from);

	return i < l->n && l->v[i] < to;
}

static bool between_marks(const struct symlist *l, enum mark start, uint64_t at)
{
	return l->marks[start] && at >= l->marks[start] && at < l->marks[start + 1];
}

static void bar(struct symbol *s, enum barred why)
{
	if (s->flags < SYM_BARRED)
		s->flags |= why * SYM_BARRED;
}

void symlist_finish(struct symlist *l)
{
	uint64_t next = UINT64_MAX;

	if (l->syms.n)
		qsort(l->syms.v, l->syms.n, sizeof(l->syms.v[0]), by_place);
	if (l->entries.n)
		qsort(l->entries.v, l->entries.n, sizeof(l->entries.v[0]), by_value);
	if (l->blacklist.n)
		qsort(l->blacklist.v, l->blacklist.n, sizeof(l->blacklist.v[0]), by_value);

	for (size_t i = l->syms.n; i-- > 0;) {
		struct symbol *s = &l->syms.v[i];
		uint64_t reach = s->place + ENTRY_REACH;

		/* Symbols of one place have the same end; NEXT is the first place behind it. */
		if (i + 1 < l->syms.n && l->syms.v[i + 1].place != s->place)
			next = l->syms.v[i + 1].place;
		if (!s->size && next != UINT64_MAX && next >> 32 == s->place >> 32)
			s->size = (uint32_t)(next - s->place);
		if (has_between(&l->entries, s->place, reach < next ? reach : next))
			s->flags |= SYM_FTRACE;
		if (has_between(&l->blacklist, s->place, s->place + 1))
			bar(s, BARRED_LIST);
		if (is_hidden(s->name))
			s->flags |= SYM_HIDDEN;
		if (is_part(s->name))
			s->flags |= SYM_PART;
	}
}

/*
 * The last function of a module reaches, for the kernel, to the end of the page.  Where it looks
 * whether a kprobe could be a jump (can_optimize()) it decodes all of that, and with an odd number
 * of zeros at the end reads on in the next page, which is none since modules have pages for code
 * alone (ac3b43283923, v6.4).  A kprobe on an ftrace entry is not looked at.
 */
void symlist_finish_module(struct symlist *l)
{
	symlist_finish(l);
	for (size_t i = l->syms.n; i-- && l->syms.v[i].place == l->syms.v[l->syms.n - 1].place;)
		bar(&l->syms.v[i], BARRED_LAST);
}

bool symlist_finish_kernel(struct symlist *l)
{
	static const struct {
		enum mark from;
		enum barred why;
	} parts[] = {
		{ MARK_NOINSTR, BARRED_NOINSTR }, { MARK_KPROBES, BARRED_KPROBES },
		{ MARK_ENTRY, BARRED_ENTRY },	  { MARK_CPUIDLE, BARRED_CPUIDLE },
		{ MARK_INIT, BARRED_INIT },	  { MARK_STATIC_CALL, BARRED_TRAMPOLINE },
	};
	size_t n = 0;

	if (!l->marks[MARK_TEXT] || l->marks[MARK_TEXT_END] <= l->marks[MARK_TEXT])
		return false;
	symlist_finish(l);
	for (size_t i = 0; i < l->syms.n; i++) {
		struct symbol s = l->syms.v[i];
		bool init = between_marks(l, MARK_INIT, s.place);

		if (!init && !between_marks(l, MARK_TEXT, s.place))
			continue;
		if (init)
			s.flags |= SYM_INIT;
		for (size_t j = 0; j < sizeof(parts) / sizeof(parts[0]); j++)
			if (between_marks(l, parts[j].from, s.place))
				bar(&s, parts[j].why);
		if (is_thunk(s.name))
			bar(&s, BARRED_THUNK);
		if (is_copied(s.name))
			bar(&s, BARRED_COPIED);
		s.place -= l->marks[MARK_TEXT];
		l->syms.v[n++] = s;
	}
	l->syms.n = n;
	return true;
}

/*
 * Data is what is not between the marks of code: 7.x calls some variables T, as if they were code.
 * Up to 6.14 the variables of CPUs have no addresses but offsets, from 0; since then they are
 * between marks.
 */
bool symlist_finish_data(struct symlist *l)
{
	uint64_t text = l->marks[MARK_TEXT];
	size_t n = 0;

	if (!text)
		return false;
	symlist_finish(l);
	for (size_t i = 0; i < l->syms.n; i++) {
		struct symbol s = l->syms.v[i];

		if (s.place >> 32 == 0 || between_marks(l, MARK_PERCPU, s.place))
			s.flags |= SYM_PERCPU;
		else if (s.place < text || between_marks(l, MARK_TEXT, s.place) ||
			 between_marks(l, MARK_INIT, s.place))
			continue;
		else if (between_marks(l, MARK_BOOT, s.place))
			s.flags |= SYM_INIT;
		if (s.place >= text)
			s.place -= text;
		l->syms.v[n++] = s;
	}
	l->syms.n = n;
	return true;
}
