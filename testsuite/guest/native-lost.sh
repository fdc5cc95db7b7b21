# SPDX-License-Identifier: GPL-2.0-only
# Somebody writes over a breakpoint of spile's: nothing is written over that, it is said, and the
# keeper stays.  A kprobe that comes there meanwhile is theirs.  When the breakpoint is there again
# the code is put back.
# { dg-target }
# { dg-klog {spile: others changed the code at beside_ones} }
# { dg-module lost "-e 'global n probe module(@target).statement(\"beside_ones@\" @beside_place) { n++ } probe end { println(n) }'" }
places=/sys/kernel/debug/spile/places
fail() { # TEXT...
	echo "$*"
	head -n 50 out err told $places
	exit 1
}
run() { # COMMAND
	echo "$1" >/proc/spile_target
	cat /proc/spile_target >told
}
is_told() { # LINE
	grep -qx "$1" told || fail "not $1"
}
await() { # COMMAND...
	for i in $(seq 60); do
		"$@" && return
		sleep 0.1
	done
	fail "in vain: $*"
}
is_put_back() {
	! grep -q . $places
}
lose() {
	run beside
	$SPILERUN -c "echo beside beside_spoil beside >/proc/spile_target" "$MODULES/lost.ko" >out 2>err ||
		fail "status $?"
	[ "$(cat out)" = 10 ] || fail "wrong count"
	[ "$(cat err)" = "WARNING: others have changed code where probes stood: it stays as it is, until they put it back" ] ||
		fail "not said"
	grep -q ' beside_ones+.*: boosted, changed by others, .*: 91$' $places || fail "not shown"
	run beside
	is_told "met=0 0 0"
	is_told "same=1"
	rmmod spile_keep 2>/dev/null && fail "the keeper has gone"
}
lose
# Theirs, and one of ours that is a kprobe therefore, and stays longer than it takes to try again.
run beside_theirs
is_told "theirs=0 10 0"
is_told "none=0 0 0"
$SPILERUN -c "sleep 2.2; echo beside beside >/proc/spile_target" "$MODULES/lost.ko" >out 2>err ||
	fail "status $?"
[ "$(cat out)" = 20 ] && [ ! -s err ] || fail "not met by a kprobe"
grep -q 'changed by others' $places || fail "not lost any more"
run beside_mend
run beside
is_told "met=0 0 0"
await is_put_back
run beside
is_told "same=1"
await rmmod spile_keep

# Its module goes, and the place with it.
lose
file=$(find /run -name spile_target.ko | head -n 1)
rmmod spile_target
is_put_back || fail "its module is gone"
await rmmod spile_keep
insmod "$file"
run beside
is_told "same=1"
