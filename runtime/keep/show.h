/* SPDX-License-Identifier: GPL-2.0-only */
/* show.h: what the keeper has done, for who wants to see it.  Both may sleep. */
#ifndef SPL_SHOW_H
#define SPL_SHOW_H

void spl_show_start(void);
void spl_show_stop(void);

#endif
