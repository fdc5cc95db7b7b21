/* SPDX-License-Identifier: GPL-2.0-only */
/* f1a7941243c1 ("mm: convert mm's rss stats into percpu_counter"), v6.2 */
#include <linux/mm_types.h>
s64 t(struct mm_struct *mm);
s64 t(struct mm_struct *mm)
{
	return mm->rss_stat[MM_FILEPAGES].count;
}
