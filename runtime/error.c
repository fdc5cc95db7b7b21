/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * error.c: how handlers fail, are caught or end the session; handlers that could not start.
 *
 * Messages go out as records.  Too many skips are found where no record can be written (a
 * handler of the same level may be writing one), so these are told by the ring's irq_work.
 *
 * A script that floods the buffer and then fails must still say why: the first error that
 * found no room is kept aside, and told when the reader has made some.
 */
#include "context.h"

static atomic64_t spl_errors, spl_skips;
static atomic_t spl_skips_untold; /* the session ended for them and nobody said so yet */

enum { SPL_KEPT_NONE, SPL_KEPT_BUSY, SPL_KEPT_TEXT };
static atomic_t spl_kept; /* what spl_kept_text holds */
static char spl_kept_text[512];
static u32 spl_kept_len;

/* Preemption is off.  Any context. */
static void spl_tell_error(const char *text, u32 len)
{
	if (spl_ring_write(SPL_RECORD_ERROR, false, text, len))
		return;
	if (atomic_cmpxchg(&spl_kept, SPL_KEPT_NONE, SPL_KEPT_BUSY) != SPL_KEPT_NONE)
		return;
	spl_kept_len = min_t(u32, len, sizeof(spl_kept_text));
	memcpy(spl_kept_text, text, spl_kept_len);
	atomic_set_release(&spl_kept, SPL_KEPT_TEXT);
}

void spl_tell_kept(void)
{
	if (atomic_read_acquire(&spl_kept) != SPL_KEPT_TEXT)
		return;
	preempt_disable_notrace();
	if (spl_ring_write(SPL_RECORD_ERROR, false, spl_kept_text, spl_kept_len))
		atomic_set(&spl_kept, SPL_KEPT_NONE);
	preempt_enable_notrace();
}

void spl_error(struct spl_context *c, const char *at, const char *fmt, ...)
{
	va_list ap;

	if (c->failed)
		return;
	va_start(ap, fmt);
	vscnprintf(c->error, sizeof(c->error), fmt, ap);
	va_end(ap);
	c->error_at = at;
	c->failed = true;
}

struct spl_str spl_caught(struct spl_context *c)
{
	struct spl_str text;

	c->failed = false;
	text = spl_str_new(c, c->error, strlen(c->error));
	if (c->failed) { /* no memory for the message: the script goes on without it */
		c->failed = false;
		return SPL_EMPTY;
	}
	return text;
}

void spl_exit(struct spl_context *c)
{
	spl_session_end(false);
}

void spl_abort(struct spl_context *c)
{
	spl_exit(c);
	c->aborted = true;
	c->failed = true;
}

void spl_warn(struct spl_context *c, struct spl_str text)
{
	if (c->out.p != c->out.start)
		spl_flush(c, false);
	spl_ring_write(SPL_RECORD_WARNING, false, text.p, min_t(u32, text.len, SPL_RECORD_TEXT));
}

s64 spl_div_zero(struct spl_context *c, const char *at, const char *op)
{
	spl_error(c, at, "division by 0 near operator '%s'", op);
	return 0;
}

/* The print buffer is empty: it has just been flushed. */
void spl_report(struct spl_context *c)
{
	int len;

	c->failed = false;
	c->depth = 0;
	if (c->aborted) {
		c->aborted = false;
		return;
	}
	len = scnprintf(c->out.start, SPL_RECORD_TEXT, "%s%s%s", c->error,
			c->error_at ? " at " : "", c->error_at ? c->error_at : "");
	spl_tell_error(c->out.start, len);
	if (atomic64_inc_return(&spl_errors) > spl_script.limits.maxerrors)
		spl_session_end(true);
}

u64 spl_error_count(void)
{
	return atomic64_read(&spl_errors);
}

/* Not counted against the limit: a script may well stand on what handlers themselves call. */
void spl_skipped_busy(void)
{
	this_cpu_inc(spl_cpus->skipped_busy);
}

void spl_skipped_call(void)
{
	this_cpu_inc(spl_cpus->skipped_call);
}

void spl_skipped_lock(void)
{
	this_cpu_inc(spl_cpus->skipped_lock);
	if (atomic64_inc_return(&spl_skips) != (s64)spl_script.limits.maxskipped + 1)
		return;
	atomic_set(&spl_skips_untold, 1);
	spl_session_end(true);
}

void spl_report_skips(void)
{
	char text[128];
	int len;

	if (!atomic_xchg(&spl_skips_untold, 0))
		return;
	len = scnprintf(text, sizeof(text),
			"more than %u handlers were skipped; -D MAXSKIPPED=N allows more",
			spl_script.limits.maxskipped);
	preempt_disable_notrace();
	spl_tell_error(text, len);
	preempt_enable_notrace();
}
