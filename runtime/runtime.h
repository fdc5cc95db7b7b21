/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * runtime.h: what the runtime's own files share and a script's C does not see.
 *
 * A session goes LOADED -> STARTING -> RUNNING -> ENDING -> STOPPED (wire.h has the states);
 * handlers run while the gate is open.  Unless said otherwise a function may be called in any
 * context, NMI included.
 */
#ifndef SPL_RUNTIME_H
#define SPL_RUNTIME_H

#include "spl.h"
#include "wire.h"

/* Each CPU's own: its contexts, and what could not be counted in one of them. */
struct spl_cpu {
	struct spl_context level[SPL_LEVELS];
	bool holding; /* a handler of this CPU has locks: waiting here for one could be for ever */
	u64 counted; /* handlers that ran without a context */
	u64 skipped_busy, skipped_lock, skipped_call;
	u64 dropped, dropped_bytes;
	u64 output;
};

extern struct spl_cpu __percpu *spl_cpus;

/*
 * Read by every handler first: 0 when the gate is closed, else how many actions a handler may
 * spend.  Only session.c writes it.
 */
extern s32 spl_gate;

/* ---- context.c ---- */

int spl_contexts_init(void); /* may sleep */
void spl_contexts_free(void); /* may sleep */
/* Hands what the handler printed so far to the ring; MORE: the handler goes on printing. */
void spl_flush(struct spl_context *c, bool more);
/* A probe point's text with the site's name in place of "%s"; SITE may be NULL.  Its length. */
int spl_point_text(char *text, size_t size, const struct spl_probe *p, const struct spl_site *site);

/* ---- ring.c ---- */

int spl_ring_init(void); /* may sleep */
void spl_ring_free(void); /* may sleep; no handler runs any more */
/*
 * One record; false: it found no room, and is counted as dropped.  LEN is at most
 * SPL_RECORD_TEXT; preemption is off.
 */
bool spl_ring_write(enum spl_record_kind kind, bool more, const char *text, u32 len);
#define SPL_RECORD_TEXT 4000 /* with both headers within the kernel's limit of 4,072 bytes */
/* Whole records of all CPUs, as many as fit SIZE; -EAGAIN: none.  May sleep; one caller. */
ssize_t spl_ring_read(char __user *to, size_t size);
bool spl_ring_empty(void); /* may sleep */
/* From now on the next record wakes who sleeps on spl_readers. */
void spl_ring_expect(void);
void spl_ring_wake(void); /* at once, whether it was asked for or not */
extern struct wait_queue_head spl_readers;

/* ---- error.c ---- */

/* A handler did not start.  Preemption is off. */
void spl_skipped_busy(void); /* another of the same level was running */
void spl_skipped_call(void); /* its call began before its arguments were kept */
void spl_skipped_lock(void); /* a global was held; counted against -D MAXSKIPPED */
/* At the end of a handler that failed: says so, counts it against -D MAXERRORS. */
void spl_report(struct spl_context *c);
/* Says what could not be said where it happened.  Task or hard interrupt context. */
void spl_report_skips(void);
/* The same for an error that found no room in the ring; called when it was read. */
void spl_tell_kept(void);
u64 spl_error_count(void);

/* ---- session.c ---- */

enum spl_state spl_session_state(void);
/* exit(), or too many errors: no further handler starts, and the loader is told. */
void spl_session_end(bool failed);
bool spl_session_failed(void);
/* The loader's requests; these sleep and are made one at a time. */
int spl_session_start(struct spl_start *start); /* negative errno: start->why says why */
int spl_session_stop(void);
void spl_session_status(struct spl_status *st);
/*
 * Looks at the conditions, and arms and disarms what they say, unless the session is over.
 * False: a site could not be turned (reported).  May sleep.
 */
bool spl_session_follow(void);
void spl_session_orphan(void); /* the loader is gone; disarms later, elsewhere */
void spl_session_free(void); /* at unload: nothing of a session is left behind */

/* ---- random.c ---- */

void spl_random_init(void);

/* ---- ctl.c ---- */

int spl_ctl_init(void); /* may sleep */
void spl_ctl_free(void); /* may sleep; returns when the file is closed and no request runs */

#endif
