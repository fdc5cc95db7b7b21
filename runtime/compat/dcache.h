/* SPDX-License-Identifier: GPL-2.0-only */
/* dcache.h: linux/dcache.h. */
#ifndef SPL_COMPAT_DCACHE_H
#define SPL_COMPAT_DCACHE_H

#include <linux/dcache.h>

#include "spile_config.h"

/* Where a struct dentry hangs in the list of its inode. */
#ifdef SPL_HAVE_DENTRY_ALIAS
#define SPL_DENTRY_ALIAS offsetof(struct dentry, d_alias)
#else
#define SPL_DENTRY_ALIAS offsetof(struct dentry, d_u.d_alias)
#endif

#endif
