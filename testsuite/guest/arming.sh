# SPDX-License-Identifier: GPL-2.0-only
# While its condition does not hold a probe is in none of the kernel's lists; it is there, and gone
# again, within 100 ms.
# { dg-module spile_arming "-e 'global on, n probe kernel.function(\"vfs_mkdir\") if (on), kernel.function(\"vfs_mkdir\").return if (on) { n++ } probe kernel.function(\"vfs_rmdir\").call { on = !on } probe end { println(n) }'" }
functions=/sys/kernel/tracing/enabled_functions
kprobes=/sys/kernel/debug/kprobes/list
armed() { grep -q '^vfs_mkdir ' $functions && grep 'vfs_mkdir+' $kprobes | grep -qv DISABLED; }
disarmed() { ! grep '^vfs_mkdir ' $functions && ! { grep 'vfs_mkdir+' $kprobes | grep -v DISABLED; }; }
# The guest's CPUs may have to wait for their turn: one of three tries must be in time.
turns() { # turns armed|disarmed OTHER
	for try in 1 2 3; do
		rmdir turn
		sleep 0.1
		$1 && return
		sleep 0.5
		$1 || { echo "not $1 after 0.6 s"; exit 1; }
		echo "$1 too late"
		mkdir turn; rmdir turn; sleep 0.5
		$2 || { echo "not $2 again"; exit 1; }
		mkdir turn
	done
	exit 1
}
cd /run && mkdir arming.d && cd arming.d && mkdir turn || exit
$SPILERUN $MODULES/spile_arming.ko >out 2>err &
loader=$!
sleep 1
disarmed || { echo "armed at start"; exit 1; }
mkdir 1
turns armed disarmed
mkdir 2 3 turn
turns disarmed armed
mkdir 4
kill -INT $loader
wait $loader
cat out err
[ "$(cat out)" -ge 6 ] && [ ! -s err ]
