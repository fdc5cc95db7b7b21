# SPDX-License-Identifier: GPL-2.0-only
# -L of all functions of a kernel: each line once, in order, with what is seen at all its copies.
# { dg-needs debuginfo }
"$SPILE" -r "$RELEASE" -L 'kernel.function("*")' >all 2>err && [ ! -s err ] || { cat err; exit 1; }
[ "$(wc -l <all)" -gt 50000 ] || { wc -l all; exit 1; }
LC_ALL=C awk '{ sub(/ .*/, "") } { print }' all | LC_ALL=C sort -uc || exit 1
grep -vE '^kernel\.function\("[^"@]+(@[^":]+:[0-9]+)?"\)( \$[a-zA-Z_0-9]+:[^$]+)*$' all | head | grep . && exit 1
has() { # the beginning of a line
	grep -qF -- "$1" all || { echo "$1"; exit 1; }
}
has 'kernel.function("vfs_read@fs/read_write.c:'
grep -q '^kernel.function("vfs_read@.*") $file:struct file\* $buf:char\* $count:size_t $pos:loff_t\*$' all || exit 1
# one that is inlined everywhere, one with a cold part elsewhere, one that is a clone
has 'kernel.function("rw_verify_area@fs/read_write.c:'
has 'kernel.function("___neigh_create@net/core/neighbour.c:'
# the same points without variables
"$SPILE" -r "$RELEASE" -l 'kernel.function("*")' >points 2>err && [ ! -s err ] || { cat err; exit 1; }
awk '{ sub(/ .*/, "") } { print }' all | cmp - points
