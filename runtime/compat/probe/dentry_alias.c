/* SPDX-License-Identifier: GPL-2.0-only */
/* The union of a struct dentry lost its name; in v7.2 it has none, in v6.12 it was d_u. */
#include <linux/dcache.h>
struct hlist_node *t(struct dentry *d);
struct hlist_node *t(struct dentry *d)
{
	return &d->d_alias;
}
