// SPDX-License-Identifier: GPL-2.0-only
/*
 * marked.c: a module whose work can be watched: what is written to /proc/marked is counted by
 * lines, and each is a marker.
 *
 *	spile -e 'probe module("marked").mark("line") { println($arg1, ": ", $arg2) }' &
 *	echo hello >/proc/marked
 */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <spile/marker.h>

static u64 lines;

static ssize_t marked_write(struct file *file, const char __user *from, size_t n, loff_t *pos)
{
	char text[128], *rest = text, *line;

	if (n >= sizeof(text)) {
		SPILE_MARK(refused, "bytes %zu", n);
		return -EINVAL;
	}
	if (copy_from_user(text, from, n))
		return -EFAULT;
	text[n] = 0;
	while ((line = strsep(&rest, "\n")) && *line)
		SPILE_MARK(line, "number %llu text %s", ++lines, line);
	SPILE_MARK(written);
	return n;
}

static const struct proc_ops marked_ops = { .proc_write = marked_write };

static int __init marked_init(void)
{
	return proc_create("marked", 0200, NULL, &marked_ops) ? 0 : -ENOMEM;
}

static void __exit marked_exit(void)
{
	remove_proc_entry("marked", NULL);
}

module_init(marked_init);
module_exit(marked_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A module with markers, for spile");
