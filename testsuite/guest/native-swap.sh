# SPDX-License-Identifier: GPL-2.0-only
# An instruction is another one while a script runs, with a handler or without, and the old one again
# when it ends or is killed; with .commit it stays.
# { dg-target }
# { dg-module swap "-g -e 'global n probe module(@target).statement(\"landing_jump@\" @landing_jump).swap(\"nop\") { n++ } probe end { println(n) }'" }
# { dg-module jump "-g -e 'probe module(@target).statement(\"landing_jump@\" @landing_jump).swap(\"eb 09\") { }'" }
# { dg-module stays "-g -e 'probe module(@target).statement(\"landing_jump@\" @landing_jump).swap(\"66 90\").commit { }'" }
# { dg-module back "-g -e 'probe module(@target).statement(\"landing_jump@\" @landing_jump).swap(\"e3 09\").commit { }'" }
fail() { # TEXT...
	echo "$@"
	cat out err
	exit 1
}
places=/sys/kernel/debug/spile/places
told() { # what a call that jumps gives, and one that doesn't
	echo landing >/proc/spile_target
	sed 's/.*=//' /proc/spile_target | tr '\n' ' '
}
cat >tell <<'X'
echo landing >/proc/spile_target; sed 's/.*=//' /proc/spile_target | tr '\n' ' ' >seen
cat $1 >which
X
swapped() { # MODULE TOLD
	$SPILERUN -c "sh tell $places" "$MODULES/$1.ko" >out 2>err || fail "$1: status $?"
	[ "$(cat seen)" = "$2" ] || fail "$1: $(cat seen), not $2"
}
[ "$(told)" = "3 11 " ] || fail "at first: $(told)"
swapped swap "11 11 "
[ "$(cat out)" = 2 ] || fail "the handler did not run"
grep -q ': e3 09, instead of which: 90 90$' which || { cat which; fail "not shown"; }
[ "$(told)" = "3 11 " ] || fail "not put back: $(told)"
swapped jump "3 3 "
[ "$(told)" = "3 11 " ] || fail "not put back: $(told)"

$SPILERUN "$MODULES/swap.ko" >out 2>err &
for try in $(seq 50); do
	! grep -q . $places || break
	sleep 0.1
done
[ "$(told)" = "11 11 " ] || fail "not in the background: $(told)"
# Nobody else stands there meanwhile.
$SPILERUN "$MODULES/jump.ko" >out2 2>err2
[ $? = 3 ] && grep -q "a place of spile's is there that can't be shared" err2 || { cat err2; fail "two at one place"; }
kill -KILL $!
for try in $(seq 50); do
	grep -q . $places || break
	sleep 0.1
done
[ "$(told)" = "3 11 " ] || fail "not put back of who was killed: $(told)"

swapped stays "11 11 "
[ "$(told)" = "11 11 " ] || fail "it does not stay: $(told)"
swapped back "3 11 "
[ "$(told)" = "3 11 " ] || fail "the old one is not back: $(told)"

$SPILERUN "$MODULES/stays.ko" >out 2>err &
for try in $(seq 50); do
	! grep -q . $places || break
	sleep 0.1
done
kill -KILL $!
for try in $(seq 50); do
	grep -q . $places || break
	sleep 0.1
done
[ "$(told)" = "11 11 " ] || fail "it does not stay of who was killed: $(told)"
swapped back "3 11 "
