#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The C of a one-probe script is as short as one would write it by hand.
set -e

check() { # script
	"$SPILE" -r "$RELEASE" -p3 -e "$1" >script.c
	lines=$(wc -l <script.c)
	columns=$(wc -L <script.c)
	echo "$lines lines, $columns columns: $1"
	[ "$lines" -lt 80 ]
	[ "$columns" -le 100 ]
}

check 'global n probe kernel.function("vfs_read") { n++ }'
grep -q 'spl_counter_add(&g_n, 1);' script.c
check 'probe kernel.function("vfs_read") { printf("%s %d\n", execname(), $count) }'
check 'probe begin { println("hi") exit() }'
check 'probe timer.s(1) { exit() }'
