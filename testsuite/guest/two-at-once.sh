# SPDX-License-Identifier: GPL-2.0-only
# Several sessions stand on the same functions, and come and go by themselves.
# { dg-module spile_reads "reads.stp" }
for n in 1 2 3; do
	"$SPILERUN" -T $n "$MODULES/spile_reads.ko" >out$n 2>err$n &
done
wait
for n in 1 2 3; do
	[ "$(cat out$n)" = "$(printf 'armed\nend')" ] || { echo "$n:"; cat out$n err$n; exit 1; }
done
! grep vfs_read /sys/kernel/tracing/enabled_functions
