/* SPDX-License-Identifier: GPL-2.0-only */
/* merge.h: records of all CPUs into one order, that of time. */
#ifndef SPILERUN_MERGE_H
#define SPILERUN_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct spl_record;

struct merge {
	struct merge_queue *queues; /* by CPU */
	size_t nqueues;
	size_t *heap, nheap; /* CPUs that have records, the one with the oldest first */
	size_t bytes; /* that wait */
};

/*
 * Takes what was read from the module: whole records, each CPU's in order.  *COMPLETE_TO is
 * lowered to the time up to which this lot holds all there was of each CPU that is in it.
 */
void merge_add(struct merge *m, const char *records, size_t len, uint64_t *complete_to);

/*
 * The next record that is not younger than UNTIL, valid until the next call of any function
 * here; its text follows it.  A handler's output that came in pieces stays together.
 */
const struct spl_record *merge_next(struct merge *m, uint64_t until);

void merge_close(struct merge *m);

#endif
