# SPDX-License-Identifier: GPL-2.0-only
# Tracepoints that are met all the time are turned on and off, by conditions, by modules that come and
# go, and by the end of a session or its loader: no hit is handled afterwards, and nothing is left.
# { dg-klog {Power-on or device reset|SCSI subsystem initialized} }
# { dg-module spile_trace_storm "-e 'global on, n, flips probe kernel.trace(\"raw_syscalls:*\") if (on), kernel.trace(\"kmem:k*\") if (!on), module(\"scsi_mod\").trace(\"*\") if (on) { n++ } probe timer.ms(3) { if (flips < 501) { on = !on; if (++flips == 501) println(\"done\") } } probe end { printf(\"%d %d\\n\", flips, n > 1000) }'" }
read_much() {
	while :; do cat /proc/self/stat >/dev/null; done
}
modules() {
	while :; do
		modprobe scsi_debug submit_queues=2 poll_queues=1
		modprobe -r scsi_debug scsi_mod
	done
}
read_much &
reader=$!
modules 2>/dev/null &
loads=$!
trap 'kill $reader $loads; wait $loads; modprobe -r scsi_debug scsi_mod; sleep 0.5' EXIT
$SPILERUN -v $MODULES/spile_trace_storm.ko >out 2>err &
loader=$!
for try in $(seq 80); do # a busy machine's timers are late
	grep -q done out && break
	sleep 0.5
done
kill -INT $loader
wait $loader
cat out err
[ "$(tail -n 1 out)" = "501 1" ] && ! grep WARNING err || exit 1
for how in KILL INT KILL INT; do
	$SPILERUN $MODULES/spile_trace_storm.ko >out 2>err &
	loader=$!
	sleep 0.$((3 + ${#how})) # 0.6 s, 0.7 s
	kill -$how $loader
	wait $loader
	sleep 2
	! grep spile_trace_storm /proc/modules || rmmod spile_trace_storm || exit
done
