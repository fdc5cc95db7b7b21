# SPDX-License-Identifier: GPL-2.0-only
# A thousand changes as fast as they come, in the middle of which the session ends, or its loader
# dies: nothing stays armed, and what was changed last holds in the end.
# { dg-module spile_storm "-e 'global on, n, flips probe kernel.function(\"vfs_open\") if (on), kernel.function(\"vfs_open\").return if (on), timer.ms(1) if (on) { n++ } probe timer.ms(2) { if (flips < 1001) { on = !on; if (++flips == 1001) println(\"done\") } } probe end { printf(\"%d %d\\n\", flips, n > 0) }'" }
functions=/sys/kernel/tracing/enabled_functions
read_much() {
	while :; do cat /proc/self/stat >/dev/null; done
}
read_much &
reader=$!
$SPILERUN -v $MODULES/spile_storm.ko >out 2>err &
loader=$!
for try in $(seq 80); do # a busy machine's timers are late
	grep -q done out && break
	sleep 0.5
done
sleep 0.5
kill $reader
grep -q '^vfs_open ' $functions || { echo "not armed in the end"; cat err; exit 1; }
kill -INT $loader
wait $loader
cat out err
[ "$(tail -n 1 out)" = "1001 1" ] && ! grep WARNING err || exit 1
for how in KILL INT KILL INT; do
	$SPILERUN $MODULES/spile_storm.ko >out 2>err &
	loader=$!
	sleep 0.$((3 + ${#how})) # 0.6 s, 0.7 s
	kill -$how $loader
	wait $loader
	sleep 1
	if grep vfs_open $functions /sys/kernel/debug/kprobes/list; then
		echo "still armed after $how"
		exit 1
	fi
done
