/* SPDX-License-Identifier: GPL-2.0-only */
/* sync.h: what is done on every processor. */
#ifndef SPL_SYNC_H
#define SPL_SYNC_H

/*
 * Back when every processor has executed a serialising instruction, in an interrupt: so each has
 * left what it was doing with interrupts off.  May not be called with interrupts off.
 */
void spl_sync_all(void);
unsigned long spl_sync_count(void); /* how often that was done */
/* Back when every task has left all code that it stood in, preempted or not.  May sleep, long. */
void spl_quiesce(void);

#endif
