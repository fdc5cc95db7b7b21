/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * session.c: the life of a session, from the loader's START to its STOP or its death.
 *
 *  1. START arms every probe while the gate is closed, and undoes all of it if one fails.
 *  2. The begin probes run; only then is the gate opened, unless one of them asked to end.
 *  3. exit() and too many errors close the gate from within a handler; handlers that run finish.
 *  4. STOP closes the gate and disarms.  From then on no handler runs, so the end probes
 *     (or the error probes, if errors ended the session) have the globals for themselves.
 *  5. While it runs, probes with conditions come and go (condition.c).
 *  6. When the loader dies instead, the gate closes at once; a worker disarms.
 */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

#include "attach/attach.h"
#include "attach/native.h"
#include "base.h"
#include "condition.h"
#include "context.h"
#include "global.h"
#include "owner.h"

s32 spl_gate __read_mostly;

static const struct spl_mechanism *const mechanisms[] = {
	&spl_by_ftrace, /* before kprobes: leaves to them what it can't take */
	&spl_by_kretprobe, /* before breakpoints, beside which no kprobe can stand */
	&spl_by_kprobe,	   &spl_by_tracepoint, &spl_by_marker, &spl_by_event, &spl_by_timer,
};

static atomic_t spl_state = ATOMIC_INIT(SPL_LOADED);
static bool spl_failed;
static s64 spl_target_pid;
static DEFINE_MUTEX(spl_session_mutex); /* held by whoever arms or disarms */
static bool spl_armed; /* under it */
static u64 spl_missed; /* under it: of mechanisms that are disarmed already */
static u64 spl_turned, spl_unturned; /* under it: sites, by conditions; that could not be turned */

static void spl_orphan_disarm(struct work_struct *work);
static DECLARE_WORK(spl_orphan_work, spl_orphan_disarm);

enum spl_state spl_session_state(void)
{
	return atomic_read(&spl_state);
}

bool spl_session_failed(void)
{
	return READ_ONCE(spl_failed);
}

s64 spl_target(void)
{
	return spl_target_pid;
}

void spl_session_end(bool failed)
{
	if (failed)
		WRITE_ONCE(spl_failed, true);
	if (atomic_cmpxchg(&spl_state, SPL_RUNNING, SPL_ENDING) != SPL_RUNNING &&
	    atomic_cmpxchg(&spl_state, SPL_STARTING, SPL_ENDING) != SPL_STARTING)
		return;
	WRITE_ONCE(spl_gate, 0);
	spl_ring_wake();
}

/* ---- arming ---- */

static const char *spl_errno_text(int err)
{
	switch (err) {
	case -EINVAL:
		return "no probe may be placed there";
	case -ENOENT:
		return "there is no such function";
	case -EILSEQ:
		return "no instruction begins there";
	case -EBUSY:
		return "something else holds it";
	case -ENOMEM:
		return "out of memory";
	case -ENOSPC:
		return "no debug register is free";
	case -EPERM:
		return "it is a part of spile";
	case -EACCES:
		return "a trap would be met there by what handles traps, or by a copy of it";
	case -ENODEV:
		return "spile's keeper is not loaded";
	case -EOPNOTSUPP:
		return "it lacks what this needs";
	default:
		return "error";
	}
}

static void spl_why(char *why, int err, const char *what, const char *words)
{
	scnprintf(why, SPL_WHY_MAX, "%s: the kernel refused it (%pe: %s)", what, ERR_PTR(err),
		  words ? words : spl_errno_text(err));
}

int spl_refused_as(struct spl_arming *a, const struct spl_probe *p, const struct spl_site *site,
		   int err, const char *words)
{
	char point[160];

	if (p->optional && err != -ENOMEM) {
		a->unarmed++;
		return 0;
	}
	spl_point_text(point, sizeof(point), p, site);
	spl_why(a->why, err, point, words);
	return err;
}

int spl_refused(struct spl_arming *a, const struct spl_probe *p, const struct spl_site *site,
		int err)
{
	return spl_refused_as(a, p, site, err, NULL);
}

void spl_refused_late(const struct spl_probe *p, const struct spl_site *site, int err)
{
	struct spl_arming a = { 0 };

	if (!spl_refused(&a, p, site, err))
		return;
	preempt_disable_notrace();
	spl_ring_write(SPL_RECORD_WARNING, false, a.why, strlen(a.why));
	preempt_enable_notrace();
}

void spl_not_turned(struct spl_arming *a, const struct spl_probe *p, const struct spl_site *site,
		    bool on, int err)
{
	char point[160];

	a->unarmed++;
	if (a->why[0])
		return;
	spl_point_text(point, sizeof(point), p, site);
	scnprintf(a->why, SPL_WHY_MAX, "%s can't be %s when its condition changes (%pe: %s)", point,
		  on ? "armed" : "disarmed", ERR_PTR(err), spl_errno_text(err));
}

static void spl_disarm(void)
{
	int i;

	lockdep_assert_held(&spl_session_mutex);
	if (!spl_armed)
		return;
	for (i = ARRAY_SIZE(mechanisms) - 1; i >= 0; i--)
		spl_missed += mechanisms[i]->disarm();
	spl_keeper_put();
	spl_armed = false;
}

static int spl_arm(struct spl_arming *a)
{
	int i, err;

	spl_armed = true;
	for (i = 0; i < ARRAY_SIZE(mechanisms); i++) {
		err = mechanisms[i]->arm(a);
		if (err) {
			if (!a->why[0] && err != -EINTR)
				spl_why(a->why, err, "the probes", NULL);
			spl_disarm();
			return err;
		}
	}
	return 0;
}

/* Has everything armed and disarmed as the conditions say; false: not everything could be. */
static bool spl_follow(void)
{
	struct spl_arming a = { 0 };
	int i;

	lockdep_assert_held(&spl_session_mutex);
	for (i = 0; i < ARRAY_SIZE(mechanisms); i++)
		mechanisms[i]->follow(&a);
	spl_turned += a.turned;
	if (!a.unarmed)
		return true;
	if (!spl_unturned) { /* the rest is in the status */
		preempt_disable_notrace();
		spl_ring_write(SPL_RECORD_WARNING, false, a.why, strlen(a.why));
		preempt_enable_notrace();
	}
	spl_unturned += a.unarmed;
	return false;
}

bool spl_session_follow(void)
{
	static bool behind; /* something could not be turned the last time */

	mutex_lock(&spl_session_mutex);
	if (spl_armed && READ_ONCE(spl_gate) && (spl_conditions_look() || behind))
		behind = !spl_follow();
	mutex_unlock(&spl_session_mutex);
	return !behind;
}

static int spl_start_check(struct spl_start *s)
{
	if (s->version != SPL_WIRE_VERSION) {
		scnprintf(s->why, SPL_WHY_MAX,
			  "the module speaks version %u of the protocol, the loader %u",
			  SPL_WIRE_VERSION, s->version);
		return -EPROTO;
	}
	if (s->build_id_len != spl_script.build_id_len ||
	    memcmp(s->build_id, spl_script.build_id, s->build_id_len)) {
		scnprintf(
			s->why, SPL_WHY_MAX,
			"the module was built for a kernel with build-id %*phN, this one has %*phN",
			(int)spl_script.build_id_len, spl_script.build_id,
			(int)min_t(u32, s->build_id_len, SPL_BUILD_ID_MAX), s->build_id);
		return -EXDEV;
	}
	if (spl_session_state() != SPL_LOADED) {
		scnprintf(s->why, SPL_WHY_MAX, "the module has been started before");
		return -EBUSY;
	}
	return 0;
}

int spl_session_start(struct spl_start *s)
{
	struct spl_arming a = { .stext = s->stext };
	int i, err;

	mutex_lock(&spl_session_mutex);
	s->why[0] = '\0';
	err = spl_start_check(s);
	if (err)
		goto out;
	spl_target_pid = s->target;
	spl_owner_set(s);
	atomic_set(&spl_state, SPL_STARTING);
	spl_conditions_look();
	err = spl_bases_begin(s->stext);
	if (err)
		spl_why(a.why, err, "the list of modules", NULL);
	else
		err = spl_arm(&a);
	s->armed = a.armed;
	if (err) {
		strscpy(s->why, a.why, SPL_WHY_MAX);
		atomic_set(&spl_state, SPL_LOADED);
		goto out;
	}
	s->unarmed = a.unarmed;
	spl_run_begin();
	if (spl_conditions_look())
		spl_follow();
	if (atomic_cmpxchg(&spl_state, SPL_STARTING, SPL_RUNNING) == SPL_STARTING) {
		WRITE_ONCE(spl_gate, max_t(u32, spl_script.limits.maxaction, 1));
		for (i = 0; i < ARRAY_SIZE(mechanisms); i++)
			if (mechanisms[i]->start)
				mechanisms[i]->start();
	}
out:
	mutex_unlock(&spl_session_mutex);
	return err;
}

int spl_session_stop(void)
{
	spl_session_end(false); /* if conditions are turning probes just now, they need not go on */
	mutex_lock(&spl_session_mutex);
	WRITE_ONCE(spl_gate, 0);
	if (spl_armed) {
		atomic_set(&spl_state, SPL_ENDING);
		spl_disarm();
		spl_run_end();
	}
	atomic_set(&spl_state, SPL_STOPPED);
	mutex_unlock(&spl_session_mutex);
	return 0;
}

/* ---- the loader's death ---- */

static void spl_orphan_disarm(struct work_struct *work)
{
	mutex_lock(&spl_session_mutex);
	spl_disarm();
	mutex_unlock(&spl_session_mutex);
}

void spl_session_orphan(void)
{
	int state = spl_session_state();

	/* Disarming waits for grace periods; a task that is being killed should not. */
	if (state != SPL_RUNNING && state != SPL_ENDING)
		return;
	WRITE_ONCE(spl_gate, 0);
	atomic_set(&spl_state, SPL_ORPHANED);
	queue_work(system_long_wq, &spl_orphan_work);
}

void spl_session_free(void)
{
	WRITE_ONCE(spl_gate, 0);
	flush_work(&spl_orphan_work);
	mutex_lock(&spl_session_mutex);
	spl_disarm();
	spl_bases_end();
	spl_owner_drop();
	mutex_unlock(&spl_session_mutex);
	spl_conditions_free();
}

void spl_session_status(struct spl_status *st)
{
	int i, cpu, level;

	memset(st, 0, sizeof(*st));
	st->state = spl_session_state();
	st->failed = spl_session_failed();
	st->errors = spl_error_count();
	for_each_possible_cpu(cpu) {
		const struct spl_cpu *one = per_cpu_ptr(spl_cpus, cpu);

		for (level = 0; level < SPL_LEVELS; level++)
			st->hits += READ_ONCE(one->level[level].hits);
		st->hits += READ_ONCE(one->counted);
		st->skipped_busy += READ_ONCE(one->skipped_busy);
		st->skipped_lock += READ_ONCE(one->skipped_lock);
		st->skipped_call += READ_ONCE(one->skipped_call);
		st->dropped += READ_ONCE(one->dropped);
		st->dropped_bytes += READ_ONCE(one->dropped_bytes);
		st->output += READ_ONCE(one->output);
	}
	mutex_lock(&spl_session_mutex);
	st->missed = spl_missed;
	for (i = 0; spl_armed && i < ARRAY_SIZE(mechanisms); i++)
		if (mechanisms[i]->missed)
			st->missed += mechanisms[i]->missed();
	st->turned = spl_turned;
	st->unturned = spl_unturned;
	mutex_unlock(&spl_session_mutex);
	st->cut = spl_cut_total();
	st->map_full = spl_evicted_total();
	st->maxstringlen = spl_script.limits.maxstringlen;
	st->buffer_kib = spl_script.limits.buffer_kib;
}
