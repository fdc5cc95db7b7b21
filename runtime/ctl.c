/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ctl.c: /proc/MODULE, by which the loader starts, reads and stops a session (wire.h).
 *
 * Whoever has it open pins the module.  Removing the entry waits for calls that run and for
 * a release, so nothing here is entered once spl_ctl_free() is back.
 */
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "runtime.h"

static atomic_t spl_opened;
static DEFINE_MUTEX(spl_read_mutex);

static int spl_ctl_open(struct inode *inode, struct file *file)
{
	if (atomic_cmpxchg(&spl_opened, 0, 1))
		return -EBUSY;
	if (!try_module_get(THIS_MODULE)) {
		atomic_set(&spl_opened, 0);
		return -ENODEV;
	}
	return 0;
}

static int spl_ctl_release(struct inode *inode, struct file *file)
{
	spl_session_orphan();
	atomic_set(&spl_opened, 0);
	module_put(THIS_MODULE);
	return 0;
}

static long spl_ctl_read(struct spl_read __user *user)
{
	struct spl_read r;
	long n;

	if (copy_from_user(&r, user, sizeof(r)))
		return -EFAULT;
	n = mutex_lock_interruptible(&spl_read_mutex);
	if (n)
		return n;
	n = spl_ring_read(u64_to_user_ptr(r.to), min_t(u64, r.size, INT_MAX));
	spl_tell_kept();
	mutex_unlock(&spl_read_mutex);
	return n;
}

static __poll_t spl_ctl_poll(struct file *file, poll_table *table)
{
	__poll_t ready = 0;

	poll_wait(file, &spl_readers, table);
	spl_ring_expect();
	if (!spl_ring_empty())
		ready |= EPOLLIN | EPOLLRDNORM;
	if (spl_session_state() == SPL_ENDING)
		ready |= EPOLLPRI;
	return ready;
}

static int spl_ctl_start(struct spl_start __user *user)
{
	struct spl_start *start = memdup_user(user, sizeof(*start));
	int err;

	if (IS_ERR(start))
		return PTR_ERR(start);
	err = spl_session_start(start);
	if (copy_to_user(user, start, sizeof(*start)) && !err)
		err = -EFAULT; /* it runs all the same: the loader stops it */
	kfree(start);
	return err;
}

static int spl_ctl_status(struct spl_status __user *user)
{
	struct spl_status st;

	spl_session_status(&st);
	return copy_to_user(user, &st, sizeof(st)) ? -EFAULT : 0;
}

static long spl_ctl_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case SPL_IOC_START:
		return spl_ctl_start((struct spl_start __user *)arg);
	case SPL_IOC_STOP:
		return spl_session_stop();
	case SPL_IOC_STATUS:
		return spl_ctl_status((struct spl_status __user *)arg);
	case SPL_IOC_READ:
		return spl_ctl_read((struct spl_read __user *)arg);
	default:
		return -ENOTTY;
	}
}

static const struct proc_ops spl_ctl_ops = {
	.proc_open = spl_ctl_open,
	.proc_release = spl_ctl_release,
	.proc_lseek = noop_llseek,
	.proc_poll = spl_ctl_poll,
	.proc_ioctl = spl_ctl_ioctl,
};

/* The runtime is compiled once for many modules: its own name is known at run time only. */
int spl_ctl_init(void)
{
	return proc_create(THIS_MODULE->name, 0600, NULL, &spl_ctl_ops) ? 0 : -ENOMEM;
}

void spl_ctl_free(void)
{
	remove_proc_entry(THIS_MODULE->name, NULL);
}
