# SPDX-License-Identifier: GPL-2.0-only
# Debug registers that another session has are not there for this one: an error, or what is optional
# goes without.  They come back when that one ends.
# { dg-module spile_three "-e 'probe kernel.data(\"panic_timeout\").write, kernel.data(\"panic_on_oops\").write, kernel.data(\"print_fatal_signals\").write {} probe begin { println(\"armed\") }'" }
# { dg-module spile_two "-e 'global on probe kernel.data(\"max_threads\").write, kernel.data(\"panic_on_warn\").write {}'" }
# { dg-module spile_maybe "-e 'global n probe kernel.data(\"max_threads\").write, kernel.data(\"panic_timeout\").write? { n++ } probe end { println(n) }'" }
# { dg-module spile_later "-e 'global on probe kernel.data(\"max_threads\").write, kernel.data(\"panic_timeout\").write if (on) {} probe timer.ms(100) { on = 1 }'" }
$SPILERUN $MODULES/spile_three.ko >out3 2>err3 &
three=$!
for try in $(seq 100); do
	grep -q armed out3 && break
	sleep 0.1
done
$SPILERUN -T 1 $MODULES/spile_two.ko >out 2>err
status=$?
cat err
[ $status = 3 ] &&
	[ "$(cat err)" = 'spilerun: error: kernel.data("panic_on_warn").write: the kernel refused it (-ENOSPC: no debug register is free)' ] || exit 1
$SPILERUN -v -c 'echo 5 >/proc/sys/kernel/panic; echo $(cat /proc/sys/kernel/threads-max) >/proc/sys/kernel/threads-max' \
	$MODULES/spile_maybe.ko >out 2>err
cat out err
[ "$(cat out)" = 1 ] && grep -q '1 places armed, 1 refused' err || exit 1
$SPILERUN -T 1 $MODULES/spile_later.ko >out 2>err
cat err
grep -q "panic_timeout.*can't be armed when its condition changes (-ENOSPC: no debug register is free)" err || exit 1
kill -INT $three
wait $three
$SPILERUN -T 1 $MODULES/spile_two.ko
