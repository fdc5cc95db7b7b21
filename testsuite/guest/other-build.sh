# SPDX-License-Identifier: GPL-2.0-only
# A module that is loaded must be the build in which the places of the probes were looked up.
# { dg-target }
# { dg-module probing "-e 'probe module(@target).function(\"twin_step\") { n++ } global n probe end { println(n) }'" }
# { dg-module asking "-e 'probe kprobe.module(\"spile_target\").function(\"twins_run\") { n++ } global n probe end { println(n) }'" }
$SPILERUN -c 'echo twins >/proc/spile_target' "$MODULES/probing.ko" >out 2>err &&
	[ "$(cat out)" = 2 ] || { cat out err; exit 1; }

file=$(find /run -name spile_target.ko | head -n 1)
objcopy -O binary --only-section=.note.gnu.build-id "$file" note || exit
head -c 16 note >other && head -c 20 /dev/zero >>other || exit
objcopy --update-section .note.gnu.build-id=other "$file" other.ko || exit
rmmod spile_target && insmod other.ko || exit
$SPILERUN -c 'echo twins >/proc/spile_target' "$MODULES/probing.ko" >out 2>err
[ $? = 3 ] && [ ! -s out ] && grep -q 'probing.ko probes another build of module spile_target than is loaded' err ||
	{ cat out err; exit 1; }
# What the kernel looks up itself is not concerned.
$SPILERUN -c 'echo twins >/proc/spile_target' "$MODULES/asking.ko" >out 2>err &&
	[ "$(cat out)" = 1 ] || { cat out err; exit 1; }
