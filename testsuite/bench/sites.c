// SPDX-License-Identifier: GPL-2.0-only
/*
 * sites.c: a file below /proc/bench for each thing that is compared; who reads a byte of it, which
 * is not written, executes that thing once.
 *	none	nothing
 *	site	instructions with names, which probes are put on
 *	mark	a marker of spile's
 *	key	a branch by a static key, to a function that counts; "1" and "0" are written to it
 */
#include <linux/jump_label.h>
#include <linux/linkage.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>

#include <spile/marker.h>

/* One that may run in a copy and is as long as a jump, and one that may not. */
void sites_run(void);
/* clang-format off */
asm(".pushsection .text, \"ax\"\n"
    "	.type sites_run, @function\n"
    "sites_run:\n"
    "	.type sites_plain, @function\n"
    "sites_plain:\n"
    "	mov $1, %eax\n"
    "	.type sites_jump, @function\n"
    "sites_jump:\n"
    "	jmp 1f\n"
    "	.nops 8\n"
    "1:	" ASM_RET
    "	.size sites_plain, . - sites_plain\n"
    "	.size sites_jump, . - sites_jump\n"
    "	.size sites_run, . - sites_run\n"
    "	.popsection\n");
/* clang-format on */

static DEFINE_STATIC_KEY_FALSE(sites_key);
static unsigned long hits; /* the guest has one CPU */

static noinline void sites_count(const char __user *to, size_t n)
{
	hits++;
}

#define READ(name, ...)                                                                       \
	static ssize_t name##_read(struct file *file, char __user *to, size_t n, loff_t *pos) \
	{                                                                                     \
		__VA_ARGS__;                                                                  \
		return 1;                                                                     \
	}

READ(none, barrier())
READ(site, sites_run())
READ(mark, SPILE_MARK(sites_mark, "to %p bytes %zu", to, n))
READ(key, if (static_branch_unlikely(&sites_key)) sites_count(to, n))

static ssize_t key_write(struct file *file, const char __user *from, size_t n, loff_t *pos)
{
	char c;

	if (get_user(c, from))
		return -EFAULT;
	if (c == '1')
		static_branch_enable(&sites_key);
	else
		static_branch_disable(&sites_key);
	return n;
}

static const struct proc_ops none_ops = { .proc_read = none_read };
static const struct proc_ops site_ops = { .proc_read = site_read };
static const struct proc_ops mark_ops = { .proc_read = mark_read };
static const struct proc_ops key_ops = { .proc_read = key_read, .proc_write = key_write };

static int __init sites_init(void)
{
	struct proc_dir_entry *dir = proc_mkdir("bench", NULL);

	if (dir && proc_create("none", 0400, dir, &none_ops) &&
	    proc_create("site", 0400, dir, &site_ops) &&
	    proc_create("mark", 0400, dir, &mark_ops) && proc_create("key", 0600, dir, &key_ops))
		return 0;
	remove_proc_subtree("bench", NULL);
	return -ENOMEM;
}

static void __exit sites_exit(void)
{
	remove_proc_subtree("bench", NULL);
	pr_info("bench: key %lu\n", hits);
}

module_init(sites_init);
module_exit(sites_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("places for probes to be compared at");
