// SPDX-License-Identifier: GPL-2.0-only
/*
 * once.c: every instruction of some functions is probed, by the kernel's kprobes or by spile's
 * engine, and each probe counts.
 *
 * /proc/spile_once takes lines, and is read as a table:
 *  reach PRIORITY	who has this real-time priority is watched: the functions that he calls
 *  reached		no more; /proc/spile_reached says their names
 *  function START END	hexadecimal addresses: its instructions are places from now on
 *  arm MEANS		kprobe, native, or some: kprobes, but in a function that was not hit so far
 *			and is entered at its begin alone, only at the first place that takes one
 *  count DELAY PRIORITY	a hit takes DELAY turns of a loop more, and counts when the task has
 *			the real-time PRIORITY and no interrupt is being served; 0: always
 *  counted		the hits become a column of the table
 *  disarm
 *  clear		no places, no columns
 * A line of the table: "SYMBOL+OFFSET/SIZE KPROBE NATIVE MISSED WHY HITS...": what arming by either
 * has returned (1: it was left out), how many hits the kernel's kprobes have missed (in whatever
 * task), the engine's words with "_" for blanks, and the columns.
 */
#include <linux/atomic.h>
#include <linux/kprobes.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "arch/x86/decode.h"
#include "keep/keep.h"
#include "reach.h"

#define ONCE_COLUMNS 5
#define ONCE_FUNCTION_MAX (1 << 16) /* bytes */
#define ONCE_LEFT_OUT 1 /* as an error of arming */

enum once_means { ONCE_KPROBE, ONCE_NATIVE, ONCE_NMEANS };

struct once_place {
	union { /* as it is armed now */
		struct kprobe kprobe;
		struct spl_native native;
	};
	unsigned long addr;
	const char *why;
	atomic_long_t hits;
	bool armed;
	int err[ONCE_NMEANS];
	unsigned long missed;
	unsigned long columns[ONCE_COLUMNS];
};

struct once_function {
	struct list_head list;
	unsigned int n;
	struct once_place places[];
};

static DEFINE_MUTEX(once_lock);
static LIST_HEAD(once_functions);
static size_t once_nplaces;
static unsigned int once_ncolumns;
static bool once_armed;
static enum once_means once_means; /* by which they are */
static unsigned int once_delay, once_priority; /* as the last count said */
static const struct spl_keeper *once_keeper;

/* ---- hits ---- */

/* The breakpoint's own handling counts as an NMI in a hardware interrupt. */
static __always_inline bool once_counts(void)
{
	unsigned long count = preempt_count() - NMI_OFFSET - HARDIRQ_OFFSET;

	if (!once_priority)
		return true;
	return current->rt_priority == once_priority &&
	       !(count & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_OFFSET));
}

static __always_inline void once_hit(struct once_place *p)
{
	unsigned int i;

	if (once_counts())
		atomic_long_inc(&p->hits);
	for (i = 0; i < once_delay; i++)
		barrier();
}

static int once_kprobe_hit(struct kprobe *k, struct pt_regs *regs)
{
	once_hit(container_of(k, struct once_place, kprobe));
	return 0;
}
NOKPROBE_SYMBOL(once_kprobe_hit);

static void once_native_hit(struct spl_native *n, struct pt_regs *regs)
{
	once_hit(container_of(n, struct once_place, native));
}
NOKPROBE_SYMBOL(once_native_hit);

/* ---- places ---- */

#define once_each_place(f, p)                         \
	list_for_each_entry(f, &once_functions, list) \
		for (p = f->places; p < f->places + f->n; p++)

/*
 * ENDBR, or the nop that the kernel has made of it: a kprobe there is moved to what follows, and
 * the engine's at ENDBR as well, while calls may go past it.
 */
static bool once_is_endbr(const u8 *code, const struct spl_insn *insn)
{
	static const u8 endbr[] = { 0xf3, 0x0f, 0x1e, 0xfa }, nop[] = { 0x66, 0x0f, 0x1f, 0x00 };

	return insn->length == sizeof(endbr) &&
	       (!memcmp(code, endbr, sizeof(endbr)) || !memcmp(code, nop, sizeof(nop)));
}

/* Counts the instructions, or makes places of them. */
static unsigned int once_decode(const u8 *code, size_t size, unsigned long start,
				struct once_place *places)
{
	struct spl_insn insn;
	unsigned int n = 0;
	size_t at;

	for (at = 0; at < size && spl_insn_decode(&insn, code + at, size - at); at += insn.length) {
		if (once_is_endbr(code + at, &insn))
			continue;
		if (places)
			places[n].addr = start + at;
		n++;
	}
	return n;
}

static int once_add(unsigned long start, unsigned long end)
{
	struct once_function *f = NULL;
	int err = -ENOMEM;
	unsigned int n;
	size_t size;
	u8 *code;

	if (end <= start || end - start > ONCE_FUNCTION_MAX || once_ncolumns)
		return -EINVAL;
	size = end - start;
	code = kvmalloc(size, GFP_KERNEL);
	if (!code)
		return -ENOMEM;
	if (copy_from_kernel_nofault(code, (void *)start, size)) {
		err = -EFAULT;
		goto free_code;
	}
	n = once_decode(code, size, start, NULL);
	f = kvzalloc(struct_size(f, places, n), GFP_KERNEL);
	if (!f)
		goto free_code;
	f->n = once_decode(code, size, start, f->places);
	list_add_tail(&f->list, &once_functions);
	once_nplaces += n;
	err = 0;

free_code:
	kvfree(code);
	return err;
}

static int once_clear(void)
{
	struct once_function *f, *next;

	if (once_armed)
		return -EBUSY;
	list_for_each_entry_safe(f, next, &once_functions, list) {
		list_del(&f->list);
		kvfree(f);
	}
	once_nplaces = 0;
	once_ncolumns = 0;
	return 0;
}

/* ---- arming ---- */

/* All places, as an array of pointers to their probes; NULL: no memory. */
static void *once_list(bool armed, size_t *n)
{
	void **list = kvmalloc_array(once_nplaces + 1, sizeof(*list), GFP_KERNEL);
	struct once_function *f;
	struct once_place *p;

	*n = 0;
	if (list)
		once_each_place(f, p) if (p->armed == armed) list[(*n)++] = p;
	return list;
}

static int once_arm_native(void)
{
	struct once_function *f;
	struct once_place *p;
	size_t n, i;
	struct spl_native **list = once_list(false, &n);

	if (!list)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		p = (struct once_place *)list[i];
		memset(&p->native, 0, sizeof(p->native));
		p->native.addr = p->addr;
		p->native.hit = once_native_hit;
	}
	once_keeper->arm(list, n);
	once_each_place(f, p)
	{
		p->err[ONCE_NATIVE] = p->native.err;
		p->why = p->native.why;
		p->armed = !p->native.err;
	}
	kvfree(list);
	return 0;
}

/* What ftrace serves is a function of C, and no part of one that others jump into. */
static bool once_is_traced(const struct once_function *f)
{
	static const u8 nop[] = { 0x0f, 0x1f, 0x44, 0x00, 0x00 };
	u8 code[sizeof(nop)];
	unsigned int i;

	for (i = 0; i < f->n && i < 2; i++)
		if (!copy_from_kernel_nofault(code, (void *)f->places[i].addr, sizeof(code)) &&
		    !memcmp(code, nop, sizeof(nop)))
			return true;
	return false;
}

static bool once_is_cold(const struct once_function *f)
{
	const struct once_place *p;
	unsigned int i;

	for (p = f->places; p < f->places + f->n; p++)
		for (i = 0; i < once_ncolumns; i++)
			if (p->columns[i])
				return false;
	return once_is_traced(f);
}

/*
 * A call with a prefix, as linkers make of one through memory: the kernel's kprobes let it return
 * five bytes behind its start (int3_emulate_call(), 6.1), which is in the middle of it.
 */
static bool once_is_long_call(unsigned long addr)
{
	struct spl_insn insn;
	u8 code[SPL_INSN_MAX];

	return !copy_from_kernel_nofault(code, (void *)addr, sizeof(code)) &&
	       spl_insn_decode(&insn, code, sizeof(code)) && insn.map == SPL_MAP_ONE &&
	       code[insn.opcode_at] == 0xe8 && insn.length > 5;
}

static int once_arm_kprobes(bool some)
{
	struct once_function *f;
	struct once_place *p;
	bool cold;

	list_for_each_entry(f, &once_functions, list) {
		cold = some && once_is_cold(f);
		for (p = f->places; p < f->places + f->n; p++) {
			memset(&p->kprobe, 0, sizeof(p->kprobe));
			p->kprobe.addr = (kprobe_opcode_t *)p->addr;
			p->kprobe.pre_handler = once_kprobe_hit;
			p->err[ONCE_KPROBE] = ONCE_LEFT_OUT;
			p->armed = false;
			if ((cold && p->err[ONCE_NATIVE]) || once_is_long_call(p->addr))
				continue;
			p->err[ONCE_KPROBE] = register_kprobe(&p->kprobe);
			p->armed = !p->err[ONCE_KPROBE];
			cond_resched();
			if (cold && p->armed)
				break;
		}
		for (p++; cold && p < f->places + f->n; p++)
			p->err[ONCE_KPROBE] = ONCE_LEFT_OUT;
	}
	return 0;
}

static int once_arm(const char *means)
{
	int err;

	if (once_armed)
		return -EBUSY;
	once_means = strcmp(means, "native") ? ONCE_KPROBE : ONCE_NATIVE;
	err = once_means == ONCE_NATIVE ? once_arm_native() :
					  once_arm_kprobes(!strcmp(means, "some"));
	once_armed = !err;
	return err;
}

static int once_disarm(void)
{
	struct once_function *f;
	struct once_place *p;
	size_t n, lost = 0;
	void *list;

	if (!once_armed)
		return -EINVAL;
	list = once_list(true, &n);
	if (!list)
		return -ENOMEM;
	if (once_means == ONCE_NATIVE)
		lost = once_keeper->disarm(list, n);
	else
		unregister_kprobes(list, n);
	once_each_place(f, p)
	{
		if (once_means == ONCE_KPROBE && p->armed)
			p->missed += p->kprobe.nmissed;
		p->armed = false;
	}
	kvfree(list);
	once_armed = false;
	return lost ? -EIO : 0;
}

/* ---- counting ---- */

static int once_count(unsigned int delay, unsigned int priority)
{
	struct once_function *f;
	struct once_place *p;

	if (!once_armed || once_ncolumns == ONCE_COLUMNS)
		return -EBUSY;
	once_delay = delay;
	once_priority = priority;
	once_each_place(f, p) atomic_long_set(&p->hits, 0);
	return 0;
}

static int once_counted(void)
{
	struct once_function *f;
	struct once_place *p;

	if (once_ncolumns == ONCE_COLUMNS)
		return -EBUSY;
	once_each_place(f, p) p->columns[once_ncolumns] = atomic_long_read(&p->hits);
	once_ncolumns++;
	return 0;
}

/* ---- the file ---- */

static int once_command(const char *line)
{
	unsigned long start, end;
	unsigned int delay, priority;
	char means[8];

	if (sscanf(line, "reach %u", &priority) == 1)
		return once_reach(once_keeper, priority);

	if (sscanf(line, "function %lx %lx", &start, &end) == 2)
		return once_add(start, end);
	if (sscanf(line, "arm %7s", means) == 1)
		return once_arm(means);
	if (sscanf(line, "count %u %u", &delay, &priority) == 2)
		return once_count(delay, priority);
	if (!strcmp(line, "reached"))
		return once_reached();
	if (!strcmp(line, "counted"))
		return once_counted();
	if (!strcmp(line, "disarm"))
		return once_disarm();
	if (!strcmp(line, "clear"))
		return once_clear();
	return -EINVAL;
}

static ssize_t once_write(struct file *file, const char __user *buf, size_t size, loff_t *at)
{
	char *text, *rest, *line;
	int err = 0;

	text = memdup_user_nul(buf, size);
	if (IS_ERR(text))
		return PTR_ERR(text);
	mutex_lock(&once_lock);
	for (rest = text; !err && (line = strsep(&rest, "\n"));)
		if (*line)
			err = once_command(line);
	mutex_unlock(&once_lock);
	kfree(text);
	return err ? err : size;
}

static void *once_start(struct seq_file *s, loff_t *at)
{
	mutex_lock(&once_lock);
	return seq_list_start(&once_functions, *at);
}

static void *once_next(struct seq_file *s, void *at, loff_t *pos)
{
	return seq_list_next(at, &once_functions, pos);
}

static void once_stop(struct seq_file *s, void *at)
{
	mutex_unlock(&once_lock);
}

static void once_show_words(struct seq_file *s, const char *words)
{
	for (; *words; words++)
		seq_putc(s, *words == ' ' ? '_' : *words);
}

static int once_show(struct seq_file *s, void *at)
{
	const struct once_function *f = list_entry(at, struct once_function, list);
	const struct once_place *p;
	unsigned int i;

	for (p = f->places; p < f->places + f->n; p++) {
		seq_printf(s, "%pS %d %d %lu ", (void *)p->addr, p->err[ONCE_KPROBE],
			   p->err[ONCE_NATIVE], p->missed);
		once_show_words(s, p->why ? p->why : "-");
		for (i = 0; i < once_ncolumns; i++)
			seq_printf(s, " %lu", p->columns[i]);
		seq_putc(s, '\n');
	}
	return 0;
}

static const struct seq_operations once_table = {
	.start = once_start,
	.next = once_next,
	.stop = once_stop,
	.show = once_show,
};

static int once_open(struct inode *inode, struct file *file)
{
	return seq_open(file, &once_table);
}

static const struct proc_ops once_file = {
	.proc_open = once_open,
	.proc_read = seq_read,
	.proc_write = once_write,
	.proc_lseek = seq_lseek,
	.proc_release = seq_release,
};

static int __init once_init(void)
{
	BUILD_BUG_ON(offsetof(struct once_place, kprobe) || offsetof(struct once_place, native));
	once_keeper = symbol_get(spile_keeper);
	if (!once_keeper)
		return -ENOENT;
	if (once_keeper->version == SPL_KEEPER_VERSION &&
	    proc_create("spile_once", 0600, NULL, &once_file) && once_reach_start())
		return 0;
	remove_proc_subtree("spile_once", NULL);
	symbol_put(spile_keeper);
	return -EINVAL;
}

static void __exit once_exit(void)
{
	remove_proc_entry("spile_once", NULL);
	once_reach_stop();
	if (once_armed)
		once_disarm();
	once_clear();
	symbol_put(spile_keeper);
}

module_init(once_init);
module_exit(once_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("spile's test: everything is probed once");
