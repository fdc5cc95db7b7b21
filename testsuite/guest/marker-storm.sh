# SPDX-License-Identifier: GPL-2.0-only
# A thousand markers are enabled and disabled while they fire on all processors, with other scripts
# at the same markers; none is lost in between.
# { dg-target }
# { dg-timeout 120 }
# { dg-module many "-e 'global n, sum probe marker(\"many\").format(\"number %llu\") { if (pid() == target() || ppid() == target()) { n++; sum += $arg1 } } probe end { println(n, \" \", sum) }'" }
# { dg-module all "-e 'global n probe marker(\"*\") { n++ } probe end { println(n > 0) }'" }
# { dg-module turns "-e 'global on, n probe marker(\"many\") if (on) { n++ } probe timer.ms(5) { on = !on } probe end { println(n > 0) }'" }
fail() { # TEXT...
	echo "$@"
	head -n 50 out* err* 2>/dev/null
	exit 1
}
fire() {
	while :; do echo many >/proc/spile_target; done
}
$SPILERUN -c 'echo many >/proc/spile_target' "$MODULES/many.ko" >out 2>err || fail "status $?"
[ "$(cat out)" = "1000 499500" ] && [ ! -s err ] || fail "alone"
fire &
one=$!
fire &
two=$!
for try in $(seq 8); do
	$SPILERUN -c 'sleep 0.4' "$MODULES/all.ko" >out2 2>err2 &
	$SPILERUN -c 'sleep 0.2; echo many >/proc/spile_target' "$MODULES/many.ko" >out 2>err ||
		fail "status $?"
	[ "$(cat out)" = "1000 499500" ] && [ ! -s err ] || fail "try $try"
	wait $! || fail "status $?"
	[ "$(cat out2)" = 1 ] && [ ! -s err2 ] || fail "the other of try $try"
done
$SPILERUN -c 'sleep 2' "$MODULES/turns.ko" >out 2>err || fail "status $?"
[ "$(cat out)" = 1 ] && [ ! -s err ] || fail "by condition"
kill $one $two
