# SPDX-License-Identifier: GPL-2.0-only
# A breakpoint at each line of what all programs use: the kernel goes on.
# { dg-needs debuginfo }
# { dg-module storm "-DMAXSKIPPED=100000000 -e 'global n probe kernel.statement(\"*@fs/read_write.c:*\"), kernel.statement(\"*@fs/namei.c:*\"), kernel.statement(\"*@mm/memory.c:*\"), kernel.statement(\"*@kernel/fork.c:*\") { n++ } probe end { println(n > 100000) }'" }
fail() { # TEXT...
	echo "$@"
	cat out err
	exit 1
}
places=/sys/kernel/debug/spile/places
cat >load <<'X'
for i in $(seq 12); do
	cat /proc/self/stat /proc/self/maps >/dev/null
	(exit 3)
	ls -l /proc/self/fd >/dev/null
done
X
$SPILERUN -c "sh load & sh load & wait; wc -l <$places >seen" "$MODULES/storm.ko" >out 2>err || fail "status $?"
[ "$(cat out)" = 1 ] || fail "few handlers ran"
[ "$(cat seen)" -gt 3000 ] || fail "few places: $(cat seen)"
grep -q . $places && fail "places are left"
exit 0
