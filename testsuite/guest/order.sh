# SPDX-License-Identifier: GPL-2.0-only
# The output of all CPUs comes in the order of time: the one in which handlers held a global.
# { dg-module stamps "-e 'global n probe kernel.function(\"vfs_read\") { if (execname() == \"dd\") printf(\"%d %d\\n\", n++, cpu()) }' -s 4" }
work='dd if=/dev/zero of=/dev/null bs=1 count=2000 2>/dev/null'
$SPILERUN -o out -c "taskset 1 $work & taskset 2 $work & wait" $MODULES/stamps.ko 2>err ||
	{ cat err; exit 1; }
[ ! -s err ] || { cat err; exit 1; }
awk '
	$1 != NR - 1 { print NR ": " $0; bad = 1 }
	{ cpus[$2]++ }
	END { exit bad || NR < 4000 || cpus[0] < 1000 || cpus[1] < 1000 }' out ||
	{ wc -l out; exit 1; }
