/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mount.h: where a mount hangs in the tree.  The kernel's own header is private; the first members
 * of a struct mount have been these since v3.3 (7d6fec45a5131, "vfs: start hiding vfsmount guts").
 */
#ifndef SPL_COMPAT_MOUNT_H
#define SPL_COMPAT_MOUNT_H

#include <linux/list.h>
#include <linux/mount.h>

struct spl_mount {
	struct hlist_node hash;
	void *parent; /* struct mount; itself: the root of the tree */
	struct dentry *mountpoint;
	struct vfsmount mnt;
};

#endif
