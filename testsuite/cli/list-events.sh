# SPDX-License-Identifier: GPL-2.0-only
# Variables that could be watched are listed, however few of them at a time; and the names of events.
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
same 'kernel.data("panic_timeout").*' 'kernel.data("panic_timeout").rw' 'kernel.data("panic_timeout").write'
same 'kernel.data("panic_timeou?").length(4).rw' 'kernel.data("panic_timeout").length(4).rw'
same 'perf.sw.cpu_*.hz(9)' 'perf.sw.cpu_clock.hz(9)' 'perf.sw.cpu_migrations.hz(9)'
same 'perf.type(1).config(2)' 'perf.type(1).config(2)'
list 'kernel.data("*").write'
[ "$(wc -l <out)" -gt 10000 ] || { echo 'few variables'; exit 1; }
! grep -E '"(this_cpu_off|boot_command_line|vfs_read)"' out
