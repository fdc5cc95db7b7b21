# SPDX-License-Identifier: GPL-2.0-only
# The output of all CPUs comes in the order of time.
# { dg-module stamps "-e 'probe kernel.function(\"vfs_read\") { if (execname() == \"dd\") printf(\"%d %d\\n\", gettimeofday_ns(), cpu()) }' -s 4" }
work='dd if=/dev/zero of=/dev/null bs=1 count=2000 2>/dev/null'
$SPILERUN -o out -c "taskset 1 $work & taskset 2 $work & wait" $MODULES/stamps.ko 2>err ||
	{ cat err; exit 1; }
[ ! -s err ] || { cat err; exit 1; }
awk '
	$1 < last { print NR ": " last " before " $1; bad = 1 }
	{ last = $1; cpus[$2]++ }
	END { exit bad || NR < 4000 || cpus[0] < 1000 || cpus[1] < 1000 }' out ||
	{ wc -l out; exit 1; }
