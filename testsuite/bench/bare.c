// SPDX-License-Identifier: GPL-2.0-only
/*
 * bare.c: one of the kernel's own facilities on vfs_read(), or at the tracepoint task_rename, with
 * a callback that only counts: what is left of a probe when nothing of spile's is in it.
 *	insmod bare.ko way=ftrace|kprobe|kretprobe|tracepoint [at=SYMBOL]
 * A kprobe may be put elsewhere by at=.
 * On unloading the kernel log gets "bare: WAY N", N being the hits.
 */
#include <linux/ftrace.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/tracepoint.h>

#define FUNCTION "vfs_read"
#define TRACEPOINT "task_rename"

static char *way = "ftrace";
module_param(way, charp, 0);
MODULE_PARM_DESC(way, "ftrace, kprobe, kretprobe or tracepoint");

static char *at = FUNCTION;
module_param(at, charp, 0);
MODULE_PARM_DESC(at, "where a kprobe is");

static unsigned long hits; /* the guest has one CPU */

static void notrace ftrace_hit(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			       struct ftrace_regs *fregs)
{
	hits++;
}

static struct ftrace_ops by_ftrace = { .func = ftrace_hit };

static int kprobe_hit(struct kprobe *p, struct pt_regs *regs)
{
	hits++;
	return 0;
}

static struct kprobe by_kprobe = { .pre_handler = kprobe_hit };

static int kretprobe_hit(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	hits++;
	return 0;
}

static struct kretprobe by_kretprobe = {
	.kp.symbol_name = FUNCTION,
	.handler = kretprobe_hit,
	.maxactive = 64,
};

static struct tracepoint *tracepoint;

static void tracepoint_hit(void *data, struct task_struct *task, const char *name)
{
	hits++;
}

static void tracepoint_find(struct tracepoint *tp, void *data)
{
	if (!strcmp(tp->name, TRACEPOINT))
		tracepoint = tp;
}

static int ftrace_arm(void)
{
	int err = ftrace_set_filter(&by_ftrace, (unsigned char *)FUNCTION, strlen(FUNCTION), 1);

	return err ?: register_ftrace_function(&by_ftrace);
}

static void ftrace_disarm(void)
{
	unregister_ftrace_function(&by_ftrace);
	ftrace_free_filter(&by_ftrace);
}

static int kprobe_arm(void)
{
	by_kprobe.symbol_name = at;
	return register_kprobe(&by_kprobe);
}

static void kprobe_disarm(void)
{
	unregister_kprobe(&by_kprobe);
}

static int kretprobe_arm(void)
{
	return register_kretprobe(&by_kretprobe);
}

static void kretprobe_disarm(void)
{
	unregister_kretprobe(&by_kretprobe);
}

static int tracepoint_arm(void)
{
	for_each_kernel_tracepoint(tracepoint_find, NULL);
	return tracepoint ? tracepoint_probe_register(tracepoint, tracepoint_hit, NULL) : -ENOENT;
}

static void tracepoint_disarm(void)
{
	tracepoint_probe_unregister(tracepoint, tracepoint_hit, NULL);
	tracepoint_synchronize_unregister();
}

static const struct way {
	const char *name;
	int (*arm)(void);
	void (*disarm)(void);
} ways[] = {
	{ "ftrace", ftrace_arm, ftrace_disarm },
	{ "kprobe", kprobe_arm, kprobe_disarm },
	{ "kretprobe", kretprobe_arm, kretprobe_disarm },
	{ "tracepoint", tracepoint_arm, tracepoint_disarm },
};

static const struct way *armed;

static int __init bare_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(ways); i++)
		if (!strcmp(ways[i].name, way))
			armed = &ways[i];
	return armed ? armed->arm() : -EINVAL;
}

static void __exit bare_exit(void)
{
	armed->disarm();
	pr_info("bare: %s %lu\n", armed->name, hits);
}

module_init(bare_init);
module_exit(bare_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a bare probe of the kernel's own");
