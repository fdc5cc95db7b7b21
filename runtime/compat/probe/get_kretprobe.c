/* SPDX-License-Identifier: GPL-2.0-only */
/* d741bf41d7c7 ("kprobes: Remove kretprobe hash"), v5.11 */
#include <linux/kprobes.h>
struct kretprobe *t(struct kretprobe_instance *ri);
struct kretprobe *t(struct kretprobe_instance *ri)
{
	return get_kretprobe(ri);
}
