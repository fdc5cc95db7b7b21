# SPDX-License-Identifier: GPL-2.0-only
# A kernel whose image is not here: what was looked for is named.
export SPILE_CACHE=$PWD/cache
"$SPILE" -r "$RELEASE" -p2 -e 'probe kernel.function("vfs_read") { println(1) }' >out 2>err
[ $? = 1 ] && grep -q "there is no image of $RELEASE (/boot/vmlinuz-$RELEASE)" err || { cat out err; exit 1; }
"$SPILE" -r "$RELEASE" -p4 -e 'probe begin { println(1) }' >out 2>err
[ $? = 1 ] && grep -q "the build-id of kernel $RELEASE is not known" err || { cat out err; exit 1; }
