# SPDX-License-Identifier: GPL-2.0-only
# SIGINT and SIGTERM run the end probes and take the module out.
# { dg-module spile_reads "reads.stp" }
for signal in INT TERM HUP; do
	: >out
	perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$SPILERUN" "$MODULES/spile_reads.ko" >out 2>err &
	loader=$!
	for i in $(seq 200); do
		! grep -q armed out || break
		sleep 0.05
	done
	kill -$signal $loader
	wait $loader
	status=$?
	[ $status = 0 ] && [ "$(cat out)" = "$(printf 'armed\nend')" ] && [ ! -s err ] || { echo "$signal: status $status"; cat out err; exit 1; }
	! grep '^spile_' /proc/modules | grep -v '^spile_keep ' || exit 1
done
