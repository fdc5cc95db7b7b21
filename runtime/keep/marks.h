/* SPDX-License-Identifier: GPL-2.0-only */
/* marks.h: markers of modules (spile/marker.h), and who is called there. */
#ifndef SPL_MARKS_H
#define SPL_MARKS_H

#include <linux/types.h>

struct spl_mark;

/* As keep.h says of the keeper's. */
int spl_marks_add(struct spl_mark *const *list, size_t n);
void spl_marks_remove(struct spl_mark *const *list, size_t n);

int spl_marks_start(void); /* may sleep */
void spl_marks_stop(void); /* when no script is left; may sleep */

#endif
