// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c: /proc/spile_target: words written to it are commands, which are done one after the other;
 * what they told is read from it.
 */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "beside.h"
#include "many.h"
#include "refuse.h"
#include "target.h"

#define TOLD_SIZE 32768

static const struct {
	const char *name;
	void (*run)(void);
} commands[] = {
	{ "ints", ints_run },
	{ "shapes", shapes_run },
	{ "values", values_run },
	{ "loops", loops_run },
	{ "labels", labels_run },
	{ "calls", calls_run },
	{ "callees", callees_run },
	{ "inlines", inlines_run },
	{ "clones", clones_run },
	{ "places", places_run },
	{ "twins", twins_run },
	{ "events", events_run },
	{ "marks", marks_run },
	{ "many", many_run },
	{ "wait", wait_run },
	{ "landing", landing_run },
	{ "beside", beside_run },
	{ "beside_arm", beside_arm_run },
	{ "beside_remove", beside_remove_run },
	{ "beside_leave", beside_leave_run },
	{ "beside_theirs", beside_theirs_run },
	{ "beside_spoil", beside_spoil_run },
	{ "beside_mend", beside_mend_run },
	{ "refuse", refuse_run },
};

static DEFINE_MUTEX(told_lock); /* what is told, and the numbers */
static char told[TOLD_SIZE];
static size_t told_len;
static u64 state = 0x853c49e6748fea9bULL;

void tell(const char *name, s64 value)
{
	told_len += scnprintf(told + told_len, TOLD_SIZE - told_len, "%s=%lld\n", name, value);
}

void tell_text(const char *name, const char *text)
{
	told_len += scnprintf(told + told_len, TOLD_SIZE - told_len, "%s=%s\n", name, text);
}

/* A step of splitmix64: the low bits are as good as the high ones. */
u64 pick(void)
{
	u64 z = READ_ONCE(state) + 0x9e3779b97f4a7c15ULL;

	WRITE_ONCE(state, z);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

u32 pick_below(u32 limit)
{
	return (u32)pick() % limit;
}

noinline void note(u64 value)
{
	barrier_data(&value);
}

static int run(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if (!strcmp(commands[i].name, name)) {
			commands[i].run();
			return 0;
		}
	}
	return -EINVAL;
}

static ssize_t target_write(struct file *file, const char __user *from, size_t len, loff_t *at)
{
	char text[256];
	char *rest = text;
	const char *word;
	int err = 0;

	if (len >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, from, len))
		return -EFAULT;
	text[len] = '\0';
	mutex_lock(&told_lock);
	told_len = 0;
	while (!err && (word = strsep(&rest, " \n")))
		if (*word)
			err = run(word);
	mutex_unlock(&told_lock);
	return err ? err : (ssize_t)len;
}

static ssize_t target_read(struct file *file, char __user *to, size_t len, loff_t *at)
{
	ssize_t n;

	mutex_lock(&told_lock);
	n = simple_read_from_buffer(to, len, at, told, told_len);
	mutex_unlock(&told_lock);
	return n;
}

static const struct proc_ops target_ops = {
	.proc_read = target_read,
	.proc_write = target_write,
	.proc_lseek = default_llseek,
};

static int __init target_init(void)
{
	refuse_start();
	return proc_create("spile_target", 0600, NULL, &target_ops) ? 0 : -ENOMEM;
}

static void __exit target_exit(void)
{
	remove_proc_entry("spile_target", NULL);
	beside_end();
	refuse_end();
}

module_init(target_init);
module_exit(target_exit);
MODULE_DESCRIPTION("functions, variables and types to probe");
MODULE_LICENSE("GPL");
