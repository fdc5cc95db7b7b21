# SPDX-License-Identifier: GPL-2.0-only
# A kprobe of others one to four bytes before or behind a place of ours, or at it: whoever comes first
# and whoever goes first, both count all, where they can't share it ours is a kprobe too, and in the
# end the code is as it was.  The kernel has made theirs a jump, or is about to.  With SPILE_LONG=1 every
# offset in every order.
# { dg-target }
# { dg-timeout 300 }
# { dg-module beside "-g -e 'global on probe module(@target).function(\"beside_turn\") { on = $on } probe module(@target).statement(\"beside_ones@\" @beside_place) if (on) { @var(\"beside_ours@beside.c\")++ }'" }
places=/sys/kernel/debug/spile/places
kprobes=/sys/kernel/debug/kprobes/list
set_to=/sys/module/spile_target/parameters
fail() { # TEXT...
	echo "at $at, order $order: $*"
	cat out err told
	exit 1
}
# Where functions return through a thunk the kernel makes no jump of a kprobe: it takes their returns
# for indirect jumps.
makes_jumps() {
	! grep -qi 'safe ret\|untrained' /sys/devices/system/cpu/vulnerabilities/*
}
cat >inside <<'Y'
echo ready >go
read -r _ <end
Y
mkfifo go end
$SPILERUN -c "sh inside" "$MODULES/beside.ko" >out 2>err &
loader=$!
read -r _ <go
run() { # COMMAND
	echo "$1" >/proc/spile_target
	cat /proc/spile_target >told
}
told() { # LINE
	grep -qx "$1" told || fail "not $1"
}
# Ours counts by its own breakpoint, or by a kprobe: where theirs stands at or over it.
is_by() { # engine|kprobe
	engine=$(grep -c ' beside_ones+' $places)
	case $1 in
	engine) [ "$engine" = 1 ] || fail "ours is a kprobe" ;;
	kprobe) [ "$engine" = 0 ] || fail "ours is not a kprobe" ;;
	esac
}
case_() { # AT ORDER
	at=$1 order=$2
	echo "$at" >$set_to/beside_at
	echo "$order" >$set_to/beside_order
	run beside_arm
	grep -q late told && fail "ours was not armed"
	theirs=10
	[ "$at" != 0 ] || [ $((order & 1)) = 1 ] || theirs=0 # the kernel refuses it
	told "stands=$((theirs / 10))"
	told "both=10 $theirs 0"
	if [ $((order & 1)) = 1 ] && [ "$at" -le 0 ]; then
		is_by kprobe
	else
		is_by engine
	fi
	[ $((order & 5)) != 5 ] || ! grep -q now=0 told || queued=$((queued + 1))
	[ $((order & 4)) != 0 ] || ! grep -q jump=0 told || ! makes_jumps || fail "theirs is no jump"
	run beside_remove
	if [ $((order & 2)) != 0 ]; then
		told "ours=10 0 0"
	else
		told "theirs=0 $theirs 0"
	fi
	told "none=0 0 0"
	told "same=1"
}
# Theirs is a jump, which the optimizer has yet to take away, when ours comes.
case_leaves() { # AT
	makes_jumps || return 0
	at=$1 order=1
	echo "$at" >$set_to/beside_at
	echo "$order" >$set_to/beside_order
	run beside_leave
	told "jump=1"
	told "now=1"
	grep -q late told && fail "ours was not armed"
	[ "$(grep -cx 'ours=10 0 0' told)" = 2 ] || fail "ours did not count"
	told "none=0 0 0"
	told "same=1"
}
run beside
queued=0
if [ -n "$SPILE_LONG" ]; then
	for at in -4 -3 -2 -1 0 1 2 3 4; do
		for order in 0 1 2 3 4 5 6 7; do
			case_ $at $order
		done
		case_leaves $at
	done
else
	set -- -4 1 -3 5 -2 6 -1 3 0 0 0 5 1 7 2 4 4 2
	while [ $# != 0 ]; do
		case_ "$1" "$2"
		shift 2
	done
	case_leaves -1
fi
[ $queued != 0 ] || ! makes_jumps || fail "the optimizer was always there before ours"
echo end >end
wait $loader || fail "status $?"
[ ! -s out ] && [ ! -s err ] || fail "something was said"
