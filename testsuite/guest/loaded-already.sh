# SPDX-License-Identifier: GPL-2.0-only
# A module whose name was chosen can be there once; one with our prefix gets another name.
# { dg-module mine "reads.stp" }
# { dg-module spile_twice "reads.stp" }
wait_for() { # file: until it says "armed"
	for i in $(seq 200); do
		! grep -q armed "$1" || return 0
		sleep 0.05
	done
	cat "$1"
	exit 1
}
for name in mine spile_twice; do
	: >out1
	"$SPILERUN" "$MODULES/$name.ko" >out1 2>err1 &
	first=$!
	wait_for out1
	"$SPILERUN" -T 1 "$MODULES/$name.ko" >out2 2>err2
	status=$?
	kill -TERM $first
	wait $first || { cat err1; exit 1; }
	grep -q end out1 || { echo "no end probe: $name"; exit 1; }
	if [ $name = mine ]; then
		[ $status = 3 ] && grep -q 'a module named mine is loaded already' err2 || { cat err2; exit 1; }
	else
		[ $status = 0 ] && grep -q end out2 || { cat out2 err2; exit 1; }
	fi
done
! grep -E '^(mine|spile_)' /proc/modules | grep -v '^spile_keep '
