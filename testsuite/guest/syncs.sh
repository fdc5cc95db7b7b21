# SPDX-License-Identifier: GPL-2.0-only
# However many places are changed at once, the processors are synchronised as often: a thousand
# markers take three, as one does, and so does taking breakpoints away; setting them takes two.
# { dg-target }
# { dg-module many "-e 'probe marker(\"many\") { }'" }
# { dg-module places "-e 'probe module(@target).statement(\"*@ints.c:*\"), module(@target).statement(\"*@loops.c:*\") { }'" }
# { dg-module one "-e 'probe marker(\"marks_plain\") { }'" }
syncs=/sys/kernel/debug/spile/syncs
fail() { # TEXT...
	echo "$@"
	cat out err
	exit 1
}
run() { # MODULE: sets how often while it came, and while it went
	before=$(cat $syncs)
	$SPILERUN -c "cat $syncs >up" "$MODULES/$1.ko" >out 2>err ||
		fail "$1: status $?"
	came=$(($(cat up) - before)) went=$(($(cat $syncs) - $(cat up)))
}
rmmod spile_keep 2>/dev/null
$SPILERUN -c true "$MODULES/many.ko" >out 2>err || fail "no keeper"
run many
[ "$came $went" = "3 3" ] || fail "a thousand markers: $came, $went"
run one
[ "$came $went" = "3 3" ] || fail "one marker: $came, $went"
# That no breakpoint is met any more is one more, and that traps are not, if it is done by now.
run places
[ "$came" = 2 ] && [ "$went" -ge 3 ] && [ "$went" -le 4 ] || fail "breakpoints: $came, $went"
