/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * owner.c: who runs the script: the loader's process, user, namespaces and time zone, as they were
 * when it started the session; and the requests that the script makes of it.
 */
#include "owner.h"

#include <linux/cred.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/user_namespace.h>

#include "library.h"
#include "runtime.h"

static struct {
	s64 gmtoff;
	char zone[SPL_ZONE_MAX];
	pid_t pid;
	kuid_t uid;
	struct pid_namespace *pid_ns;
	struct user_namespace *user_ns;
} owner;

void spl_owner_set(const struct spl_start *start)
{
	spl_owner_drop();
	owner.gmtoff = start->gmtoff;
	memcpy(owner.zone, start->zone, sizeof(owner.zone));
	owner.zone[sizeof(owner.zone) - 1] = '\0';
	owner.pid = current->tgid;
	owner.uid = current_uid();
	owner.pid_ns = get_pid_ns(task_active_pid_ns(current));
	owner.user_ns = get_user_ns(current_user_ns());
}

void spl_owner_drop(void)
{
	if (owner.pid_ns)
		put_pid_ns(owner.pid_ns);
	put_user_ns(owner.user_ns);
	owner.pid_ns = NULL;
	owner.user_ns = NULL;
}

s64 spl_owner_pid(void)
{
	return owner.pid;
}

bool spl_owner_is_current(void)
{
	return uid_eq(current_uid(), owner.uid);
}

struct pid_namespace *spl_owner_pid_ns(void)
{
	return owner.pid_ns;
}

struct user_namespace *spl_owner_user_ns(void)
{
	return owner.user_ns;
}

s64 spl_owner_gmtoff(void)
{
	return owner.gmtoff;
}

const char *spl_owner_zone(void)
{
	return owner.zone;
}

void spl_system(struct spl_context *c, struct spl_str cmd)
{
	if (cmd.len > SPL_RECORD_TEXT) {
		spl_error(c, NULL, "a command of %u bytes is too long for system(): at most %d",
			  cmd.len, SPL_RECORD_TEXT);
		return;
	}
	if (c->out.p != c->out.start)
		spl_flush(c, false); /* what was printed before comes before */
	spl_ring_write(SPL_RECORD_SYSTEM, false, cmd.p, cmd.len);
}
