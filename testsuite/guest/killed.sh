# SPDX-License-Identifier: GPL-2.0-only
# A loader that is killed leaves nothing armed after 5 s, and the next one removes the module.
# { dg-module spile_reads "-e 'global n probe kernel.function(\"vfs_read\"), kernel.function(\"vfs_read\").return { n++ } probe end { println(n) }'" }
# { dg-module spile_after "-e 'probe begin { println(1) exit() }'" }
$SPILERUN $MODULES/spile_reads.ko >out 2>err &
sleep 1
grep -q vfs_read /sys/kernel/tracing/enabled_functions /sys/kernel/debug/kprobes/list ||
	{ echo "not armed"; cat out err; exit 1; }
kill -KILL $!
sleep 5
if grep vfs_read /sys/kernel/tracing/enabled_functions /sys/kernel/debug/kprobes/list; then
	echo "still armed"
	exit 1
fi
[ "$($SPILERUN $MODULES/spile_after.ko)" = 1 ] || exit
! grep reads /proc/modules
