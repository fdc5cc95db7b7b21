# SPDX-License-Identifier: GPL-2.0-only
# Places are armed and disarmed while all other processors run them: each instruction that is
# boosted, emulated, stepped or swapped.  No hit is lost, none comes twice, and what the code
# computes is right; with NMIs that run the same places as well, in handlers too.  STORM_ROUNDS says
# how often (100).
# { dg-target }
# { dg-storm }
# { dg-timeout 120 }
# { dg-module keeper "-e 'probe module(@target).statement(\"loops_sum@\" @loops_turn) { }'" }
rounds=${STORM_ROUNDS:-100}
places=/sys/kernel/debug/spile/places
storm=/proc/spile_storm
fail() { # TEXT...
	echo "$@"
	cat $storm seen 2>/dev/null
	exit 1
}
told() { # NAME
	sed -n "s/^$1=//p" $storm
}
# Passes were seen with breakpoints and without; nothing is amiss.
judge() { # PREFIX PASSES
	[ "$(told "$1on")" -ge "$2" ] && [ "$(told "$1off")" -ge "$2" ] || fail "few passes"
	for what in lost twice stray wrong; do
		[ "$(told "$1$what")" = 0 ] || fail "$1$what"
	done
}
$SPILERUN -c true "$MODULES/keeper.ko" || fail "no keeper"
insmod "$MODULES/spile_storm.ko" || fail "not loaded"
trap 'rmmod spile_storm' EXIT
echo arm >$storm || fail "not armed"
cat $places >seen
echo disarm >$storm || fail "not disarmed"
grep -q 'storm_boost+.* boosted' seen && grep -q 'storm_push+.* emulated' seen &&
	grep -q 'storm_step+.* stepped' seen && grep -q 'storm_swap+.* instead of which: b8 ' seen ||
	fail "not the ways"
echo "places $rounds" >$storm || fail "failed"
[ "$(told rounds)" = "$rounds" ] || fail "interrupted"
judge "" $((8 * rounds))
echo "places $((rounds / 3)) nmi" >$storm || fail "failed with NMIs"
judge "" $((8 * rounds / 3))
judge nmi. "$rounds"
! grep -q . $places || fail "places are left"
