#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Scripts of a few KiB that stand for far more are translated, or refused with a message, in little
# memory and time.
ulimit -v 450000

repeat() { # COUNT FORMAT: with the number in each
	awk -v n="$1" -v f="$2" 'BEGIN { for (i = 0; i < n; i++) printf(f, i, i + 1, i + 2, i + 3) }'
}
check() { # NAME MESSAGE: the script is on stdin; MESSAGE is "" where it is fine
	cat >"$1.stp"
	timeout 20 "$SPILE" -r "$RELEASE" -p3 "$1.stp" >out 2>err
	status=$?
	if [ -n "$2" ]; then
		[ $status = 1 ] && grep -q "semantic error: .*$2" err
	else
		[ $status = 0 ]
	fi || { echo "$1: status $status"; head -c 600 err; exit 1; }
	if [ "$(grep -c "$2" err)" -gt 20 ]; then
		echo "$1: too many messages"
		exit 1
	fi
}

{
	repeat 900 'function f%d() { return f%d() + f%d() + $file }\n'
	echo 'function f900() { return $count } function f901() { return 1 }'
	echo 'probe kernel.function("vfs_read") { println(f0()) }'
} | check callees ''
{
	repeat 40 'function f%d() { return f%d() }\n'
	echo 'function f40() { return $file }'
	repeat 150 'probe kernel.function("vfs_read"), kernel.function("vfs_write") { println(f0()) }\n'
} | check copies 'more than 4096 copies of functions'
{
	repeat 900 'probe a.p%d = b.* { }\nprobe b.p%d = begin { }\n'
	echo 'probe a.* { exit() }'
} | check aliases 'more than 4096 probe points'
{
	echo 'probe begin { x = execname()'
	repeat 1000 'if (x =~ "(a%d|b)*c.{8}") exit()\n'
	echo '}'
} | check expressions 'too complex together'
{
	echo 'probe kernel.function("vfs_read") {'
	repeat 3000 'println($file$$)\n'
	echo '}'
} | check shown 'more than 16384 values'
{
	echo 'probe begin { println(@cast(0, "task_struct")'
	repeat 7000 '->parent'
	echo '->pid) }'
} | check path 'at most 64 steps'
repeat 1000 'probe kernel.function("*") { }\n' | check sites 'more than 262144 probes'
{
	repeat 300 'probe kernel.function("*a*no*%d")? { }\n'
	echo 'probe begin { }'
} | check wildcards ''
{
	repeat 3500 'global g%d\n'
	echo 'probe begin {'
	repeat 3500 'g%d++ '
	echo '}'
} | check globals ''
{
	repeat 1000 'function f:long(x:long) { if (x == %d) next return f(x) }\n'
	echo 'probe begin { println(f(1)) }'
} | check overloads ''
head -c 60000 /dev/zero >nul.stp
timeout 2 "$SPILE" -r "$RELEASE" -p1 nul.stp 2>err
[ $? = 1 ] && grep -q 'this is no text' err || { cat err; exit 1; }
