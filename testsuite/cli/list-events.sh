# SPDX-License-Identifier: GPL-2.0-only
# The names of events, with what may stand behind them.
list() {
	"$SPILE" -r "$RELEASE" -l "$1" >out 2>err && [ ! -s err ] && return
	echo "$1"
	cat err
	exit 1
}
same() {
	list "$1"
	shift
	printf '%s\n' "$@" | diff - out || exit 1
}
same 'perf.sw.cpu_*.hz(9)' 'perf.sw.cpu_clock.hz(9)' 'perf.sw.cpu_migrations.hz(9)'
same 'perf.type(1).config(2)' 'perf.type(1).config(2)'
