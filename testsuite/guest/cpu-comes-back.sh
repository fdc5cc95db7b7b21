# SPDX-License-Identifier: GPL-2.0-only
# A CPU that goes and comes back is watched again, and counts again; one that is away when the script
# starts is watched from when it comes; and nothing is left of it in the end.
# { dg-module spile_hotplug "-e 'global ticks probe kernel.data(\"panic_timeout\").write { println(cpu(), \" \", ticks > 2); ticks = 0 } probe perf.type(1).config(0).hz(100) { if (cpu() == 1) ticks++ } probe perf.type(1).config(2).counter(\"f\") {} probe begin { println(\"armed\") }'" }
online=/sys/devices/system/cpu/cpu1/online
hit() {
	sleep 0.5
	taskset 2 sh -c 'echo 9 >/proc/sys/kernel/panic'
}
wait_armed() {
	for try in $(seq 100); do
		grep -q armed out && return
		sleep 0.1
	done
	echo "not armed"
	exit 1
}
$SPILERUN $MODULES/spile_hotplug.ko >out 2>err &
wait_armed
hit
for turn in 1 2; do
	echo 0 >$online
	echo 1 >$online
	hit
done
echo 0 >$online
kill -INT $!
wait $!
cat out err
[ "$(cat out)" = "$(printf 'armed\n1 1\n1 1\n1 1')" ] || exit 1

$SPILERUN $MODULES/spile_hotplug.ko >out 2>err &
wait_armed
echo 1 >$online
hit
kill -INT $!
wait $!
cat out err
echo 0 >/proc/sys/kernel/panic
[ "$(cat out)" = "$(printf 'armed\n1 1')" ] || exit 1
! grep spile /sys/devices/system/cpu/hotplug/states
