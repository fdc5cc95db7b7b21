/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * path.c: names of files by their dentries, for functions of the script library.
 *
 * The tree may change while it is climbed: what is read may be stale, and the climb is bounded.
 * The text is made from its end, in a string's space.
 */
#include <linux/fs.h>

#include "compat/dcache.h"
#include "compat/mount.h"
#include "deref.h"
#include "global.h"
#include "library.h"

#define CLIMB_MAX 128 /* names and mounts */

struct climb {
	struct spl_context *c;
	char *start, *p; /* the text is from P on */
};

static u64 load(struct climb *k, u64 addr)
{
	return spl_load(k->c, addr, sizeof(void *), NULL);
}

#define DENTRY(k, dentry, field) load(k, (dentry) + offsetof(struct dentry, field))

/* Puts the dentry's name in front, behind a slash; false: no room for all of it, or an error. */
static bool climb_name(struct climb *k, u64 dentry)
{
	u32 n = spl_load(k->c, dentry + offsetof(struct dentry, d_name.len), 4, NULL);
	u64 name = DENTRY(k, dentry, d_name.name);
	u32 room = k->p - k->start;
	bool cut = n >= room; /* the front */

	if (k->c->failed)
		return false;
	if (cut) {
		spl_count_cut(k->c);
		name += n - room;
		n = room;
	}
	if (!spl_read_kernel(k->p - n, name, n)) {
		spl_error(k->c, NULL, "kernel string read fault at 0x%llx", name);
		return false;
	}
	k->p -= n;
	if (!cut)
		*--k->p = '/';
	return !cut;
}

/* From the root of the mount VFSMNT to where it is mounted; false: it is the top, or an error. */
static bool climb_mount(struct climb *k, u64 *dentry, u64 *vfsmnt)
{
	u64 mount = *vfsmnt - offsetof(struct spl_mount, mnt);
	u64 parent = load(k, mount + offsetof(struct spl_mount, parent));

	if (k->c->failed || parent == mount)
		return false;
	*dentry = load(k, mount + offsetof(struct spl_mount, mountpoint));
	*vfsmnt = parent + offsetof(struct spl_mount, mnt);
	return !k->c->failed;
}

struct spl_str spl_dentry_path(struct spl_context *c, u64 dentry, u64 vfsmnt)
{
	struct climb k = { .c = c, .start = spl_str_home(c) };
	u64 parent, root = 0;
	char *end;
	int i;

	if (!k.start)
		return SPL_EMPTY;
	end = k.p = k.start + spl_script.limits.maxstringlen - 1;
	for (i = 0; i < CLIMB_MAX; i++) {
		if (vfsmnt)
			root = load(&k, vfsmnt + offsetof(struct vfsmount, mnt_root));
		parent = DENTRY(&k, dentry, d_parent);
		if (c->failed)
			return SPL_EMPTY;
		if (dentry == root || parent == dentry) {
			if (!vfsmnt || !climb_mount(&k, &dentry, &vfsmnt))
				break;
			continue;
		}
		if (!climb_name(&k, dentry))
			break;
		dentry = parent;
	}
	if (c->failed)
		return SPL_EMPTY;
	*end = '\0';
	return end > k.p ? (struct spl_str){ k.p, end - k.p } : SPL_LIT("/");
}

struct spl_str spl_struct_path(struct spl_context *c, u64 path)
{
	u64 vfsmnt = spl_load(c, path + offsetof(struct path, mnt), sizeof(void *), NULL);
	u64 dentry;

	if (c->failed)
		return SPL_EMPTY;
	dentry = spl_load(c, path + offsetof(struct path, dentry), sizeof(void *), NULL);
	return c->failed ? SPL_EMPTY : spl_dentry_path(c, dentry, vfsmnt);
}

struct spl_str spl_dentry_name(struct spl_context *c, u64 dentry)
{
	u32 n = spl_load(c, dentry + offsetof(struct dentry, d_name.len), 4, NULL);
	u64 name;

	if (c->failed || !n)
		return SPL_EMPTY;
	name = spl_load(c, dentry + offsetof(struct dentry, d_name.name), sizeof(void *), NULL);
	return c->failed ? SPL_EMPTY : spl_load_str(c, name, n, NULL);
}

u64 spl_inode_dentry(struct spl_context *c, u64 inode)
{
	u64 node =
		spl_load(c, inode + offsetof(struct inode, i_dentry.first), sizeof(void *), NULL);

	return node && !c->failed ? node - SPL_DENTRY_ALIAS : 0;
}

u64 spl_real_mount(u64 vfsmnt)
{
	return vfsmnt - offsetof(struct spl_mount, mnt);
}
