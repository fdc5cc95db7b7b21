/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * process.c: what a task is about, for functions of the script library: its arguments and
 * environment, its memory, its files.
 *
 * A task may end meanwhile: all that is not the current one's own is read so that it may be gone.
 */
#include <linux/bitops.h>
#include <linux/fdtable.h>
#include <linux/minmax.h>
#include <linux/mm_types.h>
#include <linux/sched.h>

#include "compat/mm.h"
#include "compat/sched.h"
#include "deref.h"
#include "library.h"

#define TEXT_MAX 32768 /* bytes of arguments or environment that are looked at */
#define TEXT_WALK 1024 /* bytes of it that are looked at for one action */
#define FILES_MAX 65536

/* ---- arguments and environment: strings one behind the other in the process's memory ---- */

struct text {
	struct spl_context *c;
	u64 at, end;
	u32 i, n; /* place in PART, and bytes there */
	char part[64];
};

static void text_open(struct text *t, struct spl_context *c, u64 start, u64 end)
{
	t->c = c;
	t->at = start;
	t->end = end > start ? start + min_t(u64, end - start, TEXT_MAX) : start;
	t->i = t->n = 0;
}

/* The next byte; -1: the end, what can't be read, or too many of them for this handler. */
static int text_next(struct text *t)
{
	if (t->i == t->n) {
		t->n = min_t(u64, t->end - t->at, sizeof(t->part) - t->at % sizeof(t->part));
		t->i = 0;
		if (!t->n || !spl_spend(t->c, !(t->at % TEXT_WALK), NULL) ||
		    !spl_read_user(t->part, t->at, t->n)) {
			t->n = 0;
			t->end = t->at;
			return -1;
		}
		t->at += t->n;
	}
	return (u8)t->part[t->i++];
}

static struct mm_struct *own_mm(void)
{
	return current->flags & PF_KTHREAD ? NULL : current->mm;
}

struct spl_str spl_arguments(struct spl_context *c, s64 first, s64 last, struct spl_str delim)
{
	struct mm_struct *mm = own_mm();
	bool begins = true;
	struct spl_buf b;
	struct text t;
	s64 index = 0;
	char byte;
	int ch;

	if (!mm || first < 0)
		return SPL_EMPTY;
	spl_sprint_start(c, &b);
	text_open(&t, c, READ_ONCE(mm->arg_start), READ_ONCE(mm->arg_end));
	while ((last < 0 || index <= last) && (ch = text_next(&t)) >= 0) {
		if (begins && index > first)
			spl_put_str(&b, delim);
		begins = !ch;
		byte = ch;
		if (!ch)
			index++;
		else if (index >= first)
			spl_put_mem(&b, &byte, 1);
	}
	return spl_sprint_end(&b);
}

struct spl_str spl_environment(struct spl_context *c, struct spl_str name)
{
	struct mm_struct *mm = own_mm();
	bool fits = true; /* all of this string so far */
	struct spl_buf b;
	struct text t;
	u32 i = 0;
	char byte;
	int ch;

	if (!mm || !name.len)
		return SPL_EMPTY;
	text_open(&t, c, READ_ONCE(mm->env_start), READ_ONCE(mm->env_end));
	while ((ch = text_next(&t)) >= 0) {
		if (fits && i == name.len && ch == '=')
			break;
		fits = fits && i < name.len && ch == (u8)name.p[i];
		i++;
		if (!ch) {
			fits = true;
			i = 0;
		}
	}
	spl_sprint_start(c, &b);
	while ((ch = text_next(&t)) > 0) {
		byte = ch;
		spl_put_mem(&b, &byte, 1);
	}
	return spl_sprint_end(&b);
}

/* ---- memory ---- */

/* The number at an address, or 0: of what may be gone. */
static u64 maybe(u64 addr)
{
	unsigned long v;

	return spl_read_kernel(&v, addr, sizeof(v)) ? v : 0;
}

#define MM(mm, field) maybe((mm) + offsetof(struct mm_struct, field))

static s64 mm_count(u64 mm, int member)
{
	return max_t(s64, maybe(mm + spl_mm_counter_offset(member)), 0);
}

s64 spl_mm_pages(u64 task, enum spl_mm_size what)
{
	u64 mm = maybe(task + offsetof(struct task_struct, mm)), start;

	if (!mm)
		return 0;
	switch (what) {
	case SPL_MM_SIZE:
		return MM(mm, total_vm);
	case SPL_MM_RSS:
		return mm_count(mm, MM_FILEPAGES) + mm_count(mm, MM_ANONPAGES) +
		       mm_count(mm, MM_SHMEMPAGES);
	case SPL_MM_SHR:
		return mm_count(mm, MM_FILEPAGES) + mm_count(mm, MM_SHMEMPAGES);
	case SPL_MM_TXT:
		start = MM(mm, start_code) & PAGE_MASK;
		return (PAGE_ALIGN(MM(mm, end_code)) - start) >> PAGE_SHIFT;
	case SPL_MM_DATA:
		return MM(mm, data_vm) + MM(mm, stack_vm);
	}
	return 0;
}

/* ---- the task itself ---- */

s64 spl_task_state(struct spl_context *c, u64 task)
{
	s64 dead = (s32)spl_load(c, task + offsetof(struct task_struct, exit_state), 4, NULL);

	if (dead || c->failed)
		return dead;
	return (u32)spl_load(c, task + offsetof(struct task_struct, __state), 4, NULL);
}

s64 spl_task_cpu(struct spl_context *c, u64 task)
{
	return (u32)spl_load(c, task + SPL_TASK_CPU_OFFSET, 4, NULL);
}

s64 spl_task_open_files(struct spl_context *c, u64 task)
{
	u64 files = spl_load(c, task + offsetof(struct task_struct, files), 8, NULL), table, bits;
	unsigned long part[8];
	u32 max, i, k;
	s64 n = 0;

	if (!files || c->failed)
		return 0;
	table = spl_load(c, files + offsetof(struct files_struct, fdt), 8, NULL);
	if (c->failed)
		return 0;
	max = spl_load(c, table + offsetof(struct fdtable, max_fds), 4, NULL);
	bits = spl_load(c, table + offsetof(struct fdtable, open_fds), 8, NULL);
	max = min_t(u32, max, FILES_MAX);
	for (i = 0; i < max && !c->failed; i += sizeof(part) * 8) {
		u32 size = min_t(u32, sizeof(part), (max - i + 7) / 8);

		memset(part, 0, sizeof(part));
		if (!spl_read_kernel(part, bits + i / 8, size))
			spl_error(c, NULL, "kernel read fault at 0x%llx", bits + i / 8);
		for (k = 0; k < ARRAY_SIZE(part); k++)
			n += hweight_long(part[k]);
	}
	return n;
}
