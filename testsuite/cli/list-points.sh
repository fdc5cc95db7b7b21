# SPDX-License-Identifier: GPL-2.0-only
# -l: the points that a pattern stands for, sorted, each once; what nothing matches is told.
lists() { # POINT, then the lines that must come, a function's without its place in the source
	"$SPILE" -I tapset -r "$RELEASE" -l "$1" >out 2>err
	[ $? = 0 ] && [ ! -s err ] && [ "$(sed 's/@[^"]*//' out)" = "$2" ] || { echo "$1"; cat out err; exit 1; }
}
fails() { # WORDS, POINT
	"$SPILE" -r "$RELEASE" -l "$2" >out 2>err
	[ $? = 1 ] && [ ! -s out ] && grep -q "$1" err || { echo "$2"; cat out err; exit 1; }
}
mkdir tapset
lists 'b*' begin
lists 'end, begin, {end, error(3)}' 'begin
end
error(3)'
lists 'timer.*' timer.profile
lists 'timer.**' 'timer.profile
timer.profile.tick'
lists 'timer.s(1)' 'timer.s(1)'
lists 'timer.{s,jiffies}(2)' 'timer.jiffies(2)
timer.s(2)'
lists 'module("lo[o]p").function("lo_ioct[l]").call' 'module("loop").function("lo_ioctl").call'
lists 'k**.function("vfs_rea[d]")' 'kernel.function("vfs_read")'
lists 'kernel.trac*("*sched_wakeup")' 'kernel.trace("sched:sched_wakeup")
kernel.tracepoint("sched_wakeup")'
lists 'kernel.function("vfs_rea[d]").{cal*l,ex*,ret*}' 'kernel.function("vfs_read").call
kernel.function("vfs_read").exported
kernel.function("vfs_read").return'
"$SPILE" -r "$RELEASE" -l '*' >out 2>err && grep -qx oneshot out && grep -qx never out || { cat out err; exit 1; }
"$SPILE" -r "$RELEASE" -l 'kernel.function("*")' >out 2>err && [ "$(wc -l <out)" -gt 30000 ] || { cat err; exit 1; }
LC_ALL=C sort -uc out || exit

# Aliases by their names, but not those that no script could use.
cat >tapset/aliases.stp <<'E'
probe mine.one = kernel.trace("sched_switch"), kernel.trace("sched_wakeup") { x = 1 }
probe mine.two = kernel.trace("sched_nosuch"), kernel.trace("sched_switch") { x = 1 }
probe mine.two.more = mine.one { y = "more" }
probe mine.three = kernel.trace("sched_nosuch")?, timer.s(3) { z = x_is_not_there }
probe mine.four = kernel.trace("sched_nosuch")?, timer.s(3) { z = 1 }
probe mine.five = kernel.trace("sched_switch") { z = $nosuch }
E
lists 'mi*.**' 'mine.four
mine.one
mine.two.more'

fails "no probe point 'nosuch'" nosuch
fails "did you mean 'vfs_read'" 'kernel.function("vfs_raed")'
fails 'no tracepoint of the kernel matches' 'kernel.trace("nosuch*")'
fails 'nothing matches this' 'kernel.trace("nosuch*")?'
fails 'parse error' 'kernel..function'
fails 'take probe points, and nothing to do' 'begin { exit() } probe end'
fails 'not supported yet' 'process("/bin/true").function("main")'

# What can't be written is told.
for pattern in begin 'kernel.function("*")'; do
	"$SPILE" -r "$RELEASE" -L "$pattern" >/dev/full 2>err
	[ $? = 1 ] && grep -q 'cannot write' err || { cat err; exit 1; }
done
