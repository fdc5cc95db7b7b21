# SPDX-License-Identifier: GPL-2.0-only
# An instruction is swapped, and put back, by scripts that end or are killed, while two tasks run it:
# each time it means the old one or the new one.
# { dg-target }
# { dg-timeout 90 }
# { dg-module swap "-g -e 'global n probe module(@target).statement(\"landing_jump@\" @landing_jump).swap(\"nop\") { n++ } probe end { println(n > 0) }'" }
fail() { # TEXT...
	echo "$@"
	cat out err 2>/dev/null
	exit 1
}
# What comes of two calls by the old instruction, or by the new one.
run_much() {
	while [ ! -e stop ]; do
		echo landing >/proc/spile_target
		case $(dd bs=4096 count=1 </proc/spile_target 2>/dev/null | sed 's/.*=//' | tr '\n' ' ') in
		"3 11 ") old=1 ;;
		"11 11 ") new=1 ;;
		*) exit 1 ;;
		esac
	done
	[ -n "$old" ] && [ -n "$new" ]
}
run_much &
first=$!
run_much &
second=$!
for try in 1 2 3 4 5 6; do
	$SPILERUN -c 'sleep 0.4' "$MODULES/swap.ko" >out 2>err || fail "status $?"
	[ "$(cat out)" = 1 ] || fail "the handler did not run"
	sleep 0.1
done
$SPILERUN "$MODULES/swap.ko" >out 2>err &
sleep 1
kill -KILL $!
sleep 1
touch stop
wait $first && wait $second || fail "neither old nor new"
for try in $(seq 50); do
	[ -s /sys/kernel/debug/spile/places ] || exit 0
	sleep 0.1
done
fail "places are left by who was killed"
