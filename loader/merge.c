/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * merge.c: a queue for each CPU, and a heap of those that are not empty, by the time of their
 * first record.
 */
#include "merge.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/wire.h"
#include "say.h"

struct merge_queue {
	char *bytes; /* records from head to end */
	size_t head, end, room;
	bool continues; /* the last record taken said that more of it comes */
};

static const struct spl_record *queue_first(const struct merge_queue *q)
{
	return (const struct spl_record *)(q->bytes + q->head);
}

static size_t record_size(const struct spl_record *r)
{
	return (sizeof(*r) + r->len + 7) & ~(size_t)7;
}

static void queue_put(struct merge_queue *q, const char *record, size_t size)
{
	if (q->end + size > q->room && q->head) {
		memmove(q->bytes, q->bytes + q->head, q->end - q->head);
		q->end -= q->head;
		q->head = 0;
	}
	if (q->end + size > q->room)
		q->bytes = grow(q->bytes, q->room = q->room * 2 + size + 4096);
	memcpy(q->bytes + q->end, record, size);
	q->end += size;
}

/* ---- the heap ---- */

static bool merge_before(const struct merge *m, size_t a, size_t b)
{
	const struct merge_queue *qa = &m->queues[m->heap[a]], *qb = &m->queues[m->heap[b]];
	uint64_t ta = queue_first(qa)->time, tb = queue_first(qb)->time;

	if (qa->continues != qb->continues)
		return qa->continues;
	return ta != tb ? ta < tb : m->heap[a] < m->heap[b];
}

static void merge_swap(struct merge *m, size_t a, size_t b)
{
	size_t cpu = m->heap[a];

	m->heap[a] = m->heap[b];
	m->heap[b] = cpu;
}

static void merge_down(struct merge *m, size_t i)
{
	size_t least, child;

	for (;; i = least) {
		least = i;
		for (child = 2 * i + 1; child <= 2 * i + 2 && child < m->nheap; child++)
			if (merge_before(m, child, least))
				least = child;
		if (least == i)
			return;
		merge_swap(m, i, least);
	}
}

static void merge_push(struct merge *m, size_t cpu)
{
	size_t i = m->nheap++;

	m->heap[i] = cpu;
	for (; i && merge_before(m, i, (i - 1) / 2); i = (i - 1) / 2)
		merge_swap(m, i, (i - 1) / 2);
}

static struct merge_queue *merge_queue(struct merge *m, size_t cpu)
{
	size_t n = m->nqueues;

	if (cpu >= n) {
		m->nqueues = cpu + 1;
		m->queues = grow(m->queues, m->nqueues * sizeof(*m->queues));
		m->heap = grow(m->heap, m->nqueues * sizeof(*m->heap));
		memset(m->queues + n, 0, (m->nqueues - n) * sizeof(*m->queues));
	}
	return &m->queues[cpu];
}

void merge_add(struct merge *m, const char *records, size_t len, uint64_t *complete_to)
{
	const struct spl_record *r, *next;
	struct merge_queue *q;
	size_t at, size;
	bool was_empty;

	for (at = 0; at + sizeof(*r) <= len; at += size) {
		r = (const struct spl_record *)(records + at);
		size = record_size(r);
		if (size > len - at)
			break;
		q = merge_queue(m, r->cpu);
		was_empty = q->head == q->end;
		queue_put(q, records + at, size);
		m->bytes += size;
		if (was_empty)
			merge_push(m, r->cpu);
		/* A CPU's records come in turns: the last of a turn says how far we know it. */
		next = (const struct spl_record *)(records + at + size);
		if ((at + size + sizeof(*r) > len || next->cpu != r->cpu) && r->time < *complete_to)
			*complete_to = r->time;
	}
}

const struct spl_record *merge_next(struct merge *m, uint64_t until)
{
	const struct spl_record *r;
	struct merge_queue *q;
	size_t size;

	if (!m->nheap)
		return NULL;
	q = &m->queues[m->heap[0]];
	r = queue_first(q);
	if (r->time > until && !q->continues)
		return NULL;
	q->continues = r->more;
	size = record_size(r);
	q->head += size;
	m->bytes -= size;
	if (q->head == q->end) {
		q->continues =
			false; /* the rest was lost, or is yet to come: nobody waits for it */
		m->heap[0] = m->heap[--m->nheap];
	}
	merge_down(m, 0);
	return r;
}

void merge_close(struct merge *m)
{
	size_t i;

	for (i = 0; i < m->nqueues; i++)
		free(m->queues[i].bytes);
	free(m->queues);
	free(m->heap);
}
