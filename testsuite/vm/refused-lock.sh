# SPDX-License-Identifier: GPL-2.0-only
# With one processor where there may be more, the kernel has taken the lock prefixes out of its code
# and would put them back: no breakpoint of spile's may stand there.
# { dg-target }
ko=$("$SPILE" -r "$RELEASE" -I "$TARGET" -p4 \
	-e 'probe module(@target).statement("loops_sum@" @loops_turn) { }') || exit
cat >guest.sh <<'EOF'
insmod "$2/loaded/spile_target.ko" && "$1" -c "echo refuse >/proc/spile_target" "$3" || exit
grep ^lock= /proc/spile_target
EOF
$VM --smp 2 --append maxcpus=1 --timeout 60 -- sh guest.sh "$SPILERUN" "$TARGET" "$ko" >out 2>err ||
	{ cat out err; exit 1; }
[ "$(cat out)" = "lock=it is changed when processors come and go" ] || { cat out; exit 1; }
