# SPDX-License-Identifier: GPL-2.0-only
# A thousand markers are enabled and disabled while they fire, and in NMIs, which fire one of them
# too: where it is enabled no hit of it is lost.  STORM_ROUNDS says how often (10).
# { dg-target }
# { dg-storm }
# { dg-timeout 120 }
# { dg-module keeper "-e 'probe module(@target).statement(\"loops_sum@\" @loops_turn) { }'" }
rounds=${STORM_ROUNDS:-10}
storm=/proc/spile_storm
fail() { # TEXT...
	echo "$@"
	cat $storm
	exit 1
}
told() { # NAME
	sed -n "s/^$1=//p" $storm
}
$SPILERUN -c true "$MODULES/keeper.ko" || fail "no keeper"
insmod "$MODULES/spile_storm.ko" || fail "not loaded"
while [ ! -e stop ]; do echo many >/proc/spile_target; done &
firing=$!
trap 'touch stop; wait $firing; rmmod spile_storm' EXIT
echo "marks $rounds nmi" >$storm || fail "failed"
for level in "" nmi.; do
	[ "$(told "${level}on")" -gt 0 ] && [ "$(told "${level}off")" -gt 0 ] || fail "few passes"
	for what in lost twice stray wrong; do
		[ "$(told "$level$what")" = 0 ] || fail "$level$what"
	done
done
[ "$(told others)" -ge 1000 ] || fail "the thousand did not fire"
