# SPDX-License-Identifier: GPL-2.0-only
# A breakpoint at each line of some files of a module, armed and taken away while two processors run its code, and
# a script that dies in the middle of it: what the code computes is the same.
# { dg-target }
# { dg-module storm "-e 'global n probe module(@target).statement(\"*@ints.c:*\"), module(@target).statement(\"*@loops.c:*\"), module(@target).statement(\"*@labels.c:*\"), module(@target).statement(\"*@landing.c:*\") { n++ } probe end { println(n > 1000) }'" }
fail() { # TEXT...
	echo "$@"
	cat out err
	exit 1
}
places=/sys/kernel/debug/spile/places
commands="ints shapes values loops labels calls callees inlines clones twins landing"
run_much() {
	while [ ! -e stop ]; do
		echo $commands >/proc/spile_target || exit 1
	done
}
rm -f stop
run_much &
first=$!
run_much &
second=$!
for i in 1 2 3; do
	$SPILERUN -c "sleep 0.5; wc -l <$places >seen" "$MODULES/storm.ko" >out 2>err || fail "status $?"
	[ "$(cat out)" = 1 ] || fail "few handlers ran"
	[ "$(cat seen)" -gt 100 ] || fail "few places: $(cat seen)"
	grep -q . $places && fail "places are left"
done
for i in 1 2; do
	$SPILERUN "$MODULES/storm.ko" >out 2>err &
	sleep $i
	kill -KILL $!
	wait $!
	sleep 1
done
for try in $(seq 50); do
	grep -q . $places || break
	sleep 0.1
done
grep -q . $places && fail "places are left by who was killed"
touch stop
wait $first && wait $second || fail "the code has failed"
echo landing >/proc/spile_target
[ "$(cat /proc/spile_target)" = "landing.over=3
landing.through=11" ] || fail "wrong results"
