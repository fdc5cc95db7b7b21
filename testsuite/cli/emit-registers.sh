#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every entry saves all registers where the handler of one asks for more than ftrace gives: kprobes
# have them anyway.
set -e

check() { # how-often script
	"$SPILE" -r "$RELEASE" -p3 -e "$2" >script.c
	[ "$(grep -c '\.all_registers = true' script.c)" = "$1" ]
}

check 1 'probe kernel.function("vfs_read").call { println(@kregister(3)) }'
check 1 'function f() { return @kregister(3) } probe kernel.function("vfs_read").return { println(f()) }'
check 0 'probe kernel.function("vfs_read").call { println($count, @defined($file)) }'
check 0 'probe kernel.function("vfs_read").return { println(@kregister(3), @entry(@kregister(12))) }'
