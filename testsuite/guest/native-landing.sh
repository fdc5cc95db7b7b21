# SPDX-License-Identifier: GPL-2.0-only
# A kprobe of others becomes a jump over the target of a branch that the kernel can't see, for a
# breakpoint of ours stands on it: who does the branch must not land in the middle of that jump.
# { dg-target }
# { dg-module landing "-e 'global n probe module(@target).statement(\"landing_jump@\" @landing_jump) { n++ } probe end { println(n) }'" }
tracing=/sys/kernel/tracing
kprobes=/sys/kernel/debug/kprobes/list
fail() { # TEXT...
	echo "$@"
	cat out err told places list
	exit 1
}
# Where functions return through a thunk the kernel makes no jump of a kprobe: it takes their returns
# for indirect jumps.
makes_jumps() {
	! grep -qi 'safe ret\|untrained' /sys/devices/system/cpu/vulnerabilities/*
}
cat >inside <<'X'
cat $3 >places
at=$(sed -n 's/.* landing_jump+\(0x[0-9a-f]*\).*emulated, it jumps by a count: e3 .*/\1/p' $3)
echo "p:landing spile_target:landing_jump+$((at + 7))" >$1/kprobe_events || exit 3
echo 1 >$1/events/kprobes/landing/enable
for i in $(seq 100); do
	grep -q 'landing_jump.*OPTIMIZED' $2 && break
	sleep 0.1
done
cat $2 >list
for i in $(seq 1000); do
	echo landing
done >/proc/spile_target
cat /proc/spile_target >told
echo 0 >$1/events/kprobes/landing/enable
echo >$1/kprobe_events
X
$SPILERUN -c "sh inside $tracing $kprobes /sys/kernel/debug/spile/places" "$MODULES/landing.ko" >out 2>err || fail "status $?"
grep -q 'landing_jump.*OPTIMIZED' list || ! makes_jumps || { cat list; fail "the kprobe was not made a jump"; }
[ "$(tail -n 2 told)" = "landing.over=3
landing.through=11" ] || fail "wrong results"
[ "$(cat out)" = 2000 ] || fail "hits were lost"
