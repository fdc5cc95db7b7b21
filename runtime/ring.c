/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ring.c: records on their way out, in the kernel's own ring buffer: per CPU, no locks.
 *
 * A reservation may be refused (the buffer is full, or its nesting is too deep), and the ring
 * buffer does not count all of these: spl_ring_write() is the one place where spile does.
 * A full buffer keeps what it has.
 */
#include <linux/irq_work.h>
#include <linux/ktime.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#include "compat/ring_buffer.h"
#include "runtime.h"

#define SPL_READ_TURN 8192 /* bytes taken from a CPU before it is the next one's turn */

static struct trace_buffer *spl_ring;
static bool spl_reader_waits;
static void spl_ring_woken(struct irq_work *work);
static DEFINE_IRQ_WORK(spl_ring_work, spl_ring_woken);

DECLARE_WAIT_QUEUE_HEAD(spl_readers);

int spl_ring_init(void)
{
	spl_ring = ring_buffer_alloc((unsigned long)spl_script.limits.buffer_kib << 10, 0);
	return spl_ring ? 0 : -ENOMEM;
}

void spl_ring_free(void)
{
	irq_work_sync(&spl_ring_work);
	ring_buffer_free(spl_ring);
}

/* Hard interrupt context. */
static void spl_ring_woken(struct irq_work *work)
{
	spl_report_skips();
	wake_up_interruptible_all(&spl_readers);
}

void spl_ring_wake(void)
{
	irq_work_queue(&spl_ring_work);
}

void spl_ring_expect(void)
{
	WRITE_ONCE(spl_reader_waits, true);
	smp_mb(); /* before the caller looks for records; pairs with spl_ring_write() */
}

bool spl_ring_write(enum spl_record_kind kind, bool more, const char *text, u32 len)
{
	struct spl_record rec = {
		.time = ktime_get_mono_fast_ns(),
		.len = len,
		.cpu = raw_smp_processor_id(),
		.kind = kind,
		.more = more,
	};
	struct ring_buffer_event *event = ring_buffer_lock_reserve(spl_ring, sizeof(rec) + len);
	char *data;

	if (unlikely(!event)) {
		this_cpu_inc(spl_cpus->dropped);
		this_cpu_add(spl_cpus->dropped_bytes, len);
		return false;
	}
	data = ring_buffer_event_data(event);
	memcpy(data, &rec, sizeof(rec));
	memcpy(data + sizeof(rec), text, len);
	ring_buffer_unlock_commit(spl_ring, event);
	this_cpu_add(spl_cpus->output, len);

	smp_mb(); /* the record is there before we look who waits; pairs with spl_ring_expect() */
	if (READ_ONCE(spl_reader_waits) && xchg(&spl_reader_waits, false))
		spl_ring_wake();
	return true;
}

bool spl_ring_empty(void)
{
	return ring_buffer_empty(spl_ring);
}

/*
 * Records of one CPU, up to a turn's worth; the bytes put at TO, or -EFAULT.  Sets *FULL
 * when the next record is too large for SIZE.  Peeking without consuming is safe: the only
 * reader is here, and writers don't overwrite.
 */
static ssize_t spl_ring_read_cpu(int cpu, char __user *to, size_t size, bool *full)
{
	struct ring_buffer_event *event;
	struct spl_record rec;
	size_t done = 0, need;
	char *data;

	while (done < SPL_READ_TURN) {
		event = ring_buffer_peek(spl_ring, cpu, NULL, NULL);
		if (!event)
			break;
		data = ring_buffer_event_data(event);
		memcpy(&rec, data, sizeof(rec));
		need = sizeof(rec) + rec.len;
		if (ALIGN(need, 8) > size - done) {
			*full = true;
			break;
		}
		if (copy_to_user(to + done, data, need))
			return -EFAULT;
		ring_buffer_consume(spl_ring, cpu, NULL, NULL);
		done += ALIGN(need, 8);
	}
	return done;
}

ssize_t spl_ring_read(char __user *to, size_t size)
{
	size_t done = 0, round;
	bool full = false;
	ssize_t n;
	int cpu;

	do {
		round = done;
		for_each_possible_cpu(cpu) {
			n = spl_ring_read_cpu(cpu, to + done, size - done, &full);
			if (n < 0)
				return n;
			done += n;
		}
	} while (done > round && !full);
	if (done)
		return done;
	return full ? -EINVAL : -EAGAIN;
}
