# SPDX-License-Identifier: GPL-2.0-only
# A module for another build of the kernel is refused, even where its version is the same.
# { dg-module hi "-e 'probe begin { println(1) exit() }'" }
head -c -1 /sys/kernel/notes >notes
printf '\377' >>notes
mount --bind notes /sys/kernel/notes || exit
$SPILERUN $MODULES/hi.ko >out 2>err
status=$?
umount /sys/kernel/notes
[ $status = 3 ] && [ ! -s out ] && grep -q 'built for another kernel: build-id' err ||
	{ echo "status $status"; cat out err; exit 1; }
