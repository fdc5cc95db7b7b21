# SPDX-License-Identifier: GPL-2.0-only
# Thousands of places are armed one by one, which takes minutes: a signal ends that at once, and so
# does the loader's death; nothing is armed afterwards, and the module can be removed.
# { dg-module spile_many "-e 'probe kernel.function(\"c*\").return.maxactive(1) { } probe begin { println(\"begun\") }'" }
# { dg-timeout 120 }
kprobes=/sys/kernel/debug/kprobes/list
for signal in INT KILL; do
	perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$SPILERUN" "$MODULES/spile_many.ko" >out 2>err &
	loader=$!
	for i in $(seq 200); do
		[ "$(wc -l <$kprobes)" -lt 5 ] || break
		sleep 0.05
	done
	kill -$signal $loader
	for i in $(seq 100); do # disarming waits for grace periods
		kill -0 $loader 2>/dev/null || break
		sleep 0.1
	done
	! kill -0 $loader 2>/dev/null || { echo "$signal: it still arms: $(wc -l <$kprobes)"; exit 1; }
	wait $loader
	status=$?
	cat out err
	[ ! -s out ] || { echo "$signal: it began"; exit 1; }
	[ $signal = KILL ] || [ $status = 0 ] || { echo "status $status"; exit 1; }
	[ $signal = KILL ] || grep -q '^WARNING: a signal came when [0-9]* places were armed' err || exit 1
	! grep -q . $kprobes || { echo "$signal: left armed: $(wc -l <$kprobes)"; exit 1; }
	[ $signal = INT ] || rmmod spile_many || exit
done
! grep spile_many /proc/modules
