# SPDX-License-Identifier: GPL-2.0-only
# Places in the middle of functions are the keeper's.  It tells how the instruction of each is
# completed, two scripts may stand at one place, and when they are gone all is as it was.
# { dg-target }
# { dg-module one "-e 'global n probe module(@target).statement(\"loops_*@loops.c:*\") { n++ } probe end { println(n) }'" }
# { dg-module two "-e 'global n probe module(@target).statement(\"loops_sum@loops.c:*\") { n++ } probe end { println(n) }'" }
# { dg-module forced "--mechanism=emulate -e 'probe module(@target).statement(\"loops_sum@\" @loops_turn) { }'" }
# { dg-module listed "--mechanism=boost -e 'probe kprobe.function(\"do_int3\") { }'" }
places=/sys/kernel/debug/spile/places
fail() { # TEXT...
	echo "$@"
	head -n 50 out* err* seen* 2>/dev/null
	exit 1
}
count() { # of places that say RE
	grep -cE "$1" seen
}
rmmod spile_keep 2>/dev/null
$SPILERUN -c "echo loops >/proc/spile_target; cat $places >seen" "$MODULES/one.ko" >out 2>err ||
	fail "status $?"
[ "$(cat out)" -gt 40 ] || fail "few handlers ran"
[ "$(count ' loops_[a-z]*\+0x[0-9a-f]*/0x[0-9a-f]* \[spile_target\]: ')" -ge 12 ] ||
	fail "few places"
[ "$(count 'boosted, it works on registers and memory alone: [0-9a-f]{2} [0-9a-f]{2}')" -ge 8 ] ||
	fail "none is boosted"
[ "$(count 'emulated, it is a call: e8 ')" -ge 2 ] || fail "calls are not emulated"
grep -q spile_target /sys/kernel/debug/kprobes/list && fail "kprobes are left"
grep -q . $places && fail "places are left"

# What the second counts does not depend on the first, which goes before it.
once=$($SPILERUN -c "echo loops >/proc/spile_target" "$MODULES/two.ko") || fail "status $?"
mkfifo go
$SPILERUN -c "echo loops >/proc/spile_target; echo up >go; sleep 1; echo loops >/proc/spile_target" \
	"$MODULES/two.ko" >out2 2>err2 &
second=$!
$SPILERUN -c "read x <go; echo loops >/proc/spile_target" "$MODULES/one.ko" >out 2>err ||
	fail "status $?"
wait $second || fail "status $?"
[ "$(cat out2)" -ge $((2 * once)) ] || fail "one alone: $once"
grep -q . $places && fail "places are left"
# A module that is gone takes its places with it.
file=$(find /run -name spile_target.ko | head -n 1)
$SPILERUN -c "rmmod spile_target; cat $places >seen; insmod $file; echo loops >/proc/spile_target" \
	"$MODULES/two.ko" >out 2>err || fail "status $?"
[ -s seen ] && fail "its module is gone"
[ "$(cat out)" = "$once" ] || fail "after its module came back"

# What is asked for and can't be is said, and what it meets.
refused() { # MODULE TEXT
	$SPILERUN "$MODULES/$1.ko" >out 2>err
	[ $? = 3 ] && grep -qF "$2" err || fail "$1"
}
refused forced "its instruction can't be completed in the way that was asked for"
refused listed "the kernel allows no probe there"
