# SPDX-License-Identifier: GPL-2.0-only
# -o writes to a file; one that can't be opened, or a full disk, is an error.
# { dg-module lines "-e 'probe begin { for (i = 0; i < 2000; i++) printf(\"%060d\\n\", i) exit() }' -D MAXACTION=10000" }
$SPILERUN -o lines $MODULES/lines.ko >out 2>err || { cat out err; exit 1; }
seq -f %060g 0 1999 | cmp - lines || exit
[ ! -s out ] && [ ! -s err ] || { cat out err; exit 1; }
$SPILERUN -o /nosuch/file $MODULES/lines.ko >out 2>err
[ $? != 0 ] && grep -q /nosuch/file err || { cat out err; exit 1; }
mkdir full && mount -t tmpfs -o size=16k full full
$SPILERUN -o full/lines $MODULES/lines.ko >out 2>err
status=$?
umount full
[ $status = 1 ] && grep -q 'No space left' err || { echo "status $status"; cat out err; exit 1; }
